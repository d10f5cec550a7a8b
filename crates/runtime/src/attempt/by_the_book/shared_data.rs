//! `adl.data`: buckets of data that activities share (RTE 4.3.1, 4th Edition).

use super::Attempt;
use crate::definition::DataMap;
use crate::run_data::CallError;

/// Smallest permitted maximum, which is also ours.
const LENGTH: usize = 64_000;

fn undefined() -> CallError {
    CallError::new(401, "there is no such element")
}

/// Number and leaf of `3.store`.
fn numbered(rest: &str) -> Result<(usize, &str), CallError> {
    let (number, leaf) = rest.split_once('.').ok_or_else(undefined)?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse().ok().filter(|_| digits).ok_or_else(undefined)?;
    Ok((number, leaf))
}

impl Attempt {
    fn data_maps(&self, activity: usize) -> Result<&[DataMap], CallError> {
        match self.definition.edition {
            cmi::Edition::Scorm2004Ed4 => Ok(&self.definition.activities[activity].data_maps),
            _ => Err(undefined()),
        }
    }

    pub(super) fn set_shared(
        &mut self,
        activity: usize,
        rest: &str,
        value: &str,
    ) -> Result<Vec<String>, CallError> {
        let maps = self.data_maps(activity)?;
        if matches!(rest, "_children" | "_count") {
            return Err(CallError::new(404, "the element is read-only"));
        }
        let (number, leaf) = numbered(rest)?;
        if !matches!(leaf, "id" | "store") {
            return Err(undefined());
        }
        let map = maps.get(number).ok_or_else(|| CallError::new(351, "there is no such bucket"))?;
        if leaf == "id" || !map.write {
            return Err(CallError::new(404, "the element is read-only"));
        }
        if value.chars().nth(LENGTH).is_some() {
            return Err(CallError::new(406, "the value is too long"));
        }
        let bucket = map.target_id.clone();
        self.state.shared_data.insert(bucket, value.to_owned());
        Ok(Vec::new())
    }

    pub(super) fn get_shared(&self, activity: usize, rest: &str) -> Result<String, CallError> {
        let maps = self.data_maps(activity)?;
        match rest {
            "_children" => return Ok(String::from("id,store")),
            "_count" => return Ok(maps.len().to_string()),
            _ => {}
        }
        let (number, leaf) = numbered(rest)?;
        if !matches!(leaf, "id" | "store") {
            return Err(undefined());
        }
        let map = maps.get(number).ok_or_else(|| CallError::new(301, "there is no such bucket"))?;
        if leaf == "id" {
            return Ok(map.target_id.clone());
        }
        if !map.read {
            return Err(CallError::new(405, "the element is write-only"));
        }
        let value = self.state.shared_data.get(&map.target_id).filter(|value| !value.is_empty());
        value.cloned().ok_or_else(|| CallError::new(403, "the bucket is empty yet"))
    }

    /// Bucket and contents behind `adl.data.n.store`.
    pub(super) fn shared_store(&self, activity: usize, element: &str) -> Option<(&str, &str)> {
        let (number, leaf) = numbered(element.strip_prefix("adl.data.")?).ok()?;
        let map = self.data_maps(activity).ok()?.get(number).filter(|_| leaf == "store")?;
        let (bucket, value) = self.state.shared_data.get_key_value(&map.target_id)?;
        Some((bucket, value))
    }
}

//! Requests of `rustici.application`. PHP names the child by `appid` where others send `childappid`; which of them
//! holds is decided where the signature is judged.

use super::super::error::Fault;
use super::super::params::Params;
use super::super::values::{check_id, parse_bool};
use super::{Request, optional, push, required};

/// `getAppInfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildApp {
    /// `childappid`.
    pub app_id: Option<String>,
}

/// `createApplication`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateApplication {
    /// `name`.
    pub name: String,
}

/// `updateApplication`; what is `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateApplication {
    /// `childappid`.
    pub app_id: Option<String>,
    /// `name`.
    pub name: Option<String>,
    /// `allowdelete`: whether it may call `deleteRegistration`.
    pub allow_delete: Option<bool>,
}

/// `addSecretKey`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddSecretKey {
    /// `childappid`.
    pub app_id: Option<String>,
    /// `description`.
    pub description: Option<String>,
}

/// `updateSecretKey` and, with nothing to change, `deleteSecretKey`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSecretKey {
    /// `childappid`.
    pub app_id: Option<String>,
    /// `secretkeyid`.
    pub key_id: String,
    /// `description`.
    pub description: Option<String>,
    /// `active`.
    pub active: Option<bool>,
}

/// A text that comes back in replies: XML can carry it, and it is not long.
fn checked(params: &Params, name: &str) -> Result<Option<String>, Fault> {
    let text = optional(params, name);
    text.iter().try_for_each(|text| check_id(name, text))?;
    Ok(text)
}

fn flag(params: &Params, name: &str) -> Option<bool> {
    params.get(name).map(parse_bool)
}

fn push_flag(params: &mut Params, name: &str, flag: Option<bool>) {
    push(params, name, flag.map(|flag| if flag { "true" } else { "false" }));
}

impl Request for ChildApp {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self { app_id: optional(params, "childappid") })
    }

    fn write(&self, params: &mut Params) {
        push(params, "childappid", self.app_id.as_deref());
    }
}

impl Request for CreateApplication {
    fn read(params: &Params) -> Result<Self, Fault> {
        let name = required(params, "name")?;
        if name.trim().is_empty() {
            return Err(Fault::missing("name"));
        }
        check_id("name", &name)?;
        Ok(Self { name })
    }

    fn write(&self, params: &mut Params) {
        params.push("name", &self.name);
    }
}

impl Request for UpdateApplication {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            app_id: optional(params, "childappid"),
            name: checked(params, "name")?.filter(|name| !name.trim().is_empty()),
            allow_delete: flag(params, "allowdelete"),
        })
    }

    fn write(&self, params: &mut Params) {
        push(params, "childappid", self.app_id.as_deref());
        push(params, "name", self.name.as_deref());
        push_flag(params, "allowdelete", self.allow_delete);
    }
}

impl Request for AddSecretKey {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self { app_id: optional(params, "childappid"), description: checked(params, "description")? })
    }

    fn write(&self, params: &mut Params) {
        push(params, "childappid", self.app_id.as_deref());
        push(params, "description", self.description.as_deref());
    }
}

impl Request for ChangeSecretKey {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            app_id: optional(params, "childappid"),
            key_id: required(params, "secretkeyid")?,
            description: checked(params, "description")?,
            active: flag(params, "active"),
        })
    }

    fn write(&self, params: &mut Params) {
        push(params, "childappid", self.app_id.as_deref());
        params.push("secretkeyid", &self.key_id);
        push(params, "description", self.description.as_deref());
        push_flag(params, "active", self.active);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, round_trip};
    use super::*;

    #[test]
    fn as_clients_send_it() {
        let update = read::<UpdateApplication>("allowDelete=True&name=").unwrap();
        assert_eq!(update, UpdateApplication { app_id: None, name: None, allow_delete: Some(true) });
        assert_eq!(read::<CreateApplication>("name=+").unwrap_err(), Fault::missing("name"));
        assert_eq!(read::<CreateApplication>("name=%01").unwrap_err().code, 205);
        assert_eq!(read::<AddSecretKey>("description=%01").unwrap_err().code, 205);
        let key = read::<ChangeSecretKey>("secretkeyid=k&active=").unwrap();
        assert_eq!((key.active, key.description), (None, None));
        assert_eq!(read::<ChangeSecretKey>("active=false").unwrap_err(), Fault::missing("secretkeyid"));
    }

    #[test]
    fn round_trips() {
        let app_id = Some("K3XQ0M7T2A".to_owned());
        let child = ChildApp { app_id: app_id.clone() };
        assert_eq!(round_trip(&child), child);
        let create = CreateApplication { name: "a & b".into() };
        assert_eq!(round_trip(&create), create);
        let update = UpdateApplication { app_id: app_id.clone(), name: None, allow_delete: Some(false) };
        assert_eq!(round_trip(&update), update);
        let add = AddSecretKey { app_id: app_id.clone(), description: Some("next".into()) };
        assert_eq!(round_trip(&add), add);
        let change = ChangeSecretKey {
            app_id,
            key_id: "k".into(),
            description: Some("x".into()),
            active: Some(false),
        };
        assert_eq!(round_trip(&change), change);
    }
}

//! Requests of `rustici.upload`.

use super::super::error::Fault;
use super::super::params::Params;
use super::{Request, optional, push, required};

/// `uploadFile`; the file comes with the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadFile {
    /// `token`, also sent as `tokenid`.
    pub token: String,
    /// `pd`: the domain; unknown ones are the default.
    pub domain: Option<String>,
    /// `redirecturl`.
    pub redirect_url: Option<String>,
}

/// `deleteFiles` of uploads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteUploads {
    /// `file`, any number: names as `listFiles` gave them, or with their domain in front.
    pub files: Vec<String>,
    /// `pd`: the domain.
    pub domain: Option<String>,
}

impl Request for UploadFile {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            token: params.get_any(&["token", "tokenid"]).ok_or_else(|| Fault::missing("token"))?.to_owned(),
            domain: optional(params, "pd"),
            redirect_url: optional(params, "redirecturl"),
        })
    }

    fn write(&self, params: &mut Params) {
        params.push("token", &self.token);
        push(params, "pd", self.domain.as_deref());
        push(params, "redirecturl", self.redirect_url.as_deref());
    }
}

impl Request for DeleteUploads {
    fn read(params: &Params) -> Result<Self, Fault> {
        required(params, "file")?;
        Ok(Self {
            files: params.get_all("file").map(str::to_owned).collect(),
            domain: optional(params, "pd"),
        })
    }

    fn write(&self, params: &mut Params) {
        for file in &self.files {
            params.push("file", file);
        }
        push(params, "pd", self.domain.as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, round_trip};
    use super::*;

    #[test]
    fn reads_and_writes() {
        let upload = read::<UploadFile>("tokenid=t&pd=").unwrap();
        assert_eq!(upload, UploadFile { token: "t".into(), domain: None, redirect_url: None });
        assert_eq!(round_trip(&upload), upload);
        let delete = read::<DeleteUploads>("file=a.zip&file=default/b.zip").unwrap();
        assert_eq!(delete.files, ["a.zip", "default/b.zip"]);
        assert_eq!(round_trip(&delete), delete);
        assert_eq!(read::<DeleteUploads>("file=").unwrap_err(), Fault::missing("file"));
    }
}

//! Campus's configuration: flags, environment variables (`CAMPUS_…`) and `campus.toml`.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use lyceum_client::Secret;
use url::Url;

/// Where Campus's records lie.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// `sqlite:/path/to/campus.db`, made when absent.
    Sqlite(PathBuf),
    /// `postgres://user:password@host/name`.
    Postgres(Secret),
}

/// Which way packages take into the cloud.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UploadWay {
    /// The author's browser posts them straight to the cloud, with a link fetched at submit.
    #[default]
    Browser,
    /// Campus streams them on.
    Through,
}

/// All of it, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where Campus listens.
    pub listen: SocketAddr,
    /// Its address for browsers, without a final slash.
    pub public_url: String,
    /// Its address for the cloud's postbacks, without a final slash; mostly the same.
    pub postback_url: String,
    /// Its records.
    pub database_url: DatabaseUrl,
    /// The cloud's address for Campus.
    pub cloud_url: String,
    /// The cloud's address for browsers.
    pub cloud_browser_url: String,
    /// The application that Campus is in the cloud.
    pub cloud_app: String,
    /// Its secret.
    pub cloud_secret: Secret,
    /// What the credentials of postbacks are made from.
    pub postback_key: Secret,
    /// Which way packages take.
    pub upload_way: UploadWay,
}

/// A key of the configuration is missing or wrong; the sentence names it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Nothing was given and nothing can be assumed.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// What was given cannot be meant.
    #[error("`{key}` {why}")]
    Wrong {
        /// The key.
        key: &'static str,
        /// What is wrong; the value is not repeated where it may be secret.
        why: &'static str,
    },
}

/// The keys as they are given.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawConfig {
    /// Folder for the records, where `database_url` is absent.
    pub data_dir: Option<PathBuf>,
    /// See [`Config`].
    pub listen: Option<String>,
    /// See [`Config`].
    pub public_url: Option<String>,
    /// See [`Config`].
    pub postback_url: Option<String>,
    /// See [`Config`].
    pub database_url: Option<String>,
    /// See [`Config`].
    pub cloud_url: Option<String>,
    /// See [`Config`].
    pub cloud_browser_url: Option<String>,
    /// See [`Config`].
    pub cloud_app: Option<String>,
    /// See [`Config`].
    #[serde(skip)]
    pub cloud_secret: Option<Secret>,
    /// The file that holds the secret, alone on its first line.
    pub cloud_secret_file: Option<PathBuf>,
    /// `browser` or `through`.
    pub upload_way: Option<String>,
}

impl RawConfig {
    /// Checks every key.
    ///
    /// # Errors
    /// The first key that is missing or wrong.
    pub fn check(self) -> Result<Config, ConfigError> {
        let wrong = |key, why| ConfigError::Wrong { key, why };
        let listen: SocketAddr = self
            .listen
            .as_deref()
            .unwrap_or("127.0.0.1:8700")
            .parse()
            .map_err(|_| wrong("listen", "must be an address with a port, as in 127.0.0.1:8700"))?;
        let public_url = match &self.public_url {
            Some(url) => address("public_url", url)?,
            None => format!("http://localhost:{}", listen.port()),
        };
        let postback_url = match &self.postback_url {
            Some(url) => address("postback_url", url)?,
            None => public_url.clone(),
        };
        let database_url = match (&self.database_url, &self.data_dir) {
            (Some(url), _) => url.parse()?,
            (None, Some(folder)) => DatabaseUrl::Sqlite(folder.join("campus.db")),
            (None, None) => return Err(ConfigError::Missing("data_dir")),
        };
        let cloud_url = address("cloud_url", self.cloud_url.as_deref().unwrap_or("http://localhost:8600"))?;
        let cloud_browser_url = match &self.cloud_browser_url {
            Some(url) => address("cloud_browser_url", url)?,
            None => cloud_url.clone(),
        };
        let cloud_secret = match (self.cloud_secret, &self.cloud_secret_file) {
            (Some(secret), _) => secret,
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file)
                    .map_err(|_| wrong("cloud_secret_file", "names a file that cannot be read"))?;
                Secret::new(text.lines().next().unwrap_or_default().trim())
            }
            (None, None) => return Err(ConfigError::Missing("cloud_secret_file")),
        };
        Ok(Config {
            listen,
            public_url,
            postback_url,
            database_url,
            cloud_url,
            cloud_browser_url,
            cloud_app: self.cloud_app.ok_or(ConfigError::Missing("cloud_app"))?,
            postback_key: derived(&cloud_secret),
            cloud_secret,
            upload_way: match self.upload_way.as_deref() {
                None | Some("browser") => UploadWay::Browser,
                Some("through") => UploadWay::Through,
                Some(_) => return Err(wrong("upload_way", "must be `browser` or `through`")),
            },
        })
    }
}

impl std::str::FromStr for DatabaseUrl {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.contains(":memory:") {
                let why = "names no file: write `sqlite:/path/to/campus.db`";
                return Err(ConfigError::Wrong { key: "database_url", why });
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            return Ok(Self::Postgres(Secret::new(text)));
        }
        Err(ConfigError::Wrong { key: "database_url", why: "must begin with `sqlite:` or `postgres:`" })
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres:…"),
        }
    }
}

/// An address without its final slash.
fn address(key: &'static str, text: &str) -> Result<String, ConfigError> {
    let why = "must be an http or https address";
    let url = Url::parse(text).map_err(|_| ConfigError::Wrong { key, why })?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(ConfigError::Wrong { key, why });
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// The key of the postbacks follows from the application's secret, so that there is one secret to keep. After a change
/// of that secret the cloud is given new credentials for all registrations (`doing::postbacks`).
fn derived(secret: &Secret) -> Secret {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    hash.update("campus: key of the postbacks\0");
    hash.update(secret.expose());
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Secret::new(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> RawConfig {
        RawConfig {
            data_dir: Some("/data".into()),
            cloud_app: Some("lms".to_owned()),
            cloud_secret: Some(Secret::new("hunter2")),
            ..RawConfig::default()
        }
    }

    #[test]
    fn little_is_enough() {
        let config = given().check().unwrap();
        assert_eq!(config.public_url, "http://localhost:8700");
        assert_eq!(config.postback_url, config.public_url);
        assert_eq!(config.cloud_browser_url, "http://localhost:8600");
        assert!(matches!(&config.database_url, DatabaseUrl::Sqlite(path) if path.ends_with("campus.db")));
        assert_eq!(config.upload_way, UploadWay::Browser);
    }

    #[test]
    fn s29_secrets_are_not_shown() {
        let raw = RawConfig { database_url: Some("postgres://u:swordfish@h/d".to_owned()), ..given() };
        let shown = format!("{:?}", raw.check().unwrap());
        assert!(!shown.contains("hunter2") && !shown.contains("swordfish"), "{shown}");
    }

    #[test]
    fn a_wrong_key_is_named() {
        for (raw, key) in [
            (RawConfig { listen: Some("8700".to_owned()), ..given() }, "listen"),
            (RawConfig { public_url: Some("campus.example".to_owned()), ..given() }, "public_url"),
            (RawConfig { cloud_url: Some("ftp://cloud".to_owned()), ..given() }, "cloud_url"),
            (RawConfig { cloud_app: None, ..given() }, "cloud_app"),
            (RawConfig { cloud_secret: None, ..given() }, "cloud_secret_file"),
            (RawConfig { data_dir: None, ..given() }, "data_dir"),
            (RawConfig { database_url: Some("mysql:x".to_owned()), ..given() }, "database_url"),
            (RawConfig { upload_way: Some("pigeon".to_owned()), ..given() }, "upload_way"),
        ] {
            let error = raw.check().unwrap_err().to_string();
            assert!(error.contains(&format!("`{key}`")), "{error}");
        }
    }
}

//! Configuration: every key, its default, and one sentence that names the key when its value is wrong.
//!
//! [`RawConfig`] is what flags, environment and `lyceum.toml` say; [`Config`] is what holds. Reading and merging the
//! sources is the command line's work.

mod account;
mod content_url;
mod frame_ancestors;
mod import_limits;
mod private_targets;
mod raw;
mod retention;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

pub use account::{Account, RawAccount};
pub use content_url::ContentUrl;
pub use import_limits::ImportLimits;
pub use private_targets::{AllowPrivateTargets, PrivateTarget};
pub use raw::{RawConfig, Texts};
pub use retention::{RawRetention, Retention};

use crate::{DatabaseUrl, DatabaseUrlError};

/// A wrong value. The sentence names the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The value cannot be used.
    #[error("`{key}` {problem}")]
    Value {
        /// The configuration key.
        key: &'static str,
        /// The rest of the sentence.
        problem: String,
    },
    /// The database address.
    #[error(transparent)]
    Database(#[from] DatabaseUrlError),
}

impl ConfigError {
    fn new(key: &'static str, problem: impl Into<String>) -> Self {
        Self::Value { key, problem: problem.into() }
    }
}

/// Everything a server is told, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of database, blobs and installation key where those keys are absent.
    pub data_dir: Option<PathBuf>,
    /// Which database.
    pub database_url: DatabaseUrl,
    /// `file:` or `s3:`; `blobs` judges the rest.
    pub blob_url: String,
    /// An S3 server that is not Amazon's.
    pub s3_endpoint: Option<String>,
    /// Region of the bucket.
    pub s3_region: Option<String>,
    /// Where console and API listen.
    pub listen: SocketAddr,
    /// Where player and content listen.
    pub content_listen: SocketAddr,
    /// Where figures are told to whoever measures; nowhere where it is absent. Nobody has to sign in there.
    pub metrics_listen: Option<SocketAddr>,
    /// Address of console and API as browsers and LMSs see it, without a final `/`.
    pub public_url: Url,
    /// Address of player and content as browsers see it.
    pub content_url: ContentUrl,
    /// Networks whose `X-Forwarded-…` headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Pages that may show the player in a frame, as a content security policy names them; empty for all.
    pub frame_ancestors: Vec<String>,
    /// The key that seals secrets.
    pub installation_key_file: PathBuf,
    /// Where postbacks and fetches may go besides the public internet.
    pub allow_private_targets: AllowPrivateTargets,
    /// What a package may be at most.
    pub import_limits: ImportLimits,
    /// A launch without a sign of life for this long is closed.
    pub silent_after: Duration,
    /// Time between two signs of life of an open player.
    pub heartbeat: Duration,
    /// Calls that one application may make in a minute on this node; `None` is any number.
    pub api_rate_limit_per_minute: Option<u32>,
    /// Whether a signed call that changes something is refused when it comes a second time.
    pub refuse_replayed_signatures: bool,
    /// Days that an attempt of the sandbox is kept after its last launch.
    pub sandbox_days: u32,
    /// Days that the log of calls is kept; 0 keeps none.
    pub api_log_days: u32,
    /// Calls of each application that the log keeps.
    pub api_log_calls_per_app: u32,
    /// For how long is kept what is not a result.
    pub retention: Retention,
    /// Free bytes on the disks of database and files below which no more files are taken in; 0 looks at nothing.
    pub disk_reserve: u64,
    /// Whose installation this is.
    pub account: Account,
}

/// What `disk_reserve` is where nothing else is said.
const DISK_RESERVE: u64 = 1 << 30;

impl Config {
    /// Checks `raw` and fills in the defaults.
    pub fn from_raw(raw: RawConfig) -> Result<Self, ConfigError> {
        let data_dir = raw.data_dir.clone();
        let database_url: DatabaseUrl = match (&raw.database_url, &data_dir) {
            (Some(url), _) => url.parse()?,
            (None, Some(dir)) => DatabaseUrl::Sqlite(dir.join("lyceum.db")),
            (None, None) => {
                return Err(ConfigError::new("data_dir", "is needed where `database_url` is absent"));
            }
        };
        let blob_url = match (raw.blob_url, &data_dir) {
            (Some(url), _) => url,
            (None, Some(dir)) => format!("file:{}", dir.join("blobs").display()),
            (None, None) => return Err(ConfigError::new("data_dir", "is needed where `blob_url` is absent")),
        };
        let installation_key_file = match (raw.installation_key_file, &data_dir, &database_url) {
            (Some(path), _, _) => path,
            (None, _, DatabaseUrl::Postgres(_)) => {
                return Err(ConfigError::new(
                    "installation_key_file",
                    "is needed with `postgres:`, since all nodes share the key and it lies outside the database",
                ));
            }
            (None, Some(dir), _) => dir.join("installation.key"),
            (None, None, _) => {
                return Err(ConfigError::new(
                    "data_dir",
                    "is needed where `installation_key_file` is absent",
                ));
            }
        };
        let listen = socket("listen", raw.listen.as_deref(), "127.0.0.1:8600")?;
        let content_listen = socket("content_listen", raw.content_listen.as_deref(), "127.0.0.1:8601")?;
        if listen == content_listen && listen.port() != 0 {
            return Err(ConfigError::new("content_listen", "must differ from `listen`"));
        }
        let metrics_listen = match raw.metrics_listen.as_deref() {
            Some(text) => Some(socket("metrics_listen", Some(text), "127.0.0.1:9600")?),
            None => None,
        };
        if metrics_listen.is_some_and(|own| own.port() != 0 && (own == listen || own == content_listen)) {
            return Err(ConfigError::new("metrics_listen", "must differ from `listen` and `content_listen`"));
        }
        let public_url = match raw.public_url {
            Some(text) => base_url("public_url", &text)?,
            None => base_url("public_url", &format!("http://localhost:{}", listen.port()))?,
        };
        let content_url = match raw.content_url {
            Some(text) => ContentUrl::parse(&text)?,
            None => ContentUrl::parse(&format!("http://127.0.0.1:{}", content_listen.port()))?,
        };
        let trusted_proxies = networks("trusted_proxies", raw.trusted_proxies)?;
        let frame_ancestors = frame_ancestors::parse(raw.frame_ancestors)?;
        let allow_private_targets = AllowPrivateTargets::parse(raw.allow_private_targets)?;
        let import_limits = raw.import_limits;
        import_limits.check()?;
        let silent_after = seconds("silent_after_secs", raw.silent_after_secs, 600, 2, 86_400)?;
        let heartbeat = seconds("heartbeat_secs", raw.heartbeat_secs, 60, 1, 600)?;
        if silent_after < heartbeat * 2 {
            return Err(ConfigError::new("silent_after_secs", "must be at least twice `heartbeat_secs`"));
        }
        let sandbox_days = raw.sandbox_days.unwrap_or(30);
        if !(1..=3650).contains(&sandbox_days) {
            return Err(ConfigError::new(
                "sandbox_days",
                format!("must be between 1 and 3650, it is {sandbox_days}"),
            ));
        }
        let api_log_days = raw.api_log_days.unwrap_or(30);
        if api_log_days > 3650 {
            return Err(ConfigError::new(
                "api_log_days",
                format!("must be between 0 and 3650, it is {api_log_days}"),
            ));
        }
        let api_log_calls_per_app = raw.api_log_calls_per_app.unwrap_or(100_000);
        if !(1..=100_000_000).contains(&api_log_calls_per_app) {
            return Err(ConfigError::new(
                "api_log_calls_per_app",
                format!("must be between 1 and 100000000, it is {api_log_calls_per_app}"),
            ));
        }
        let account = raw.account.checked(&public_url)?;
        Ok(Self {
            data_dir,
            database_url,
            blob_url,
            s3_endpoint: raw.s3_endpoint,
            s3_region: raw.s3_region,
            listen,
            content_listen,
            metrics_listen,
            public_url,
            content_url,
            trusted_proxies,
            frame_ancestors,
            installation_key_file,
            allow_private_targets,
            import_limits,
            silent_after,
            heartbeat,
            api_rate_limit_per_minute: raw.api_rate_limit_per_minute.filter(|limit| *limit > 0),
            refuse_replayed_signatures: raw.refuse_replayed_signatures.unwrap_or(false),
            sandbox_days,
            api_log_days,
            api_log_calls_per_app,
            retention: raw.retention.checked()?,
            disk_reserve: raw.disk_reserve.unwrap_or(DISK_RESERVE),
            account,
        })
    }

    /// Whether console and content share a host name, so that cookies of one reach the other: worth a warning.
    pub fn shares_host(&self) -> bool {
        self.public_url.host_str() == Some(self.content_url.host())
    }
}

fn socket(key: &'static str, value: Option<&str>, default: &str) -> Result<SocketAddr, ConfigError> {
    let text = value.unwrap_or(default);
    text.parse().map_err(|_| {
        ConfigError::new(key, format!("must be an address and a port like `{default}`, it is `{text}`"))
    })
}

/// An http(s) address without query, fragment and credentials; a final `/` is dropped from its path.
fn base_url(key: &'static str, text: &str) -> Result<Url, ConfigError> {
    let wrong =
        || ConfigError::new(key, format!("must be an address like `https://learn.example`, it is `{text}`"));
    let mut url = Url::parse(text).map_err(|_| wrong())?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !plain {
        return Err(wrong());
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

fn seconds(
    key: &'static str,
    value: Option<u64>,
    default: u64,
    least: u64,
    most: u64,
) -> Result<Duration, ConfigError> {
    let secs = value.unwrap_or(default);
    if !(least..=most).contains(&secs) {
        return Err(ConfigError::new(
            key,
            format!("must be between {least} and {most} seconds, it is {secs}"),
        ));
    }
    Ok(Duration::from_secs(secs))
}

/// Networks or single addresses.
fn networks(key: &'static str, texts: Option<Texts>) -> Result<Vec<IpNet>, ConfigError> {
    let texts = texts.map(Texts::into_vec).unwrap_or_default();
    texts
        .iter()
        .map(|text| network(text))
        .collect::<Option<_>>()
        .ok_or_else(|| ConfigError::new(key, "must be a list of addresses or networks like `10.0.0.0/8`"))
}

fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests;

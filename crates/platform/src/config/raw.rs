//! What the sources say, before it is checked.

use std::path::PathBuf;

use serde::Deserialize;

use super::{ImportLimits, RawAccount, RawRetention};

/// A list as a toml array, as text with commas, or `true`/`false`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Texts {
    /// `true` or `false`.
    Flag(bool),
    /// `"a, b"`, as a flag or a variable gives it.
    One(String),
    /// `["a", "b"]`.
    Many(Vec<String>),
}

impl Texts {
    /// The entries, trimmed, without empty ones.
    pub fn into_vec(self) -> Vec<String> {
        let clean = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        match self {
            Self::Flag(flag) => vec![flag.to_string()],
            Self::One(text) => text.split(',').filter_map(clean).collect(),
            Self::Many(texts) => texts.iter().filter_map(|t| clean(t)).collect(),
        }
    }
}

impl From<String> for Texts {
    fn from(text: String) -> Self {
        Self::One(text)
    }
}

/// Every key as its source wrote it; `None` where the source is silent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawConfig {
    /// `data_dir`
    pub data_dir: Option<PathBuf>,
    /// `database_url`
    pub database_url: Option<String>,
    /// `blob_url`
    pub blob_url: Option<String>,
    /// `s3_endpoint`
    pub s3_endpoint: Option<String>,
    /// `s3_region`
    pub s3_region: Option<String>,
    /// `listen`
    pub listen: Option<String>,
    /// `content_listen`
    pub content_listen: Option<String>,
    /// `metrics_listen`
    pub metrics_listen: Option<String>,
    /// `public_url`
    pub public_url: Option<String>,
    /// `content_url`
    pub content_url: Option<String>,
    /// `trusted_proxies`
    pub trusted_proxies: Option<Texts>,
    /// `frame_ancestors`
    pub frame_ancestors: Option<Texts>,
    /// `installation_key_file`
    pub installation_key_file: Option<PathBuf>,
    /// `allow_private_targets`
    pub allow_private_targets: Option<Texts>,
    /// The table `[import_limits]`
    pub import_limits: ImportLimits,
    /// `silent_after_secs`
    pub silent_after_secs: Option<u64>,
    /// `heartbeat_secs`
    pub heartbeat_secs: Option<u64>,
    /// `api_rate_limit_per_minute`
    pub api_rate_limit_per_minute: Option<u32>,
    /// `refuse_replayed_signatures`
    pub refuse_replayed_signatures: Option<bool>,
    /// `sandbox_days`
    pub sandbox_days: Option<u32>,
    /// `api_log_days`
    pub api_log_days: Option<u32>,
    /// `api_log_calls_per_app`
    pub api_log_calls_per_app: Option<u32>,
    /// The table `[retention]`
    pub retention: RawRetention,
    /// `disk_reserve`
    pub disk_reserve: Option<u64>,
    /// The table `[account]`
    pub account: RawAccount,
    /// `log`; the command line judges it.
    pub log: Option<String>,
    /// `log_format`; the command line judges it.
    pub log_format: Option<String>,
}

impl RawConfig {
    /// This source first, `lower` where it is silent.
    pub fn or(self, lower: Self) -> Self {
        Self {
            data_dir: self.data_dir.or(lower.data_dir),
            database_url: self.database_url.or(lower.database_url),
            blob_url: self.blob_url.or(lower.blob_url),
            s3_endpoint: self.s3_endpoint.or(lower.s3_endpoint),
            s3_region: self.s3_region.or(lower.s3_region),
            listen: self.listen.or(lower.listen),
            content_listen: self.content_listen.or(lower.content_listen),
            metrics_listen: self.metrics_listen.or(lower.metrics_listen),
            public_url: self.public_url.or(lower.public_url),
            content_url: self.content_url.or(lower.content_url),
            trusted_proxies: self.trusted_proxies.or(lower.trusted_proxies),
            frame_ancestors: self.frame_ancestors.or(lower.frame_ancestors),
            installation_key_file: self.installation_key_file.or(lower.installation_key_file),
            allow_private_targets: self.allow_private_targets.or(lower.allow_private_targets),
            import_limits: self.import_limits.or(lower.import_limits),
            silent_after_secs: self.silent_after_secs.or(lower.silent_after_secs),
            heartbeat_secs: self.heartbeat_secs.or(lower.heartbeat_secs),
            api_rate_limit_per_minute: self.api_rate_limit_per_minute.or(lower.api_rate_limit_per_minute),
            refuse_replayed_signatures: self.refuse_replayed_signatures.or(lower.refuse_replayed_signatures),
            sandbox_days: self.sandbox_days.or(lower.sandbox_days),
            api_log_days: self.api_log_days.or(lower.api_log_days),
            api_log_calls_per_app: self.api_log_calls_per_app.or(lower.api_log_calls_per_app),
            retention: self.retention.or(lower.retention),
            disk_reserve: self.disk_reserve.or(lower.disk_reserve),
            account: self.account.or(lower.account),
            log: self.log.or(lower.log),
            log_format: self.log_format.or(lower.log_format),
        }
    }
}

//! Where configuration comes from: flags, then the environment (`LYCEUM_…`), then `lyceum.toml`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use platform::config::{ImportLimits, RawAccount, RawConfig, RawRetention, Texts};

/// The name of the file that is looked for where none is named.
const FILE_NAME: &str = "lyceum.toml";

/// Every key as a flag and as an environment variable. Values of addresses are kept out of `--help`, for they may
/// hold passwords.
#[derive(Debug, clap::Args)]
pub(crate) struct Flags {
    /// The file with further keys [default: `lyceum.toml` in the current folder, else in `data_dir`]
    #[arg(long, env = "LYCEUM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for database, files and installation key, where those keys are absent
    #[arg(long, env = "LYCEUM_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// `sqlite:/path/to/lyceum.db` or `postgres://user:password@host/database`
    #[arg(long, env = "LYCEUM_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// `file:/path/to/folder` or `s3://bucket/prefix`
    #[arg(long, env = "LYCEUM_BLOB_URL", value_name = "URL")]
    blob_url: Option<String>,
    /// Address of an S3 server that is not Amazon's
    #[arg(long, env = "LYCEUM_S3_ENDPOINT", value_name = "URL")]
    s3_endpoint: Option<String>,
    /// Region of the bucket
    #[arg(long, env = "LYCEUM_S3_REGION", value_name = "REGION")]
    s3_region: Option<String>,
    /// Where the API listens [default: 127.0.0.1:8600]
    #[arg(long, env = "LYCEUM_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Where player and course files listen [default: 127.0.0.1:8601]
    #[arg(long, env = "LYCEUM_CONTENT_LISTEN", value_name = "ADDRESS:PORT")]
    content_listen: Option<String>,
    /// Where `/metrics` is told to whoever measures, without a password; nowhere where it is absent
    #[arg(long, env = "LYCEUM_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    metrics_listen: Option<String>,
    /// Address of the API as LMSs and browsers see it [default: http://localhost and the port of `listen`]
    #[arg(long, env = "LYCEUM_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Address of player and courses as browsers see it; may hold `{course}` [default: http://127.0.0.1 and the port]
    #[arg(long, env = "LYCEUM_CONTENT_URL", value_name = "URL")]
    content_url: Option<String>,
    /// Networks whose `X-Forwarded-For` is believed, with commas between
    #[arg(long, env = "LYCEUM_TRUSTED_PROXIES", value_name = "NETWORKS")]
    trusted_proxies: Option<String>,
    /// Origins whose pages may show the player in a frame, with commas between [default: all]
    #[arg(long, env = "LYCEUM_FRAME_ANCESTORS", value_name = "ORIGINS")]
    frame_ancestors: Option<String>,
    /// The file with the key that seals secrets [default: installation.key in `data_dir`]
    #[arg(long, env = "LYCEUM_INSTALLATION_KEY_FILE", value_name = "FILE")]
    installation_key_file: Option<PathBuf>,
    /// Whether postbacks may go to private addresses: `true`, `false`, or hosts and networks with commas between
    #[arg(long, env = "LYCEUM_ALLOW_PRIVATE_TARGETS", value_name = "TARGETS")]
    allow_private_targets: Option<String>,
    /// Largest package, in bytes
    #[arg(long, env = "LYCEUM_IMPORT_LIMITS_PACKAGE_BYTES", value_name = "BYTES")]
    import_limits_package_bytes: Option<u64>,
    /// Most files and folders in a package
    #[arg(long, env = "LYCEUM_IMPORT_LIMITS_ENTRIES", value_name = "NUMBER")]
    import_limits_entries: Option<u64>,
    /// Most bytes of all files of a package together, unpacked
    #[arg(long, env = "LYCEUM_IMPORT_LIMITS_UNPACKED_BYTES", value_name = "BYTES")]
    import_limits_unpacked_bytes: Option<u64>,
    /// Most unpacked bytes per packed byte
    #[arg(long, env = "LYCEUM_IMPORT_LIMITS_RATIO", value_name = "NUMBER")]
    import_limits_ratio: Option<u64>,
    /// Largest manifest, in bytes
    #[arg(long, env = "LYCEUM_IMPORT_LIMITS_MANIFEST_BYTES", value_name = "BYTES")]
    import_limits_manifest_bytes: Option<u64>,
    /// Seconds without a sign of life after which a launch is closed [default: 600]
    #[arg(long, env = "LYCEUM_SILENT_AFTER_SECS", value_name = "SECONDS")]
    silent_after_secs: Option<u64>,
    /// Seconds between two signs of life of an open player [default: 60]
    #[arg(long, env = "LYCEUM_HEARTBEAT_SECS", value_name = "SECONDS")]
    heartbeat_secs: Option<u64>,
    /// Calls that one application may make in a minute on one node; 0 is any number [default: 0]
    #[arg(long, env = "LYCEUM_API_RATE_LIMIT_PER_MINUTE", value_name = "NUMBER")]
    api_rate_limit_per_minute: Option<u32>,
    /// Whether a signed call that changes something is refused when it comes again [default: false]
    #[arg(long, env = "LYCEUM_REFUSE_REPLAYED_SIGNATURES", value_name = "true|false")]
    refuse_replayed_signatures: Option<bool>,
    /// Days that an attempt of the sandbox is kept after its last launch [default: 30]
    #[arg(long, env = "LYCEUM_SANDBOX_DAYS", value_name = "DAYS")]
    sandbox_days: Option<u32>,
    /// Days that the log of calls is kept; 0 keeps none [default: 30]
    #[arg(long, env = "LYCEUM_API_LOG_DAYS", value_name = "DAYS")]
    api_log_days: Option<u32>,
    /// Calls of each application that the log keeps [default: 100000]
    #[arg(long, env = "LYCEUM_API_LOG_CALLS_PER_APP", value_name = "NUMBER")]
    api_log_calls_per_app: Option<u32>,
    /// Days that notes beside journals are kept [default: 30]
    #[arg(long, env = "LYCEUM_RETENTION_NOTES_DAYS", value_name = "DAYS")]
    retention_notes_days: Option<u32>,
    /// Days after its last event that the journal of a finished attempt is kept; 0 as long as the registration [default: 0]
    #[arg(long, env = "LYCEUM_RETENTION_JOURNAL_DAYS", value_name = "DAYS")]
    retention_journal_days: Option<u32>,
    /// Days that the log of changes in the console is kept; 0 for ever [default: 730]
    #[arg(long, env = "LYCEUM_RETENTION_AUDIT_DAYS", value_name = "DAYS")]
    retention_audit_days: Option<u32>,
    /// Days that tries of postbacks are kept, with what was sent [default: 30]
    #[arg(long, env = "LYCEUM_RETENTION_POSTBACK_ATTEMPTS_DAYS", value_name = "DAYS")]
    retention_postback_attempts_days: Option<u32>,
    /// Days that files of exports are kept [default: 5]
    #[arg(long, env = "LYCEUM_RETENTION_EXPORTS_DAYS", value_name = "DAYS")]
    retention_exports_days: Option<u32>,
    /// Days that uploaded files are kept that no call named [default: 30]
    #[arg(long, env = "LYCEUM_RETENTION_UPLOADS_DAYS", value_name = "DAYS")]
    retention_uploads_days: Option<u32>,
    /// Free bytes on the disks of database and files below which no more files are taken in; 0 takes them to the last
    /// byte [default: 1073741824]
    #[arg(long, env = "LYCEUM_DISK_RESERVE", value_name = "BYTES")]
    disk_reserve: Option<u64>,
    /// E-mail address of the owner, as `getAccountInfo` tells it
    #[arg(long, env = "LYCEUM_ACCOUNT_EMAIL", value_name = "ADDRESS")]
    account_email: Option<String>,
    /// First name of the owner
    #[arg(long, env = "LYCEUM_ACCOUNT_FIRST_NAME", value_name = "NAME")]
    account_first_name: Option<String>,
    /// Last name of the owner
    #[arg(long, env = "LYCEUM_ACCOUNT_LAST_NAME", value_name = "NAME")]
    account_last_name: Option<String>,
    /// Company of the owner
    #[arg(long, env = "LYCEUM_ACCOUNT_COMPANY", value_name = "NAME")]
    account_company: Option<String>,
    /// What is logged: a level, or directives like `warn,lyceum::access=info` [default: info]
    #[arg(long, env = "LYCEUM_LOG", value_name = "FILTER")]
    log: Option<String>,
    /// How log lines look: `text` or `json` [default: text]
    #[arg(long, env = "LYCEUM_LOG_FORMAT", value_name = "FORMAT")]
    log_format: Option<String>,
}

impl Flags {
    /// Merges flags and environment with the file.
    pub(crate) fn merged(self) -> anyhow::Result<RawConfig> {
        let file = match &self.config {
            Some(path) => Some(path.clone()),
            None => found_file(self.data_dir.as_deref()),
        };
        let lower = match file {
            Some(path) => read(&path)?,
            None => RawConfig::default(),
        };
        Ok(self.raw().or(lower))
    }

    fn raw(self) -> RawConfig {
        RawConfig {
            data_dir: self.data_dir,
            database_url: self.database_url,
            blob_url: self.blob_url,
            s3_endpoint: self.s3_endpoint,
            s3_region: self.s3_region,
            listen: self.listen,
            content_listen: self.content_listen,
            metrics_listen: self.metrics_listen,
            public_url: self.public_url,
            content_url: self.content_url,
            trusted_proxies: self.trusted_proxies.map(Texts::One),
            frame_ancestors: self.frame_ancestors.map(Texts::One),
            installation_key_file: self.installation_key_file,
            allow_private_targets: self.allow_private_targets.map(Texts::One),
            import_limits: ImportLimits {
                package_bytes: self.import_limits_package_bytes,
                entries: self.import_limits_entries,
                unpacked_bytes: self.import_limits_unpacked_bytes,
                ratio: self.import_limits_ratio,
                manifest_bytes: self.import_limits_manifest_bytes,
            },
            silent_after_secs: self.silent_after_secs,
            heartbeat_secs: self.heartbeat_secs,
            api_rate_limit_per_minute: self.api_rate_limit_per_minute,
            refuse_replayed_signatures: self.refuse_replayed_signatures,
            sandbox_days: self.sandbox_days,
            api_log_days: self.api_log_days,
            api_log_calls_per_app: self.api_log_calls_per_app,
            retention: RawRetention {
                notes_days: self.retention_notes_days,
                journal_days: self.retention_journal_days,
                audit_days: self.retention_audit_days,
                postback_attempts_days: self.retention_postback_attempts_days,
                exports_days: self.retention_exports_days,
                uploads_days: self.retention_uploads_days,
            },
            disk_reserve: self.disk_reserve,
            account: RawAccount {
                email: self.account_email,
                first_name: self.account_first_name,
                last_name: self.account_last_name,
                company: self.account_company,
            },
            log: self.log,
            log_format: self.log_format,
        }
    }
}

fn found_file(data_dir: Option<&Path>) -> Option<PathBuf> {
    let here = Some(PathBuf::from(FILE_NAME)).filter(|path| path.is_file());
    here.or_else(|| Some(data_dir?.join(FILE_NAME)).filter(|path| path.is_file()))
}

fn read(path: &Path) -> anyhow::Result<RawConfig> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("`config`: cannot read `{}`", path.display()))?;
    toml::from_str(&text).map_err(|error| anyhow!("`{}`, {}", path.display(), sentence(&text, &error)))
}

/// One sentence for a failure of the toml reader.
fn sentence(text: &str, error: &toml::de::Error) -> String {
    let reason = error.message().lines().next().unwrap_or_default();
    let Some(span) = error.span() else { return reason.to_owned() };
    let before = &text[..span.start.min(text.len())];
    let number = before.matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default();
    match line.split_once('=') {
        Some((key, _)) if !reason.contains('`') || reason.starts_with("invalid") => {
            format!("line {number}: `{}`: {reason}", key.trim())
        }
        _ => format!("line {number}: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        sentence(text, &toml::from_str::<RawConfig>(text).unwrap_err())
    }

    #[test]
    fn what_is_wrong_in_a_file_names_line_and_key() {
        assert!(wrong("listen = \"x\"\nlistne = \"y\"\n").starts_with("line 2: unknown field `listne`"));
        let sentence = wrong("\nheartbeat_secs = \"soon\"\n");
        assert!(sentence.starts_with("line 2: `heartbeat_secs`: invalid type"), "{sentence}");
        let sentence = wrong("[import_limits]\nentries = -1\n");
        assert!(sentence.contains("line 2: `entries`"), "{sentence}");
        assert!(!wrong("listen = ").contains('\n'));
    }

    #[test]
    fn a_file_may_hold_every_key() {
        let text = "
            data_dir = \"/d\"
            trusted_proxies = [\"10.0.0.0/8\"]
            allow_private_targets = true
            log = \"warn\"
            api_rate_limit_per_minute = 600
            refuse_replayed_signatures = true
            api_log_days = 7
            disk_reserve = 5000000000
            [retention]
            journal_days = 365
            [account]
            company = \"Acme\"
            [import_limits]
            entries = 5";
        let raw: RawConfig = toml::from_str(text).unwrap();
        assert_eq!((raw.log.as_deref(), raw.import_limits.entries), (Some("warn"), Some(5)));
    }

    #[test]
    fn the_example_is_a_good_configuration() {
        let text = include_str!("../../../dist/lyceum.toml");
        let raw: RawConfig = toml::from_str(text).unwrap();
        let raw = RawConfig { data_dir: Some("/var/lib/lyceum".into()), ..raw };
        let config = platform::Config::from_raw(raw).unwrap();
        assert!(!config.shares_host());
        // What is commented out is understood as well, and says what is so anyway.
        let is_key = |rest: &&str| rest.contains(" = ") || rest.starts_with('[');
        let all: Vec<&str> =
            text.lines().map(|line| line.strip_prefix("# ").filter(is_key).unwrap_or(line)).collect();
        let shown: RawConfig = toml::from_str(&all.join("\n")).unwrap();
        assert_eq!(shown.retention.checked().unwrap(), config.retention);
        assert_eq!(shown.disk_reserve, Some(config.disk_reserve));
    }
}

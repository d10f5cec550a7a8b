use super::*;
use crate::ContentKey;

fn with(change: impl FnOnce(&mut RawConfig)) -> Result<Config, ConfigError> {
    let mut raw = RawConfig { data_dir: Some("/data".into()), ..RawConfig::default() };
    change(&mut raw);
    Config::from_raw(raw)
}

fn sentence(change: impl FnOnce(&mut RawConfig)) -> String {
    with(change).unwrap_err().to_string()
}

#[test]
fn a_data_dir_is_enough() {
    let config = with(|_| {}).unwrap();
    assert_eq!(config.database_url, DatabaseUrl::Sqlite("/data/lyceum.db".into()));
    assert_eq!(config.blob_url, "file:/data/blobs");
    assert_eq!(config.public_url.as_str(), "http://localhost:8600/");
    assert_eq!(config.content_url.for_course(&ContentKey::parse("k").unwrap()), "http://127.0.0.1:8601");
    assert_eq!(config.allow_private_targets, AllowPrivateTargets::No);
    assert_eq!((config.silent_after.as_secs(), config.heartbeat.as_secs()), (600, 60));
    assert!(!config.shares_host());
}

#[test]
fn public_addresses_follow_the_ports() {
    let config = with(|raw| {
        raw.listen = Some("0.0.0.0:9000".into());
        raw.content_listen = Some("0.0.0.0:9001".into());
    })
    .unwrap();
    assert_eq!(config.public_url.as_str(), "http://localhost:9000/");
    assert_eq!(config.content_url.host(), "127.0.0.1");
}

#[test]
fn every_wrong_value_is_a_sentence_with_its_key() {
    let cases: [(&str, String); 13] = [
        ("`data_dir`", Config::from_raw(RawConfig::default()).unwrap_err().to_string()),
        ("`database_url`", sentence(|raw| raw.database_url = Some("mysql://x".into()))),
        ("`installation_key_file`", sentence(|raw| raw.database_url = Some("postgres://h/d".into()))),
        ("`listen`", sentence(|raw| raw.listen = Some("8600".into()))),
        ("`content_listen`", sentence(|raw| raw.content_listen = Some("127.0.0.1:8600".into()))),
        ("`metrics_listen`", sentence(|raw| raw.metrics_listen = Some("9600".into()))),
        ("`metrics_listen`", sentence(|raw| raw.metrics_listen = Some("127.0.0.1:8601".into()))),
        ("`public_url`", sentence(|raw| raw.public_url = Some("learn.example".into()))),
        ("`content_url`", sentence(|raw| raw.content_url = Some("https://x.example/{course}".into()))),
        ("`trusted_proxies`", sentence(|raw| raw.trusted_proxies = Some("proxy".to_owned().into()))),
        (
            "`allow_private_targets`",
            sentence(|raw| raw.allow_private_targets = Some("http://x/".to_owned().into())),
        ),
        ("`import_limits.entries`", sentence(|raw| raw.import_limits.entries = Some(0))),
        ("`silent_after_secs`", sentence(|raw| raw.silent_after_secs = Some(60))),
    ];
    for (key, sentence) in cases {
        assert!(sentence.starts_with(key), "{key}: {sentence}");
        assert!(!sentence.contains('\n'));
    }
}

#[test]
fn a_course_may_have_a_host_of_its_own() {
    let url = ContentUrl::parse("https://{course}.content.example/p/").unwrap();
    assert!(url.is_per_course());
    assert_eq!(url.for_course(&ContentKey::parse("A_").unwrap()), "https://c415f.content.example/p");
    assert_eq!(url.path_prefix(), "/p");
}

#[test]
fn private_targets_are_a_flag_or_a_list() {
    let allow = |text: &str| with(|raw| raw.allow_private_targets = Some(text.to_owned().into())).unwrap();
    let ten = "10.1.2.3".parse().unwrap();
    assert!(allow("true").allow_private_targets.allows("x", ten));
    assert!(!allow("false").allow_private_targets.allows("x", ten));
    let list = allow("LMS.internal, 10.0.0.0/8, ::1").allow_private_targets;
    assert!(list.allows("lms.internal", "192.168.0.1".parse().unwrap()));
    assert!(list.allows("other", ten));
    assert!(list.allows("other", "::ffff:10.0.0.1".parse().unwrap()));
    assert!(!list.allows("other", "192.168.0.1".parse().unwrap()));
}

#[test]
fn the_higher_source_wins_key_by_key() {
    let high = RawConfig { listen: Some("127.0.0.1:1".into()), ..RawConfig::default() };
    let low =
        RawConfig { listen: Some("127.0.0.1:2".into()), heartbeat_secs: Some(5), ..RawConfig::default() };
    let merged = high.or(low);
    assert_eq!((merged.listen.as_deref(), merged.heartbeat_secs), (Some("127.0.0.1:1"), Some(5)));
}

#[test]
fn the_account_has_a_name_whatever_is_configured() {
    let config = with(|raw| raw.public_url = Some("https://learn.example/x".into())).unwrap();
    assert_eq!(
        (config.account.email.as_str(), config.account.company.as_str()),
        ("lyceum@learn.example", "learn.example")
    );
    let config = with(|raw| raw.account.company = Some(" Acme & Co ".into())).unwrap();
    assert_eq!(config.account.company, "Acme & Co");
    let wrong = with(|raw| raw.account.first_name = Some("a\nb".into())).unwrap_err();
    assert!(wrong.to_string().starts_with("`account.first_name` must be"), "{wrong}");
}

#[test]
fn limits_of_the_api_are_off_by_default() {
    let config = with(|_| {}).unwrap();
    assert_eq!((config.api_rate_limit_per_minute, config.refuse_replayed_signatures), (None, false));
    assert_eq!((config.api_log_days, config.api_log_calls_per_app), (30, 100_000));
    assert_eq!(with(|raw| raw.api_rate_limit_per_minute = Some(0)).unwrap().api_rate_limit_per_minute, None);
    assert!(with(|raw| raw.api_log_days = Some(3651)).is_err());
    assert_eq!(config.sandbox_days, 30);
    assert!(with(|raw| raw.sandbox_days = Some(0)).is_err());
    assert!(with(|raw| raw.api_log_calls_per_app = Some(0)).is_err());
}

//! What supervisors, load balancers and whoever measures are told.

use std::time::Duration;

use platform::config::RawConfig;
use runtime::client::Call;
use test_server::{Setup, TestServer};
use test_support::scorm12_single;

async fn get(address: &str) -> (u16, String) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(address).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn base(server: &TestServer) -> String {
    server.services().config.public_url.as_str().trim_end_matches('/').to_owned()
}

/// The value of a sample, as its line begins.
fn value(text: &str, sample: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {sample} in\n{text}")).parse().unwrap()
}

fn measured() -> RawConfig {
    RawConfig { metrics_listen: Some("127.0.0.1:0".to_owned()), ..RawConfig::default() }
}

fn metrics_of(server: &TestServer) -> String {
    format!("http://{}", server.services().config.metrics_listen.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_without_its_database_is_alive_and_not_ready() {
    let server = Setup::distributed().await.configured(measured()).start().await;
    for base in [base(&server), metrics_of(&server)] {
        assert_eq!(get(&format!("{base}/healthz")).await, (200, "ok\n".to_owned()));
        let ready = get(&format!("{base}/readyz")).await;
        assert_eq!(ready, (200, "database: ok\nfiles: ok\n".to_owned()));
    }
    server.database().unwrap().vanish().await;
    server.clock.advance(Duration::from_secs(2));
    let not_ready = (503, "database: does not answer\nfiles: ok\n".to_owned());
    assert_eq!(get(&format!("{}/readyz", base(&server))).await, not_ready);
    assert_eq!(get(&format!("{}/readyz", metrics_of(&server))).await, not_ready);
    assert_eq!(get(&format!("{}/health", base(&server))).await.0, 503);
    assert_eq!(get(&format!("{}/healthz", base(&server))).await.0, 200);
    // What the node itself counts is told all the same.
    let (status, text) = get(&format!("{}/metrics", metrics_of(&server))).await;
    assert_eq!((status, value(&text, "lyceum_up{part=\"database\"}")), (200, 0.0));
    assert!(!text.contains("lyceum_outbox"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_without_its_files_is_not_ready() {
    let server = TestServer::new().await;
    let blobs = server.services().config.blob_url.strip_prefix("file:").unwrap().to_owned();
    let ready = format!("{}/readyz", base(&server));
    assert_eq!(get(&ready).await.0, 200);
    std::fs::rename(&blobs, format!("{blobs}.away")).unwrap();
    // Nothing is looked at twice in a second, however often somebody asks.
    assert_eq!(get(&ready).await.0, 200);
    server.clock.advance(Duration::from_secs(2));
    assert_eq!(get(&ready).await, (503, "database: ok\nfiles: does not answer\n".to_owned()));
    std::fs::rename(format!("{blobs}.away"), &blobs).unwrap();
    server.clock.advance(Duration::from_secs(2));
    assert_eq!(get(&ready).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_learner_causes_is_measured() {
    let server = Setup::new().configured(measured()).start().await;
    server.import("course", &scorm12_single()).await;
    server.create_registration("course", "reg").await;
    let mut player = server.launch("reg").await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    player.report(&[("cmi.core.lesson_status", "completed")]);
    player.send().await;
    server.clock.advance(Duration::from_secs(3));
    server.run_jobs().await;
    player.leave().await;

    let (status, text) = get(&format!("{}/metrics", metrics_of(&server))).await;
    assert_eq!(status, 200);
    assert_eq!(value(&text, "lyceum_launches_started_total"), 1.0);
    assert!(value(&text, "lyceum_journal_batches_total") >= 1.0, "{text}");
    assert!(value(&text, "lyceum_journal_entries_total") >= 4.0, "{text}");
    assert_eq!(value(&text, "lyceum_postback_tries_total{outcome=\"arrived\"}"), 1.0);
    assert_eq!(value(&text, "lyceum_outbox{state=\"pending\"}"), 1.0, "the launch ended since");
    assert_eq!(value(&text, "lyceum_outbox_lag_seconds"), 0.0);
    assert!(value(&text, "lyceum_http_requests_total{class=\"journal\",status=\"2xx\"}") >= 1.0);
    assert!(value(&text, "lyceum_http_requests_total{class=\"api\",status=\"2xx\"}") >= 3.0);
    assert_eq!(value(&text, "lyceum_up{part=\"database\"}"), 1.0);
    assert!(value(&text, "lyceum_database_bytes") > 10_000.0);
    assert!(text.contains("lyceum_build_info{version=\""), "{text}");
    // Every line is what the format wants.
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, number) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("lyceum_") && number.parse::<f64>().is_ok(), "{line}");
    }
    // No id, no token and no path from outside is in it.
    for word in ["reg", "course\"", "lms", "player/"] {
        assert!(!text.contains(&format!("\"{word}")), "{word}\n{text}");
    }
    // On the other addresses there is nothing of it.
    assert_eq!(get(&format!("{}/metrics", base(&server))).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_counted_where_things_happen() {
    use service::operations::figures;
    let server = TestServer::new().await;
    server.import("course", &scorm12_single()).await;
    server.create_registration("course", "reg").await;
    let mut player = server.launch("reg").await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    player.report(&[("cmi.core.lesson_status", "completed")]);
    player.send().await;
    server.clock.advance(Duration::from_secs(3));
    server.run_jobs().await;
    // Complete is what it stays, however much comes after.
    player.report(&[("cmi.core.score.raw", "80")]);
    player.send().await;
    player.leave().await;
    server.run_jobs().await;
    let services = server.services();
    services.api_calls.flush().await;
    let now = platform::Clock::now(&*server.clock);
    let hours = figures(&services.store, None, 3_600_000_000, 48, now).await.unwrap();
    assert_eq!(hours.len(), 48);
    let (_, last) = hours.last().unwrap();
    assert_eq!((last.launches, last.completions), (1, 1));
    assert_eq!((last.postbacks, last.postback_failures, last.postback_longest_ms), (2, 0, 3000));
    assert!(last.calls >= 3 && last.call_failures == 0, "{last:?}");
    assert!(hours[..47].iter().all(|(_, hour)| *hour == service::operations::Figures::default()));
}

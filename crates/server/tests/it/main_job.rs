//! The main job: import, register, launch, play, result, postback.

use cloud_api::v1::import::ImportState;
use cloud_api::v1::report::{CourseReport, Results};
use cloud_api::v1::values::{Completion, Success};
use runtime::client::Call;
use test_server::{Setup, TestServer};
use test_support::{Edition, PackageBuilder, scorm12_single, scorm2004_single};

#[tokio::test(flavor = "multi_thread")]
async fn scorm_12_on_sqlite() {
    let server = TestServer::new().await;
    let values = [
        ("cmi.core.lesson_status", "passed"),
        ("cmi.core.score.raw", "80"),
        ("cmi.core.score.max", "100"),
        ("cmi.core.score.min", "0"),
    ];
    from_import_to_postback(&server, &scorm12_single(), &values).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scorm_2004_on_postgres_and_s3() {
    let server = Setup::distributed().await.start().await;
    let values = [
        ("cmi.completion_status", "completed"),
        ("cmi.success_status", "passed"),
        ("cmi.score.scaled", "0.8"),
    ];
    from_import_to_postback(&server, &scorm2004_single(Edition::Fourth), &values).await;
}

async fn from_import_to_postback(server: &TestServer, package: &PackageBuilder, values: &[(&str, &str)]) {
    let token = server.order_import("course", &package.build()).await;
    assert_eq!(server.import_status(&token).await.state, ImportState::Created);
    server.run_jobs().await;
    assert_eq!(server.import_status(&token).await.state, ImportState::Finished);

    server.create_registration("course", "reg").await;
    assert_eq!(server.result("reg").await.results, Results::Course(CourseReport::default()));

    let mut player = server.launch("reg").await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    server.later(42);
    player.report(values);
    assert_eq!(player.call(Call::Terminate, "", ""), "true");
    player.leave().await;

    let expected = CourseReport {
        complete: Completion::Complete,
        success: Success::Passed,
        total_time_secs: 42,
        score: Some(80.0),
    };
    let result = server.result("reg").await;
    assert_eq!(result.results, Results::Course(expected));
    server.run_jobs().await;
    assert_eq!(server.postbacks().last(), Some(&result));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_launch_goes_on_where_the_first_was_left() {
    let server = TestServer::new().await;
    server.import("course", &scorm12_single()).await;
    server.create_registration("course", "reg").await;
    let mut first = server.launch("reg").await;
    assert_eq!(first.call(Call::Initialize, "", ""), "true");
    first.report(&[
        ("cmi.core.lesson_location", "page 7"),
        ("cmi.suspend_data", "half way"),
        ("cmi.core.exit", "suspend"),
    ]);
    first.leave().await;

    let mut second = server.launch("reg").await;
    assert_eq!(second.call(Call::Initialize, "", ""), "true");
    assert_eq!(second.call(Call::GetValue, "cmi.core.entry", ""), "resume");
    assert_eq!(second.call(Call::GetValue, "cmi.suspend_data", ""), "half way");
    assert_eq!(second.call(Call::GetValue, "cmi.core.lesson_location", ""), "page 7");
}

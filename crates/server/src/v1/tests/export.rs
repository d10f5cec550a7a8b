//! `rustici.export` as its clients use it.

use axum::http::header;
use cloud_api::v1::{
    export::{Export, ExportId, ExportList, ExportStatus},
    params::Params,
    simple::Done,
};

use super::harness::Api;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_from_start_to_download() {
    let api = Api::new().await;
    api.with_course("c1", "One").await;
    api.with_registration("c1", "r1", "ann").await;
    let ExportId(id) = api.call("export.start", "").await.unwrap();
    let query = format!("exportid={id}");
    let begun: Export = api.call("export.status", &query).await.unwrap();
    assert_eq!((begun.status, begun.percent_complete, begun.end_date), (ExportStatus::Started, 0, None));
    assert_eq!(begun.server_location, "localhost:8600");
    assert_eq!(api.code::<Done>("export.download", &query).await, 2);

    jobs::run_until_idle(&api.services.jobs()).await.unwrap();
    let ended: Export = api.call("export.status", &query).await.unwrap();
    assert_eq!((ended.status, ended.percent_complete), (ExportStatus::Complete, 100));
    let ExportList(listed) = api.call("export.list", "").await.unwrap();
    assert_eq!(listed, [ended]);
    let reply = api.get(&api.signed("export.download", &Params::from_urlencoded(&query))).await;
    assert_eq!(reply.header(header::CONTENT_TYPE), "application/zip");
    assert_eq!(
        reply.header(header::CONTENT_DISPOSITION),
        format!("attachment; filename=\"export-{id}.zip\"")
    );
    assert_eq!(reply.header(header::CONTENT_LENGTH), reply.bytes.len().to_string());
    let documents = test_support::unzip(&reply.bytes);
    let registrations = std::str::from_utf8(&documents["registrations/000001.xml"]).unwrap();
    assert!(registrations.contains("<registrationreport format=\"full\" regid=\"r1\""), "{registrations}");

    // What has ended stays as it is.
    assert_eq!(api.call("export.cancel", &query).await, Ok(Done));
    assert_eq!(api.call::<Export>("export.status", &query).await.unwrap().status, ExportStatus::Complete);
    for method in ["export.status", "export.cancel", "export.download"] {
        assert_eq!(api.code::<Done>(method, "exportid=none").await, 1, "{method}");
        assert_eq!(api.code::<Done>(method, "").await, 203, "{method}");
    }
}

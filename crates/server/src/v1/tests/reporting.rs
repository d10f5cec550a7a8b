//! `rustici.reporting`, Reportage, and the services that come later.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use cloud_api::v1::{
    method::METHODS,
    params::Params,
    reporting::{Account, Usage},
    simple::Done,
};

use super::harness::{Api, make_app};

#[tokio::test]
async fn the_account_in_bytes() {
    let api = Api::configured(|raw| {
        raw.public_url = Some("https://learn.example".into());
        raw.account.email = Some("ann@acme.example".into());
        raw.account.company = Some("Acme & Co".into());
    })
    .await;
    let usage = |month: u64, all: u64, courses: u64| {
        format!(
            "<usage><monthstart>2024-02-01T00:00:00+0000</monthstart><regcount>{month}</regcount>\
             <totalregistrations>{all}</totalregistrations><totalcourses>{courses}</totalcourses></usage>"
        )
    };
    let ok = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\">";
    assert_eq!(
        api.xml("reporting.getAccountInfo", "").await,
        format!(
            "{ok}<account><email>ann@acme.example</email><firstname>Lyceum</firstname>\
             <lastname>Administrator</lastname><company>Acme &amp; Co</company>\
             <accounttype>enterprise</accounttype><reglimit>2147483647</reglimit><strictlimit>false</strictlimit>\
             <createdate>2024-02-29T08:30:15+0000</createdate>{}</account></rsp>",
            usage(0, 0, 0)
        )
    );
    api.with_course("c1", "One").await;
    for id in ["r1", "r2", "r3"] {
        api.with_registration("c1", id, "ann").await;
    }
    api.call::<Done>("registration.deleteRegistration", "regid=r2").await.unwrap();
    // What was made this month counts, though it is gone.
    assert_eq!(api.xml("reporting.getUsageInfo", "").await, format!("{ok}{}</rsp>", usage(3, 2, 1)));
    api.later(24 * 3600);
    let next: Usage = api.call("reporting.getUsageInfo", "").await.unwrap();
    assert_eq!(next.month_start.to_short(), "2024-03-01T00:00:00+0000");
    assert_eq!((next.reg_count, next.total_registrations), (0, 2));
    api.with_registration("c1", "r4", "ann").await;
    // The account has all applications.
    make_app(&api.services, "B", "other").await;
    let account: Account = api.call("reporting.getAccountInfo", "").await.unwrap();
    assert_eq!((account.usage.reg_count, account.usage.total_registrations), (1, 3));
}

#[tokio::test]
async fn reportage_has_a_date_and_a_page_that_says_later() {
    let api = Api::new().await;
    for path in ["/Reportage", "//Reportage", "//Reportage/"] {
        let date = format!("{path}/scormreports/api/getReportDate.php?appId=A");
        for request in [Request::get(&date), Request::post(&date)] {
            let reply = api.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(
                (reply.status, reply.body.as_str()),
                (StatusCode::OK, "2024-02-29 08:30:15"),
                "{date}"
            );
            assert_eq!(reply.header(header::CONTENT_TYPE), "text/plain;charset=UTF-8");
        }
        for page in ["reportage.php?appId=A", "scormreports/widgets/summary/SummaryWidget.php?srt=x&appId=A"]
        {
            let request = Request::get(format!("{path}/{page}")).body(Body::empty()).unwrap();
            let reply = api.send(request).await;
            assert_eq!(reply.status, StatusCode::NOT_IMPLEMENTED, "{page}");
            assert!(reply.body.contains("Reports come later"), "{}", reply.body);
        }
    }
}

#[tokio::test]
async fn what_comes_later_says_what_to_do() {
    let api = Api::new().await;
    let later = ["dispatch", "invitation", "lrsaccount", "ftp", "statementForward"];
    for service in later {
        assert!(METHODS.iter().any(|method| method.service == service && !method.available), "{service}");
    }
    for method in METHODS.iter().filter(|m| later.contains(&m.service) && !m.available) {
        let name = format!("{}.{}", method.service, method.name);
        // Also without its parameters: nobody is to complete a call that then fails.
        let body = api.xml(&name, "").await;
        assert!(body.contains("<err code=\"202\"") && body.contains("rustici."), "{name}: {body}");
        assert!(body.contains(&format!("rustici.{name} is not available")), "{name}: {body}");
    }
    for method in ["getReportageAuth", "updateApplicationInReportage"] {
        let body = api.xml(&format!("reporting.{method}"), "navpermission=FREENAV").await;
        assert!(body.contains("code=\"202\"") && body.contains("getRegistrationListResults"), "{body}");
    }
    // In a browser it is a page.
    let query =
        api.signed("reporting.launchReport", &Params::from_urlencoded("auth=x&reporturl=/Reportage/"));
    let request = Request::get(format!("/api?{query}"))
        .header("sec-fetch-mode", "navigate")
        .body(Body::empty())
        .unwrap();
    let reply = api.send(request).await;
    assert_eq!(reply.header(header::CONTENT_TYPE), "text/html;charset=UTF-8");
    assert!(reply.body.contains("Reportage comes with a later version"), "{}", reply.body);
}

//! Every address of Campus, asked by everybody.

use std::collections::BTreeSet;

use crate::campus::{Browser, TestCampus};

/// For whom an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// Also for those who are not signed in.
    Anyone,
    /// Whoever is signed in.
    People,
    /// The learner to whom course 1 is assigned, and nobody else whatever their role.
    TheLearner,
    /// The author who began import 1, and nobody else whatever their role.
    TheUploader,
    Authors,
    Administrators,
}

use For::{Administrators, Anyone, Authors, People, TheLearner, TheUploader};

/// Method, address, for whom, and whether it may be asked by those with nothing broken for the next row.
type Row = (&'static str, &'static str, For, bool);

const ROWS: &[Row] = &[
    ("GET", "/", People, true),
    ("GET", "/sign-in", Anyone, true),
    ("POST", "/sign-in", Anyone, true),
    ("POST", "/sign-out", Anyone, false),
    ("GET", "/learn/{course}/launch", TheLearner, true),
    ("POST", "/learn/{course}/link", TheLearner, true),
    ("GET", "/learn/{course}/back", TheLearner, true),
    ("GET", "/courses", Authors, true),
    ("GET", "/courses/{course}", Authors, true),
    ("POST", "/courses/{course}/title", Authors, true),
    ("POST", "/courses/{course}/register-at", Authors, true),
    ("POST", "/courses/{course}/assign", Authors, true),
    ("POST", "/courses/{course}/unassign", Authors, true),
    ("POST", "/courses/{course}/delete", Authors, false),
    ("GET", "/courses/{course}/results", Authors, true),
    ("GET", "/courses/{course}/results.csv", Authors, true),
    ("POST", "/courses/{course}/refresh", Authors, true),
    ("POST", "/imports/await", Authors, true),
    ("GET", "/imports/{import}", Authors, true),
    ("POST", "/imports/{import}/link", TheUploader, true),
    ("POST", "/imports/{import}/answer", TheUploader, true),
    ("GET", "/registrations/{registration}", Authors, true),
    ("POST", "/registrations/{registration}/refresh", Authors, true),
    ("POST", "/registrations/{registration}/override", Administrators, true),
    ("POST", "/registrations/{registration}/revert", Administrators, true),
    ("GET", "/people", Administrators, true),
    ("POST", "/people", Administrators, true),
    ("POST", "/people/{person}", Administrators, true),
    ("POST", "/people/{person}/password", Administrators, true),
    ("POST", "/groups", Administrators, true),
    ("POST", "/groups/{group}/members", Administrators, true),
    ("POST", "/groups/{group}/delete", Administrators, false),
    ("GET", "/log", Administrators, true),
    ("POST", "/imports", Authors, true),
    ("POST", "/postback", Anyone, true),
    ("GET", "/healthz", Anyone, true),
];

/// What the router's sources say: method and address.
fn routed() -> BTreeSet<(String, String)> {
    let source = include_str!("../../src/pages.rs");
    let (_, source) = source.split_once("fn routes(").unwrap();
    let mut found = BTreeSet::new();
    for call in source.split(".route").skip(1) {
        let Some((_, rest)) = call.split_once('"') else { continue };
        let (path, handlers) = rest.split_once('"').unwrap();
        let handlers = within_brackets(handlers);
        let methods: Vec<&str> = [("GET", "get("), ("POST", "post(")]
            .into_iter()
            .filter(|(_, word)| handlers.contains(word))
            .map(|(method, _)| method)
            .collect();
        let methods = match methods[..] {
            [] if call.starts_with("_service") => vec!["POST"],
            [] => vec!["GET"],
            _ => methods,
        };
        found.extend(methods.into_iter().map(|method| (method.to_owned(), path.to_owned())));
    }
    found
}

/// The text up to the bracket that closes the call.
fn within_brackets(text: &str) -> &str {
    let mut depth = 0;
    let end = text.find(|character| {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth < 0
    });
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn every_route_has_a_row() {
    let known: BTreeSet<(String, String)> =
        ROWS.iter().map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned())).collect();
    let routed = routed();
    assert!(routed.len() > 30, "{routed:?}");
    let missing: Vec<_> = routed.difference(&known).collect();
    assert!(missing.is_empty(), "say for whom these are: {missing:?}");
}

/// Campus with one of each, all with the number in [`filled`].
async fn with_everything() -> (TestCampus, [Browser; 6]) {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let other = lms.person("other", "Una", "Two", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let bob = lms.person("bob", "Bob", "Ray", "learner").await;
    let admin = lms.admin().await;
    let course = lms.course(&author).await;
    assert_eq!(course, 1);
    lms.assign(&author, course, "ann").await;
    lms.launch(&ann, course).await.leave().await;
    admin.post("/groups", &[("name", "All")]).await;
    let nobody = lms.browser();
    (lms, [nobody, ann, bob, author, other, admin])
}

fn filled(path: &str) -> String {
    ["{course}", "{import}", "{registration}", "{person}", "{group}"]
        .iter()
        .fold(path.to_owned(), |path, name| path.replace(name, "1"))
}

async fn ask(browser: &Browser, method: &str, path: &str) -> (u16, bool) {
    let answer = if method == "GET" { browser.get(path).await } else { browser.post(path, &[]).await };
    let to_sign_in = answer.location.is_some_and(|to| to.starts_with("/sign-in"));
    (answer.status, to_sign_in && path != "/sign-in" && path != "/sign-out")
}

#[tokio::test(flavor = "multi_thread")]
async fn s53_l8_every_address_is_for_the_right_people_alone() {
    let (_lms, [nobody, ann, bob, author, other, admin]) = with_everything().await;
    let routed = routed();
    let everybody = [("ann", &ann), ("bob", &bob), ("author", &author), ("other", &other), ("admin", &admin)];
    for (method, path, whose, harmless) in ROWS {
        if !routed.contains(&((*method).to_owned(), (*path).to_owned())) {
            continue;
        }
        let place = filled(path);
        let (status, to_sign_in) = ask(&nobody, method, &place).await;
        if *whose == Anyone {
            assert!(!to_sign_in && status != 404, "{method} {path}: {status}");
        } else {
            assert_eq!((status, to_sign_in), (303, true), "{method} {path} by nobody");
        }
        for (name, browser) in everybody {
            let may = match whose {
                Anyone | People => true,
                TheLearner => name == "ann",
                TheUploader => name == "author",
                Authors => matches!(name, "author" | "other" | "admin"),
                Administrators => name == "admin",
            };
            if may && !harmless {
                continue;
            }
            let (status, to_sign_in) = ask(browser, method, &place).await;
            assert!(!to_sign_in, "{method} {path} by {name}");
            assert_eq!(status == 404, !may, "{method} {path} by {name}: {status}");
            assert!(status != 500, "{method} {path} by {name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l8_no_form_of_another_site_is_taken() {
    let (lms, [.., admin]) = with_everything().await;
    let count = |table: &'static str| lms.records.count(table);
    let before =
        [count("users").await, count("courses").await, count("events").await, count("sessions").await];
    for (method, path) in routed() {
        if method != "POST" || path == "/postback" {
            continue;
        }
        // What browsers say today, and what older ones said.
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            let request = admin.client().post(format!("{}{}", lms.address, filled(&path)));
            let answer = admin.send(request.header(name, value)).await;
            assert_eq!(answer.status, 403, "{path} with {name}: {value}");
        }
    }
    let after =
        [count("users").await, count("courses").await, count("events").await, count("sessions").await];
    assert_eq!(after, before);
    assert!(admin.get("/").await.status == 200, "still signed in");
}

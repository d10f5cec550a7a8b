//! How each family of clients builds its calls (V1 spec §1.2, §2, §13), written down by hand and not with the
//! crate's own signer, so that a mistake there is noticed here.

use cloud_api::v1::envelope;
use cloud_api::v1::json::Format;
use cloud_api::v1::method;
use cloud_api::v1::params::Params;
use cloud_api::v1::security::{self, Denied, Lookup};
use cloud_api::v1::simple::{Done, Exists};
use cloud_api::v1::timestamp::Timestamp;
use md5::{Digest, Md5};

const SECRET: &str = "s3cretKey";
const TS: &str = "20240229083015";

fn now() -> Timestamp {
    // The same instant as TS.
    Timestamp::from_secs(1_709_195_415)
}

/// MD5 of the secret and a text that each test writes out, in lower case.
fn md5_hex(serialised: &str) -> String {
    let digest = Md5::digest(format!("{SECRET}{serialised}").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn check(params: &Params) -> Result<usize, Denied> {
    security::check(params, Lookup::Found(&["an older key", SECRET]), now())
}

#[test]
fn php_posts_with_everything_in_the_query() {
    let sig = md5_hex(&format!(
        "appidAapplibphpcourseidc 1methodrustici.registration.createRegistrationoriginregidrresultsformatxmlts{TS}"
    ));
    let params = Params::from_urlencoded(format!(
        "appid=A&method=rustici.registration.createRegistration&courseid=c+1&regid=r&resultsformat=xml\
         &origin=&applib=php&ts={TS}&sig={sig}"
    ));
    assert_eq!(check(&params), Ok(1));
    let method = method::of(&params).unwrap();
    assert_eq!(method.check_required(&params).unwrap_err().code, 203);
}

#[test]
fn java_puts_everything_into_the_body_and_signs_in_upper_case() {
    let sig = md5_hex(&format!(
        "appidAapplibjavaauthtypemethodrustici.registration.updatePostbackInfo\
                                nameregidrts{TS}urlhttp://x/?a=b&c"
    ));
    let body = format!(
        "regid=r&url=http%3A%2F%2Fx%2F%3Fa%3Db%26c&authtype=&name=&method=rustici.registration.updatePostbackInfo\
         &appid=A&applib=java&ts={TS}&sig={}",
        sig.to_uppercase()
    );
    let mut params = Params::from_urlencoded("");
    params.extend_urlencoded(body);
    assert_eq!(check(&params), Ok(1));
    assert!(method::of(&params).unwrap().check_required(&params).is_ok());
}

#[test]
fn dotnet_splits_parameters_and_misspells_a_name() {
    let sig = md5_hex(&format!("appidAappid Aapplibnetcourseidcmethodrustici.tagging.getCourseTagsts{TS}"));
    let mut params = Params::from_urlencoded(format!(
        "method=rustici.tagging.getCourseTags&appid=A&appid%20=A&applib=net&ts={TS}&sig={sig}"
    ));
    params.extend_urlencoded("courseid=c");
    assert_eq!(check(&params), Ok(1));
    assert!(method::find("rustici.tagging.getCourseTags").is_ok_and(|method| method.available));
}

#[test]
fn node_sorts_by_code_point() {
    let sig = md5_hex(&format!(
        "appidAcourseStructureWidth250courseidcdesiredHeight700methodrustici.course.updateAttributests{TS}"
    ));
    let params = Params::from_urlencoded(format!(
        "courseid=c&courseStructureWidth=250&desiredHeight=700&appid=A&method=rustici.course.updateAttributes&ts={TS}&sig={sig}"
    ));
    assert_eq!(check(&params), Ok(1));
}

#[test]
fn ruby_pastes_its_query_together() {
    let sig = md5_hex(&format!(
        "appidAmethodrustici.registration.launchplayermodernredirecturlhttp://x/y?z=1regidrts{TS}"
    ));
    let params = Params::from_urlencoded(format!(
        "method=rustici.registration.launch&appid=A&ts={TS}&regid=r&redirecturl=http://x/y?z=1&player=modern&sig={sig}"
    ));
    assert_eq!(check(&params), Ok(1));
    assert_eq!(params.get("redirecturl"), Some("http://x/y?z=1"));
}

#[test]
fn python_spells_tags_in_lower_case_and_sends_the_file_apart() {
    let sig =
        md5_hex(&format!("appidAapplibpythonlearnertagsa,bmethodrustici.registration.launchregidrts{TS}"));
    let params = Params::from_urlencoded(format!(
        "appid=A&applib=python&learnertags=a,b&method=rustici.registration.launch&regid=r&ts={TS}&filedata=x&sig={sig}"
    ));
    assert_eq!(check(&params), Ok(1));
    assert_eq!(params.get("learnerTags"), Some("a,b"));
}

#[test]
fn perl_sorts_by_code_point_and_sends_no_library() {
    let sig = md5_hex(&format!(
        "appidAcoursefilterABC.*filter.*methodrustici.registration.getRegistrationListts{TS}"
    ));
    let params = Params::from_urlencoded(format!(
        "appid=A&coursefilter=ABC.*&filter=.*&method=rustici.registration.getRegistrationList&ts={TS}&sig={sig}"
    ));
    assert_eq!(check(&params), Ok(1));
}

#[test]
fn legacy_java_asks_for_xml_and_signs_in_upper_case() {
    let sig = md5_hex(&format!(
        "appidAcourseidcformatxmlmethodrustici.course.versionCoursepathdefault/a b.zipts{TS}"
    ));
    let params = Params::from_urlencoded(format!(
        "method=rustici.course.versionCourse&courseid=c&path=default%2Fa+b.zip&format=xml&appid=A&ts={TS}&sig={}",
        sig.to_uppercase()
    ));
    assert_eq!(check(&params), Ok(1));
    assert_eq!(Format::of(&params), Format::Xml);
}

#[test]
fn the_older_node_library_drops_what_is_empty() {
    // `email` was empty, so it is neither sent nor signed; names are sorted by code point.
    let sig = md5_hex(&format!(
        "appidAcourseidcfnameAnnlearnerTagsxlearneridllnameLeemethodrustici.registration.createRegistrationregidrts{TS}"
    ));
    let params = Params::from_urlencoded(format!(
        "regid=r&courseid=c&learnerid=l&fname=Ann&lname=Lee&learnerTags=x&appid=A\
         &method=rustici.registration.createRegistration&ts={TS}&sig={sig}"
    ));
    assert_eq!(check(&params), Ok(1));
    assert!(method::of(&params).unwrap().check_required(&params).is_ok());
}

#[test]
fn nti_signs_text_beyond_ascii_as_utf_8() {
    let sig = md5_hex(&format!(
        "appidAapplibpythonfnameZo\u{eb}learneridllnameOkafor \u{1f3cc}methodrustici.registration.updateLearnerInfots{TS}"
    ));
    let params = Params::from_urlencoded(format!(
        "method=rustici.registration.updateLearnerInfo&learnerid=l&fname=Zo%C3%AB&lname=Okafor+%F0%9F%8F%8C\
         &applib=python&appid=A&ts={TS}&sig={sig}"
    ));
    assert_eq!(check(&params), Ok(1));
}

#[test]
fn bluesky_ruby_signs_what_its_whole_address_encoding_leaves() {
    let sig = md5_hex(&format!("appidAcourseida c|d[1]methodrustici.course.existsts{TS}"));
    let params = Params::from_urlencoded(format!(
        "method=rustici.course.exists&courseid=a%20c|d[1]&appid=A&ts={TS}&sig={sig}"
    ));
    assert_eq!(check(&params), Ok(1));
}

#[test]
fn a_tampered_call_is_refused() {
    let sig = md5_hex(&format!("appidAmethodrustici.course.existscourseidcts{TS}"));
    let params =
        Params::from_urlencoded(format!("appid=A&method=rustici.course.exists&courseid=d&ts={TS}&sig={sig}"));
    assert_eq!(check(&params), Err(Denied::SignatureInvalid));
}

#[test]
fn answers_keep_to_the_lexical_rules() {
    for xml in [envelope::ok(&Exists(true)), envelope::ok(&Done)] {
        assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><"), "{xml}");
        assert!(xml.ends_with("></rsp>"), "{xml}");
        assert_eq!(xml.matches('\n').count(), 1, "{xml}");
    }
    assert!(envelope::ok(&Exists(true)).contains("<result>true</result>"));
    let json = envelope::render(envelope::ok(&Exists(true)), &Format::Jsonp("cb".into())).unwrap();
    assert_eq!(json, r#"cb({"rsp":{"stat":"ok","result":true}})"#);
}

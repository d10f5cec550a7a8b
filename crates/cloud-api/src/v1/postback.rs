//! Postbacks: their settings, the request that is sent, when it is tried again (spec §6).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::envelope::ReplyError;
use super::error::Fault;
use super::params::Params;
use super::payload::{Malformed, Payload, attribute, child};
use super::report::{
    ActivityReport, CourseReport, FullActivity, FullObjective, RegistrationReport, Results, Runtime,
    RuntimeCompletion,
};
use super::values::{Completion, ResultsFormat, Success};
use super::xml::Writer;
use super::xml_read::{self, Element};

/// How a postback names its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AuthType {
    /// A form with the fields `data`, `username` and `password`.
    #[default]
    Form,
    /// The report as body, with basic authentication.
    HttpBasic,
}

/// Where and how results are posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostbackSettings {
    /// http or https; a query is allowed.
    pub url: String,
    /// How the sender is named.
    pub auth: AuthType,
    /// Name and password, when configured.
    pub credentials: Option<Credentials>,
    /// Which report is posted.
    pub format: ResultsFormat,
}

/// A name with its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name.
    pub name: String,
    /// The password.
    pub password: String,
}

// Settings end up in error messages and logs, the password must not.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The two ways to spell the settings in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// `postbackurl`, `urlname`, `urlpass`: where a registration, invitation or dispatch is made.
    Creating,
    /// `url`, `name`, `password`: `updatePostbackInfo`.
    Updating,
}

/// `getPostbackInfo`; all five children are there even when nothing is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostbackInfo {
    /// The registration.
    pub regid: String,
    /// Its settings.
    pub settings: Option<PostbackSettings>,
}

/// A postback ready to be sent by `POST` to the URL of its settings.
#[derive(Clone, PartialEq, Eq)]
pub struct PostbackRequest {
    /// The `Content-Type` header.
    pub content_type: &'static str,
    /// The `Authorization` header, when there is one.
    pub authorization: Option<String>,
    /// The body.
    pub body: String,
}

/// A postback as a receiver sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivedPostback {
    /// What it reports.
    pub report: RegistrationReport,
    /// Who says so.
    pub credentials: Option<Credentials>,
}

impl AuthType {
    /// As written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::HttpBasic => "httpbasic",
        }
    }

    /// Reads `authtype` in any case; what is not known is `form`.
    pub fn parse(text: &str) -> Self {
        if text.trim().eq_ignore_ascii_case("httpbasic") { Self::HttpBasic } else { Self::Form }
    }
}

impl PostbackSettings {
    /// Reads the settings of a request; `None` when it has no URL. A name without a password fails
    /// with 3. The settings are always a whole: what is not given is not kept from before.
    pub fn from_params(params: &Params, spelling: Spelling) -> Result<Option<Self>, Fault> {
        let (url, name, password) = match spelling {
            Spelling::Creating => ("postbackurl", "urlname", "urlpass"),
            Spelling::Updating => ("url", "name", "password"),
        };
        let Some(url) = params.get(url) else { return Ok(None) };
        let credentials = match (params.get(name), params.get(password)) {
            (Some(name), Some(password)) => {
                Some(Credentials { name: name.into(), password: password.into() })
            }
            (Some(_), None) => {
                return Err(Fault::new(3, format!("Parameter {name} is given without {password}")));
            }
            (None, _) => None,
        };
        Ok(Some(Self {
            url: url.to_owned(),
            auth: params.get("authtype").map(AuthType::parse).unwrap_or_default(),
            credentials,
            format: params.get("resultsformat").map(ResultsFormat::parse).unwrap_or_default(),
        }))
    }

    /// Adds the settings to a request.
    pub fn add_to(&self, params: &mut Params, spelling: Spelling) {
        let (url, name, password) = match spelling {
            Spelling::Creating => ("postbackurl", "urlname", "urlpass"),
            Spelling::Updating => ("url", "name", "password"),
        };
        params.push(url, &self.url);
        params.push("authtype", self.auth.as_str());
        if let Some(credentials) = &self.credentials {
            params.push(name, &credentials.name);
            params.push(password, &credentials.password);
        }
        params.push("resultsformat", self.format.as_str());
    }

    /// The request that posts a report under these settings.
    pub fn request(&self, report: &RegistrationReport) -> PostbackRequest {
        let xml = report.to_xml();
        match self.auth {
            AuthType::Form => {
                let mut form = Params::new().with("data", xml);
                if let Some(credentials) = &self.credentials {
                    form.push("username", &credentials.name);
                    form.push("password", &credentials.password);
                }
                PostbackRequest {
                    content_type: "application/x-www-form-urlencoded; charset=UTF-8",
                    authorization: None,
                    body: form.to_urlencoded(),
                }
            }
            AuthType::HttpBasic => PostbackRequest {
                content_type: "text/xml; charset=UTF-8",
                authorization: self.credentials.as_ref().map(|credentials| {
                    let pair = format!("{}:{}", credentials.name, credentials.password);
                    format!("Basic {}", BASE64.encode(pair))
                }),
                body: xml,
            },
        }
    }
}

impl Payload for PostbackInfo {
    fn write(&self, xml: &mut Writer) {
        let settings = self.settings.as_ref();
        let credentials = settings.and_then(|settings| settings.credentials.as_ref());
        xml.open_with("postbackinfo", &[("regid", &self.regid)]);
        xml.element("url", settings.map_or("", |settings| &settings.url));
        xml.element("authtype", settings.map_or("", |settings| settings.auth.as_str()));
        xml.element("login", credentials.map_or("", |credentials| &credentials.name));
        xml.element("password", credentials.map_or("", |credentials| &credentials.password));
        xml.element("resultsformat", settings.map_or("", |settings| settings.format.as_str()));
        xml.close("postbackinfo");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let info = child(rsp, "postbackinfo")?;
        let (url, name) = (info.child_text("url"), info.child_text("login"));
        let settings = PostbackSettings {
            url,
            auth: AuthType::parse(&info.child_text("authtype")),
            credentials: (!name.is_empty())
                .then(|| Credentials { name, password: info.child_text("password") }),
            format: ResultsFormat::parse(&info.child_text("resultsformat")),
        };
        Ok(Self { regid: attribute(info, "regid")?, settings: Some(settings).filter(|s| !s.url.is_empty()) })
    }
}

impl ReceivedPostback {
    /// Reads a postback of either kind, told apart by its content type.
    pub fn read(
        content_type: Option<&str>,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<Self, ReplyError> {
        let is_form = content_type.is_some_and(|text| {
            text.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
        });
        let form = if is_form { Params::from_urlencoded(body) } else { Params::new() };
        let xml = match is_form {
            true => form.get("data").ok_or(Malformed::Missing("data"))?.to_owned(),
            false => String::from_utf8_lossy(body).into_owned(),
        };
        let in_form = || {
            let name = form.get("username")?.to_owned();
            Some(Credentials { name, password: form.get("password").unwrap_or_default().to_owned() })
        };
        let root = xml_read::parse(&xml)?;
        // Some services put the report into an envelope.
        let report = if root.name == "rsp" { child(&root, "registrationreport")? } else { &root };
        if report.name != "registrationreport" {
            return Err(Malformed::Missing("registrationreport").into());
        }
        Ok(Self {
            report: RegistrationReport::from_element(report)?,
            credentials: authorization.and_then(basic_credentials).or_else(in_form),
        })
    }
}

fn basic_credentials(header: &str) -> Option<Credentials> {
    let (scheme, encoded) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64.decode(encoded.trim()).ok()?).ok()?;
    let (name, password) = pair.split_once(':')?;
    Some(Credentials { name: name.to_owned(), password: password.to_owned() })
}

/// A postback is given up after so many tries.
pub const MAX_TRIES: u32 = 70;

/// How long one try may take.
pub const TRY_TIMEOUT: Duration = Duration::from_secs(30);

/// Whether the receiver's status means that the postback is delivered: anything but 4xx and 5xx. A
/// redirection counts as delivered and is not followed.
pub fn is_delivered(status: u16) -> bool {
    status < 400
}

/// How long to wait after so many failed tries; `None` when there will be no other. `random` lies
/// in 0..1 and spreads receivers that failed together.
///
/// | failed tries | wait between | | failed tries | wait between |
/// |---|---|---|---|---|
/// | 1 | 1 s and 2 s | | 6 | 32 s and 64 s |
/// | 2 | 2 s and 4 s | | 7 | 64 s and 128 s |
/// | 3 | 4 s and 8 s | | 8 | 128 s and 256 s |
/// | 4 | 8 s and 16 s | | 9 | 256 s and 512 s |
/// | 5 | 16 s and 32 s | | 10 to 69 | 450 s and 900 s |
///
/// All tries together take about twelve hours.
pub fn delay_after(failed_tries: u32, random: f64) -> Option<Duration> {
    if failed_tries >= MAX_TRIES {
        return None;
    }
    let longest = 2f64.powi(i32::try_from(failed_tries.min(20)).unwrap_or(20)).min(900.0);
    let random = if random.is_finite() { random.clamp(0.0, 1.0) } else { 0.5 };
    Some(Duration::from_secs_f64((longest * (0.5 + random / 2.0)).max(1.0)))
}

/// The report that `testRegistrationPostUrl` posts.
pub fn sample_report(format: ResultsFormat) -> RegistrationReport {
    let results = match format {
        ResultsFormat::Course => Results::Course(CourseReport {
            complete: Completion::Complete,
            success: Success::Passed,
            total_time_secs: 120,
            score: Some(100.0),
        }),
        ResultsFormat::Activity => Results::Activity(ActivityReport {
            id: "test_activity".into(),
            title: "Test activity".into(),
            attempts: 1,
            complete: Completion::Complete,
            success: Success::Passed,
            time_across_attempts: 12_000,
            time: Some(12_000),
            score: Some(100.0),
            children: Vec::new(),
        }),
        ResultsFormat::Full => Results::Full(Box::new(FullActivity {
            id: "test_activity".into(),
            title: "Test activity".into(),
            satisfied: Some(true),
            completed: Some(true),
            time_across_attempts: 12_000,
            attempts: 1,
            objectives: vec![FullObjective {
                primary: true,
                normalized_measure: Some(1.0),
                satisfied: Some(true),
                ..FullObjective::default()
            }],
            runtime: Some(Runtime {
                completion_status: RuntimeCompletion::Completed,
                credit: true,
                score_scaled: Some(1.0),
                total_time: 12_000,
                time_tracked: 12_000,
                success_status: Success::Passed,
                ..Runtime::default()
            }),
            ..FullActivity::default()
        })),
    };
    RegistrationReport { regid: "test_registration".into(), instanceid: 0, results }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::payload::testing::{round_trip, written, xml_text};
    use super::*;

    fn settings(query: &str, spelling: Spelling) -> Result<Option<PostbackSettings>, Fault> {
        PostbackSettings::from_params(&Params::from_urlencoded(query), spelling)
    }

    #[test]
    fn reads_settings_in_both_spellings() {
        let made = settings(
            "postbackUrl=http://x/%3Fa=1&authType=HTTPBasic&urlname=n&urlpass=p&resultsformat=full",
            Spelling::Creating,
        );
        let updated = settings(
            "url=http://x/?a=1&authtype=httpbasic&name=n&password=p&resultsformat=full",
            Spelling::Updating,
        );
        assert_eq!(made, updated);
        let settings_ = made.unwrap().unwrap();
        assert_eq!(settings_.auth, AuthType::HttpBasic);
        assert_eq!(settings_.format, ResultsFormat::Full);
        assert_eq!(settings("resultsformat=xml", Spelling::Creating), Ok(None));
        assert_eq!(settings("url=u&name=n&password=", Spelling::Updating).unwrap_err().code, 3);
        let plain = settings("url=u&name=&password=", Spelling::Updating).unwrap().unwrap();
        assert_eq!(
            (plain.auth, plain.credentials, plain.format),
            (AuthType::Form, None, ResultsFormat::Course)
        );
    }

    #[test]
    fn bytes_of_the_info() {
        let settings =
            settings("url=https://example&name=user1&password=secret", Spelling::Updating).unwrap();
        let info = PostbackInfo { regid: "reg001".into(), settings };
        assert_eq!(
            written(&info),
            "<postbackinfo regid=\"reg001\"><url>https://example</url><authtype>form</authtype>\
             <login>user1</login><password>secret</password><resultsformat>course</resultsformat></postbackinfo>"
        );
        assert_eq!(round_trip(&info), info);
        let none = PostbackInfo { regid: "r".into(), settings: None };
        assert_eq!(
            written(&none),
            "<postbackinfo regid=\"r\"><url></url><authtype></authtype><login></login><password></password>\
             <resultsformat></resultsformat></postbackinfo>"
        );
        assert_eq!(round_trip(&none), none);
        assert!(!format!("{info:?}").contains("secret"));
    }

    #[test]
    fn bytes_of_both_requests() {
        let report = sample_report(ResultsFormat::Course);
        let form =
            settings("url=u&name=n&password=p+w", Spelling::Updating).unwrap().unwrap().request(&report);
        assert_eq!(form.content_type, "application/x-www-form-urlencoded; charset=UTF-8");
        assert_eq!(form.authorization, None);
        assert_eq!(
            form.body,
            "data=%3Cregistrationreport+format%3D%22course%22+regid%3D%22test_registration%22+instanceid%3D%220%22%3E\
             %3Ccomplete%3Ecomplete%3C%2Fcomplete%3E%3Csuccess%3Epassed%3C%2Fsuccess%3E%3Ctotaltime%3E120\
             %3C%2Ftotaltime%3E%3Cscore%3E100%3C%2Fscore%3E%3C%2Fregistrationreport%3E&username=n&password=p+w"
        );
        let basic =
            settings("url=u&authtype=httpbasic&name=Aladdin&password=open sesame", Spelling::Updating);
        let basic = basic.unwrap().unwrap().request(&report);
        assert_eq!(basic.content_type, "text/xml; charset=UTF-8");
        assert_eq!(basic.authorization.as_deref(), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
        assert_eq!(basic.body, report.to_xml());
        assert!(basic.body.starts_with("<registrationreport "));
    }

    #[test]
    fn samples_are_readable_in_each_format() {
        for format in [ResultsFormat::Course, ResultsFormat::Activity, ResultsFormat::Full] {
            let report = sample_report(format);
            assert_eq!(report.results.format(), format);
            assert_eq!(round_trip(&report), report);
        }
    }

    #[test]
    fn schedule() {
        let secs = |tries, random| delay_after(tries, random).map(|delay| delay.as_secs_f64());
        assert_eq!(secs(1, 0.0), Some(1.0));
        assert_eq!(secs(1, 1.0), Some(2.0));
        assert_eq!(secs(0, 0.0), Some(1.0));
        assert_eq!(secs(9, 1.0), Some(512.0));
        assert_eq!(secs(10, 0.0), Some(450.0));
        assert_eq!(secs(69, 1.0), Some(900.0));
        assert_eq!(secs(70, 0.0), None);
        assert_eq!(secs(5, f64::NAN), Some(24.0));
        let hours: f64 = (1..70).filter_map(|tries| secs(tries, 0.5)).sum::<f64>() / 3600.0;
        assert!((10.0..15.0).contains(&hours), "{hours}");
    }

    #[test]
    fn what_counts_as_delivered() {
        assert!([200, 204, 301, 302, 307].into_iter().all(is_delivered));
        assert!(![400, 401, 404, 500, 503].into_iter().any(is_delivered));
    }

    proptest! {
        #[test]
        fn a_receiver_reads_what_was_sent(regid in xml_text(), name in "[a-zé]{1,8}", password in "\\PC{1,12}", basic in any::<bool>()) {
            let credentials = Some(Credentials { name, password });
            let auth = if basic { AuthType::HttpBasic } else { AuthType::Form };
            let settings = PostbackSettings { url: "http://x".into(), auth, credentials: credentials.clone(), format: ResultsFormat::Course };
            let report = RegistrationReport { regid, ..sample_report(ResultsFormat::Activity) };
            let sent = settings.request(&report);
            let got = ReceivedPostback::read(Some(sent.content_type), sent.authorization.as_deref(), sent.body.as_bytes()).unwrap();
            prop_assert_eq!(got, ReceivedPostback { report, credentials });
            let mut params = Params::new();
            settings.add_to(&mut params, Spelling::Updating);
            prop_assert_eq!(PostbackSettings::from_params(&params, Spelling::Updating).unwrap(), Some(settings));
        }
    }
}

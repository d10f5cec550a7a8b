//! The pages of the player: the shell, the API frame inside it, and what stands there when a link leads nowhere.
//!
//! They hold no script and no style of their own, so that their policy allows none; texts travel in an attribute.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use platform::{Config, player_protocol::Opens};
use ui::{Direction, Language};
use url::Url;

use crate::{assets, services::Services};

/// The area of the language files.
const AREA: &str = "player";
/// Content that still finishes in `unload` may do so.
const PERMISSIONS: &str = "unload=*";

#[derive(Template)]
#[template(path = "player/shell.html")]
struct ShellPage {
    language: &'static str,
    direction: &'static str,
    title: String,
    no_script: String,
    texts: String,
    assets: String,
    css: Option<String>,
    /// The player's own window as JSON, where it gets one.
    window: Option<String>,
}

#[derive(Template)]
#[template(path = "player/frame.html")]
struct FramePage {
    language: &'static str,
    direction: &'static str,
    title: String,
    texts: String,
    assets: String,
    css: Option<String>,
}

#[derive(Template)]
#[template(path = "player/refused.html")]
struct RefusedPage {
    language: &'static str,
    direction: &'static str,
    title: String,
    text: String,
    assets: String,
}

/// `GET player/{token}/`. Looking at it begins nothing: the launch begins when the page's script asks for it.
pub(crate) async fn shell(
    State(services): State<Services>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (launch, language) = match look_up(&services, &token, &headers).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let css = launch.css_url.as_deref().and_then(StyleSheet::parse);
    let policy = shell_policy(css.as_ref(), &services.config);
    let page = ShellPage {
        language: language.tag(),
        direction: direction(language),
        title: language.text(AREA, "loading"),
        no_script: language.text(AREA, "no-script"),
        texts: texts(language),
        assets: assets_folder(&services),
        css: css.map(|css| css.address),
        window: (launch.window.opens != Opens::Frame)
            .then(|| serde_json::to_string(&launch.window).unwrap_or_default()),
    };
    answer(StatusCode::OK, &page, &policy)
}

/// `GET player/{token}/frame`.
pub(crate) async fn frame(
    State(services): State<Services>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (launch, language) = match look_up(&services, &token, &headers).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let css = launch.css_url.as_deref().and_then(StyleSheet::parse);
    let policy = frame_policy(css.as_ref(), &services.config);
    let page = FramePage {
        language: language.tag(),
        direction: direction(language),
        title: language.text(AREA, "course-frame"),
        texts: texts(language),
        assets: assets_folder(&services),
        css: css.map(|css| css.address),
    };
    answer(StatusCode::OK, &page, &policy)
}

/// The launch of a token and the language of its pages, or the page that says there is none.
async fn look_up(
    services: &Services,
    token: &str,
    headers: &HeaderMap,
) -> Result<(service::LaunchPage, Language), Response> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let refuse = |status, id| {
        let language = Language::choose(None, accepted);
        let page = RefusedPage {
            language: language.tag(),
            direction: direction(language),
            title: language.text(AREA, "error"),
            text: language.text(AREA, id),
            assets: assets_folder(services),
        };
        answer(status, &page, &shell_policy(None, &services.config))
    };
    match service::launch_page(&services.store, token).await {
        Ok(Some(launch)) => {
            let language = Language::choose(launch.culture.as_deref(), accepted);
            Ok((launch, language))
        }
        Ok(None) => Err(refuse(StatusCode::NOT_FOUND, "error-unknown-launch")),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "cannot read a launch for its page");
            Err(refuse(StatusCode::SERVICE_UNAVAILABLE, "error-network"))
        }
    }
}

fn answer(status: StatusCode, page: &impl Template, policy: &str) -> Response {
    let html = match page.render() {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "a page of the player cannot be written");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "text/html; charset=utf-8");
    set(header::CONTENT_SECURITY_POLICY, policy);
    // The token is in the address.
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    set(header::VARY, "accept-language");
    set(header::HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set(header::HeaderName::from_static("origin-agent-cluster"), "?1");
    response
}

fn shell_policy(css: Option<&StyleSheet>, config: &Config) -> String {
    let Sources { styles, more, ancestors } = Sources::of(css, config);
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:{more}; \
         font-src 'self'{more}; connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'{ancestors}"
    )
}

/// Content may lie anywhere and go anywhere, hence `frame-src *`.
fn frame_policy(css: Option<&StyleSheet>, config: &Config) -> String {
    let Sources { styles, more, ancestors } = Sources::of(css, config);
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'{styles}; \
         img-src 'self' data:{more}; font-src 'self'{more}; connect-src 'self'; frame-src *; form-action 'none'; \
         base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'{ancestors}"
    )
}

/// What a policy names besides ourselves.
struct Sources<'a> {
    /// The style sheet of the LMS.
    styles: &'a str,
    /// Its host, for pictures and fonts.
    more: &'a str,
    /// Who may show the player in a frame: anybody, unless the configuration says who.
    ancestors: String,
}

impl<'a> Sources<'a> {
    fn of(css: Option<&'a StyleSheet>, config: &Config) -> Self {
        let (styles, more) = css.map_or(("", ""), |css| (css.source.as_str(), css.origin.as_str()));
        let ancestors = match config.frame_ancestors.as_slice() {
            [] => String::new(),
            // The shell is itself around the API frame.
            named => format!("; frame-ancestors 'self' {}", named.join(" ")),
        };
        Self { styles, more, ancestors }
    }
}

/// A style sheet of the LMS, as the policy names it.
pub(crate) struct StyleSheet {
    pub(crate) address: String,
    /// With a space before it, without query: policies know paths only.
    pub(crate) source: String,
    /// With a space before it: pictures and fonts of the style sheet.
    pub(crate) origin: String,
}

impl StyleSheet {
    /// Absolute web addresses; anything else is left out.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let address = Url::parse(text.trim()).ok()?;
        // A policy would read a star as any host.
        let names_a_host = address.host_str().is_some_and(|host| !host.contains('*'));
        if !matches!(address.scheme(), "http" | "https") || !names_a_host {
            return None;
        }
        let origin = address.origin().ascii_serialization();
        // What would end the source or the directive.
        let path = address.path().replace(';', "%3B").replace(',', "%2C");
        Some(Self {
            address: address.to_string(),
            source: format!(" {origin}{path}"),
            origin: format!(" {origin}"),
        })
    }
}

fn assets_folder(services: &Services) -> String {
    format!("{}/{}", services.config.content_url.path_prefix(), assets::folder())
}

fn direction(language: Language) -> &'static str {
    match language.direction() {
        Direction::Ltr => "ltr",
        Direction::Rtl => "rtl",
    }
}

/// All texts as JSON. Maps of texts always have one.
fn texts(language: Language) -> String {
    serde_json::to_string(&language.strings(AREA)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_of_the_lms_cannot_widen_the_policy() {
        let css = StyleSheet::parse("https://lms.example/a;script-src *,b.css?x=1").unwrap();
        assert_eq!(css.source, " https://lms.example/a%3Bscript-src%20*%2Cb.css");
        assert!(css.address.ends_with("?x=1"));
        for wrong in [
            "https://*/b.css",
            "https://*.example/b.css",
            "javascript:alert(1)",
            "/relative.css",
            "data:text/css,*{}",
            "",
        ] {
            assert!(StyleSheet::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn texts_stay_inside_their_attribute() {
        let page = ShellPage {
            language: "en",
            direction: "ltr",
            title: String::from("<b>"),
            no_script: String::new(),
            texts: String::from(r#"{"a":"\"><script>"}"#),
            assets: String::from("/player-assets/0"),
            css: None,
            window: None,
        };
        let html = page.render().unwrap();
        assert!(!html.contains("<b>") && !html.contains("\"><script>"), "{html}");
        assert!(html.contains("/player-assets/0/shell.js"));
    }
}

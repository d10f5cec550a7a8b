//! Who asks: the person of a request, and what they may do.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, header, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use lyceum_client::Secret;

use super::answer::PageError;
use crate::Campus;
use crate::doing::{Failed, sign_in};
use crate::records::users::{Role, User};

const COOKIE: &str = "campus_session";

/// Whoever is signed in.
#[derive(Clone)]
pub(crate) struct Person(pub(crate) User);

/// Somebody who brings courses and sees results.
pub(crate) struct Author(pub(crate) User);

/// Somebody who may do everything.
pub(crate) struct Administrator(pub(crate) User);

/// Finds out who asks, once per request.
pub(crate) async fn attach(State(campus): State<Campus>, mut request: Request, next: Next) -> Response {
    if let Some(token) = token(request.headers()) {
        let is_use = !request.headers().contains_key(ui::live::SEEN);
        match sign_in::who(&campus, token.expose(), is_use).await {
            Ok(Some(user)) => {
                request.extensions_mut().insert(Person(user));
            }
            Ok(None) => {}
            Err(error) => return PageError::from(error).into_response(),
        }
    }
    next.run(request).await
}

impl<S: Sync> FromRequestParts<S> for Person {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| PageError::SignIn {
            // A form that was sent is lost; after signing in its page is the place to be.
            then: if parts.method == axum::http::Method::GET {
                parts.uri.path().to_owned()
            } else {
                "/".to_owned()
            },
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Author {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let Person(user) = Person::from_request_parts(parts, state).await?;
        // Not "forbidden": what somebody may not see is not there for them.
        if user.role >= Role::Author { Ok(Self(user)) } else { Err(Failed::NotFound.into()) }
    }
}

impl<S: Sync> FromRequestParts<S> for Administrator {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let Person(user) = Person::from_request_parts(parts, state).await?;
        if user.role == Role::Administrator { Ok(Self(user)) } else { Err(Failed::NotFound.into()) }
    }
}

/// The token that the browser sent.
pub(crate) fn token(headers: &HeaderMap) -> Option<Secret> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    ::sign_in::cookie(cookies, COOKIE).map(Secret::new)
}

/// The cookie that holds a token, or, empty, takes it away. `Lax`: coming back from a course is a link from elsewhere.
pub(crate) fn cookie(campus: &Campus, token: &str) -> String {
    let secure = if campus.config().public_url.starts_with("https:") { "; Secure" } else { "" };
    let age = if token.is_empty() { 0 } else { 30 * 24 * 60 * 60 };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}")
}

/// A place of Campus to go to after signing in; anything else leads to the first page.
pub(crate) fn inside(then: &str) -> Redirect {
    Redirect::to(if is_path(then) { then } else { "/" })
}

/// Whether a browser that is sent there stays here. What browsers read as `//`, another host, is no path; they leave out
/// tabs and line ends and take `\` for `/`.
pub(super) fn is_path(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("//") && !text.contains(|c: char| c == '\\' || c.is_control())
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for then in ["/", "/courses/7", "/courses?order=title#end", "/a//b", "/kurse/\u{fc}"] {
            assert!(is_path(then), "{then}");
        }
        let controls = (0..=0x9f).filter_map(char::from_u32).filter(|c| c.is_control());
        let disguised = controls.map(|control| format!("/{control}/evil.example"));
        let others =
            ["", "courses", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example"];
        for then in disguised.chain(others.map(str::to_owned)) {
            let answer = inside(&then).into_response();
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{then:?}");
            assert_eq!(answer.headers()[header::LOCATION], "/", "{then:?}");
        }
    }
}

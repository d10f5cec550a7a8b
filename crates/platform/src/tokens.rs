//! Random ids. Those that open something (launch, upload) are stored only as their hash.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Rng;

/// A text that cannot be a random id of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id made by this service")]
pub struct InvalidToken;

/// SHA-256 of a token: what is stored in its place. Tokens hold enough randomness to need no salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// Letters, digits, `-`, `_`, at most 64: what may stand in a path without escaping.
fn check(text: &str) -> Result<(), InvalidToken> {
    let ok = (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if ok { Ok(()) } else { Err(InvalidToken) }
}

macro_rules! random_ids {
    ($($(#[$doc:meta])* $name:ident($bytes:literal);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// A new one.
            pub fn random(rng: &dyn Rng) -> Self {
                let mut bytes = [0u8; $bytes];
                rng.fill(&mut bytes);
                Self(URL_SAFE_NO_PAD.encode(bytes))
            }

            /// Takes a text that came in a request.
            pub fn parse(text: &str) -> Result<Self, InvalidToken> {
                check(text)?;
                Ok(Self(text.to_owned()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

random_ids! {
    /// The secret in a player address. Whoever has it may do what that launch can do, and nothing else.
    LaunchToken(24);
    /// The secret that allows one upload (`token` of `rustici.upload`).
    UploadToken(24);
    /// What a browser that is signed in to the console holds.
    SessionToken(32);
    /// The secret in a link with which somebody sets a password, once.
    WelcomeToken(24);
    /// The secret in a link with which somebody without an account plays in the sandbox.
    SandboxToken(24);
    /// The secret in a link to the log of one launch.
    ShareToken(24);
    /// The unguessable folder a course version is served under.
    ContentKey(16);
    /// A job, as its caller knows it (`token` of `importCourseAsync`).
    JobId(16);
    /// A secret of an application. Names the row, and binds the sealed bytes to it.
    SecretId(16);
}

macro_rules! secret {
    ($($name:ident)*) => {$(
        impl $name {
            /// What is stored and looked up in place of the token.
            pub fn hash(&self) -> TokenHash {
                TokenHash(Sha256::digest(self.0.as_bytes()).into())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

macro_rules! open {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

secret! { LaunchToken UploadToken SessionToken WelcomeToken SandboxToken ShareToken }
open! { ContentKey JobId SecretId }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededRng;

    #[test]
    fn secrets_do_not_show_themselves() {
        let token = LaunchToken::random(&SeededRng::new(1));
        assert_eq!(format!("{token:?}"), "LaunchToken(…)");
        assert_eq!(token.as_str().len(), 32);
        assert_eq!(LaunchToken::parse(token.as_str()).unwrap().hash(), token.hash());
    }

    #[test]
    fn only_what_fits_a_path_is_a_token() {
        for text in ["", "a/b", "ä", "a b", &"x".repeat(65)] {
            assert_eq!(JobId::parse(text), Err(InvalidToken), "{text}");
        }
        assert!(JobId::parse("5d0c6f0e-3b1a-4c59-9a64-0f2f7c1e88aa").is_ok());
    }
}

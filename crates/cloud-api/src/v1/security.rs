//! Who is calling: the checks of spec §2.4 in their order.

use super::error::{Fault, Global};
use super::params::Params;
use super::signature;
use super::timestamp::Timestamp;

/// How far `ts` may be from the server's clock, either way (spec §2.3).
pub const WINDOW_SECS: i64 = 15 * 60;

/// What the caller found under the request's `appid`.
#[derive(Debug, Clone, Copy)]
pub enum Lookup<'a> {
    /// The active secret keys of an enabled application.
    Found(&'a [&'a str]),
    /// No such application, or a disabled one.
    Unknown,
    /// The keys could not be read.
    Failed,
}

/// Why a request was turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// No `appid`.
    AppidMissing,
    /// Unknown or disabled application.
    AppidInvalid,
    /// No `sig`.
    SignatureMissing,
    /// No `ts`.
    TimestampMissing,
    /// `ts` is not a compact timestamp.
    TimestampMalformed,
    /// `ts` lies outside of the window.
    TimestampExpired,
    /// No key fits the signature.
    SignatureInvalid,
    /// The keys could not be read.
    CredentialStore,
}

impl Denied {
    /// The failure of the whole API that this is.
    pub fn global(self) -> Global {
        match self {
            Self::AppidMissing => Global::AppidMissing,
            Self::AppidInvalid => Global::AppidInvalid,
            Self::SignatureMissing => Global::SignatureMissing,
            Self::TimestampMissing => Global::TimestampMissing,
            Self::TimestampMalformed => Global::TimestampMalformed,
            Self::TimestampExpired => Global::TimestampExpired,
            Self::SignatureInvalid => Global::SignatureInvalid,
            Self::CredentialStore => Global::CredentialStore,
        }
    }
}

impl From<Denied> for Fault {
    fn from(denied: Denied) -> Self {
        denied.global().fault()
    }
}

/// The `appid` to look up.
pub fn appid(params: &Params) -> Result<&str, Denied> {
    params.get("appid").ok_or(Denied::AppidMissing)
}

/// Checks a request against what was found under its `appid` and tells which key signed it.
///
/// `now` is when the head of the request arrived, since a long upload outlasts the window. The
/// signature is computed whatever else is wrong, with a key of no one where there is none, so that
/// an unknown application takes as long as a wrong signature.
pub fn check(params: &Params, app: Lookup<'_>, now: Timestamp) -> Result<usize, Denied> {
    let keys = match app {
        Lookup::Found(keys) if !keys.is_empty() => keys,
        Lookup::Found(_) | Lookup::Unknown | Lookup::Failed => &[NOBODYS_KEY],
    };
    let signature = params.get("sig");
    let signed_by = signature::verify(keys, params, signature.unwrap_or_default());

    appid(params)?;
    match app {
        Lookup::Found(_) => {}
        Lookup::Unknown => return Err(Denied::AppidInvalid),
        Lookup::Failed => return Err(Denied::CredentialStore),
    }
    if signature.is_none() {
        return Err(Denied::SignatureMissing);
    }
    let ts = params.get("ts").ok_or(Denied::TimestampMissing)?;
    let ts = Timestamp::parse_compact(ts).ok_or(Denied::TimestampMalformed)?;
    // Both sides are cut to whole seconds, since `ts` has no fraction.
    if (now.0.div_euclid(1_000_000) - ts.0.div_euclid(1_000_000)).abs() > WINDOW_SECS {
        return Err(Denied::TimestampExpired);
    }
    match (app, signed_by) {
        (Lookup::Found(keys), Some(index)) if !keys.is_empty() => Ok(index),
        _ => Err(Denied::SignatureInvalid),
    }
}

/// Stands in where no key is known. Its value is no secret: what it signs is refused before.
const NOBODYS_KEY: &str = "no application has this key, it only costs the same";

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_709_195_415); // 2024-02-29T08:30:15Z

    fn signed(query: &str) -> Params {
        let params = Params::from_urlencoded(query);
        let signature = signature::sign("key", &params);
        params.with("sig", signature)
    }

    #[test]
    fn accepts_a_signed_request_and_names_the_key() {
        let params = signed("appid=A&ts=20240229083015&method=rustici.debug.authPing");
        assert_eq!(check(&params, Lookup::Found(&["old", "key"]), NOW), Ok(1));
    }

    #[test]
    fn checks_in_the_documented_order() {
        let found = Lookup::Found(&["key"]);
        let denied = |query: &str, app| check(&Params::from_urlencoded(query), app, NOW).unwrap_err();
        assert_eq!(denied("", Lookup::Unknown), Denied::AppidMissing);
        assert_eq!(denied("appid=", Lookup::Unknown), Denied::AppidMissing);
        assert_eq!(denied("appid=A", Lookup::Unknown), Denied::AppidInvalid);
        assert_eq!(denied("appid=A", Lookup::Failed), Denied::CredentialStore);
        assert_eq!(denied("appid=A", found), Denied::SignatureMissing);
        assert_eq!(denied("appid=A&sig=x", found), Denied::TimestampMissing);
        assert_eq!(denied("appid=A&sig=x&ts=now", found), Denied::TimestampMalformed);
        assert_eq!(denied("appid=A&sig=x&ts=20200229083015", found), Denied::TimestampExpired);
        assert_eq!(denied("appid=A&sig=x&ts=20240229083015", found), Denied::SignatureInvalid);
        assert_eq!(denied("appid=A&sig=x&ts=20240229083015", Lookup::Found(&[])), Denied::SignatureInvalid);
    }

    #[test]
    fn window_is_fifteen_minutes_both_ways() {
        let at = |ts: &str, now| check(&signed(&format!("appid=A&ts={ts}")), Lookup::Found(&["key"]), now);
        assert_eq!(at("20240229084515", NOW), Ok(0));
        assert_eq!(at("20240229081515", Timestamp(NOW.0 + 999_999)), Ok(0));
        assert_eq!(at("20240229084516", NOW), Err(Denied::TimestampExpired));
        assert_eq!(at("20240229081514", NOW), Err(Denied::TimestampExpired));
    }

    #[test]
    fn nobodys_key_opens_nothing() {
        let params = Params::from_urlencoded("appid=A&ts=20240229083015");
        let signature = signature::sign(NOBODYS_KEY, &params);
        let params = params.with("sig", signature);
        assert_eq!(check(&params, Lookup::Unknown, NOW), Err(Denied::AppidInvalid));
        assert_eq!(check(&params, Lookup::Found(&[]), NOW), Err(Denied::SignatureInvalid));
    }
}

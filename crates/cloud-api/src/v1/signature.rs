//! The MD5 signature over all parameters (spec §2.2).
//!
//! Serialised are every name and value except `sig` and `filedata`; files are never signed. Names
//! are sorted ignoring case by the vendor's libraries and by code point by older and third-party
//! ones, so a signature is accepted in either order.

use std::collections::BTreeMap;

use md5::{Digest, Md5};
use subtle::{Choice, ConstantTimeEq};

use super::params::{Params, hex_value};

/// How names are put in order before they are serialised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOrder {
    /// Ignoring case, as PHP, Java, .NET, Python and Ruby do; names that differ in nothing else by
    /// code point.
    IgnoringCase,
    /// As [`Self::IgnoringCase`], with names that differ only in case the other way round: no
    /// source settles that tie (spec §12 no. 5).
    IgnoringCaseTiesReversed,
    /// By code point, as Node and Perl do.
    CodePoint,
}

impl NameOrder {
    /// The orders accepted, likeliest first.
    pub const ALL: [Self; 3] = [Self::IgnoringCase, Self::IgnoringCaseTiesReversed, Self::CodePoint];
}

/// The text that is signed, without the secret in front.
pub fn serialise(params: &Params, order: NameOrder) -> String {
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in params.iter().filter(|(name, _)| !is_excluded(name)) {
        by_name.entry(name).or_default().push(value);
    }
    // The map has them by code point, and sorting keeps that among equals.
    let mut groups: Vec<(&str, Vec<&str>)> = by_name.into_iter().collect();
    match order {
        NameOrder::CodePoint => {}
        NameOrder::IgnoringCase => groups.sort_by_cached_key(|(name, _)| name.to_lowercase()),
        NameOrder::IgnoringCaseTiesReversed => {
            groups.reverse();
            groups.sort_by_cached_key(|(name, _)| name.to_lowercase());
        }
    }
    let mut text = String::new();
    for (name, mut values) in groups {
        values.sort_unstable();
        text.push_str(name);
        text.extend(values);
    }
    text
}

/// Signs a request the way the vendor's libraries do: 32 lower-case hexadecimal digits.
pub fn sign(secret: &str, params: &Params) -> String {
    let mut hex = String::with_capacity(32);
    for byte in digest(secret, &serialise(params, NameOrder::IgnoringCase)) {
        for digit in [byte >> 4, byte & 15] {
            hex.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    hex
}

/// Which of the secrets signed the request, if any did.
///
/// Every secret is tried in every order whatever matched before, and the digests are compared in
/// constant time.
pub fn verify(secrets: &[&str], params: &Params, signature: &str) -> Option<usize> {
    let given = parse_hex(signature);
    let texts = NameOrder::ALL.map(|order| serialise(params, order));
    let mut found = None;
    for (index, secret) in secrets.iter().enumerate() {
        let mut matched = Choice::from(0);
        for text in &texts {
            matched |= digest(secret, text).ct_eq(&given.unwrap_or([0; 16]));
        }
        if bool::from(matched & Choice::from(u8::from(given.is_some()))) && found.is_none() {
            found = Some(index);
        }
    }
    found
}

fn is_excluded(name: &str) -> bool {
    matches!(name, "sig" | "filedata")
}

fn digest(secret: &str, text: &str) -> [u8; 16] {
    let mut md5 = Md5::new();
    md5.update(secret.as_bytes());
    md5.update(text.as_bytes());
    md5.finalize().into()
}

fn parse_hex(text: &str) -> Option<[u8; 16]> {
    let digits: &[u8; 32] = text.as_bytes().try_into().ok()?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair.iter().fold(0, |value, digit| value << 4 | hex_value(*digit));
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The worked example of spec §2.5, verified there against the PHP, Java and Python signers.
    const QUERY: &str = "appid=K3XQ0M7T2A&applib=php&learnerTags=north%2Cnight+shift&method=rustici.registration.launch&origin=acme.lms.2.1&redirecturl=https%3A%2F%2Flms.example%2Fback%3Fc%3D7%26u%3DZo%C3%AB&regid=reg-100&ts=20240229083015&sig=26284c8d101372944b4f6c6fbf70e7ac";

    #[test]
    fn worked_example() {
        let params = Params::from_urlencoded(QUERY);
        assert_eq!(
            serialise(&params, NameOrder::IgnoringCase),
            "appidK3XQ0M7T2AapplibphplearnerTagsnorth,night shiftmethodrustici.registration.launch\
             originacme.lms.2.1redirecturlhttps://lms.example/back?c=7&u=Zoëregidreg-100ts20240229083015"
        );
        assert_eq!(sign("s3cretKey", &params), "26284c8d101372944b4f6c6fbf70e7ac");
        let keys = ["other", "s3cretKey"];
        assert_eq!(verify(&keys, &params, "26284c8d101372944b4f6c6fbf70e7ac"), Some(1));
        assert_eq!(verify(&keys, &params, "26284C8D101372944B4F6C6FBF70E7AC"), Some(1));
        assert_eq!(verify(&keys, &params, "26284c8d101372944b4f6c6fbf70e7ad"), None);
        assert_eq!(verify(&keys, &params, "26284c8d"), None);
        assert_eq!(verify(&[], &params, "26284c8d101372944b4f6c6fbf70e7ac"), None);
    }

    #[test]
    fn both_orders_of_names() {
        let params = Params::from_urlencoded(
            "appid=K3XQ0M7T2A&applib=php&courseid=c1&courseStructureWidth=250\
             &method=rustici.course.updateAttributes&origin=acme.lms.2.1&ts=20240229083015",
        );
        assert_eq!(sign("s3cretKey", &params), "c1ecb23c709ff6fa887a4dd7f8d8e1fd");
        for accepted in ["c1ecb23c709ff6fa887a4dd7f8d8e1fd", "e34f74d1dbdd35bab064e65f5c5d0356"] {
            assert_eq!(verify(&["s3cretKey"], &params, accepted), Some(0));
        }
    }

    #[test]
    fn several_values() {
        let params = Params::from_urlencoded("file=zeta.zip&file=Alpha.zip&appid=A&file=beta.zip");
        assert_eq!(serialise(&params, NameOrder::IgnoringCase), "appidAfileAlpha.zipbeta.zipzeta.zip");
        assert_eq!(sign("k", &params), "ed489a552cd83a38f41b1065a8a5217d");
    }

    #[test]
    fn first_manuals_sample_with_the_true_digest() {
        let params = Params::from_urlencoded("foo=1&bar=2");
        assert_eq!(sign("BIGSECRET", &params), "c186af94cef7cc2a9b4b0b6aff6c5cda");
    }

    #[test]
    fn excluded_empty_and_odd_names() {
        let params = Params::from_urlencoded("sig=x&filedata=y&empty=&appid%20=q&appid=p&B=2&b=1");
        assert_eq!(serialise(&params, NameOrder::IgnoringCase), "appidpappid qB2b1empty");
        assert_eq!(serialise(&params, NameOrder::IgnoringCaseTiesReversed), "appidpappid qb1B2empty");
        assert_eq!(serialise(&params, NameOrder::CodePoint), "B2appidpappid qb1empty");
    }

    proptest! {
        #[test]
        fn what_is_signed_verifies(pairs in proptest::collection::vec(("[a-cA-C]{1,3}", ".{0,9}"), 0..8), secret in ".{1,20}") {
            let params: Params = pairs.into_iter().collect();
            let signature = sign(&secret, &params);
            let sent = Params::from_urlencoded(params.with("sig", signature.clone()).to_urlencoded());
            prop_assert_eq!(verify(&[secret.as_str()], &sent, &signature.to_uppercase()), Some(0));
            prop_assert_eq!(verify(&["another"], &sent, &signature), None);
        }

        #[test]
        fn a_changed_parameter_is_noticed(value in "[a-z]{1,8}", other in "[A-Z]{1,8}") {
            let signature = sign("k", &Params::new().with("regid", value));
            prop_assert_eq!(verify(&["k"], &Params::new().with("regid", other), &signature), None);
        }
    }
}

//! `allow_private_targets`: where the server may call besides the public internet.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{ConfigError, Texts, network};

/// The value of `allow_private_targets`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AllowPrivateTargets {
    /// `false`: public addresses only.
    #[default]
    No,
    /// `true`: any address.
    Yes,
    /// Public addresses and these.
    Some(Vec<PrivateTarget>),
}

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateTarget {
    /// A host by its name, in lower case.
    Host(String),
    /// A network or a single address.
    Network(IpNet),
}

impl AllowPrivateTargets {
    pub(super) fn parse(value: Option<Texts>) -> Result<Self, ConfigError> {
        let texts = value.map(Texts::into_vec).unwrap_or_default();
        match texts.as_slice() {
            [] => return Ok(Self::No),
            [one] if one.eq_ignore_ascii_case("false") => return Ok(Self::No),
            [one] if one.eq_ignore_ascii_case("true") => return Ok(Self::Yes),
            _ => {}
        }
        texts.iter().map(|text| target(text)).collect::<Option<Vec<_>>>().map(Self::Some).ok_or_else(|| {
            ConfigError::new(
                "allow_private_targets",
                "must be `true`, `false`, or a list of hosts and networks like `lms.internal, 10.0.0.0/8`",
            )
        })
    }

    /// Whether a private address may be called that `host` resolved to.
    pub fn allows(&self, host: &str, address: IpAddr) -> bool {
        match self {
            Self::No => false,
            Self::Yes => true,
            Self::Some(targets) => targets.iter().any(|target| match target {
                PrivateTarget::Host(name) => name.eq_ignore_ascii_case(host.trim_end_matches('.')),
                PrivateTarget::Network(net) => net.contains(&address.to_canonical()),
            }),
        }
    }
}

fn target(text: &str) -> Option<PrivateTarget> {
    if let Some(net) = network(text) {
        return Some(PrivateTarget::Network(net));
    }
    let plausible = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        && !text.eq_ignore_ascii_case("true")
        && !text.eq_ignore_ascii_case("false");
    plausible.then(|| PrivateTarget::Host(text.to_ascii_lowercase()))
}

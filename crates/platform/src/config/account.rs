//! Whose installation this is, as `getAccountInfo` tells it.

use serde::Deserialize;
use url::Url;

use super::ConfigError;

/// The longest of these texts, in characters.
const MAX_CHARS: usize = 255;

/// What the sources say about the account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawAccount {
    /// `account.email`
    pub email: Option<String>,
    /// `account.first_name`
    pub first_name: Option<String>,
    /// `account.last_name`
    pub last_name: Option<String>,
    /// `account.company`
    pub company: Option<String>,
}

/// The owner of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// E-mail address.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Company.
    pub company: String,
}

impl RawAccount {
    /// This source first, `lower` where it is silent.
    pub fn or(self, lower: Self) -> Self {
        Self {
            email: self.email.or(lower.email),
            first_name: self.first_name.or(lower.first_name),
            last_name: self.last_name.or(lower.last_name),
            company: self.company.or(lower.company),
        }
    }

    /// Checks the texts and fills in defaults. None is empty, since a client reads them all.
    pub(super) fn checked(self, public_url: &Url) -> Result<Account, ConfigError> {
        let host = public_url.host_str().unwrap_or("localhost");
        Ok(Account {
            email: text("account.email", self.email, &format!("lyceum@{host}"))?,
            first_name: text("account.first_name", self.first_name, "Lyceum")?,
            last_name: text("account.last_name", self.last_name, "Administrator")?,
            company: text("account.company", self.company, host)?,
        })
    }
}

fn text(key: &'static str, value: Option<String>, default: &str) -> Result<String, ConfigError> {
    let text = value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let text = text.unwrap_or_else(|| default.to_owned());
    if text.chars().count() > MAX_CHARS || text.chars().any(char::is_control) {
        return Err(ConfigError::new(key, format!("must be a line of at most {MAX_CHARS} characters")));
    }
    Ok(text)
}

//! `[retention]`: for how long is kept what is not a result.

use std::time::Duration;

use serde::Deserialize;

use super::ConfigError;

const DAY_SECS: u64 = 24 * 3600;
const MOST_DAYS: u32 = 36_500;

/// Days as the sources give them; `None` leaves the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawRetention {
    /// Notes beside journals (`retention.notes_days`).
    pub notes_days: Option<u32>,
    /// Journals of attempts that nobody goes on with (`retention.journal_days`).
    pub journal_days: Option<u32>,
    /// The log of changes in the console (`retention.audit_days`).
    pub audit_days: Option<u32>,
    /// Tries of postbacks, with what was sent (`retention.postback_attempts_days`).
    pub postback_attempts_days: Option<u32>,
    /// Files of exports (`retention.exports_days`).
    pub exports_days: Option<u32>,
    /// Files that were uploaded and named by no call (`retention.uploads_days`).
    pub uploads_days: Option<u32>,
}

/// For how long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Notes beside journals.
    pub notes: Duration,
    /// Journals of attempts in which nothing happened for so long; `None` keeps them with the registration.
    pub journal: Option<Duration>,
    /// The log of changes in the console; `None` keeps all.
    pub audit: Option<Duration>,
    /// Tries of postbacks.
    pub postback_attempts: Duration,
    /// Files of exports.
    pub exports: Duration,
    /// Files that were uploaded and named by no call.
    pub uploads: Duration,
}

impl RawRetention {
    /// This source first, `lower` where it is silent.
    pub fn or(self, lower: Self) -> Self {
        Self {
            notes_days: self.notes_days.or(lower.notes_days),
            journal_days: self.journal_days.or(lower.journal_days),
            audit_days: self.audit_days.or(lower.audit_days),
            postback_attempts_days: self.postback_attempts_days.or(lower.postback_attempts_days),
            exports_days: self.exports_days.or(lower.exports_days),
            uploads_days: self.uploads_days.or(lower.uploads_days),
        }
    }

    /// Checks the days and fills in the defaults.
    pub fn checked(self) -> Result<Retention, ConfigError> {
        Ok(Retention {
            notes: days("retention.notes_days", self.notes_days, 30)?,
            journal: for_ever("retention.journal_days", self.journal_days, 0)?,
            audit: for_ever("retention.audit_days", self.audit_days, 730)?,
            postback_attempts: days("retention.postback_attempts_days", self.postback_attempts_days, 30)?,
            exports: days("retention.exports_days", self.exports_days, 5)?,
            uploads: days("retention.uploads_days", self.uploads_days, 30)?,
        })
    }
}

fn days(key: &'static str, value: Option<u32>, default: u32) -> Result<Duration, ConfigError> {
    let value = value.unwrap_or(default);
    if !(1..=MOST_DAYS).contains(&value) {
        return Err(ConfigError::new(key, format!("must be between 1 and {MOST_DAYS} days, it is {value}")));
    }
    Ok(Duration::from_secs(u64::from(value) * DAY_SECS))
}

/// 0 is for ever.
fn for_ever(key: &'static str, value: Option<u32>, default: u32) -> Result<Option<Duration>, ConfigError> {
    match value.unwrap_or(default) {
        0 => Ok(None),
        value => days(key, Some(value), default).map(Some),
    }
}

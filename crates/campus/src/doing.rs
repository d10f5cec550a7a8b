//! What Campus does, one process per file. Each opens its transactions and makes its calls; never a call inside of a
//! transaction.

pub(crate) mod assign;
pub(crate) mod bring_course;
pub(crate) mod first_administrator;
pub(crate) mod follow_import;
pub(crate) mod override_result;
pub(crate) mod people;
pub(crate) mod postbacks;
pub(crate) mod register;
pub(crate) mod remove;
pub(crate) mod sign_in;
pub(crate) mod take_result;

use lyceum_client::CallError;

/// Something that was asked for cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The records cannot be read or written.
    #[error("the records cannot be used")]
    Records(#[from] sql::Error),
    /// The cloud cannot be called, or refuses.
    #[error(transparent)]
    Cloud(#[from] CallError),
    /// It is not there, or not for this person.
    #[error("there is no such thing, or it is not yours to see")]
    NotFound,
    /// What was typed cannot be taken: the id of the text that says why.
    #[error("{0}")]
    Input(&'static str),
    /// The machine could not hash a password.
    #[error("no password could be made")]
    Password,
}

impl Failed {
    /// Whether others would fail by the same now: there is no point in going on.
    pub(crate) fn concerns_all(&self) -> bool {
        match self {
            Self::Records(_) => true,
            Self::Cloud(error) => error.is_outage(),
            Self::NotFound | Self::Input(_) | Self::Password => false,
        }
    }
}

/// What came of one of many. A failure of its own is reported and holds up no other.
pub(crate) fn go_on(outcome: Result<(), Failed>, what: &str, id: &str) -> Result<(), Failed> {
    match outcome {
        Err(error) if error.concerns_all() => Err(error),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, id, "could not {what}");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

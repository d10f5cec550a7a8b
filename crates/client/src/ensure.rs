//! A registration that is there afterwards, whatever happened on the way.

use crate::calls::Registrations;
use crate::retry::TRIES;
use crate::{CallError, NewRegistration, code};

/// How a registration came to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ensured {
    /// It was made by this call.
    Created,
    /// It was there: made before, by another request at the same time, or by a try of this call whose answer was lost.
    Existed,
}

/// A registration is not there, or not known to be.
#[derive(Debug, thiserror::Error)]
pub enum EnsureError {
    /// A call failed.
    #[error(transparent)]
    Call(#[from] CallError),
    /// There is one with this id for another learner or another course: two things of yours have the same id.
    #[error("the registration's id is taken: it is of learner `{learner}` in course `{course}`")]
    Taken {
        /// Its learner's id.
        learner: String,
        /// Its course's id.
        course: String,
    },
}

impl EnsureError {
    /// Whether it is certain that no registration was made.
    pub fn is_not_done(&self) -> bool {
        match self {
            Self::Call(error) => error.is_not_done(),
            Self::Taken { .. } => true,
        }
    }

    /// Whether the service is to blame, and not the call: it may be tried again later.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Call(error) if error.is_outage())
    }

    /// Whether the cloud has looked at this registration and does not have it, nor will: also an earlier try of which
    /// nothing is known was not done.
    pub fn is_settled(&self) -> bool {
        match self {
            Self::Call(error) => error.code().is_some() && !error.is_about_caller() && !error.is_outage(),
            Self::Taken { .. } => true,
        }
    }
}

impl Registrations<'_> {
    /// Makes a registration unless it is there. Safe to call as often as you like, also twice at the same time: since
    /// the id is yours, there will be one registration. An answer that got lost is resolved by asking whether the
    /// registration exists.
    ///
    /// An existing one is left as it is, its postback settings included.
    ///
    /// # Errors
    /// See [`EnsureError`]. Where [`is_not_done`](EnsureError::is_not_done), remove your own record; else keep it and
    /// let [`finish_reservations`](crate::finish_reservations) find out later.
    pub async fn ensure(&self, new: &NewRegistration) -> Result<Ensured, EnsureError> {
        let mut tries = 0;
        let mut lost: Option<CallError> = None;
        loop {
            let unknown = match self.create(new).await {
                Ok(()) => return Ok(Ensured::Created),
                Err(CallError::Refused { code: code::REGISTRATION_EXISTS, .. }) => {
                    match self.check(new).await? {
                        Found::Same => return Ok(Ensured::Existed),
                        Found::Unknown(error) => error,
                    }
                }
                Err(unknown @ CallError::Unknown { .. }) => match self.exists(&new.id).await {
                    Ok(true) => match self.check(new).await? {
                        Found::Same => return Ok(Ensured::Existed),
                        Found::Unknown(error) => error,
                    },
                    // It may still be on its way. A second one under the same id is either the first or refused.
                    Ok(false) => unknown,
                    Err(_) => return Err(unknown.into()),
                },
                // An earlier try may have been done.
                Err(error) if error.is_about_caller() || error.is_outage() => {
                    return Err(lost.unwrap_or(error).into());
                }
                Err(error) => return Err(error.into()),
            };
            tries += 1;
            if tries == TRIES {
                return Err(unknown.into());
            }
            lost = Some(unknown);
            self.0.pause(tries).await;
        }
    }

    /// Whether the registration that is there is the one that was meant.
    async fn check(&self, new: &NewRegistration) -> Result<Found, EnsureError> {
        const METHOD: &str = "registration.getRegistrationDetail";
        let unknown = |reason: String| Found::Unknown(CallError::Unknown { method: METHOD, reason });
        match self.detail(&new.id).await {
            Ok(found)
                if found.learner_id == new.learner.id.as_str() && found.course_id == new.course.as_str() =>
            {
                Ok(Found::Same)
            }
            Ok(found) => Err(EnsureError::Taken { learner: found.learner_id, course: found.course_id }),
            // A cloud of many machines may take a moment to agree with itself. And whatever kept the answer away: that
            // nothing was made can no longer be said.
            Err(CallError::Unknown { reason, .. } | CallError::Unreachable { reason, .. }) => {
                Ok(unknown(reason))
            }
            Err(error) => Ok(unknown(error.to_string())),
        }
    }
}

/// What was found where a registration was said to be.
enum Found {
    /// The one that was meant.
    Same,
    /// Nothing that can be relied on.
    Unknown(CallError),
}

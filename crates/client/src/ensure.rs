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
        loop {
            let lost = match self.create(new).await {
                Ok(()) => return Ok(Ensured::Created),
                Err(CallError::Refused { code: code::REGISTRATION_EXISTS, .. }) => {
                    return self.check(new).await;
                }
                Err(lost @ CallError::Unknown { .. }) => lost,
                Err(error) => return Err(error.into()),
            };
            tries += 1;
            match self.exists(&new.id).await {
                Ok(true) => return self.check(new).await,
                // It may still be on its way. A second one under the same id is either the first or refused.
                Ok(false) if tries < TRIES => self.0.pause(tries).await,
                Ok(false) | Err(_) => return Err(lost.into()),
            }
        }
    }

    /// Whether the registration that is there is the one that was meant.
    async fn check(&self, new: &NewRegistration) -> Result<Ensured, EnsureError> {
        let found = self.detail(&new.id).await?;
        if found.learner_id == new.learner.id.as_str() && found.course_id == new.course.as_str() {
            Ok(Ensured::Existed)
        } else {
            Err(EnsureError::Taken { learner: found.learner_id, course: found.course_id })
        }
    }
}

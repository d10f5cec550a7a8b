//! Your records of registrations and the cloud's, kept in step: reserve, create, confirm.
//!
//! A record is first reserved, in a committed transaction; then the registration is made in the cloud; then the record
//! is confirmed. Wherever that is interrupted, something is left from which [`finish_reservations`] goes on.

use std::future::Future;
use std::time::Duration;

use crate::clock::earlier;
use crate::{Cloud, EnsureError, Ensured, NewRegistration, RegistrationId, Timestamp};

/// Your table of registrations. Give the id a unique constraint.
pub trait RegistrationRecords: Send + Sync {
    /// Why the table cannot be used.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Stores the registration as reserved at `at` and commits, unless there is a record of it; what was found, or
    /// [`New`](RecordState::New). Two calls at the same time make one record, and one of them is told that it is new.
    fn reserve(
        &self,
        new: &NewRegistration,
        at: Timestamp,
    ) -> impl Future<Output = Result<RecordState, Self::Error>> + Send;

    /// Stores the registration as confirmed: the cloud has it. Also when the reservation is gone, which happens when
    /// another request for the same registration failed meanwhile.
    fn confirm(&self, new: &NewRegistration) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Removes a record that is still reserved: the cloud does not have the registration. A confirmed one stays.
    fn release(&self, id: &RegistrationId) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Registrations that were reserved before an instant and are so still.
    fn reserved_before(
        &self,
        before: Timestamp,
    ) -> impl Future<Output = Result<Vec<NewRegistration>, Self::Error>> + Send;
}

/// What a record says about its registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordState {
    /// There was none until now: it was reserved by this very call.
    New,
    /// It was reserved earlier. Whether the cloud has the registration is not known yet.
    Reserved,
    /// The cloud has it.
    Confirmed,
}

/// A registration could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError<E: std::error::Error + 'static> {
    /// The cloud has none, and the record is gone again.
    #[error(transparent)]
    NotDone(EnsureError),
    /// Whether the cloud has it is not known. The record stays reserved until [`finish_reservations`] knows.
    #[error("whether the registration was made is not known yet")]
    Pending(#[source] EnsureError),
    /// The table cannot be used.
    #[error("the record of the registration cannot be stored")]
    Records(#[source] E),
}

impl Cloud {
    /// Registers a learner: reserve, create, confirm. Safe to repeat; for the moment of assignment as well as for the
    /// first launch. Makes no call when the record is confirmed.
    ///
    /// # Errors
    /// See [`RegisterError`].
    pub async fn register<R: RegistrationRecords>(
        &self,
        records: &R,
        new: &NewRegistration,
    ) -> Result<Ensured, RegisterError<R::Error>> {
        let now = self.clock().now();
        match records.reserve(new, now).await.map_err(RegisterError::Records)? {
            RecordState::Confirmed => Ok(Ensured::Existed),
            RecordState::New => self.settle(records, new, true).await,
            RecordState::Reserved => self.settle(records, new, false).await,
        }
    }

    /// `is_first`: no earlier try can have been done. Else that *this* one was not done proves nothing.
    async fn settle<R: RegistrationRecords>(
        &self,
        records: &R,
        new: &NewRegistration,
        is_first: bool,
    ) -> Result<Ensured, RegisterError<R::Error>> {
        match self.registrations().ensure(new).await {
            Ok(ensured) => {
                records.confirm(new).await.map_err(RegisterError::Records)?;
                Ok(ensured)
            }
            Err(error) if error.is_settled() || (is_first && error.is_not_done()) => {
                records.release(&new.id).await.map_err(RegisterError::Records)?;
                Err(RegisterError::NotDone(error))
            }
            Err(error) => Err(RegisterError::Pending(error)),
        }
    }
}

/// What became of reservations that were left behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finished {
    /// The cloud has them now.
    pub confirmed: Vec<RegistrationId>,
    /// The cloud refused them, and their records are gone. Tell whoever made the assignment.
    pub released: Vec<RegistrationId>,
    /// The cloud is away, or refuses whatever is asked (a wrong secret, a wrong clock); look again later.
    pub pending: usize,
}

/// Finishes what was interrupted: reservations older than `grace` (a few minutes, longer than a request takes) are made
/// in the cloud, or found there, and confirmed; those that the cloud refuses are released. Run it at the start and every
/// few minutes.
///
/// # Errors
/// When the records cannot be used.
pub async fn finish_reservations<R: RegistrationRecords>(
    cloud: &Cloud,
    records: &R,
    grace: Duration,
) -> Result<Finished, R::Error> {
    let left = records.reserved_before(earlier(cloud.clock().now(), grace)).await?;
    let mut finished = Finished::default();
    let mut left = left.iter();
    while let Some(new) = left.next() {
        match cloud.registrations().ensure(new).await {
            Ok(_) => {
                records.confirm(new).await?;
                finished.confirmed.push(new.id.clone());
            }
            Err(error) if error.is_settled() => {
                records.release(&new.id).await?;
                finished.released.push(new.id.clone());
            }
            // Nothing more is known than before, and the same will be true of the others.
            Err(_) => {
                finished.pending = 1 + left.len();
                break;
            }
        }
    }
    Ok(finished)
}

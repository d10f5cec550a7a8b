//! Takes the many registrations out of a course or an application that is to be deleted, a few in each transaction: who
//! saves beside it waits for those few, and not for a million.

use store::Store;
use store::registrations::{self, Whose};

/// So many registrations go in one transaction; where there are no more, all goes in one.
const AT_ONCE: u32 = 200;

/// Whether there are more than go in one transaction.
pub(crate) async fn are_many(store: &Store, whose: Whose) -> Result<bool, store::Error> {
    let count = registrations::count(&mut store.begin_read().await?, whose, AT_ONCE + 1).await?;
    Ok(count > u64::from(AT_ONCE))
}

/// Deletes the oldest registrations until there are few. Where it was broken off it is simply done again.
pub(crate) async fn thin_out(store: &Store, whose: Whose) -> Result<(), store::Error> {
    while are_many(store, whose).await? {
        store::transact!(store, |tx| { registrations::delete_oldest(tx, whose, AT_ONCE).await })?;
    }
    Ok(())
}

//! Rows that are rewritten once after a migration, since no statement can do it on both engines.

use crate::registrations::folded_name;
use crate::row::Row;
use crate::statement::statements;
use crate::value::args;
use crate::{Error, Store, Tx};

statements! { "rewrites";
    /// Whether something is still to be rewritten, and behind which key.
    FIND = "SELECT after FROM rewrites WHERE name = $1";
    /// It is done up to this key.
    UPDATE = "UPDATE rewrites SET after = $2 WHERE name = $1";
    /// It is done.
    DELETE = "DELETE FROM rewrites WHERE name = $1";
    /// Names of learners as they are written, and as they are searched.
    LIST_NAMES = "
        SELECT key, learner_first, learner_last, learner_name
        FROM registrations
        WHERE key > $1
        ORDER BY key
        LIMIT $2";
    /// How a name is searched, unless it was changed meanwhile.
    UPDATE_NAME = "
        UPDATE registrations
        SET learner_name = $2
        WHERE key = $1 AND learner_first = $3 AND learner_last = $4";
}

const LEARNER_NAMES: &str = "learner_names";
/// Rows of one transaction, so that nobody waits long for it.
const BATCH: u32 = 2000;

/// Rewrites what a migration left to the program. Broken off, it goes on where it was; done by two at once, it is done
/// twice.
pub(crate) async fn run(store: &Store) -> Result<(), Error> {
    let mut changed = 0;
    loop {
        let step: Result<Option<u64>, Error> = sql::transact!(store, |tx| { fold_names(tx).await });
        match step? {
            Some(more) => changed += more,
            None => break,
        }
    }
    if changed > 0 {
        tracing::info!(changed, "names of learners can be searched whatever their letters");
    }
    Ok(())
}

/// Some names. The answer is how many were changed; `None`: there is nothing to do any more.
async fn fold_names(tx: &mut Tx) -> Result<Option<u64>, Error> {
    let Some(after) = tx.fetch_optional(&FIND, args![LEARNER_NAMES]).await? else { return Ok(None) };
    let page = tx.fetch_all(&LIST_NAMES, args![after.int("after")?, BATCH]).await?;
    let mut changed = 0;
    for row in &page {
        changed += fold_name(tx, row).await?;
    }
    match page.last() {
        Some(last) if page.len() == BATCH as usize => {
            tx.execute(&UPDATE, args![LEARNER_NAMES, last.int("key")?]).await?;
        }
        _ => {
            tx.execute(&DELETE, args![LEARNER_NAMES]).await?;
        }
    }
    Ok(Some(changed))
}

async fn fold_name(tx: &mut Tx, row: &Row) -> Result<u64, Error> {
    let (first, last) = (row.text("learner_first")?, row.text("learner_last")?);
    let name = folded_name(&first, &last);
    if name == row.text("learner_name")? {
        return Ok(0);
    }
    tx.execute(&UPDATE_NAME, args![row.int("key")?, name, first, last]).await
}

//! Wrong passwords in a row, so that guessing gets slow.

use platform::Timestamp;

use crate::row::Columns as _;
use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx};

statements! { "console_tries";
    /// How often and when last; the row is held until the transaction ends, so that tries are counted one by one.
    LOCK = "
        INSERT INTO console_tries (bucket, failures, last_at) VALUES ($1, 0, $2)
        ON CONFLICT (bucket) DO UPDATE SET failures = console_tries.failures
        RETURNING failures, last_at";
    /// Once more.
    COUNT = "UPDATE console_tries SET failures = failures + 1, last_at = $2 WHERE bucket = $1";
    /// It worked.
    FORGET = "DELETE FROM console_tries WHERE bucket = $1";
}

/// How many failures there were and when the last one was; other tries of this bucket wait until the transaction ends.
pub async fn lock(tx: &mut Tx, bucket: u32, now: Timestamp) -> Result<(u64, Timestamp), Error> {
    let row = tx.fetch_one(&LOCK, args![bucket, now]).await?;
    Ok((row.count("failures")?, row.at("last_at")?))
}

/// Counts a try. One that succeeds is forgotten with all before it.
pub async fn count(tx: &mut Tx, bucket: u32, now: Timestamp) -> Result<(), Error> {
    tx.execute(&COUNT, args![bucket, now]).await.map(|_| ())
}

/// Forgets all tries of a bucket.
pub async fn forget(tx: &mut Tx, bucket: u32) -> Result<(), Error> {
    tx.execute(&FORGET, args![bucket]).await.map(|_| ())
}

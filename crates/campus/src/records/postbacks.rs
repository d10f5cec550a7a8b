//! Which postback settings the cloud has of each registration.

use sql::{Error, Tx, statements};

use super::args;

statements! { "registrations";
    /// The cloud was given these, or is about to be.
    SET = "UPDATE registrations SET posts_to = $2 WHERE id = $1";
    /// Registrations of which the cloud has others. Two comparisons and no order, so that an index serves.
    OTHERS = "
        SELECT id FROM registrations
        WHERE state = 'confirmed' AND (posts_to IS NULL OR posts_to < $1 OR posts_to > $1)
        LIMIT 200";
}

pub(crate) async fn set(tx: &mut Tx, id: &str, posts_to: &str) -> Result<(), Error> {
    tx.execute(&SET, args![id, posts_to]).await.map(|_| ())
}

/// Ids of registrations whose postbacks go elsewhere.
pub(crate) async fn others(tx: &mut Tx, posts_to: &str) -> Result<Vec<String>, Error> {
    tx.fetch_all(&OTHERS, args![posts_to]).await?.iter().map(|row| row.text("id")).collect()
}

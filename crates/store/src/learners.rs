//! A learner is what an application's registrations say; there is no row of its own.

use platform::LearnerId;

use crate::registrations::{Learner, folded_name};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, Tx, tags};

statements! { "registrations";
    /// Whether any registration names the learner.
    EXISTS = "SELECT key FROM registrations WHERE app = $1 AND learner_id = $2 LIMIT 1";
    /// Renames a learner on all registrations.
    UPDATE_REGISTRATIONS = "
        UPDATE registrations
        SET learner_id = $3,
            learner_first = $4,
            learner_last = $5,
            learner_name = $6
        WHERE app = $1 AND learner_id = $2";
    /// A new e-mail address on all registrations.
    UPDATE_EMAIL = "UPDATE registrations SET learner_email = $3 WHERE app = $1 AND learner_id = $2";
    /// What somebody of this id left behind.
    DELETE_OBJECTIVES = "DELETE FROM global_objectives WHERE app = $1 AND learner_id = $2";
    /// The same of shared data.
    DELETE_DATA = "DELETE FROM shared_data WHERE app = $1 AND learner_id = $2";
    /// Global objectives follow the learner's id.
    UPDATE_OBJECTIVES = "UPDATE global_objectives SET learner_id = $3 WHERE app = $1 AND learner_id = $2";
    /// Shared data follow the learner's id.
    UPDATE_DATA = "UPDATE shared_data SET learner_id = $3 WHERE app = $1 AND learner_id = $2";
}

/// Whether any registration of the application names this learner.
pub async fn exists(tx: &mut Tx, app: AppKey, id: &LearnerId) -> Result<bool, Error> {
    Ok(tx.fetch_optional(&EXISTS, args![app, id]).await?.is_some())
}

/// Forgets what a learner has beside registrations: objectives and data that outlive them.
pub async fn forget_shared(tx: &mut Tx, app: AppKey, id: &LearnerId) -> Result<(), Error> {
    tx.execute(&DELETE_OBJECTIVES, args![app, id]).await?;
    tx.execute(&DELETE_DATA, args![app, id]).await.map(|_| ())
}

/// Makes the learner `id` to `new` on all registrations and in what they share; the answer is the number of
/// registrations. An empty e-mail address leaves the old one. The caller has seen that a new id is free.
pub async fn update(tx: &mut Tx, app: AppKey, id: &LearnerId, new: &Learner) -> Result<u64, Error> {
    let names = args![app, id, &new.id, &new.first, &new.last, folded_name(&new.first, &new.last)];
    let count = tx.execute(&UPDATE_REGISTRATIONS, names).await?;
    if !new.email.is_empty() {
        tx.execute(&UPDATE_EMAIL, args![app, &new.id, &new.email]).await?;
    }
    if *id != new.id && count > 0 {
        tx.execute(&DELETE_OBJECTIVES, args![app, &new.id]).await?;
        tx.execute(&DELETE_DATA, args![app, &new.id]).await?;
        tx.execute(&UPDATE_OBJECTIVES, args![app, id, &new.id]).await?;
        tx.execute(&UPDATE_DATA, args![app, id, &new.id]).await?;
        tags::move_learner(tx, app, id, &new.id).await?;
    }
    Ok(count)
}

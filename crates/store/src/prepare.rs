//! Every statement of the crate, for the test that prepares them all on both engines.

use crate::registrations::Registration;
use crate::statement::Statement;
use crate::{AppKey, Error, Store, Tx};

fn nouns() -> Vec<&'static [&'static Statement]> {
    vec![
        crate::api_calls::STATEMENTS,
        crate::app_secrets::STATEMENTS,
        crate::apps::STATEMENTS,
        crate::audit_events::STATEMENTS,
        crate::backup_holds::STATEMENTS,
        crate::blobs::STATEMENTS,
        crate::console_sessions::STATEMENTS,
        crate::console_tries::STATEMENTS,
        crate::console_users::STATEMENTS,
        crate::course_versions::STATEMENTS,
        crate::courses::STATEMENTS,
        crate::dump::CATALOG,
        crate::dump::LOAD,
        crate::dump::TAKE,
        crate::erasures::STATEMENTS,
        crate::file_changes::STATEMENTS,
        crate::global_objectives::STATEMENTS,
        crate::incoming_packages::STATEMENTS,
        crate::hourly_figures::STATEMENTS,
        crate::instances::STATEMENTS,
        crate::jobs::STATEMENTS,
        crate::journal::STATEMENTS,
        crate::journal_notes::STATEMENTS,
        crate::launches::STATEMENTS,
        crate::learners::STATEMENTS,
        crate::log_shares::STATEMENTS,
        sql::Migrations::STATEMENTS,
        crate::postback_attempts::STATEMENTS,
        crate::postback_backlog::STATEMENTS,
        crate::postback_outbox::STATEMENTS,
        crate::registrations::STATEMENTS,
        crate::request_joins::STATEMENTS,
        crate::rewrites::STATEMENTS,
        crate::sandbox::STATEMENTS,
        crate::sandbox_attempts::STATEMENTS,
        crate::sandbox_links::STATEMENTS,
        crate::shared_data::STATEMENTS,
        crate::storage::STATEMENTS,
        crate::tags::STATEMENTS,
        crate::totals::STATEMENTS,
        crate::uploads::STATEMENTS,
        crate::version_attributes::STATEMENTS,
        crate::welcome_links::STATEMENTS,
    ]
}

/// Prepares every statement on this database. The answer is how many there are, and a line for each that the engine
/// refuses.
#[doc(hidden)]
pub async fn prepare_all(store: &Store) -> Result<(usize, Vec<String>), Error> {
    let mut texts: Vec<(String, &str, String)> = Vec::new();
    for statement in nouns().into_iter().flatten() {
        let text = if store.is_postgres() { statement.postgres } else { statement.sqlite };
        let name = format!("{}.{}", statement.table, statement.name);
        texts.push((name, statement.purpose.trim(), text.to_owned()));
    }
    for text in crate::registrations::all_texts() {
        texts.push(("registrations.LIST".to_owned(), "a page of registrations", text));
    }
    for text in crate::registrations::all_overview_texts() {
        texts.push(("registrations.OVERVIEW".to_owned(), "a page of registrations for people", text));
    }
    let count = texts.len();
    let mut refused = Vec::new();
    for (name, purpose, text) in texts {
        if let Some(error) = sql::refused(store, &text).await? {
            refused.push(format!("{name} ({purpose}): {error}"));
        }
    }
    Ok((count, refused))
}

/// How SQLite goes about each list of registrations: text and plan.
#[doc(hidden)]
pub async fn plan_lists(store: &Store) -> Result<Vec<(String, String)>, Error> {
    crate::registrations::plans(&mut store.begin_read().await?).await
}

/// What PostgreSQL did for a page of a list with results behind a registration, line by line.
#[doc(hidden)]
pub async fn explain_list_page(
    store: &Store,
    app: AppKey,
    behind: &Registration,
    limit: u32,
) -> Result<Vec<String>, Error> {
    crate::registrations::explain_page(&mut store.begin_read().await?, app, behind, limit).await
}

/// How SQLite goes about each page of registrations for people: text and plan.
#[doc(hidden)]
pub async fn plan_overview(store: &Store) -> Result<Vec<(String, String)>, Error> {
    crate::registrations::overview_plans(&mut store.begin_read().await?).await
}

/// Runs a statement as it stands, to make a row that this crate would not write.
#[doc(hidden)]
pub async fn run_for_tests(tx: &mut Tx, text: &str) -> Result<(), sqlx::Error> {
    tx.run_script(text.to_owned()).await
}

/// Every table that the database has, whoever made it; of SQLite.
#[doc(hidden)]
pub async fn table_names_for_tests(tx: &mut Tx) -> Result<Vec<String>, Error> {
    let text = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let rows = tx.fetch_built(crate::dump::TAKE[0], text.to_owned(), &[]).await?;
    rows.iter().map(|row| row.text("name")).collect()
}

/// How many rows a table has.
#[doc(hidden)]
pub async fn count_for_tests(store: &Store, table: &str) -> Result<i64, Error> {
    let text = format!("SELECT COUNT(*) AS found FROM {table}");
    let rows = store.begin_read().await?.fetch_built(crate::dump::TAKE[0], text, &[]).await?;
    rows.first().map_or(Ok(0), |row| row.int("found"))
}

//! What tables there are, from the database itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx, migrations};

statements! { "catalog";
    /// Columns of all tables, in their order.
    LIST_COLUMNS = "
        SELECT tables.name AS table_name, columns.name AS column_name, columns.type AS kind
        FROM sqlite_master tables, pragma_table_info(tables.name) columns
        WHERE tables.type = 'table'
        ORDER BY tables.name, columns.cid",
        postgres "
        SELECT table_name::TEXT AS table_name, column_name::TEXT AS column_name, data_type::TEXT AS kind
        FROM information_schema.columns
        WHERE table_schema = current_schema()
        ORDER BY table_name, ordinal_position"
        because "each engine has a catalog of its own";
    /// Which table refers to which.
    LIST_REFERENCES = "
        SELECT DISTINCT tables.name AS table_name, keys.\"table\" AS target
        FROM sqlite_master tables, pragma_foreign_key_list(tables.name) keys
        WHERE tables.type = 'table'",
        postgres "
        SELECT DISTINCT tables.relname::TEXT AS table_name, targets.relname::TEXT AS target
        FROM pg_constraint keys
        JOIN pg_class tables ON tables.oid = keys.conrelid
        JOIN pg_class targets ON targets.oid = keys.confrelid
        WHERE keys.contype = 'f' AND keys.connamespace = current_schema()::regnamespace"
        because "each engine has a catalog of its own";
    /// The highest key a table ever gave out.
    FIND_COUNTER = "SELECT COALESCE(MAX(seq), 0) AS value FROM sqlite_sequence WHERE name = $1",
        postgres "
        SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence($1, 'key')::regclass), 0) AS value"
        because "each engine counts keys in its own way";
}

/// The kinds of value that a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Real,
    Text,
    Bytes,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<(String, Kind)>,
}

impl Table {
    /// Whether its rows are numbered by the database.
    pub(super) fn is_counted(&self) -> bool {
        self.columns.iter().any(|(name, kind)| name == "key" && *kind == Kind::Int)
    }
}

/// The tables that our migrations made and that are there, each behind those it refers to.
pub(super) async fn tables(tx: &mut Tx) -> Result<Vec<Table>, Error> {
    let ours = migrations::tables();
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for row in tx.fetch_all(&LIST_COLUMNS, &[]).await? {
        let name = row.text("table_name")?;
        if !ours.contains(name.as_str()) {
            continue;
        }
        let column = (row.text("column_name")?, row.parsed("kind", kind)?);
        tables
            .entry(name.clone())
            .or_insert_with(|| Table { name, columns: Vec::new() })
            .columns
            .push(column);
    }
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in tx.fetch_all(&LIST_REFERENCES, &[]).await? {
        needs.entry(row.text("table_name")?).or_default().insert(row.text("target")?);
    }
    Ok(in_order(tables, &needs))
}

/// The highest key that a counted table ever gave out.
pub(super) async fn counter(tx: &mut Tx, table: &str) -> Result<i64, Error> {
    tx.fetch_one(&FIND_COUNTER, args![table]).await?.int("value")
}

fn kind(text: &str) -> Option<Kind> {
    match text.to_ascii_lowercase().as_str() {
        "bigint" | "integer" => Some(Kind::Int),
        "real" | "double precision" => Some(Kind::Real),
        "text" => Some(Kind::Text),
        "blob" | "bytea" => Some(Kind::Bytes),
        _ => None,
    }
}

/// What is needed stands in front. Where tables need one another, by their names: the engine will then say what is wrong.
fn in_order(mut tables: BTreeMap<String, Table>, needs: &BTreeMap<String, BTreeSet<String>>) -> Vec<Table> {
    let mut ordered = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let is_free = |name: &String| {
            needs
                .get(name)
                .is_none_or(|needs| needs.iter().all(|need| need == name || !tables.contains_key(need)))
        };
        let next = tables.keys().find(|name| is_free(name)).or_else(|| tables.keys().next()).cloned();
        ordered.extend(next.and_then(|name| tables.remove(&name)));
    }
    ordered
}

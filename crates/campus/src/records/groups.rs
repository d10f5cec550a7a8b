//! Groups of learners, to assign to all of them at once.

use sql::{Error, Tx, statements};

use super::args;

/// A group.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) key: i64,
    pub(crate) name: String,
    pub(crate) members: u64,
}

statements! { "learner_groups";
    /// A new group, unless there is one of this name.
    INSERT = "
        INSERT INTO learner_groups (name) VALUES ($1) ON CONFLICT (name) DO NOTHING RETURNING key";
    /// All groups.
    LIST = "
        SELECT g.key, g.name, CAST(COUNT(m.user_key) AS BIGINT) AS members
        FROM learner_groups g LEFT JOIN group_members m ON m.group_key = g.key
        GROUP BY g.key, g.name ORDER BY g.name";
    /// Removes a group; its members stay.
    DELETE = "DELETE FROM learner_groups WHERE key = $1";
    /// Somebody joins.
    ADD = "
        INSERT INTO group_members (group_key, user_key) VALUES ($1, $2)
        ON CONFLICT (group_key, user_key) DO NOTHING";
    /// Somebody leaves.
    REMOVE = "DELETE FROM group_members WHERE group_key = $1 AND user_key = $2";
    /// Who is in it.
    MEMBERS = "SELECT user_key FROM group_members WHERE group_key = $1 ORDER BY user_key";
}

pub(crate) async fn insert(tx: &mut Tx, name: &str) -> Result<Option<i64>, Error> {
    tx.fetch_optional(&INSERT, args![name]).await?.map(|row| row.int("key")).transpose()
}

pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<Group>, Error> {
    let rows = tx.fetch_all(&LIST, args![]).await?;
    rows.iter()
        .map(|row| {
            Ok(Group { key: row.int("key")?, name: row.text("name")?, members: row.count("members")? })
        })
        .collect()
}

pub(crate) async fn delete(tx: &mut Tx, key: i64) -> Result<(), Error> {
    tx.execute(&DELETE, args![key]).await.map(|_| ())
}

pub(crate) async fn add(tx: &mut Tx, group: i64, user: i64) -> Result<(), Error> {
    tx.execute(&ADD, args![group, user]).await.map(|_| ())
}

pub(crate) async fn remove(tx: &mut Tx, group: i64, user: i64) -> Result<(), Error> {
    tx.execute(&REMOVE, args![group, user]).await.map(|_| ())
}

pub(crate) async fn members(tx: &mut Tx, group: i64) -> Result<Vec<i64>, Error> {
    tx.fetch_all(&MEMBERS, args![group]).await?.iter().map(|row| row.int("user_key")).collect()
}

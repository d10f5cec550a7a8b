//! Links with which somebody without an account plays a course in the sandbox.

use platform::{Timestamp, TokenHash};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{CourseKey, Error, SandboxLinkKey, Tx, VersionKey};

statements! { "sandbox_links";
    /// A new link.
    INSERT = "
        INSERT INTO sandbox_links (
            token_hash, course, version, host, culture, made_by, uses, most_uses, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9)
        RETURNING key";
    /// A link that is still good.
    FIND = "
        SELECT key, course, version, host, culture, made_by, uses, most_uses, created_at, expires_at
        FROM sandbox_links
        WHERE token_hash = $1 AND expires_at > $2 AND uses < most_uses";
    /// A link that is still good, used once more.
    TAKE = "
        UPDATE sandbox_links
        SET uses = uses + 1
        WHERE token_hash = $1 AND expires_at > $2 AND uses < most_uses
        RETURNING key, course, version, host, culture, made_by, uses, most_uses, created_at, expires_at";
    /// The links to a course that are still good, latest first.
    LIST = "
        SELECT key, course, version, host, culture, made_by, uses, most_uses, created_at, expires_at
        FROM sandbox_links
        WHERE course = $1 AND expires_at > $2
        ORDER BY key DESC
        LIMIT $3";
    /// Ends a link.
    DELETE = "DELETE FROM sandbox_links WHERE course = $1 AND key = $2";
    /// Links that nobody can use any more.
    DELETE_OLD = "DELETE FROM sandbox_links WHERE expires_at <= $1";
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxLink {
    /// Its row.
    pub key: SandboxLinkKey,
    /// The course that is played.
    pub course: CourseKey,
    /// The version, or whatever is the latest.
    pub version: Option<VersionKey>,
    /// The host that is imitated, in the words of who made it.
    pub host: String,
    /// The language of the player, where one was chosen.
    pub culture: Option<String>,
    /// The login of who made it.
    pub made_by: String,
    /// How often it was used.
    pub uses: u64,
    /// How often it may be used.
    pub most_uses: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it is good no more.
    pub expires_at: Timestamp,
}

fn link(row: &Row) -> Result<SandboxLink, Error> {
    Ok(SandboxLink {
        key: SandboxLinkKey(row.int("key")?),
        course: CourseKey(row.int("course")?),
        version: row.opt_int("version")?.map(VersionKey),
        host: row.text("host")?,
        culture: row.opt_text("culture")?,
        made_by: row.text("made_by")?,
        uses: row.count("uses")?,
        most_uses: row.count("most_uses")?,
        created_at: row.at("created_at")?,
        expires_at: row.at("expires_at")?,
    })
}

/// What a link is made of.
#[derive(Debug, Clone, Copy)]
pub struct NewSandboxLink<'a> {
    /// The hash of its secret.
    pub token_hash: &'a TokenHash,
    /// The course that is played.
    pub course: CourseKey,
    /// The version, or whatever is the latest.
    pub version: Option<VersionKey>,
    /// The host that is imitated.
    pub host: &'a str,
    /// The language of the player.
    pub culture: Option<&'a str>,
    /// The login of who makes it.
    pub made_by: &'a str,
    /// How often it may be used.
    pub most_uses: u32,
    /// When it is good no more.
    pub expires_at: Timestamp,
}

/// Makes a link.
pub async fn insert(tx: &mut Tx, new: &NewSandboxLink<'_>, at: Timestamp) -> Result<SandboxLinkKey, Error> {
    let args = args![
        new.token_hash,
        new.course,
        new.version,
        new.host,
        new.culture,
        new.made_by,
        new.most_uses,
        at,
        new.expires_at,
    ];
    Ok(SandboxLinkKey(tx.fetch_one(&INSERT, args).await?.int("key")?))
}

/// A link that is still good.
pub async fn find(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<Option<SandboxLink>, Error> {
    tx.fetch_optional(&FIND, args![hash, now]).await?.as_ref().map(link).transpose()
}

/// The same, and it was used once more.
pub async fn take(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<Option<SandboxLink>, Error> {
    tx.fetch_optional(&TAKE, args![hash, now]).await?.as_ref().map(link).transpose()
}

/// The links to a course that did not expire, latest first.
pub async fn list(
    tx: &mut Tx,
    course: CourseKey,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<SandboxLink>, Error> {
    tx.fetch_all(&LIST, args![course, now, limit]).await?.iter().map(link).collect()
}

/// Ends a link to a course; whether there was one.
pub async fn delete(tx: &mut Tx, course: CourseKey, key: SandboxLinkKey) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, args![course, key]).await? > 0)
}

/// Removes links that expired by `now`.
pub async fn delete_old(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    tx.execute(&DELETE_OLD, args![now]).await
}

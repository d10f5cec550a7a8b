//! `database_url`: which database.

use std::fmt;
use std::path::PathBuf;

/// Where the data lie.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:/path/to/lyceum.db`, made when absent.
    Sqlite(PathBuf),
    /// `postgres://user:password@host/name`, as libpq writes it.
    Postgres(String),
}

/// A `database_url` of neither kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlError {
    /// Another scheme, or none. The address is not repeated, for it may hold a password.
    #[error("`database_url` must begin with `sqlite:` or `postgres:`")]
    Scheme,
    /// `sqlite:` without a file.
    #[error("`database_url` names no file: write `sqlite:/path/to/lyceum.db`")]
    NoFile,
    /// What follows `postgres:` is no address.
    #[error(
        "`database_url` is no address that PostgreSQL understands: write `postgres://user@host/database`"
    )]
    Postgres,
}

impl std::str::FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(text: &str) -> Result<Self, DatabaseUrlError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            // `sqlite:///var/x` is how other programs write the absolute path `/var/x`.
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.contains(":memory:") {
                return Err(DatabaseUrlError::NoFile);
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            url::Url::parse(text).map_err(|_| DatabaseUrlError::Postgres)?;
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(DatabaseUrlError::Scheme)
    }
}

/// Without the password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(text) => match url::Url::parse(text) {
                Ok(mut url) => {
                    if url.password().is_some() {
                        // Fails only for addresses that cannot hold a password.
                        let _ = url.set_password(Some("…"));
                    }
                    // libpq also takes the password as a parameter.
                    url.set_query(None);
                    url.fmt(f)
                }
                Err(_) => f.write_str("postgres:…"),
            },
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_are_recognised() {
        assert_eq!("sqlite:a/b.db".parse(), Ok(DatabaseUrl::Sqlite("a/b.db".into())));
        assert_eq!("sqlite:///a/b.db".parse(), Ok(DatabaseUrl::Sqlite("/a/b.db".into())));
        assert!(matches!("postgres://u@h/d".parse(), Ok(DatabaseUrl::Postgres(_))));
        assert_eq!("mysql://h".parse::<DatabaseUrl>(), Err(DatabaseUrlError::Scheme));
        assert_eq!("sqlite:".parse::<DatabaseUrl>(), Err(DatabaseUrlError::NoFile));
        assert_eq!("postgres:".parse::<DatabaseUrl>().map(|_| ()), Ok(()));
    }

    #[test]
    fn a_password_is_never_shown() {
        let url: DatabaseUrl = "postgres://u:hunter2@h/d?password=hunter2".parse().unwrap();
        assert!(!format!("{url} {url:?}").contains("hunter2"));
    }
}

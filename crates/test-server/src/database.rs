//! A PostgreSQL database of one test.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

const VARIABLE: &str = "LYCEUM_TEST_POSTGRES_URL";

/// An empty database. It is made anew where an earlier run left one of its name.
#[derive(Debug, Clone)]
pub struct Database {
    name: String,
    url: String,
}

impl Database {
    /// Makes a database on the server that the tests were given.
    pub async fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let base = std::env::var(VARIABLE).unwrap_or_else(|_| {
            panic!("{VARIABLE} is not set: run `cargo xtask test`, which starts a PostgreSQL of its own")
        });
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("lyceum_server_{}_{number}", std::process::id());
        let mut server = PgConnection::connect(&base).await.expect("the PostgreSQL of the tests answers");
        for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
            server.execute(AssertSqlSafe(statement)).await.expect("databases may be made");
        }
        server.close().await.expect("the connection ends");
        Self { url: with_database(&base, &name), name }
    }

    /// Takes it away from whoever uses it.
    pub async fn vanish(&self) {
        let base = std::env::var(VARIABLE).expect("it was there before");
        let mut server = PgConnection::connect(&base).await.expect("the PostgreSQL of the tests answers");
        let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        server.execute(AssertSqlSafe(statement)).await.expect("databases may be dropped");
        server.close().await.expect("the connection ends");
    }

    /// For `database_url`.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// The address of another database on the same server.
fn with_database(base: &str, name: &str) -> String {
    let (address, parameters) = base.split_once('?').map_or((base, None), |(a, p)| (a, Some(p)));
    let (scheme, rest) = address.split_once("://").expect("an address");
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    let parameters = parameters.map(|parameters| format!("?{parameters}")).unwrap_or_default();
    format!("{scheme}://{host}/{name}{parameters}")
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn addresses() {
        assert_eq!(with_database("postgres://u@h/a?host=/s", "b"), "postgres://u@h/b?host=/s");
        assert_eq!(with_database("postgres://h", "b"), "postgres://h/b");
    }
}

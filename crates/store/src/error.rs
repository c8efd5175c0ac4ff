//! What can go wrong with the database.

use std::path::PathBuf;

use thiserror::Error;

/// Why the database cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The URL names neither SQLite nor PostgreSQL.
    #[error(
        "`{url}` is not a database this program knows: use `sqlite://FILE`, `sqlite::memory:` or `postgres://…`"
    )]
    UnknownKind {
        /// The URL without its password.
        url: String,
    },
    /// The folder or the file of the database cannot be made.
    #[error("cannot create the database file {}", path.display())]
    CreateFile {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: std::io::Error,
    },
    /// The database does not answer or refuses.
    #[error("cannot open the database {location}")]
    Connect {
        /// Which one, without a password.
        location: String,
        /// What the driver says.
        #[source]
        source: sqlx::Error,
    },
    /// The tables cannot be brought up to date.
    #[error("cannot bring the tables of {location} up to date")]
    Migrate {
        /// Which database, without a password.
        location: String,
        /// What the driver says.
        #[source]
        source: sqlx::migrate::MigrateError,
    },
}

/// Why something could not be read from or written to the database.
#[derive(Debug, Error)]
#[error("cannot {operation}")]
pub struct StoreError {
    /// What was being done: `keep a draft`.
    operation: &'static str,
    /// What the driver says.
    #[source]
    source: sqlx::Error,
}

impl StoreError {
    /// For `Result::map_err`: an error of this operation.
    pub(crate) fn of(operation: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self { operation, source }
    }

    /// Whether the database is away or busy, so that the same call may succeed in a moment.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match &self.source {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::WorkerCrashed => true,
            // SQLITE_BUSY and SQLITE_LOCKED in SQLite; class 08 "connection" and 57P "shutdown" in PostgreSQL.
            sqlx::Error::Database(error) => error.code().is_some_and(|code| {
                matches!(&*code, "5" | "6") || code.starts_with("08") || code.starts_with("57P")
            }),
            _ => false,
        }
    }
}

//! What can go wrong with the database.

use std::{path::PathBuf, time::Duration};

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
pub enum StoreError {
    /// The driver or the database refused.
    #[error("cannot {operation}")]
    Database {
        /// What was being done: `keep a draft`.
        operation: &'static str,
        /// What the driver says.
        #[source]
        source: sqlx::Error,
    },
    /// The database said nothing.
    #[error("cannot {operation}: the database did not answer within {} s", after.as_secs())]
    TimedOut {
        /// What was being done.
        operation: &'static str,
        /// How long was waited.
        after: Duration,
    },
    /// It is sealed with a key that was not given, or belongs elsewhere.
    #[error("cannot {operation}: the key {key} does not open it")]
    Sealed {
        /// What was being done.
        operation: &'static str,
        /// The name of the key.
        key: String,
    },
    /// What is written into the open file would be lost with it.
    #[error("cannot {operation}: the database file {} is gone, or another one lies in its place", path.display())]
    Moved {
        /// What was being done.
        operation: &'static str,
        /// Where the file was opened.
        path: PathBuf,
    },
}

impl StoreError {
    /// Whether the database is away, busy, full or broken, so that the same call may succeed once that is put
    /// right. Else the call itself is wrong.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        let Self::Database { source, .. } = self else {
            return true;
        };
        match source {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(error) => {
                error.code().is_some_and(|code| says_unavailable(&code))
            }
            _ => false,
        }
    }
}

/// Whether a code of the database speaks of its own state and not of the statement.
///
/// SQLite's are numbers whose lowest byte is the primary result code (<https://sqlite.org/rescode.html>),
/// PostgreSQL's are five characters, of which the first two are the class (its manual, appendix A).
fn says_unavailable(code: &str) -> bool {
    const SQLITE: [u32; 10] = [
        3,  // SQLITE_PERM
        5,  // SQLITE_BUSY
        6,  // SQLITE_LOCKED
        7,  // SQLITE_NOMEM
        8,  // SQLITE_READONLY
        10, // SQLITE_IOERR
        11, // SQLITE_CORRUPT
        13, // SQLITE_FULL
        14, // SQLITE_CANTOPEN
        26, // SQLITE_NOTADB
    ];
    const POSTGRES: [&str; 12] = [
        "08",    // connection
        "25",    // the server takes no writes
        "28",    // the password is another one by now
        "3D",    // no such database
        "40",    // rolled back: a deadlock
        "42501", // no right to the table
        "42P01", // no such table
        "53",    // out of disk, memory or connections
        "55",    // locked
        "57",    // cancelled, shutting down
        "58",    // the system under it
        "XX",    // its files are broken
    ];
    match code.parse::<u32>() {
        // SQLite's have four digits at most, PostgreSQL's five characters.
        Ok(number) if code.len() < 5 => SQLITE.contains(&(number & 0xff)),
        _ => POSTGRES.iter().any(|class| code.starts_with(class)),
    }
}

#[cfg(test)]
mod tests {
    use super::says_unavailable;

    #[test]
    fn what_the_database_says_of_itself_is_told_from_a_wrong_statement() {
        for (code, expected) in [
            ("5", true),      // SQLITE_BUSY
            ("517", true),    // SQLITE_BUSY_SNAPSHOT
            ("13", true),     // SQLITE_FULL
            ("1032", true),   // SQLITE_READONLY_DBMOVED
            ("4874", true),   // SQLITE_IOERR_SHMSIZE
            ("1", false),     // SQLITE_ERROR
            ("1555", false),  // SQLITE_CONSTRAINT_PRIMARYKEY
            ("08006", true),  // connection_failure
            ("25006", true),  // read_only_sql_transaction
            ("53100", true),  // disk_full
            ("55P03", true),  // lock_not_available
            ("57014", true),  // query_canceled
            ("42P01", true),  // undefined_table
            ("42601", false), // syntax_error
            ("22021", false), // character_not_in_repertoire
            ("23505", false), // unique_violation
        ] {
            assert_eq!(says_unavailable(code), expected, "{code}");
        }
    }
}

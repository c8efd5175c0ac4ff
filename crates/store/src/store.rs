//! `Store`: the open database.

use std::{
    future::Future,
    sync::{Arc, Mutex, Once},
    time::Duration,
};

use sqlx::{
    AnyConnection, AnyPool, Connection as _, Executor as _,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::Migrator,
};

use crate::{Location, OpenError, Seal, StoreError, file::FileIdentity, private};

/// The tables, compiled into the program. A migration that only a newer version knows is none of an older
/// one's business: they run side by side while the newer one is rolled out (`migrations/README.md`).
fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!("../../migrations");
    migrator.set_ignore_missing(true);
    migrator
}

/// What each SQLite connection is told first.
///
/// WAL lets readers go on beside the one writer; with it `NORMAL` can lose nothing when the process is
/// killed, and when the power fails at most the last commits, never the file. A writer that finds another
/// one waits up to five seconds for it. 512 KiB of page cache are plenty for rows read by key.
const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
    PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA cache_size = -512;";

/// What each PostgreSQL connection is told first: a table that somebody has locked is waited for as long as
/// another writer of SQLite is, and no statement of ours needs longer than [`LONGEST`].
const POSTGRES_SETTINGS: &str = "SET lock_timeout = '5s'; SET statement_timeout = '10s'";

/// How long a request waits for a free connection before it is answered as "away".
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long anything may take, connection included. A server behind a broken network says nothing at all.
const LONGEST: Duration = Duration::from_secs(12);

/// How much is written to see whether there is room: more than a row of the audit trail.
const PROBE_BYTES: usize = 8 << 10;

/// The open database. Cheap to clone; all clones share one pool of connections.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    location: Location,
    /// By which this console is told from others over the same database.
    replica: String,
    /// Seals what holds others' secrets; none where it stays plain.
    pub(crate) seal: Option<Arc<dyn Seal>>,
    /// Which file was opened; none where the database is no file.
    file: Option<FileIdentity>,
    /// Keeps a database in memory alive: it ends with its last connection, and the pool gives one up when a
    /// request is cancelled in the middle of a query. Never used otherwise.
    _keeper: Option<Arc<Mutex<AnyConnection>>>,
}

impl Store {
    /// Opens the database at a URL, makes the file if there is none, and brings the tables up to date.
    ///
    /// # Errors
    ///
    /// [`OpenError`] names the database and the step that failed.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);

        let location = Location::parse(url)?;
        if let Location::File(path) = &location {
            private::create(path).map_err(|source| OpenError::CreateFile {
                path: path.clone(),
                source,
            })?;
        }
        let connect = |source| OpenError::Connect {
            location: location.to_string(),
            source,
        };
        let options: AnyConnectOptions = location.driver_url().parse().map_err(connect)?;
        let (mut first, is_alone) = try_once(&location, &options).await.map_err(connect)?;
        migrator()
            .run(&mut first)
            .await
            .map_err(|source| OpenError::Migrate {
                location: location.to_string(),
                source,
            })?;
        if is_alone {
            // Whoever held them is dead.
            first
                .execute("UPDATE idempotency SET lease = 0 WHERE status = 0")
                .await
                .map_err(connect)?;
        }
        let keeper = match location {
            Location::Memory => Some(Arc::new(Mutex::new(first))),
            Location::File(_) | Location::Postgres(_) => {
                first.close().await.map_err(connect)?;
                None
            }
        };
        let pool = pool_options(&location)
            .connect_with(options)
            .await
            .map_err(connect)?;
        let file = match &location {
            Location::File(path) => {
                let identity = FileIdentity::of(path);
                Some(identity.map_err(|source| OpenError::CreateFile {
                    path: path.clone(),
                    source,
                })?)
            }
            Location::Memory | Location::Postgres(_) => None,
        };
        Ok(Self {
            pool,
            location,
            // Only that no other is called so matters.
            replica: crate::audit::new_id(jiff::Timestamp::UNIX_EPOCH),
            file,
            seal: None,
            _keeper: keeper,
        })
    }

    /// The name of this console among those over the same database.
    pub(crate) fn replica(&self) -> &str {
        &self.replica
    }

    /// Where it is, for people.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Writes a little and takes it away again: that there is an answer to a question does not say that the
    /// next write finds a disk with room, a lock and the right to write.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be written.
    pub async fn try_write(&self) -> Result<(), StoreError> {
        let id = uuid::Uuid::new_v4().to_string();
        self.write("write to the database", async {
            sqlx::query("INSERT INTO probe (id, filler) VALUES ($1, $2)")
                .bind(&id)
                .bind("-".repeat(PROBE_BYTES))
                .execute(&self.pool)
                .await?;
            sqlx::query("DELETE FROM probe WHERE id = $1")
                .bind(&id)
                .execute(&self.pool)
                .await
        })
        .await?;
        Ok(())
    }

    /// Writes the log into the file itself and closes all connections; the file alone is then everything.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the log could not be written back. Nothing is lost then: the next start reads it.
    pub async fn close(&self) -> Result<(), StoreError> {
        let checkpoint = match self.location {
            Location::File(_) => self
                .pool
                .execute("PRAGMA wal_checkpoint(TRUNCATE)")
                .await
                .map(drop)
                .map_err(|source| StoreError::Database {
                    operation: "write the log back into the database file",
                    source,
                }),
            Location::Memory | Location::Postgres(_) => Ok(()),
        };
        self.pool.close().await;
        checkpoint
    }

    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Something that changes the database. What is written into a file that is no longer where it was would
    /// be lost without a word: with a write-ahead log SQLite does not look.
    pub(crate) async fn write<T>(
        &self,
        operation: &'static str,
        statements: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        if let (Some(file), Location::File(path)) = (&self.file, &self.location)
            && !file.is_at(path)
        {
            return Err(StoreError::Moved {
                operation,
                path: path.clone(),
            });
        }
        self.read(operation, statements).await
    }

    /// Something that leaves the database as it is.
    pub(crate) async fn read<T>(
        &self,
        operation: &'static str,
        statements: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        match tokio::time::timeout(LONGEST, statements).await {
            Ok(done) => done.map_err(|source| StoreError::Database { operation, source }),
            Err(_) => Err(StoreError::TimedOut {
                operation,
                after: LONGEST,
            }),
        }
    }
}

/// Few connections: every query reads or writes some rows by key, and each idle one costs memory.
fn pool_options(location: &Location) -> AnyPoolOptions {
    let options = AnyPoolOptions::new()
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A connection to a server may have died unseen; one to a file needs no sign of life before each query.
        .test_before_acquire(matches!(location, Location::Postgres(_)));
    match location {
        // One, because connections that share a database in memory refuse instead of waiting for each other.
        Location::Memory => options
            .max_connections(1)
            .after_connect(|connection, _| Box::pin(set_up_sqlite(connection))),
        Location::File(_) => options
            .max_connections(4)
            .idle_timeout(Duration::from_mins(1))
            .after_connect(|connection, _| Box::pin(set_up_sqlite(connection))),
        Location::Postgres(_) => options.max_connections(8).after_connect(|connection, _| {
            Box::pin(async move { connection.execute(POSTGRES_SETTINGS).await.map(drop) })
        }),
    }
}

/// Opens one connection beside the pool, because the pool tries again and in the end reports only that its time
/// is up; the driver's own words say what is wrong, and at once.
///
/// Says too whether no other program has the database open: only then SQLite gives up its write-ahead log, which
/// is taken up again right after. Of a server nobody knows.
async fn try_once(
    location: &Location,
    options: &AnyConnectOptions,
) -> Result<(AnyConnection, bool), sqlx::Error> {
    let mut connection = AnyConnection::connect_with(options).await?;
    if matches!(location, Location::Postgres(_)) {
        return Ok((connection, false));
    }
    connection.execute("PRAGMA busy_timeout = 0").await?;
    let mode: Result<(String,), _> = sqlx::query_as("PRAGMA journal_mode = DELETE")
        .fetch_one(&mut connection)
        .await;
    set_up_sqlite(&mut connection).await?;
    Ok((connection, mode.is_ok_and(|(mode,)| mode == "delete")))
}

async fn set_up_sqlite(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    connection.execute(SQLITE_SETTINGS).await.map(drop)
}

/// A time as the tables hold it. What is out of range was not written by this program and reads as 1970.
pub(crate) fn from_millis(milliseconds: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(milliseconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// A text as a part of a pattern of `LIKE … ESCAPE '!'`, in which it stands for itself.
pub(crate) fn plain_pattern(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}

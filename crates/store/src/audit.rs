//! The audit trail: one row for every object that a write concerns, refused or not. A row is there before the
//! cluster is asked, and is told what came of it; else it never changes.
//!
//! The words of a condition that `audit_open` in the migrations has are repeated where that index shall serve:
//! SQLite takes it only for the same words.

mod entry;

use std::{borrow::Cow, fmt::Write as _, future::Future};

use jiff::Timestamp;

pub use entry::{Action, Actor, Detail, End, Entry, Outcome, Subject, new_id};

use crate::{Store, StoreError};
use entry::Row;

/// The columns of a row, in the order of [`Row`].
const COLUMNS: &str = "id, request, occurred, actor, action, cluster, namespace, kind, name, outcome, status, detail, said, \
                       actor_access, actor_groups, actor_issuer, address, request_id, acts_as";

/// How many rows one statement adds at most: both databases limit the parameters of one.
const ROWS_OF_A_STATEMENT: usize = 100;

/// What rows are asked for: all of them by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// Of this cluster alone.
    pub cluster: Option<&'a str>,
    /// Of this namespace alone.
    pub namespace: Option<&'a str>,
    /// Of objects of this name alone.
    pub name: Option<&'a str>,
    /// What the user of this name did alone.
    pub actor: Option<&'a str>,
    /// What users did whose name holds this text, in whatever case.
    pub actor_like: Option<&'a str>,
    /// Of one request alone.
    pub request: Option<&'a str>,
    /// Of this kind of deed alone.
    pub action: Option<Action>,
    /// Of what ended so alone.
    pub outcome: Option<Outcome>,
    /// From this time on.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

impl<'a> About<'a> {
    /// What stands in the query before and after each value that is asked for, and the value.
    fn conditions(self) -> Vec<(&'static str, &'static str, Cow<'a, str>)> {
        let equal = [
            ("cluster =", self.cluster),
            ("namespace =", self.namespace),
            ("name =", self.name),
            ("actor =", self.actor),
            ("request =", self.request),
            ("action =", self.action.map(Action::as_str)),
            ("outcome =", self.outcome.map(Outcome::as_str)),
        ];
        let equal = equal.into_iter();
        let mut conditions: Vec<_> = equal
            .filter_map(|(before, value)| Some((before, "", value?.into())))
            .collect();
        // Ids sort by time, so the key leads there.
        let times = [("id >=", self.since), ("id <", self.until)].into_iter();
        conditions.extend(
            times.filter_map(|(before, time)| Some((before, "", entry::lowest_id(time?).into()))),
        );
        if let Some(text) = self.actor_like {
            let pattern = format!("%{}%", crate::store::plain_pattern(text)).into();
            conditions.push(("lower(actor) LIKE lower(", ") ESCAPE '!'", pattern));
        }
        conditions
    }
}

/// The audit trail.
#[derive(Clone, Copy, Debug)]
pub struct Audit<'a>(&'a Store);

impl Store {
    /// The audit trail.
    #[must_use]
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}

impl Audit<'_> {
    /// Adds the rows of one request: all of them or none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written. Then it is not known whether they are there.
    pub async fn begin(self, entries: &[Entry]) -> Result<(), StoreError> {
        self.0
            .write("write the audit trail", async {
                if entries.len() <= ROWS_OF_A_STATEMENT {
                    return add(self.0.pool(), self.0.replica(), entries).await;
                }
                let mut transaction = self.0.pool().begin().await?;
                for entries in entries.chunks(ROWS_OF_A_STATEMENT) {
                    add(&mut *transaction, self.0.replica(), entries).await?;
                }
                transaction.commit().await
            })
            .await
    }

    /// Begins the rows of a request again that is sent once more: what was said of those that were not done, or of which
    /// nothing was known, no longer counts. What was done stays done.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn begin_again(self, request: &str) -> Result<(), StoreError> {
        let query = sqlx::query(
            "UPDATE audit SET outcome = 'begun', status = 0, detail = '', said = '', replica = $2 \
             WHERE request = $1 AND (outcome = 'begun' OR outcome = 'unknown' OR outcome = 'failed')",
        )
        .bind(request)
        .bind(self.0.replica())
        .execute(self.0.pool());
        self.0.write("write the audit trail", query).await?;
        Ok(())
    }

    /// Says what came of writes, by the ids of their rows. What was said of one for good stays.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written. Saying it again does no harm.
    pub async fn end(self, ends: &[(String, End)]) -> Result<(), StoreError> {
        self.0
            .write("complete the audit trail", async {
                if let [(id, end)] = ends {
                    return complete(self.0.pool(), id, end).await;
                }
                let mut transaction = self.0.pool().begin().await?;
                for (id, end) in ends {
                    complete(&mut *transaction, id, end).await?;
                }
                transaction.commit().await
            })
            .await
    }

    /// Rows about these, the latest first, at most `limit`; with `before`, only rows older than the one with that id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn list(
        self,
        about: About<'_>,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let asked = about.conditions();
        let mut sql = format!("SELECT {COLUMNS} FROM audit WHERE id < $1");
        for (place, (before, after, _)) in (3..).zip(&asked) {
            // Writing to a string cannot fail.
            let _ = write!(sql, " AND {before} ${place}{after}");
        }
        sql.push_str(" ORDER BY id DESC LIMIT $2");
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            // A UUID is written in hexadecimal digits, so `g` is past them all.
            .bind(before.unwrap_or("g"))
            .bind(i64::from(limit));
        for (_, _, value) in asked {
            query = query.bind(value.into_owned());
        }
        self.entries(query.fetch_all(self.0.pool())).await
    }

    /// The rows of one request, in the order of its objects.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn of_request(self, request: &str) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM audit WHERE request = $1 ORDER BY id");
        let query = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(request)
            .fetch_all(self.0.pool());
        self.entries(query).await
    }

    /// Writes of which it is not known what came of them, from this time to that or of a console that is dead, the oldest
    /// first; with `after`, only those after the one with that id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn unknown(
        self,
        (from, to): (Timestamp, Timestamp),
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM audit WHERE (outcome = 'begun' OR outcome = 'unknown') \
             AND outcome = 'unknown' AND occurred >= $1 AND (occurred <= $2 OR replica = '') AND id > $3 ORDER BY id LIMIT $4"
        );
        let query = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(from.as_millisecond())
            .bind(to.as_millisecond())
            .bind(after.unwrap_or_default())
            .bind(i64::from(limit))
            .fetch_all(self.0.pool());
        self.entries(query).await
    }

    /// Says of writes that began before this time and never ended that it is not known what came of them: they
    /// run no longer. Says how many there were.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn give_up(self, before: Timestamp, detail: &Detail) -> Result<u64, StoreError> {
        let (words, said) = detail.to_columns();
        let query = sqlx::query(
            "UPDATE audit SET outcome = 'unknown', detail = $2, said = $3 \
             WHERE (outcome = 'begun' OR outcome = 'unknown') AND outcome = 'begun' AND occurred < $1",
        )
        .bind(before.as_millisecond())
        .bind(words)
        .bind(said)
        .execute(self.0.pool());
        let done = self.0.write("complete the audit trail", query).await?;
        Ok(done.rows_affected())
    }

    /// Throws away rows that are older than this time, at most `limit`, the oldest first, and says how many.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_before(self, time: Timestamp, limit: u32) -> Result<u64, StoreError> {
        // Ids sort by time, so the key leads to the oldest.
        let query = sqlx::query(
            "DELETE FROM audit WHERE id IN \
             (SELECT id FROM audit WHERE id < $1 ORDER BY id LIMIT $2)",
        )
        .bind(new_id(time))
        .bind(i64::from(limit))
        .execute(self.0.pool());
        let done = self.0.write("clear the audit trail", query).await?;
        Ok(done.rows_affected())
    }

    async fn entries(
        self,
        query: impl Future<Output = Result<Vec<Row>, sqlx::Error>>,
    ) -> Result<Vec<Entry>, StoreError> {
        let rows = self.0.read("read the audit trail", query).await?;
        Ok(rows.into_iter().map(Entry::from).collect())
    }
}

/// Adds rows by one statement.
async fn add<'c>(
    database: impl sqlx::Executor<'c, Database = sqlx::Any>,
    replica: &str,
    entries: &[Entry],
) -> Result<(), sqlx::Error> {
    let width = COLUMNS.split(',').count() + 1;
    let rows: Vec<String> = (0..entries.len())
        .map(|row| {
            let places: Vec<String> = (1..=width)
                .map(|column| format!("${}", row * width + column))
                .collect();
            format!("({})", places.join(", "))
        })
        .collect();
    let sql = format!(
        "INSERT INTO audit ({COLUMNS}, replica) VALUES {}",
        rows.join(", ")
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for entry in entries {
        let (words, said) = entry.detail.to_columns();
        query = query
            .bind(&entry.id)
            .bind(&entry.request)
            .bind(entry.occurred.as_millisecond())
            .bind(&entry.actor.name)
            .bind(entry.action.as_str())
            .bind(&entry.cluster)
            .bind(&entry.namespace)
            .bind(&entry.kind)
            .bind(&entry.name)
            .bind(entry.outcome.as_str())
            .bind(i64::from(entry.status))
            .bind(words)
            .bind(said)
            .bind(&entry.actor.access)
            .bind(&entry.actor.groups)
            .bind(&entry.actor.issuer)
            .bind(&entry.actor.address)
            .bind(&entry.actor.request_id)
            .bind(&entry.actor.acts_as)
            .bind(replica);
    }
    query.execute(database).await.map(drop)
}

/// Says what came of one. That it was done counts after it was said not to be: a console that was taken for dead, because it
/// was asleep, sends what it had begun once it wakes.
async fn complete<'c>(
    database: impl sqlx::Executor<'c, Database = sqlx::Any>,
    id: &str,
    end: &End,
) -> Result<(), sqlx::Error> {
    let (words, said) = end.detail.to_columns();
    sqlx::query(
        "UPDATE audit SET outcome = $2, status = $3, detail = $4, said = $6 \
         WHERE id = $1 AND (outcome = 'begun' OR outcome = 'unknown' OR (outcome = 'failed' AND $5 = 'done'))",
    )
    .bind(id)
    .bind(end.outcome.as_str())
    .bind(i64::from(end.status))
    .bind(words)
    .bind(end.outcome.as_str())
    .bind(said)
    .execute(database)
    .await
    .map(drop)
}

//! The audit trail: one row for every write, refused or not. A row is added before the cluster is asked, and
//! told once what came of it; else it never changes.

use jiff::Timestamp;
use uuid::{NoContext, Uuid};

use crate::{Store, StoreError};

/// One write: who did what, where, when, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// A UUID of version 7; sorts by time.
    pub id: String,
    /// When.
    pub occurred: Timestamp,
    /// Who: the user's name.
    pub actor: String,
    /// What: `create`, `replace`, `delete`.
    pub action: String,
    /// In which cluster.
    pub cluster: String,
    /// In which namespace.
    pub namespace: String,
    /// On which DaemonSet; empty where the manifest names none.
    pub name: String,
    /// What came of it: `done`, `refused` or `failed`. `begun` while it runs, and for ever where the console
    /// stopped in the middle: the cluster may have done it or not.
    pub outcome: String,
    /// The HTTP status of the answer; 0 where there is none yet.
    pub status: u16,
    /// Why it was refused or failed, in a sentence; empty where it was done.
    pub detail: String,
}

/// What a write is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Who.
    pub actor: &'a str,
    /// What.
    pub action: &'a str,
    /// In which cluster.
    pub cluster: &'a str,
    /// In which namespace.
    pub namespace: &'a str,
    /// On which DaemonSet.
    pub name: &'a str,
}

/// What came of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// `done`, `refused` or `failed`.
    pub outcome: &'static str,
    /// The HTTP status of the answer.
    pub status: u16,
    /// Why not, in a sentence; empty where it was done.
    pub detail: String,
}

impl Entry {
    /// The row of a write that begins now.
    #[must_use]
    pub fn begin(subject: Subject<'_>, now: Timestamp) -> Self {
        Self {
            id: id_at(now).to_string(),
            occurred: now,
            actor: subject.actor.to_owned(),
            action: subject.action.to_owned(),
            cluster: subject.cluster.to_owned(),
            namespace: subject.namespace.to_owned(),
            name: subject.name.to_owned(),
            outcome: "begun".to_owned(),
            status: 0,
            detail: String::new(),
        }
    }

    /// Says what came of it.
    pub fn end(&mut self, outcome: Outcome) {
        outcome.outcome.clone_into(&mut self.outcome);
        self.status = outcome.status;
        self.detail = outcome.detail;
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

type Row = (
    String,
    i64,
    String,
    String,
    String,
    String,
    String,
    String,
    i64,
    String,
);

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        let (id, occurred, actor, action, cluster, namespace, name, outcome, status, detail) = row;
        Self {
            id,
            occurred: crate::store::from_millis(occurred),
            actor,
            action,
            cluster,
            namespace,
            name,
            outcome,
            status: u16::try_from(status).unwrap_or_default(),
            detail,
        }
    }
}

impl Audit<'_> {
    /// Adds the row, or says of the one that is there what came of it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn put(self, entry: &Entry) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO audit (id, occurred, actor, action, cluster, namespace, name, outcome, status, detail) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             ON CONFLICT (id) DO UPDATE SET \
             outcome = excluded.outcome, status = excluded.status, detail = excluded.detail",
        )
        .bind(&entry.id)
        .bind(entry.occurred.as_millisecond())
        .bind(&entry.actor)
        .bind(&entry.action)
        .bind(&entry.cluster)
        .bind(&entry.namespace)
        .bind(&entry.name)
        .bind(&entry.outcome)
        .bind(i64::from(entry.status))
        .bind(&entry.detail)
        .execute(self.0.pool())
        .await
        .map_err(StoreError::of("write the audit trail"))?;
        Ok(())
    }

    /// The latest first, at most `limit`; with `before`, only rows older than the one with that id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn list(self, before: Option<&str>, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, occurred, actor, action, cluster, namespace, name, outcome, status, detail \
             FROM audit WHERE id < $1 ORDER BY id DESC LIMIT $2",
        )
        // A UUID is written in hexadecimal digits, so `g` is past them all.
        .bind(before.unwrap_or("g"))
        .bind(i64::from(limit))
        .fetch_all(self.0.pool())
        .await
        .map_err(StoreError::of("read the audit trail"))?;
        Ok(rows.into_iter().map(Entry::from).collect())
    }
}

/// A UUID of version 7 that sorts by `now`.
fn id_at(now: Timestamp) -> Uuid {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanoseconds))
}

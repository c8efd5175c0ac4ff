//! Drafts: manifests that are being written and must not be lost.

use jiff::Timestamp;

use crate::{Store, StoreError};

/// A kept draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Chosen by the client.
    pub id: String,
    /// The cluster it is meant for.
    pub cluster: String,
    /// The text as typed.
    pub text: String,
    /// When it was last kept.
    pub updated: Timestamp,
}

/// A draft as it stands in a list: without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Chosen by the client.
    pub id: String,
    /// The cluster it is meant for.
    pub cluster: String,
    /// The length of the text in bytes.
    pub bytes: u64,
    /// When it was last kept.
    pub updated: Timestamp,
}

/// How much one user may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most drafts.
    pub drafts: u32,
    /// The most bytes of all their texts.
    pub bytes: u64,
}

/// Whether a draft was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is.
    Kept,
    /// It would be more than the user may keep.
    OverLimit,
}

type Row = (String, String, String, i64);
type SummaryRow = (String, String, i64, i64);

impl From<Row> for Draft {
    fn from((id, cluster, text, updated): Row) -> Self {
        Self {
            id,
            cluster,
            text,
            updated: crate::store::from_millis(updated),
        }
    }
}

impl From<SummaryRow> for Summary {
    fn from((id, cluster, bytes, updated): SummaryRow) -> Self {
        Self {
            id,
            cluster,
            bytes: bytes.unsigned_abs(),
            updated: crate::store::from_millis(updated),
        }
    }
}

/// The drafts of one user; nobody else's can be reached through it.
#[derive(Clone, Copy, Debug)]
pub struct Drafts<'a> {
    store: &'a Store,
    owner: &'a str,
}

impl Store {
    /// The drafts of a user.
    #[must_use]
    pub fn drafts<'a>(&'a self, owner: &'a str) -> Drafts<'a> {
        Drafts { store: self, owner }
    }
}

impl Drafts<'_> {
    /// The latest first, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn list(self, limit: u32) -> Result<Vec<Summary>, StoreError> {
        let query = sqlx::query_as(
            "SELECT id, cluster, bytes, updated FROM drafts WHERE owner = $1 ORDER BY updated DESC, id LIMIT $2",
        )
        .bind(self.owner)
        .bind(i64::from(limit))
        .fetch_all(self.store.pool());
        let rows: Vec<SummaryRow> = self.store.read("list the drafts", query).await?;
        Ok(rows.into_iter().map(Summary::from).collect())
    }

    /// One draft.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn get(self, id: &str) -> Result<Option<Draft>, StoreError> {
        let query = sqlx::query_as(
            "SELECT id, cluster, text, updated FROM drafts WHERE owner = $1 AND id = $2",
        )
        .bind(self.owner)
        .bind(id)
        .fetch_optional(self.store.pool());
        let row: Option<Row> = self.store.read("read a draft", query).await?;
        Ok(row.map(Draft::from))
    }

    /// Keeps a draft, new or changed, unless the user would then have more than the limits. When this returns,
    /// killing the program loses nothing of it. One statement, so that requests at once cannot pass the limits
    /// between a question and a write.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn put(self, draft: &Draft, limits: Limits) -> Result<Keeping, StoreError> {
        let bytes = i64::try_from(draft.text.len()).unwrap_or(i64::MAX);
        let query = sqlx::query(
            "INSERT INTO drafts (owner, id, cluster, text, updated, bytes) \
             SELECT $1, $2, $3, $4, $5, $6 WHERE \
             (SELECT COUNT(*) FROM drafts WHERE owner = $1 AND id <> $2) < $7 AND \
             (SELECT COALESCE(SUM(bytes), 0) FROM drafts WHERE owner = $1 AND id <> $2) + $6 <= $8 \
             ON CONFLICT (owner, id) DO UPDATE SET cluster = excluded.cluster, text = excluded.text, \
             updated = excluded.updated, bytes = excluded.bytes",
        )
        .bind(self.owner)
        .bind(&draft.id)
        .bind(&draft.cluster)
        .bind(&draft.text)
        .bind(draft.updated.as_millisecond())
        .bind(bytes)
        .bind(i64::from(limits.drafts))
        .bind(i64::try_from(limits.bytes).unwrap_or(i64::MAX))
        .execute(self.store.pool());
        let done = self.store.write("keep a draft", query).await?;
        Ok(match done.rows_affected() {
            0 => Keeping::OverLimit,
            _ => Keeping::Kept,
        })
    }

    /// Throws a draft away and says whether there was one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete(self, id: &str) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM drafts WHERE owner = $1 AND id = $2")
            .bind(self.owner)
            .bind(id)
            .execute(self.store.pool());
        let done = self.store.write("delete a draft", query).await?;
        Ok(done.rows_affected() > 0)
    }
}

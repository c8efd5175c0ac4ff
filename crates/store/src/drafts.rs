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

type Row = (String, String, String, i64);

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
    pub async fn list(self, limit: u32) -> Result<Vec<Draft>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, cluster, text, updated FROM drafts WHERE owner = $1 ORDER BY updated DESC, id LIMIT $2",
        )
        .bind(self.owner)
        .bind(i64::from(limit))
        .fetch_all(self.store.pool())
        .await
        .map_err(StoreError::of("list the drafts"))?;
        Ok(rows.into_iter().map(Draft::from).collect())
    }

    /// How many the user has.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn count(self) -> Result<u64, StoreError> {
        let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM drafts WHERE owner = $1")
            .bind(self.owner)
            .fetch_one(self.store.pool())
            .await
            .map_err(StoreError::of("count the drafts"))?;
        Ok(count.unsigned_abs())
    }

    /// One draft.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn get(self, id: &str) -> Result<Option<Draft>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT id, cluster, text, updated FROM drafts WHERE owner = $1 AND id = $2",
        )
        .bind(self.owner)
        .bind(id)
        .fetch_optional(self.store.pool())
        .await
        .map_err(StoreError::of("read a draft"))?;
        Ok(row.map(Draft::from))
    }

    /// Keeps a draft, new or changed. When this returns, killing the program loses nothing of it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn put(self, draft: &Draft) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO drafts (owner, id, cluster, text, updated) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (owner, id) DO UPDATE SET \
             cluster = excluded.cluster, text = excluded.text, updated = excluded.updated",
        )
        .bind(self.owner)
        .bind(&draft.id)
        .bind(&draft.cluster)
        .bind(&draft.text)
        .bind(draft.updated.as_millisecond())
        .execute(self.store.pool())
        .await
        .map_err(StoreError::of("keep a draft"))?;
        Ok(())
    }

    /// Throws a draft away and says whether there was one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete(self, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM drafts WHERE owner = $1 AND id = $2")
            .bind(self.owner)
            .bind(id)
            .execute(self.store.pool())
            .await
            .map_err(StoreError::of("delete a draft"))?;
        Ok(done.rows_affected() > 0)
    }
}

//! Drafts: manifests that are being written and must not be lost.

use jiff::Timestamp;

use crate::{Store, StoreError, sealed::Text};

/// The object that a draft edits, as it was when the draft began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its namespace.
    pub namespace: String,
    /// Its name; never empty.
    pub name: String,
    /// Its manifest.
    pub text: String,
}

/// A kept draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Chosen by the client.
    pub id: String,
    /// The cluster it is meant for.
    pub cluster: String,
    /// The text as typed.
    pub text: String,
    /// The name in the text, or nothing.
    pub name: String,
    /// The namespace in the text, or nothing.
    pub namespace: String,
    /// What is edited; none for a new object.
    pub origin: Option<Origin>,
    /// When it was last kept; another time is another version.
    pub updated: Timestamp,
}

/// A draft as it stands in a list: without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Chosen by the client.
    pub id: String,
    /// The cluster it is meant for.
    pub cluster: String,
    /// The name in the text, or nothing.
    pub name: String,
    /// The namespace in the text, or nothing.
    pub namespace: String,
    /// Namespace and name of what is edited; empty for a new object.
    pub origin: (String, String),
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
    /// The most bytes of all their texts, those that they began from among them.
    pub bytes: u64,
}

/// Whether a draft was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is.
    Kept,
    /// It would be more than the user may keep.
    OverLimit,
    /// Another version is kept by now than the one that it began from.
    Changed,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    cluster: String,
    text: String,
    name: String,
    namespace: String,
    origin_namespace: String,
    origin_name: String,
    origin_text: String,
    updated: i64,
    text_key: String,
    origin_key: String,
}

#[derive(sqlx::FromRow)]
struct SummaryRow {
    id: String,
    cluster: String,
    name: String,
    namespace: String,
    origin_namespace: String,
    origin_name: String,
    bytes: i64,
    updated: i64,
}

impl Row {
    fn open(self, drafts: Drafts<'_>) -> Result<Draft, StoreError> {
        let row = self;
        let open = |text, key, part| {
            let bound_to = drafts.bound_to(&row.id, part);
            drafts.store.open_text(READ, Text { text, key }, &bound_to)
        };
        let text = open(row.text, row.text_key, "text")?;
        let origin_text = open(row.origin_text, row.origin_key, "origin")?;
        Ok(Draft {
            id: row.id,
            cluster: row.cluster,
            text,
            name: row.name,
            namespace: row.namespace,
            origin: (!row.origin_name.is_empty()).then_some(Origin {
                namespace: row.origin_namespace,
                name: row.origin_name,
                text: origin_text,
            }),
            updated: crate::store::from_millis(row.updated),
        })
    }
}

impl From<SummaryRow> for Summary {
    fn from(row: SummaryRow) -> Self {
        Self {
            id: row.id,
            cluster: row.cluster,
            name: row.name,
            namespace: row.namespace,
            origin: (row.origin_namespace, row.origin_name),
            bytes: row.bytes.unsigned_abs(),
            updated: crate::store::from_millis(row.updated),
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

/// What is done here, as errors say it.
const KEEP: &str = "keep a draft";
const READ: &str = "read a draft";

impl Drafts<'_> {
    /// What a text belongs to: moved to another draft, or another owner's, it does not open.
    fn bound_to(self, id: &str, part: &str) -> String {
        format!("draft {part} {id} {}", self.owner)
    }

    /// The latest first, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn list(self, limit: u32) -> Result<Vec<Summary>, StoreError> {
        let query = sqlx::query_as(
            "SELECT id, cluster, name, namespace, origin_namespace, origin_name, bytes, updated \
             FROM drafts WHERE owner = $1 ORDER BY updated DESC, id LIMIT $2",
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
            "SELECT id, cluster, text, name, namespace, origin_namespace, origin_name, origin_text, updated, \
             text_key, origin_key FROM drafts WHERE owner = $1 AND id = $2",
        )
        .bind(self.owner)
        .bind(id)
        .fetch_optional(self.store.pool());
        let row: Option<Row> = self.store.read(READ, query).await?;
        row.map(|row| row.open(self)).transpose()
    }

    /// Keeps a draft, new or changed, unless the user would then have more than the limits, or another version is
    /// kept than the one of the time `based_on`. A draft that says nothing of an origin keeps the one it has. When
    /// this returns, killing the program loses nothing of it. One statement, so that requests at once cannot pass
    /// the limits, or each other, between a question and a write.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn put(
        self,
        draft: &Draft,
        based_on: Option<Timestamp>,
        limits: Limits,
    ) -> Result<Keeping, StoreError> {
        let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
        let origin = draft.origin.as_ref();
        let of_origin =
            |part: fn(&Origin) -> &str| origin.map_or_else(String::new, |it| part(it).to_owned());
        let seal = |text: &str, part| {
            let bound_to = self.bound_to(&draft.id, part);
            self.store.seal(KEEP, text, &bound_to)
        };
        let text = seal(&draft.text, "text")?;
        let origin_text = seal(&of_origin(|it| &it.text), "origin")?;
        let query = sqlx::query(
            "INSERT INTO drafts (owner, id, cluster, text, updated, bytes, name, namespace, \
             origin_namespace, origin_name, origin_text, origin_bytes, text_key, origin_key) \
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $16, $17 WHERE \
             (SELECT COUNT(*) FROM drafts WHERE owner = $1 AND id <> $2) < $13 AND \
             (SELECT COALESCE(SUM(bytes + origin_bytes), 0) FROM drafts WHERE owner = $1 AND id <> $2) + $6 + $12 <= $14 \
             ON CONFLICT (owner, id) DO UPDATE SET cluster = excluded.cluster, text = excluded.text, \
             updated = excluded.updated, text_key = excluded.text_key, bytes = excluded.bytes, name = excluded.name, namespace = excluded.namespace, \
             origin_namespace = CASE excluded.origin_name WHEN '' THEN drafts.origin_namespace ELSE excluded.origin_namespace END, \
             origin_text = CASE excluded.origin_name WHEN '' THEN drafts.origin_text ELSE excluded.origin_text END, \
             origin_key = CASE excluded.origin_name WHEN '' THEN drafts.origin_key ELSE excluded.origin_key END, \
             origin_bytes = CASE excluded.origin_name WHEN '' THEN drafts.origin_bytes ELSE excluded.origin_bytes END, \
             origin_name = CASE excluded.origin_name WHEN '' THEN drafts.origin_name ELSE excluded.origin_name END \
             WHERE $15 < 0 OR drafts.updated = $15",
        )
        .bind(self.owner)
        .bind(&draft.id)
        .bind(&draft.cluster)
        .bind(text.text)
        .bind(draft.updated.as_millisecond())
        .bind(length(&draft.text))
        .bind(&draft.name)
        .bind(&draft.namespace)
        .bind(of_origin(|it| &it.namespace))
        .bind(of_origin(|it| &it.name))
        .bind(origin_text.text)
        .bind(origin.map_or(0, |it| length(&it.text)))
        .bind(i64::from(limits.drafts))
        .bind(i64::try_from(limits.bytes).unwrap_or(i64::MAX))
        .bind(based_on.map_or(-1, Timestamp::as_millisecond))
        .bind(text.key)
        .bind(origin_text.key)
        .execute(self.store.pool());
        let done = self.store.write(KEEP, query).await?;
        if done.rows_affected() > 0 {
            return Ok(Keeping::Kept);
        }
        let kept = self.get(&draft.id).await?.map(|kept| kept.updated);
        Ok(match (kept, based_on) {
            (Some(kept), Some(based_on)) if kept != based_on => Keeping::Changed,
            _ => Keeping::OverLimit,
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

//! Texts that are sealed: manifests hold secrets, and a copy of the database shall tell none.
//!
//! How it is sealed is the caller's ([`Seal`]). A row names the key; one that names none is plain, and so is one that a
//! replica of an earlier version has written over, which does not begin with its key's name.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{Store, StoreError};

/// Seals texts and opens them again.
pub trait Seal: std::fmt::Debug + Send + Sync {
    /// The name of the key that seals now.
    fn key(&self) -> &str;

    /// The names of all keys that open.
    fn keys(&self) -> Vec<&str>;

    /// A text, sealed for what it belongs to: it begins with the key's name and a dot. None where that cannot be done.
    fn seal(&self, text: &str, bound_to: &str) -> Option<String>;

    /// What was sealed; none where no key opens it, or it belongs to something else.
    fn open(&self, sealed: &str, bound_to: &str) -> Option<String>;
}

/// What a key has sealed that no given key opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The key's name.
    pub key: String,
    /// Drafts.
    pub drafts: u64,
    /// Kept answers.
    pub answers: u64,
    /// Sessions.
    pub sessions: u64,
    /// Clusters that an admin added.
    pub clusters: u64,
}

/// A text as it stands in a row, and the name of its key.
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) key: String,
}

impl Store {
    /// The same database, whose drafts and answers are sealed from now on. What is plain stays readable.
    #[must_use]
    pub fn sealed_by(mut self, seal: Arc<dyn Seal>) -> Self {
        self.seal = Some(seal);
        self
    }

    /// Whether what is secret is sealed.
    #[must_use]
    pub const fn is_sealing(&self) -> bool {
        self.seal.is_some()
    }

    pub(crate) fn seal(
        &self,
        operation: &'static str,
        text: &str,
        bound_to: &str,
    ) -> Result<Text, StoreError> {
        match &self.seal {
            Some(seal) if !text.is_empty() => {
                let key = seal.key().to_owned();
                let sealed = seal.seal(text, bound_to);
                let text = sealed.ok_or_else(|| StoreError::Sealed {
                    operation,
                    key: key.clone(),
                })?;
                Ok(Text { text, key })
            }
            _ => Ok(Text {
                text: text.to_owned(),
                key: String::new(),
            }),
        }
    }

    pub(crate) fn open_text(
        &self,
        operation: &'static str,
        Text { text, key }: Text,
        bound_to: &str,
    ) -> Result<String, StoreError> {
        let is_sealed = !key.is_empty()
            && text
                .strip_prefix(&key)
                .is_some_and(|rest| rest.starts_with('.'));
        if !is_sealed {
            return Ok(text);
        }
        let seal = self.seal.as_ref();
        seal.and_then(|seal| seal.open(&text, bound_to))
            .ok_or(StoreError::Sealed { operation, key })
    }

    /// What is sealed with keys that are not given, and still counts.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn locked(&self, now: Timestamp) -> Result<Vec<Locked>, StoreError> {
        let query = sqlx::query_as(
            "SELECT key, SUM(drafts), SUM(answers), SUM(sessions), SUM(clusters) FROM ( \
             SELECT text_key AS key, 1 AS drafts, 0 AS answers, 0 AS sessions, 0 AS clusters FROM drafts \
             UNION ALL SELECT origin_key, 0, 0, 0, 0 FROM drafts \
             UNION ALL SELECT body_key, 0, 1, 0, 0 FROM idempotency WHERE expires > $1 \
             UNION ALL SELECT key_id, 0, 0, 1, 0 FROM sessions WHERE expires > $1 \
             UNION ALL SELECT kubeconfig_key, 0, 0, 0, 1 FROM clusters) AS sealed \
             WHERE key <> '' GROUP BY key ORDER BY key",
        )
        .bind(now.as_millisecond())
        .fetch_all(self.pool());
        let rows: Vec<(String, i64, i64, i64, i64)> =
            self.read("see what is sealed", query).await?;
        let known = self.seal.as_ref().map(|seal| seal.keys());
        let known = known.unwrap_or_default();
        let rows = rows
            .into_iter()
            .filter(|(key, ..)| !known.contains(&key.as_str()));
        let count = |number: i64| number.unsigned_abs();
        Ok(rows
            .map(|(key, drafts, answers, sessions, clusters)| Locked {
                key,
                drafts: count(drafts),
                answers: count(answers),
                sessions: count(sessions),
                clusters: count(clusters),
            })
            .collect())
    }

    /// Throws away what a key has sealed that is lost.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn forget_key(&self, key: &str) -> Result<(), StoreError> {
        self.write("forget what a key has sealed", async {
            for sql in [
                "DELETE FROM drafts WHERE text_key = $1 OR origin_key = $1",
                "DELETE FROM idempotency WHERE body_key = $1",
                "DELETE FROM sessions WHERE key_id = $1",
                "DELETE FROM clusters WHERE kubeconfig_key = $1",
            ] {
                sqlx::query(sql).bind(key).execute(self.pool()).await?;
            }
            Ok(())
        })
        .await
    }
}

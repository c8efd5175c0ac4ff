//! The tokens of a session: who may renew those of its provider, and what it has for further clusters.

use jiff::Timestamp;

use super::{Provided, Sessions};
use crate::{StoreError, hints::Hint};

impl Sessions<'_> {
    /// Takes it upon the caller to fetch new tokens for a session whose tokens hold until `tokens_end`, and says
    /// whether that is so: one alone may, of all requests in all replicas, because many providers take a refresh token
    /// once. The lease is a time in milliseconds since 1970 and not a lock of the database: a provider may take seconds,
    /// and no other writer waits for it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn take_lease(
        self,
        id_digest: &str,
        tokens_end: i64,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "UPDATE sessions SET lease = $4 WHERE id_digest = $1 AND tokens_end = $2 AND lease <= $3",
        )
        .bind(id_digest)
        .bind(tokens_end)
        .bind(now.as_millisecond())
        .bind(until.as_millisecond());
        let done = self
            .0
            .write(
                "take it upon oneself to renew a session",
                query.execute(self.0.pool()),
            )
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Gives a lease back with nothing fetched.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn give_lease_back(self, id_digest: &str) -> Result<(), StoreError> {
        let query =
            sqlx::query("UPDATE sessions SET lease = 0 WHERE id_digest = $1").bind(id_digest);
        self.0
            .write("give a lease back", query.execute(self.0.pool()))
            .await?;
        Ok(())
    }

    /// Keeps new tokens, sealed by a key, and what the provider says by now, and gives the lease back.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn renew(
        self,
        id_digest: &str,
        provided: &Provided,
        key: &str,
    ) -> Result<(), StoreError> {
        let query = sqlx::query(
            "UPDATE sessions SET claims = $2, tokens = $3, tokens_end = $4, key_id = $5, lease = 0 WHERE id_digest = $1",
        )
        .bind(id_digest)
        .bind(&provided.claims)
        .bind(&provided.tokens)
        .bind(provided.tokens_end)
        .bind(key);
        self.0
            .write("renew a session", query.execute(self.0.pool()))
            .await?;
        // Whoever holds it may be in other groups by now.
        self.0.hint(Hint::Sessions).await;
        Ok(())
    }

    /// Puts the tokens of further clusters, sealed by a key, in the place of those that were read, and says whether those
    /// still were there.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn keep_cluster_tokens(
        self,
        id_digest: &str,
        (before, now): (&str, &str),
        key: &str,
    ) -> Result<bool, StoreError> {
        // What began the session may be sealed by a key of before, whose name stays.
        let query = sqlx::query(
            "UPDATE sessions SET cluster_tokens = $3, key_id = CASE WHEN key_id = '' THEN $4 ELSE key_id END \
             WHERE id_digest = $1 AND cluster_tokens = $2",
        )
        .bind(id_digest)
        .bind(before)
        .bind(now)
        .bind(key);
        let done = self
            .0
            .write("keep a token of a cluster", query.execute(self.0.pool()))
            .await?;
        Ok(done.rows_affected() > 0)
    }
}

//! Sign-ins that are under way at a provider, and tokens that count once. What they hold is sealed by the caller.

use jiff::Timestamp;

use crate::{Store, StoreError};

/// The sign-ins that are under way.
#[derive(Clone, Copy, Debug)]
pub struct SignIns<'a>(&'a Store);

impl Store {
    /// The sign-ins that are under way.
    #[must_use]
    pub fn sign_ins(&self) -> SignIns<'_> {
        SignIns(self)
    }
}

impl SignIns<'_> {
    /// Keeps what must be known when somebody comes back.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn begin(
        self,
        state_digest: &str,
        data: &str,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let query =
            sqlx::query("INSERT INTO sign_ins (state_digest, data, expires) VALUES ($1, $2, $3)")
                .bind(state_digest)
                .bind(data)
                .bind(expires.as_millisecond());
        self.0
            .write("begin a sign-in", query.execute(self.0.pool()))
            .await?;
        Ok(())
    }

    /// What was kept, once: of several that ask at the same time one gets it. None where it was taken before, never
    /// was, or is too old.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn take(
        self,
        state_digest: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let query =
            sqlx::query_as("DELETE FROM sign_ins WHERE state_digest = $1 RETURNING data, expires")
                .bind(state_digest);
        let row: Option<(String, i64)> = self
            .0
            .write("end a sign-in", query.fetch_optional(self.0.pool()))
            .await?;
        let row = row.filter(|(_, expires)| *expires > now.as_millisecond());
        Ok(row.map(|(data, _)| data))
    }

    /// Whether a token of this id comes for the first time. It counts for nothing again until then.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn spend(self, id: &str, expires: Timestamp) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "INSERT INTO spent_tokens (id, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(expires.as_millisecond());
        let done = self
            .0
            .write("note a token that was used", query.execute(self.0.pool()))
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Throws away what has expired.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_expired(self, now: Timestamp) -> Result<(), StoreError> {
        let now = now.as_millisecond();
        self.0
            .write("clear sign-ins that never ended", async {
                sqlx::query("DELETE FROM sign_ins WHERE expires <= $1")
                    .bind(now)
                    .execute(self.0.pool())
                    .await?;
                sqlx::query("DELETE FROM spent_tokens WHERE expires <= $1")
                    .bind(now)
                    .execute(self.0.pool())
                    .await
            })
            .await?;
        Ok(())
    }
}

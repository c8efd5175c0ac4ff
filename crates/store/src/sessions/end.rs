//! How sessions end. Other consoles are told of each, so that what was open with it ends there too.

use jiff::Timestamp;
use sqlx::{Any, any::AnyArguments, query::Query};

use super::Sessions;
use crate::{StoreError, hints::Hint};

/// Which sessions a provider ends.
#[derive(Clone, Copy, Debug)]
pub enum EndedBy<'a> {
    /// This one of its own.
    Sid(&'a str),
    /// All of this person.
    Subject(&'a str),
}

impl Sessions<'_> {
    /// Ends a session.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete(self, id_digest: &str) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE id_digest = $1").bind(id_digest);
        self.end("end a session", query).await?;
        Ok(())
    }

    /// Ends a session of a user, and says whether that one had it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_one_of(self, owner: &str, id_digest: &str) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE owner = $1 AND id_digest = $2")
            .bind(owner)
            .bind(id_digest);
        Ok(self.end("end a session of a user", query).await? > 0)
    }

    /// Ends all sessions of a user and says how many there were.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_of(self, owner: &str) -> Result<u64, StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE owner = $1").bind(owner);
        self.end("end the sessions of a user", query).await
    }

    /// Ends the sessions of all users and says how many there were.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_all(self) -> Result<u64, StoreError> {
        let query = sqlx::query("DELETE FROM sessions");
        self.end("end all sessions", query).await
    }

    /// Ends the sessions that a provider says, and says how many there were.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_provided(
        self,
        issuer: &str,
        ended: EndedBy<'_>,
    ) -> Result<u64, StoreError> {
        let (sql, name) = match ended {
            EndedBy::Sid(sid) => ("DELETE FROM sessions WHERE issuer = $1 AND sid = $2", sid),
            EndedBy::Subject(subject) => (
                "DELETE FROM sessions WHERE issuer = $1 AND subject = $2",
                subject,
            ),
        };
        let query = sqlx::query(sql).bind(issuer).bind(name);
        self.end("end the sessions of a provider", query).await
    }

    /// Throws away what has expired. Every console sees that by itself.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_expired(self, now: Timestamp) -> Result<u64, StoreError> {
        let query =
            sqlx::query("DELETE FROM sessions WHERE expires <= $1").bind(now.as_millisecond());
        let done = self
            .0
            .write("clear expired sessions", query.execute(self.0.pool()))
            .await?;
        Ok(done.rows_affected())
    }

    /// Ends what a statement deletes, tells the other consoles, and says how many there were.
    async fn end(
        self,
        operation: &'static str,
        query: Query<'_, Any, AnyArguments>,
    ) -> Result<u64, StoreError> {
        let done = self
            .0
            .write(operation, query.execute(self.0.pool()))
            .await?;
        self.0.hint(Hint::Sessions).await;
        Ok(done.rows_affected())
    }
}

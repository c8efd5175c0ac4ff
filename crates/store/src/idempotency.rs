//! Requests that may be sent again: the first answer is kept under the client's `Idempotency-Key`.

use jiff::{Timestamp, ToSpan};

use crate::{Store, StoreError};

/// How long an answer is kept.
const ANSWER_HOURS: i64 = 24;

/// For how long a request counts as still running. One that was cut off by a crash is free again after it.
const RUNNING_SECONDS: i64 = 60;

/// The first answer, fit to be given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type of the body.
    pub media_type: String,
    /// The body.
    pub body: String,
}

/// What is known of a key when a request comes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is new: do the work, then [`Idempotency::finish`] or [`Idempotency::release`].
    New,
    /// The work was done; this was the answer.
    Done(Answer),
    /// The first request with it still runs.
    Running,
    /// It came with another request before.
    OtherRequest,
}

/// The kept answers of one user.
#[derive(Clone, Copy, Debug)]
pub struct Idempotency<'a> {
    store: &'a Store,
    owner: &'a str,
}

impl Store {
    /// The kept answers of a user.
    #[must_use]
    pub fn idempotency<'a>(&'a self, owner: &'a str) -> Idempotency<'a> {
        Idempotency { store: self, owner }
    }
}

impl Idempotency<'_> {
    /// Takes a key for a request; `fingerprint` tells one request from another. Of any number of requests at
    /// once exactly one gets [`Claim::New`].
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read or written.
    pub async fn claim(
        self,
        key: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<Claim, StoreError> {
        let error = || StoreError::of("take an idempotency key");
        sqlx::query("DELETE FROM idempotency WHERE expires <= $1")
            .bind(now.as_millisecond())
            .execute(self.store.pool())
            .await
            .map_err(error())?;
        let taken = sqlx::query(
            "INSERT INTO idempotency (owner, request_key, fingerprint, status, media_type, body, expires) \
             VALUES ($1, $2, $3, 0, '', '', $4) ON CONFLICT DO NOTHING",
        )
        .bind(self.owner)
        .bind(key)
        .bind(fingerprint)
        .bind((now + RUNNING_SECONDS.seconds()).as_millisecond())
        .execute(self.store.pool())
        .await
        .map_err(error())?;
        if taken.rows_affected() > 0 {
            return Ok(Claim::New);
        }
        let row: Option<(String, i64, String, String)> = sqlx::query_as(
            "SELECT fingerprint, status, media_type, body FROM idempotency \
             WHERE owner = $1 AND request_key = $2",
        )
        .bind(self.owner)
        .bind(key)
        .fetch_optional(self.store.pool())
        .await
        .map_err(error())?;
        Ok(match row {
            Some((first, ..)) if first != fingerprint => Claim::OtherRequest,
            // None: released between the two statements; the client that comes back will get it.
            None | Some((_, 0, ..)) => Claim::Running,
            Some((_, status, media_type, body)) => Claim::Done(Answer {
                status: u16::try_from(status).unwrap_or_default(),
                media_type,
                body,
            }),
        })
    }

    /// Keeps the answer to the request that took the key.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn finish(
        self,
        key: &str,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE idempotency SET status = $3, media_type = $4, body = $5, expires = $6 \
             WHERE owner = $1 AND request_key = $2",
        )
        .bind(self.owner)
        .bind(key)
        .bind(i64::from(answer.status))
        .bind(&answer.media_type)
        .bind(&answer.body)
        .bind((now + ANSWER_HOURS.hours()).as_millisecond())
        .execute(self.store.pool())
        .await
        .map_err(StoreError::of("keep the answer to an idempotency key"))?;
        Ok(())
    }

    /// Gives the key back: the request changed nothing, so sending it again is no repetition.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn release(self, key: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM idempotency WHERE owner = $1 AND request_key = $2 AND status = 0")
            .bind(self.owner)
            .bind(key)
            .execute(self.store.pool())
            .await
            .map_err(StoreError::of("give an idempotency key back"))?;
        Ok(())
    }
}

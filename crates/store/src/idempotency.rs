//! Requests that may be sent again: the first answer is kept under the client's `Idempotency-Key`.
//!
//! A key is never given back by time alone. A request whose lease ran out has ended, and nobody said how: whoever
//! comes with its key next takes it over and has to see what is there before anything is done again.

use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::{Store, StoreError, sealed::Text};

/// How long an answer is kept, and the key of a request of which nobody knows what came.
const KEPT_HOURS: i64 = 24;

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

/// A request that comes with a key.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What the client calls it.
    pub key: &'a str,
    /// What tells it from other requests: a digest of all that it is made of.
    pub fingerprint: &'a str,
    /// The id of its rows in the audit trail ([`crate::audit::Entry::request`]).
    pub id: &'a str,
}

/// What is known of a key when a request comes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is new: do the work, then [`Idempotency::finish`], [`Idempotency::release`] or
    /// [`Idempotency::suspend`].
    New,
    /// The work was done; this was the answer.
    Done(Answer),
    /// The first request with it still runs, this many seconds at most.
    Running {
        /// At least 1.
        seconds: u32,
    },
    /// It was taken, and what came of it is not known. It is taken over: see what there is, then go on as with
    /// [`Claim::New`].
    Unknown {
        /// The id of the rows of that request in the audit trail.
        id: String,
    },
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

    /// Throws away the answers and keys that are older than a day.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_expired_answers(&self, now: Timestamp) -> Result<u64, StoreError> {
        let query = sqlx::query("DELETE FROM idempotency WHERE expires <= $1")
            .bind(now.as_millisecond())
            .execute(self.pool());
        let done = self.write("clear old answers", query).await?;
        Ok(done.rows_affected())
    }
}

impl Idempotency<'_> {
    /// Takes a key for a request for as long as `lease`, which must be longer than the request can run. Of any
    /// number of requests at once exactly one gets [`Claim::New`] or [`Claim::Unknown`].
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read or written.
    pub async fn claim(
        self,
        request: Request<'_>,
        lease: SignedDuration,
        now: Timestamp,
    ) -> Result<Claim, StoreError> {
        const TAKE: &str = "take an idempotency key";
        let end = (now + lease).as_millisecond();
        let claimed = self.store.write(TAKE, async {
            if self.take(request, end, now).await? {
                return Ok((Claim::New, String::new()));
            }
            self.taken(request, end, now).await
        });
        Ok(match claimed.await? {
            (Claim::Done(answer), key) => {
                let sealed = Text {
                    text: answer.body,
                    key,
                };
                let bound_to = self.bound_to(request.key);
                let body = self.store.open_text(TAKE, sealed, &bound_to)?;
                Claim::Done(Answer { body, ..answer })
            }
            (claim, _) => claim,
        })
    }

    /// What an answer belongs to.
    fn bound_to(self, key: &str) -> String {
        format!("answer {key} {}", self.owner)
    }

    /// Takes a key that is free or as old as if it were.
    async fn take(
        self,
        request: Request<'_>,
        lease_end: i64,
        now: Timestamp,
    ) -> Result<bool, sqlx::Error> {
        let taken = sqlx::query(
            "INSERT INTO idempotency \
             (owner, request_key, fingerprint, status, media_type, body, expires, lease, request) \
             VALUES ($1, $2, $3, 0, '', '', $4, $5, $6) \
             ON CONFLICT (owner, request_key) DO UPDATE SET fingerprint = excluded.fingerprint, \
             status = 0, media_type = '', body = '', expires = excluded.expires, \
             lease = excluded.lease, request = excluded.request WHERE idempotency.expires <= $7",
        )
        .bind(self.owner)
        .bind(request.key)
        .bind(request.fingerprint)
        .bind((now + KEPT_HOURS.hours()).as_millisecond())
        .bind(lease_end)
        .bind(request.id)
        .bind(now.as_millisecond())
        .execute(self.store.pool())
        .await?;
        Ok(taken.rows_affected() > 0)
    }

    /// What is known of a key that is taken; of an answer with the name of the key that sealed its body.
    async fn taken(
        self,
        request: Request<'_>,
        lease_end: i64,
        now: Timestamp,
    ) -> Result<(Claim, String), sqlx::Error> {
        let row: Option<(String, i64, String, String, i64, String, String)> = sqlx::query_as(
            "SELECT fingerprint, status, media_type, body, lease, request, body_key FROM idempotency \
             WHERE owner = $1 AND request_key = $2",
        )
        .bind(self.owner)
        .bind(request.key)
        .fetch_optional(self.store.pool())
        .await?;
        // Released between the two statements; the client that comes back will get it.
        let Some((fingerprint, status, media_type, body, lease, id, body_key)) = row else {
            return Ok((Claim::Running { seconds: 1 }, String::new()));
        };
        if fingerprint != request.fingerprint {
            return Ok((Claim::OtherRequest, String::new()));
        }
        if status != 0 {
            let answer = Answer {
                status: u16::try_from(status).unwrap_or_default(),
                media_type,
                body,
            };
            return Ok((Claim::Done(answer), body_key));
        }
        let left = lease - now.as_millisecond();
        if left > 0 {
            let seconds = u32::try_from(left / 1000)
                .unwrap_or(u32::MAX)
                .saturating_add(1);
            return Ok((Claim::Running { seconds }, String::new()));
        }
        // The lease is part of the condition, so that of several that see it run out one takes it over.
        let taken_over = sqlx::query(
            "UPDATE idempotency SET lease = $4 \
             WHERE owner = $1 AND request_key = $2 AND status = 0 AND lease = $3",
        )
        .bind(self.owner)
        .bind(request.key)
        .bind(lease)
        .bind(lease_end)
        .execute(self.store.pool())
        .await?;
        let claim = match taken_over.rows_affected() {
            0 => Claim::Running { seconds: 1 },
            _ => Claim::Unknown { id },
        };
        Ok((claim, String::new()))
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
        const KEEP: &str = "keep the answer to an idempotency key";
        let body = self.store.seal(KEEP, &answer.body, &self.bound_to(key))?;
        let query = sqlx::query(
            "UPDATE idempotency SET status = $3, media_type = $4, body = $5, expires = $6, body_key = $7 \
             WHERE owner = $1 AND request_key = $2",
        )
        .bind(self.owner)
        .bind(key)
        .bind(i64::from(answer.status))
        .bind(&answer.media_type)
        .bind(body.text)
        .bind((now + KEPT_HOURS.hours()).as_millisecond())
        .bind(body.key)
        .execute(self.store.pool());
        self.store.write(KEEP, query).await?;
        Ok(())
    }

    /// Gives the key back: the request changed nothing, so sending it again is no repetition.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn release(self, key: &str) -> Result<(), StoreError> {
        let query = sqlx::query(
            "DELETE FROM idempotency WHERE owner = $1 AND request_key = $2 AND status = 0",
        )
        .bind(self.owner)
        .bind(key)
        .execute(self.store.pool());
        self.store
            .write("give an idempotency key back", query)
            .await?;
        Ok(())
    }

    /// Keeps the key of a request that has ended without anybody knowing how; the next one with it takes it over
    /// at once.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn suspend(self, key: &str, now: Timestamp) -> Result<(), StoreError> {
        let query = sqlx::query(
            "UPDATE idempotency SET lease = $3 \
             WHERE owner = $1 AND request_key = $2 AND status = 0",
        )
        .bind(self.owner)
        .bind(key)
        .bind(now.as_millisecond())
        .execute(self.store.pool());
        self.store
            .write("put an idempotency key aside", query)
            .await?;
        Ok(())
    }
}

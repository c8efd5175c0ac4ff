//! How the tokens of a session are renewed: by one request of all, in all replicas.
//!
//! Most providers take a refresh token once, and end the session where it comes a second time. So who renews holds a lease
//! in the row; the others go on with what still holds, or wait. A renewal that was begun is brought to its end, even where
//! the request that began it is gone: the provider has given the only tokens that count.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use store::{Store, sessions::Provided};
use tokio::time::Instant;

use super::{Kept, Oidc, SignIn, TokenRefusal, TokenSignIn, Way};
use crate::{
    error_chain::Chain,
    problem::Problem,
    sign_in::{OidcError, oidc, session::Found},
};

/// For how long before their end tokens are renewed.
const EARLY: i64 = 10;

/// How long a lease lasts: longer than the provider may take. Who dies with one holds up nobody for longer.
const LEASE: SignedDuration = SignedDuration::from_secs(15);

/// How long it is waited for somebody else's renewal.
const WAIT: Duration = Duration::from_secs(18);

/// How often it is looked whether it is done.
const LOOK: Duration = Duration::from_millis(100);

/// How often it is tried to keep new tokens, which exist nowhere else.
const TRIES: u32 = 5;

impl SignIn {
    /// What the provider says, as it holds now; none where the session has ended.
    ///
    /// # Errors
    ///
    /// The database or the provider is away.
    pub(super) async fn renewed(
        &self,
        store: &Store,
        found: &Found,
    ) -> Result<Option<Provided>, TokenRefusal> {
        let (Some(oidc), Way::Cluster(tokens)) = (&self.provider, &self.way) else {
            return Ok(None);
        };
        let (sessions, digest) = (store.sessions(), &found.row.id_digest);
        let away = |error: store::StoreError| TokenRefusal::Away(Problem::from(error));
        let mut provided = found.row.noted.provided.clone();
        let begun = Instant::now();
        loop {
            let current = provided.filter(|it| it.issuer == oidc.settings().issuer);
            let Some(current) = current else {
                return Ok(None);
            };
            let now = Timestamp::now();
            let left = current.tokens_end - now.as_second();
            if left > EARLY {
                return Ok(Some(current));
            }
            let Some(kept) = Kept::open(tokens, &current.tokens, digest) else {
                return Ok(None);
            };
            let Some(refresh) = kept.refresh else {
                return Ok((left > 0).then_some(current));
            };
            let lease = sessions.take_lease(digest, current.tokens_end, now, now + LEASE);
            if lease.await.map_err(away)? {
                let renewal = Renewal {
                    oidc: Arc::clone(oidc),
                    tokens: Arc::clone(tokens),
                    store: store.clone(),
                    digest: digest.clone(),
                    provided: current,
                };
                let renewal = tokio::spawn(renewal.run(refresh));
                return match renewal.await {
                    Ok(renewed) => renewed.map_err(TokenRefusal::Away),
                    Err(error) => Err(TokenRefusal::Away(Problem::internal(error))),
                };
            }
            if left > 0 {
                return Ok(Some(current));
            }
            if begun.elapsed() > WAIT {
                let late = OidcError::Away("another replica waits for it".into());
                return Err(TokenRefusal::Away(oidc::away(&late)));
            }
            tokio::time::sleep(LOOK).await;
            let row = sessions.get(digest, Timestamp::now()).await.map_err(away)?;
            provided = row.and_then(|row| row.noted.provided);
        }
    }
}

/// One renewal, whose lease is held.
struct Renewal {
    oidc: Arc<Oidc>,
    tokens: Arc<TokenSignIn>,
    store: Store,
    digest: String,
    provided: Provided,
}

impl Renewal {
    async fn run(self, refresh: String) -> Result<Option<Provided>, Problem> {
        let sessions = self.store.sessions();
        let renewed = match self.oidc.refresh(&refresh).await {
            Ok(given) => self.read(given),
            Err(error) => Err(error),
        };
        match renewed {
            Ok(Some(provided)) => {
                self.keep(&provided).await?;
                Ok(Some(provided))
            }
            Ok(None) => {
                sessions.delete(&self.digest).await?;
                Ok(None)
            }
            Err(error) if error.is_final() => {
                tracing::info!(cause = %Chain(&error), "a provider has ended a session");
                sessions.delete(&self.digest).await?;
                Ok(None)
            }
            Err(error) => {
                tracing::warn!(cause = %Chain(&error), "a session cannot be renewed");
                sessions.give_lease_back(&self.digest).await?;
                let now = Timestamp::now().as_second();
                if self.provided.tokens_end > now {
                    Ok(Some(self.provided))
                } else {
                    Err(oidc::away(&error))
                }
            }
        }
    }

    /// What the new tokens say, groups included; none where they are of somebody else.
    fn read(&self, given: oidc::Tokens) -> Result<Option<Provided>, OidcError> {
        let subject = given.claims.get("sub").and_then(|it| it.as_str());
        if subject != Some(&*self.provided.subject) {
            return Ok(None);
        }
        let read = self.oidc.settings().names.read(&given.claims);
        let said = if self.tokens.passes_on() {
            read.unwrap_or_default()
        } else {
            read?
        };
        let claims = serde_json::to_string(&said).unwrap_or_default();
        let kept = Kept {
            id: given.id,
            refresh: given.refresh,
        };
        let Ok(sealed) = kept.seal(&self.tokens, &self.digest) else {
            return Ok(None);
        };
        Ok(Some(Provided {
            claims,
            tokens: sealed,
            tokens_end: given.end,
            ..self.provided.clone()
        }))
    }

    async fn keep(&self, provided: &Provided) -> Result<(), Problem> {
        let key = self.tokens.kept_key();
        let mut tries = 1;
        loop {
            let sessions = self.store.sessions();
            match sessions.renew(&self.digest, provided, &key).await {
                Ok(()) => return Ok(()),
                Err(error) if tries == TRIES => return Err(error.into()),
                Err(_) => tokio::time::sleep(LOOK * 2_u32.pow(tries)).await,
            }
            tries += 1;
        }
    }
}

//! How a session begins, goes on and ends.

use manifest::message::console as said;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{
    Store,
    sessions::{Noted, Provided, Session as Row},
};
use tower_sessions::{
    Expiry, Session, SessionManagerLayer,
    cookie::{SameSite, time},
    session::Id,
};

use super::{
    Identity, SessionEnd, SignIn, TokenRefusal, Way,
    elsewhere::Keyring,
    hex,
    identity::Source,
    session_store::{self, Sessions},
};
use crate::{
    app::App,
    config::SessionTimes,
    error_chain::Chain,
    problem::{Problem, ProblemType},
};

/// Where a session keeps what we put into it.
pub(super) const SESSION_KEY: &str = "signed-in";

/// The part of the idle time after which a use is noted anew: reading shall not cost a write each time.
const NOTED_EVERY: u32 = 20;

/// The most characters that are kept of how a browser calls itself.
const BROWSER: usize = 300;

/// What a session says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SignedIn {
    /// Whose it is: an [`Identity::owner`].
    pub(super) user: String,
    /// What it began with: of local sign-in the digest of the token, so that another token ends all sessions of the one
    /// before; of a token of the cluster that token itself, sealed for this very session; of a provider nothing.
    pub(super) token: String,
    /// The API server that a token of the cluster was handed over for, and to which alone it goes; empty where there is none.
    #[serde(default)]
    pub(super) server: String,
    /// When it began, in seconds since 1970.
    pub(super) began: i64,
    /// When it was last used, as far as that was noted.
    pub(super) used: i64,
}

impl SignedIn {
    /// What the row of a session says. A session of an earlier version of the console says other things, and is none.
    pub(super) fn of(row: &Row) -> Option<Self> {
        #[derive(Deserialize)]
        struct Data {
            #[serde(rename = "signed-in")]
            signed_in: SignedIn,
        }
        let Data { mut signed_in } = serde_json::from_str(&row.data).ok()?;
        signed_in.used = signed_in.used.max(row.noted.used);
        Some(signed_in)
    }

    /// Whether it has come to its end: too old, or not used for too long.
    fn has_ended(&self, times: SessionTimes, now: Timestamp) -> bool {
        let since = |then: i64| {
            Duration::from_secs(u64::try_from(now.as_second() - then).unwrap_or_default())
        };
        since(self.began) >= times.longest || since(self.used) >= times.idle
    }
}

/// A session that goes on, and its row.
pub(super) struct Found {
    pub(super) id: Id,
    pub(super) row: Row,
    pub(super) signed_in: SignedIn,
}

impl SignIn {
    /// Starts a session for somebody. The session gets a new id, so that one that was planted in the browser before is
    /// worth nothing. `browser` is how the browser calls itself; `provided` makes of the session's digest what the provider
    /// says, where one has sent the person.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(super) async fn begin(
        &self,
        store: &Store,
        session: &Session,
        identity: &Identity,
        browser: &str,
        provided: impl FnOnce(&str) -> Result<Option<Provided>, Problem>,
    ) -> Result<(), Problem> {
        let now = Timestamp::now().as_second();
        session.cycle_id().await.map_err(unavailable)?;
        session.set_expiry(Some(Expiry::AtDateTime(
            time::OffsetDateTime::now_utc() + self.times.longest,
        )));
        // What is sealed is bound to the session's id, which it has once it is kept.
        session.save().await.map_err(unavailable)?;
        let id = session
            .id()
            .ok_or_else(|| Problem::internal("a session that was kept has no id"))?;
        let (token, server) = match (&self.way, &identity.source) {
            (Way::Local { digest, .. }, _) => (hex(digest), String::new()),
            (Way::Cluster(tokens), Source::Token(held, _)) => {
                (tokens.seal_token(&held.token, id)?, held.server.clone())
            }
            (Way::Cluster(_), Source::Provider(_)) => (String::new(), String::new()),
            (Way::Cluster(_), Source::Local | Source::FurtherToken(..)) => {
                return Err(Problem::internal("nobody begins a session in this way"));
            }
        };
        let noted = Noted {
            used: now,
            browser: browser.chars().take(BROWSER).collect(),
            address: identity.actor().address,
            key: match &self.way {
                Way::Cluster(tokens) => tokens.kept_key(),
                Way::Local { .. } => String::new(),
            },
            provided: provided(&session_store::digest(id))?,
            cluster_tokens: String::new(),
        };
        let signed_in = SignedIn {
            user: identity.owner(),
            token,
            server,
            began: now,
            used: now,
        };
        session
            .insert(SESSION_KEY, signed_in)
            .await
            .map_err(unavailable)?;
        session.save().await.map_err(unavailable)?;
        let sessions = store.sessions();
        Ok(sessions.note(&session_store::digest(id), &noted).await?)
    }

    /// Starts a session for somebody whose token was right, in a browser that calls itself so.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn start(
        &self,
        store: &Store,
        session: &Session,
        identity: &Identity,
        browser: &str,
    ) -> Result<(), Problem> {
        self.begin(store, session, identity, browser, |_| Ok(None))
            .await
    }

    /// Who a session says is signed in. That counts as a use of it.
    ///
    /// # Errors
    ///
    /// The database, the cluster or the provider is away.
    pub async fn by_session(
        &self,
        store: &Store,
        session: &Session,
    ) -> Result<Option<Identity>, Problem> {
        let Some(found) = self.look_at(store, session.id()).await? else {
            return Ok(None);
        };
        let used = found.signed_in.used;
        let identity = self.identity_of(store, &found).await?;
        if identity.is_some() {
            self.note_use(store, found.id, used).await;
        }
        Ok(identity)
    }

    /// As [`Self::by_session`], and it does not count as a use: what a page that lies open asks by itself.
    ///
    /// # Errors
    ///
    /// The database, the cluster or the provider is away.
    pub async fn by_idle_session(
        &self,
        store: &Store,
        session: &Session,
    ) -> Result<Option<Identity>, Problem> {
        match self.look_at(store, session.id()).await? {
            Some(found) => self.identity_of(store, &found).await,
            None => Ok(None),
        }
    }

    /// Whose sessions a session is one of, though its token may hold no longer: who signs out need not be known to the
    /// cluster any more.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(crate) async fn owner_of(
        &self,
        store: &Store,
        session: &Session,
    ) -> Result<Option<String>, Problem> {
        let found = self.look_at(store, session.id()).await?;
        Ok(found.map(|found| found.signed_in.user))
    }

    /// A session, if it may go on as far as it says itself.
    pub(super) async fn look_at(
        &self,
        store: &Store,
        id: Option<Id>,
    ) -> Result<Option<Found>, Problem> {
        let Some(id) = id else {
            return Ok(None);
        };
        let digest = session_store::digest(id);
        let row = store.sessions().get(&digest, Timestamp::now()).await;
        let row = row.map_err(away)?;
        let found = row.and_then(|row| {
            let signed_in = SignedIn::of(&row)?;
            Some(Found { id, row, signed_in })
        });
        Ok(found.filter(|found| self.is_valid(&found.signed_in)))
    }

    pub(super) fn is_valid(&self, signed_in: &SignedIn) -> bool {
        let is_of_this_way = match &self.way {
            Way::Local { digest, .. } => signed_in.token == hex(digest),
            Way::Cluster(_) => true,
        };
        is_of_this_way && !signed_in.has_ended(self.times, Timestamp::now())
    }

    /// Who it is that a session is of; none where its token holds no longer.
    pub(super) async fn identity_of(
        &self,
        store: &Store,
        found: &Found,
    ) -> Result<Option<Identity>, Problem> {
        let tokens = match &self.way {
            Way::Local { tokens, .. } => {
                let identity = Identity::local();
                return Ok(Some(match tokens {
                    Some(_) => identity.with_keyring(Keyring::of(found, None)),
                    None => identity,
                }));
            }
            Way::Cluster(tokens) => tokens,
        };
        let identity = if found.row.noted.provided.is_some() {
            self.provided_identity(store, tokens, found).await
        } else {
            match tokens.open_token(&found.signed_in.token, found.id) {
                Some(token) => {
                    let server = Some(&*found.signed_in.server).filter(|it| !it.is_empty());
                    let identity = tokens.identify(&token, server).await;
                    identity.map(|it| Some(it.with_keyring(Keyring::of(found, None))))
                }
                None => return Ok(None),
            }
        };
        match identity {
            Ok(identity) => Ok(identity.filter(|it| it.owner() == found.signed_in.user)),
            Err(TokenRefusal::Away(problem)) => Err(problem),
            Err(_) => Ok(None),
        }
    }

    /// Notes that a session is in use, unless that was noted a moment ago. Where the database cannot be written
    /// the request goes on.
    async fn note_use(&self, store: &Store, id: Id, used: i64) {
        let now = Timestamp::now().as_second();
        let noted_for = u64::try_from(now - used).unwrap_or_default();
        if noted_for <= (self.times.idle / NOTED_EVERY).as_secs() {
            return;
        }
        let digest = session_store::digest(id);
        if let Err(error) = store.sessions().note_use(&digest, now).await {
            tracing::warn!(cause = %Chain(&error), "the use of a session was not noted");
        }
    }

    /// The end of a session, or of what somebody may as this identity in it, to be waited for; none for who is signed in
    /// without one.
    pub(crate) fn end_of(
        &self,
        app: &App,
        session: &Session,
        identity: &Identity,
    ) -> Option<SessionEnd> {
        let id = session.id()?;
        Some(self.ends.of(app, id, identity))
    }

    /// Looks at once at the sessions that streams hang on, because some may just have ended elsewhere.
    pub(crate) fn look_at_sessions(&self) {
        self.ends.look_again();
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn end(&self, session: &Session) -> Result<(), Problem> {
        session.flush().await.map_err(unavailable)?;
        self.ends.look_again();
        Ok(())
    }
}

/// The layer that gives each request its [`Session`].
///
/// The cookie is a random number without meaning; all else stays here. `Strict`, because nobody but our own
/// pages ever needs to send it.
pub(crate) fn session_layer(app: &App, port: u16) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions::new(app.store.clone()))
        .with_name(app.hosts.cookie_name("everynode", port))
        .with_http_only(true)
        .with_same_site(SameSite::Strict)
        .with_secure(app.hosts.is_secure())
        .with_path(app.hosts.cookie_path().to_owned())
}

fn unavailable(error: tower_sessions::session::Error) -> Problem {
    away(error)
}

fn away(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Problem {
    Problem::new(ProblemType::StoreUnavailable, said::sessions_away())
        .retry_after(5)
        .because(cause)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::SignedIn;
    use crate::config::SessionTimes;

    #[test]
    fn a_session_ends_by_age_and_by_rest() {
        let times = SessionTimes {
            idle: Duration::from_mins(1),
            longest: Duration::from_secs(100),
        };
        for (began, used, now, ended) in [
            (0, 0, 59, false),
            (0, 0, 60, true),
            (0, 50, 99, false),
            (0, 99, 100, true),
            // A clock that was put back ends nothing.
            (50, 50, 0, false),
        ] {
            let signed_in = SignedIn {
                user: String::new(),
                token: String::new(),
                server: String::new(),
                began,
                used,
            };
            let now = Timestamp::from_second(now).unwrap();
            assert_eq!(
                signed_in.has_ended(times, now),
                ended,
                "{signed_in:?} {now}"
            );
        }
    }
}

//! Sign-in: locally, where whoever knows the token that was printed at the start is the user `local`; or by a bearer token
//! of the cluster, which says who somebody is.

mod attempts;
mod bearer;
mod ends;
mod seal;
mod session_store;
mod trail;

use std::{fmt::Write as _, net::IpAddr, time::Duration};

use cluster::Credential;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::Store;
use subtle::ConstantTimeEq as _;
use tower_sessions::{
    Expiry, Session, SessionManagerLayer,
    cookie::{SameSite, time},
    session::Id,
};

use crate::{
    app::App,
    config::{LocalToken, SessionTimes},
    error_chain::Chain,
    problem::{Problem, ProblemType},
};
use attempts::Attempts;
use session_store::Sessions;

pub use bearer::{BearerToken, ClusterAccess, TokenSignIn};
pub use seal::{SealError, SealKeys};

pub(crate) use ends::SessionEnd;
pub(crate) use trail::Happening;

/// The name of the one user of local sign-in.
const LOCAL_USER: &str = "local";

/// What stands before the names of users of a cluster where they are told from the local one.
const OF_CLUSTER: &str = "cluster/";

/// Where a session keeps what we put into it.
const SESSION_KEY: &str = "signed-in";

/// The part of the idle time after which a use is noted anew: reading shall not cost a write each time.
const NOTED_EVERY: u32 = 20;

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The user's name, as the audit trail has it.
    pub user: String,
    /// The groups that the cluster knows the user by; none for local sign-in.
    pub groups: Vec<String>,
    credential: Credential,
    /// The token that says so, to be asked about again; none for local sign-in.
    token: Option<BearerToken>,
}

impl Identity {
    /// The one user of local sign-in, who acts as the kubeconfig says.
    fn local() -> Self {
        Self {
            user: LOCAL_USER.to_owned(),
            groups: Vec::new(),
            credential: Credential::of_kubeconfig(),
            token: None,
        }
    }

    /// Whose drafts, keys and kept answers these are: no user of a cluster is the one of local sign-in, whatever his name.
    #[must_use]
    pub fn owner(&self) -> String {
        match self.token {
            None => self.user.clone(),
            Some(_) => format!("{OF_CLUSTER}{}", self.user),
        }
    }

    /// The user's name, out of what [`Self::owner`] gave.
    pub(crate) fn name_of(owner: &str) -> &str {
        owner.strip_prefix(OF_CLUSTER).unwrap_or(owner)
    }

    /// Whether it is whoever started the console on his own machine.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        self.token.is_none()
    }

    /// With whose rights the API server is asked.
    #[must_use]
    pub const fn credential(&self) -> &Credential {
        &self.credential
    }
}

/// What a session says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SignedIn {
    user: String,
    /// What it began with: of local sign-in the digest of the token, so that another token ends all sessions of the one
    /// before; else the bearer token itself, sealed for this very session.
    token: String,
    /// When it began, in seconds since 1970.
    began: i64,
    /// When it was last used, as far as that was noted.
    used: i64,
}

impl SignedIn {
    /// Whether it has come to its end: too old, or not used for too long.
    fn has_ended(&self, times: SessionTimes, now: Timestamp) -> bool {
        let since = |then: i64| {
            Duration::from_secs(u64::try_from(now.as_second() - then).unwrap_or_default())
        };
        since(self.began) >= times.longest || since(self.used) >= times.idle
    }
}

/// Why a token does not sign in.
#[derive(Debug)]
pub enum TokenRefusal {
    /// It is none of this console, or none that the cluster knows.
    Wrong,
    /// Too many wrong ones came from this address; none is looked at for this long.
    TooMany(Duration),
    /// It is somebody's who cannot act through the console; the reason, for people.
    Unfit(String),
    /// It could not be looked at.
    Away(Problem),
}

/// Who may sign in, and how.
#[derive(Debug)]
pub struct SignIn {
    way: Way,
    times: SessionTimes,
    attempts: Attempts,
    ends: ends::SessionEnds,
}

#[derive(Debug)]
enum Way {
    /// By the token that was printed at the start, held as a digest so that neither comparing nor a memory dump gives it
    /// away.
    Local { digest: [u8; 32] },
    /// By a bearer token of the cluster.
    Cluster(Box<TokenSignIn>),
}

impl SignIn {
    /// Local sign-in by a token that somebody set.
    #[must_use]
    pub fn with_token(token: &LocalToken, times: SessionTimes) -> Self {
        Self::by(
            Way::Local {
                digest: digest(token.reveal()),
            },
            times,
        )
    }

    /// Local sign-in by a new random token of 256 bits, which is returned to be printed once.
    ///
    /// # Errors
    ///
    /// The system has no entropy.
    pub fn with_random_token(times: SessionTimes) -> Result<(Self, String), getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let token = hex(&bytes);
        let way = Way::Local {
            digest: digest(&token),
        };
        Ok((Self::by(way, times), token))
    }

    /// Sign-in by bearer tokens of the cluster.
    #[must_use]
    pub fn with_cluster(tokens: TokenSignIn, times: SessionTimes) -> Self {
        Self::by(Way::Cluster(Box::new(tokens)), times)
    }

    fn by(way: Way, times: SessionTimes) -> Self {
        Self {
            way,
            times,
            attempts: Attempts::default(),
            ends: ends::SessionEnds::default(),
        }
    }

    /// Whether it is by a token of this console, and not by one of the cluster.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        matches!(self.way, Way::Local { .. })
    }

    /// The identity that a token gives, if it is a right one. Takes as long for a wrong one.
    ///
    /// # Errors
    ///
    /// It is wrong or could not be looked at, or too many wrong ones came from the same address lately.
    pub async fn by_token(
        &self,
        token: &str,
        peer: Option<IpAddr>,
    ) -> Result<Identity, TokenRefusal> {
        let now = std::time::Instant::now;
        match &self.way {
            Way::Local { digest: right } => {
                let is_right: bool = digest(token).ct_eq(right).into();
                self.attempts.note(peer, is_right, now())?;
                Ok(Identity::local())
            }
            Way::Cluster(tokens) => {
                // Who has tried too many does not make the cluster look at more.
                self.attempts.wait(peer, now())?;
                let found = tokens.identify(&BearerToken::new(token)).await;
                let is_wrong = matches!(found, Err(TokenRefusal::Wrong));
                if is_wrong {
                    self.attempts.note(peer, false, now())?;
                }
                found
            }
        }
    }

    /// Starts a session for somebody whose token was right. The session gets a new id, so that one that was
    /// planted in the browser before is worth nothing.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn start(&self, session: &Session, identity: &Identity) -> Result<(), Problem> {
        let now = Timestamp::now().as_second();
        session.cycle_id().await.map_err(unavailable)?;
        session.set_expiry(Some(Expiry::AtDateTime(
            time::OffsetDateTime::now_utc() + self.times.longest,
        )));
        let mut signed_in = SignedIn {
            user: identity.owner(),
            token: String::new(),
            began: now,
            used: now,
        };
        match (&self.way, &identity.token) {
            (Way::Local { digest }, _) => signed_in.token = hex(digest),
            (Way::Cluster(tokens), Some(token)) => {
                // What is sealed is bound to the session's id, which it has once it is kept.
                session.save().await.map_err(unavailable)?;
                let id = session
                    .id()
                    .ok_or_else(|| Problem::internal("a session that was kept has no id"))?;
                signed_in.token = tokens.seal(token, id)?;
            }
            (Way::Cluster(_), None) => {
                return Err(Problem::internal(
                    "a local user cannot sign in to a cluster",
                ));
            }
        }
        session
            .insert(SESSION_KEY, signed_in)
            .await
            .map_err(unavailable)
    }

    /// Who a session says is signed in. That counts as a use of it.
    ///
    /// # Errors
    ///
    /// The database or the cluster is away.
    pub async fn by_session(
        &self,
        store: &Store,
        session: &Session,
    ) -> Result<Option<Identity>, Problem> {
        let Some(signed_in) = self.look_at(session).await? else {
            return Ok(None);
        };
        let identity = self.identity_of(&signed_in, session.id()).await?;
        if identity.is_some() {
            self.note_use(store, session, &signed_in).await;
        }
        Ok(identity)
    }

    /// As [`Self::by_session`], and it does not count as a use: what a page that lies open asks by itself.
    ///
    /// # Errors
    ///
    /// The database or the cluster is away.
    pub async fn by_idle_session(&self, session: &Session) -> Result<Option<Identity>, Problem> {
        match self.look_at(session).await? {
            Some(signed_in) => self.identity_of(&signed_in, session.id()).await,
            None => Ok(None),
        }
    }

    /// Whose sessions a session is one of, though its token may hold no longer: who signs out need not be known to the
    /// cluster any more.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(crate) async fn owner_of(&self, session: &Session) -> Result<Option<String>, Problem> {
        Ok(self.look_at(session).await?.map(|signed_in| signed_in.user))
    }

    async fn look_at(&self, session: &Session) -> Result<Option<SignedIn>, Problem> {
        // A session of an earlier version of the console says other things, and is none.
        let value: Option<serde_json::Value> =
            session.get(SESSION_KEY).await.map_err(unavailable)?;
        let signed_in = value.and_then(|value| serde_json::from_value(value).ok());
        Ok(signed_in.filter(|signed_in| self.is_valid(signed_in)))
    }

    /// Whether a session may go on, as far as it says itself.
    fn is_valid(&self, signed_in: &SignedIn) -> bool {
        let is_of_this_way = match &self.way {
            Way::Local { digest } => signed_in.token == hex(digest),
            Way::Cluster(_) => true,
        };
        is_of_this_way && !signed_in.has_ended(self.times, Timestamp::now())
    }

    /// Who it is that a session is of; none where its token holds no longer.
    async fn identity_of(
        &self,
        signed_in: &SignedIn,
        id: Option<Id>,
    ) -> Result<Option<Identity>, Problem> {
        let tokens = match &self.way {
            Way::Local { .. } => return Ok(Some(Identity::local())),
            Way::Cluster(tokens) => tokens,
        };
        let Some(token) = id.and_then(|id| tokens.open(&signed_in.token, id)) else {
            return Ok(None);
        };
        match tokens.identify(&token).await {
            Ok(identity) => Ok(Some(identity).filter(|it| it.owner() == signed_in.user)),
            Err(TokenRefusal::Away(problem)) => Err(problem),
            Err(_) => Ok(None),
        }
    }

    /// Whether somebody who was let in would be let in now. Where that cannot be asked it is an error.
    ///
    /// # Errors
    ///
    /// The cluster is away.
    pub(crate) async fn still_knows(&self, identity: &Identity) -> Result<bool, Problem> {
        let (Way::Cluster(tokens), Some(token)) = (&self.way, &identity.token) else {
            return Ok(true);
        };
        match tokens.identify(token).await {
            Ok(now) => Ok(now.credential == identity.credential),
            Err(TokenRefusal::Away(problem)) => Err(problem),
            Err(_) => Ok(false),
        }
    }

    /// Notes that a session is in use, unless that was noted a moment ago. Where the database cannot be written
    /// the request goes on.
    async fn note_use(&self, store: &Store, session: &Session, signed_in: &SignedIn) {
        let now = Timestamp::now().as_second();
        let noted_for = u64::try_from(now - signed_in.used).unwrap_or_default();
        if noted_for <= (self.times.idle / NOTED_EVERY).as_secs() {
            return;
        }
        let used = SignedIn {
            used: now,
            ..signed_in.clone()
        };
        let (Some(id), Ok(value)) = (session.id(), serde_json::to_value(used)) else {
            return;
        };
        if let Err(error) = Sessions::new(store.clone())
            .replace(id, SESSION_KEY, value)
            .await
        {
            tracing::warn!(cause = %Chain(&error), "the use of a session was not noted");
        }
    }

    /// The end of a session, to be waited for; none for who is signed in without one.
    pub(crate) fn end_of(&self, app: &App, session: &Session) -> Option<SessionEnd> {
        let id = session.id()?;
        Some(self.ends.of(app, id))
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

    /// Ends all sessions of an [`Identity::owner`], wherever they were begun, and says how many there were.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn end_all(&self, store: &Store, owner: &str) -> Result<u64, Problem> {
        let ended = store.sessions().delete_of(owner).await?;
        self.ends.look_again();
        Ok(ended)
    }
}

/// The layer that gives each request its [`Session`].
///
/// The cookie is a random number without meaning; all else stays here. `Strict`, because nobody but our own
/// pages ever needs to send it. Under TLS its name begins with `__Host-`, so that the browser itself sees to
/// it that it was set by this very host and over TLS. On plain HTTP browsers refuse that prefix; there the
/// name holds the port instead, because cookies do not tell ports apart and two consoles on one machine
/// would sign each other out.
pub(crate) fn session_layer(app: &App, port: u16) -> SessionManagerLayer<Sessions> {
    let is_secure = app.hosts.is_secure();
    let name = if is_secure {
        "__Host-everynode".to_owned()
    } else {
        format!("everynode-{port}")
    };
    SessionManagerLayer::new(Sessions::new(app.store.clone()))
        .with_name(name)
        .with_http_only(true)
        .with_same_site(SameSite::Strict)
        .with_secure(is_secure)
        .with_path("/")
}

fn unavailable(error: tower_sessions::session::Error) -> Problem {
    Problem::new(
        ProblemType::StoreUnavailable,
        "The console's database does not answer, so it cannot tell who you are. Try again in a moment.",
    )
    .retry_after(5)
    .because(error)
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::{SignIn, SignedIn, TokenRefusal};
    use crate::config::SessionTimes;

    #[tokio::test]
    async fn only_the_token_itself_signs_in() {
        let times = SessionTimes::default();
        let (sign_in, token) = SignIn::with_random_token(times).unwrap();
        assert_eq!(token.len(), 64);
        assert_eq!(sign_in.by_token(&token, None).await.unwrap().user, "local");
        for wrong in ["", "x", &token[1..], &format!("{token} ")] {
            let refusal = sign_in.by_token(wrong, None).await.unwrap_err();
            assert!(matches!(refusal, TokenRefusal::Wrong), "{wrong:?}");
        }
        let (_, another) = SignIn::with_random_token(times).unwrap();
        assert_ne!(token, another);
    }

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

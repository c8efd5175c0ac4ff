//! Local sign-in: whoever knows the token that was printed at the start is the user `local`.

mod attempts;
mod ends;
mod session_store;
mod trail;

use std::{fmt::Write as _, net::IpAddr, time::Duration};

use cluster::{Credential, Reader};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::Store;
use subtle::ConstantTimeEq as _;
use tower_sessions::{
    Expiry, Session, SessionManagerLayer,
    cookie::{SameSite, time},
};

use crate::{
    app::App,
    config::{LocalToken, SessionTimes},
    error_chain::Chain,
    problem::{Problem, ProblemType},
};
use attempts::Attempts;
use session_store::Sessions;

pub(crate) use ends::SessionEnd;
pub(crate) use trail::Happening;

/// The name of the one user of local sign-in.
const LOCAL_USER: &str = "local";

/// Where a session keeps what we put into it.
const SESSION_KEY: &str = "signed-in";

/// The part of the idle time after which a use is noted anew: reading shall not cost a write each time.
const NOTED_EVERY: u32 = 20;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The user's name, as the audit trail has it.
    pub user: String,
    credential: Credential,
}

impl Identity {
    /// The one user of local sign-in, who acts as the kubeconfig says.
    fn local(user: String) -> Self {
        Self {
            user,
            credential: Credential::of_kubeconfig(),
        }
    }

    /// Who reads what the console has watched.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::new(&self.user)
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
    /// The digest of the token that it began with: another token ends all sessions of the one before.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRefusal {
    /// It is not the token of this console.
    Wrong,
    /// Too many wrong ones came from this address; none is looked at for this long.
    TooMany(Duration),
}

/// Sign-in by the token, which is held as a digest so that neither comparing nor a memory dump gives it away.
#[derive(Debug)]
pub struct LocalSignIn {
    digest: [u8; 32],
    times: SessionTimes,
    attempts: Attempts,
    ends: ends::SessionEnds,
}

impl LocalSignIn {
    /// Sign-in by a token that somebody set.
    #[must_use]
    pub fn with_token(token: &LocalToken, times: SessionTimes) -> Self {
        Self::by_digest(digest(token.reveal()), times)
    }

    /// Sign-in by a new random token of 256 bits, which is returned to be printed once.
    ///
    /// # Errors
    ///
    /// The system has no entropy.
    pub fn with_random_token(times: SessionTimes) -> Result<(Self, String), getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let token = hex(&bytes);
        Ok((Self::by_digest(digest(&token), times), token))
    }

    fn by_digest(digest: [u8; 32], times: SessionTimes) -> Self {
        Self {
            digest,
            times,
            attempts: Attempts::default(),
            ends: ends::SessionEnds::default(),
        }
    }

    /// The identity that a token gives, if it is the right one. Takes as long for a wrong one.
    ///
    /// # Errors
    ///
    /// It is wrong, or too many wrong ones came from the same address lately.
    pub fn by_token(&self, token: &str, peer: Option<IpAddr>) -> Result<Identity, TokenRefusal> {
        let is_right: bool = digest(token).ct_eq(&self.digest).into();
        self.attempts
            .note(peer, is_right, std::time::Instant::now())?;
        Ok(Identity::local(LOCAL_USER.to_owned()))
    }

    /// Starts a session for somebody whose token was right. The session gets a new id, so that one that was
    /// planted in the browser before is worth nothing.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn start(&self, session: &Session, identity: &Identity) -> Result<(), Problem> {
        let now = Timestamp::now().as_second();
        let signed_in = SignedIn {
            user: identity.user.clone(),
            token: hex(&self.digest),
            began: now,
            used: now,
        };
        session.cycle_id().await.map_err(unavailable)?;
        session.set_expiry(Some(Expiry::AtDateTime(
            time::OffsetDateTime::now_utc() + self.times.longest,
        )));
        session
            .insert(SESSION_KEY, signed_in)
            .await
            .map_err(unavailable)
    }

    /// Who a session says is signed in. That counts as a use of it.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn by_session(
        &self,
        store: &Store,
        session: &Session,
    ) -> Result<Option<Identity>, Problem> {
        let Some(signed_in) = self.look_at(session).await? else {
            return Ok(None);
        };
        self.note_use(store, session, &signed_in).await;
        Ok(Some(Identity::local(signed_in.user)))
    }

    /// As [`Self::by_session`], and it does not count as a use: what a page that lies open asks by itself.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn by_idle_session(&self, session: &Session) -> Result<Option<Identity>, Problem> {
        let signed_in = self.look_at(session).await?;
        Ok(signed_in.map(|signed_in| Identity::local(signed_in.user)))
    }

    async fn look_at(&self, session: &Session) -> Result<Option<SignedIn>, Problem> {
        // A session of an earlier version of the console says other things, and is none.
        let value: Option<serde_json::Value> =
            session.get(SESSION_KEY).await.map_err(unavailable)?;
        let signed_in = value.and_then(|value| serde_json::from_value(value).ok());
        Ok(signed_in.filter(|signed_in| self.is_valid(signed_in)))
    }

    fn is_valid(&self, signed_in: &SignedIn) -> bool {
        signed_in.token == hex(&self.digest) && !signed_in.has_ended(self.times, Timestamp::now())
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

    /// Ends all sessions of a user, wherever they were begun, and says how many there were.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn end_all(&self, store: &Store, user: &str) -> Result<u64, Problem> {
        let ended = store.sessions().delete_of(user).await?;
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

    use super::{LocalSignIn, SignedIn, TokenRefusal};
    use crate::config::SessionTimes;

    #[test]
    fn only_the_token_itself_signs_in() {
        let times = SessionTimes::default();
        let (sign_in, token) = LocalSignIn::with_random_token(times).unwrap();
        assert_eq!(token.len(), 64);
        assert_eq!(sign_in.by_token(&token, None).unwrap().user, "local");
        for wrong in ["", "x", &token[1..], &format!("{token} ")] {
            let refusal = sign_in.by_token(wrong, None).unwrap_err();
            assert_eq!(refusal, TokenRefusal::Wrong, "{wrong:?}");
        }
        let (_, another) = LocalSignIn::with_random_token(times).unwrap();
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

//! Local sign-in: whoever knows the token that was printed at the start is the user `local`.

mod session_store;

use std::fmt::Write as _;

use cluster::{Credential, Reader};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use tower_sessions::{
    Expiry, Session, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
};

use crate::{
    app::App,
    config::LocalToken,
    problem::{Kind, Problem},
};
use session_store::Sessions;

/// The name of the one user of local sign-in.
const LOCAL_USER: &str = "local";

/// Where a session keeps what we put into it.
const SESSION_KEY: &str = "signed-in";

/// How long a session lasts. It is not prolonged by use, so that reading costs no write.
const SESSION_LENGTH: Duration = Duration::days(7);

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
#[derive(Debug, Serialize, Deserialize)]
struct SignedIn {
    user: String,
    /// The digest of the token if it was set by somebody: to set another one ends all sessions. A random one
    /// changes with every start, and sessions shall outlive that.
    token: Option<String>,
}

/// The token, held as a digest so that neither comparing nor a memory dump gives it away.
#[derive(Debug)]
pub struct LocalSignIn {
    digest: [u8; 32],
    is_fixed: bool,
}

impl LocalSignIn {
    /// Sign-in by a token that somebody set.
    #[must_use]
    pub fn with_token(token: &LocalToken) -> Self {
        Self {
            digest: digest(token.reveal()),
            is_fixed: true,
        }
    }

    /// Sign-in by a new random token of 256 bits, which is returned to be printed once.
    ///
    /// # Errors
    ///
    /// The system has no entropy.
    pub fn with_random_token() -> Result<(Self, String), getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let token = hex(&bytes);
        let sign_in = Self {
            digest: digest(&token),
            is_fixed: false,
        };
        Ok((sign_in, token))
    }

    /// The identity that a token gives, if it is the right one. Takes as long for a wrong one.
    #[must_use]
    pub fn by_token(&self, token: &str) -> Option<Identity> {
        let is_right: bool = digest(token).ct_eq(&self.digest).into();
        is_right.then(|| Identity::local(LOCAL_USER.to_owned()))
    }

    fn fixed_token(&self) -> Option<String> {
        self.is_fixed.then(|| hex(&self.digest))
    }

    /// Starts a session for somebody whose token was right. The session gets a new id, so that one that was
    /// planted in the browser before is worth nothing.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn start(&self, session: &Session, identity: &Identity) -> Result<(), Problem> {
        let signed_in = SignedIn {
            user: identity.user.clone(),
            token: self.fixed_token(),
        };
        session.cycle_id().await.map_err(unavailable)?;
        session
            .insert(SESSION_KEY, signed_in)
            .await
            .map_err(unavailable)
    }

    /// Who a session says is signed in.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn by_session(&self, session: &Session) -> Result<Option<Identity>, Problem> {
        let signed_in: Option<SignedIn> = session.get(SESSION_KEY).await.map_err(unavailable)?;
        Ok(signed_in
            .filter(|signed_in| signed_in.token == self.fixed_token())
            .map(|signed_in| Identity::local(signed_in.user)))
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn end(&self, session: &Session) -> Result<(), Problem> {
        session.flush().await.map_err(unavailable)
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
        .with_expiry(Expiry::OnInactivity(SESSION_LENGTH))
}

fn unavailable(error: tower_sessions::session::Error) -> Problem {
    Problem::new(
        Kind::StoreUnavailable,
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
    use super::LocalSignIn;

    #[test]
    fn only_the_token_itself_signs_in() {
        let (sign_in, token) = LocalSignIn::with_random_token().unwrap();
        assert_eq!(token.len(), 64);
        assert_eq!(sign_in.by_token(&token).unwrap().user, "local");
        for wrong in ["", "x", &token[1..], &format!("{token} ")] {
            assert_eq!(sign_in.by_token(wrong), None, "{wrong:?}");
        }
        let (_, another) = LocalSignIn::with_random_token().unwrap();
        assert_ne!(token, another);
    }
}

//! Sign-in: who somebody is, and how a session begins, goes on and ends.
//!
//! Locally, whoever knows the token that was printed at the start is the user `local`. Elsewhere a bearer token of the
//! cluster says who somebody is, or an OIDC provider does.

mod attempts;
mod bearer;
mod browser_cookie;
mod elsewhere;
mod ends;
mod identity;
mod oidc;
mod own_sessions;
mod provided;
mod seal;
mod session;
mod session_store;
mod trail;

use std::{fmt::Write as _, net::IpAddr, sync::Arc, time::Duration};

use manifest::{Message, message::console as said};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{
    clusters::Clusters,
    config::{LocalToken, SessionTimes},
    problem::Problem,
};
use attempts::Attempts;
use identity::Source;

pub use bearer::{BearerToken, TokenSignIn};
pub use contract::ClusterAccess;
pub use identity::Identity;
pub use oidc::{ClaimNames, Oidc, OidcError, OidcSettings, OidcSetupError};
pub use seal::{SealError, SealKeys};

pub(crate) use browser_cookie::BrowserCookie;
pub(crate) use ends::SessionEnd;
pub(crate) use identity::Sender;
pub(crate) use oidc::{Answer, EndSession};
pub(crate) use provided::ProviderRefusal;
pub(crate) use session::session_layer;
pub(crate) use trail::Happening;

/// Why a token does not sign in.
#[derive(Debug)]
pub enum TokenRefusal {
    /// It is none of this console, or none that the cluster knows.
    Wrong,
    /// Too many wrong ones came from this address; none is looked at for this long.
    TooMany(Duration),
    /// It is somebody's who cannot act through the console; the reason, for people.
    Unfit(Message),
    /// It could not be looked at.
    Away(Problem),
}

/// Who may sign in, and how.
#[derive(Debug)]
pub struct SignIn {
    way: Way,
    provider: Option<Arc<Oidc>>,
    times: SessionTimes,
    attempts: Attempts,
    ends: ends::SessionEnds,
}

#[derive(Debug)]
enum Way {
    /// By the token that was printed at the start, held as a digest so that neither comparing nor a memory dump gives it
    /// away.
    Local {
        digest: [u8; 32],
        /// What keeps tokens of clusters that are reached by them; none where there are none such.
        tokens: Option<Arc<TokenSignIn>>,
    },
    /// By a bearer token of the cluster.
    Cluster(Arc<TokenSignIn>),
}

impl SignIn {
    /// Local sign-in by a token that somebody set.
    #[must_use]
    pub fn with_token(token: &LocalToken, times: SessionTimes) -> Self {
        Self::by(
            Way::Local {
                digest: digest(token.reveal()),
                tokens: None,
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
        let token = random_hex()?;
        let way = Way::Local {
            digest: digest(&token),
            tokens: None,
        };
        Ok((Self::by(way, times), token))
    }

    /// Sign-in by bearer tokens of the cluster.
    #[must_use]
    pub fn with_cluster(tokens: TokenSignIn, times: SessionTimes) -> Self {
        Self::by(Way::Cluster(Arc::new(tokens)), times)
    }

    /// The same, where local people may hand over tokens for clusters that are reached by them.
    #[must_use]
    pub fn and_tokens(self, kept: TokenSignIn) -> Self {
        let way = match self.way {
            Way::Local { digest, .. } => Way::Local {
                digest,
                tokens: Some(Arc::new(kept)),
            },
            Way::Cluster(tokens) => Way::Cluster(tokens),
        };
        Self { way, ..self }
    }

    /// The same, and by an OIDC provider besides.
    #[must_use]
    pub fn and_provider(self, provider: Oidc) -> Self {
        Self {
            provider: Some(Arc::new(provider)),
            ..self
        }
    }

    fn by(way: Way, times: SessionTimes) -> Self {
        Self {
            way,
            provider: None,
            times,
            attempts: Attempts::of_wrong_tokens(),
            ends: ends::SessionEnds::default(),
        }
    }

    /// Whether it is by a token of this console, and not by one of the cluster.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        matches!(self.way, Way::Local { .. })
    }

    /// What asks clusters whose a token is, and seals tokens.
    fn keeper(&self) -> Option<&Arc<TokenSignIn>> {
        match &self.way {
            Way::Local { tokens, .. } => tokens.as_ref(),
            Way::Cluster(tokens) => Some(tokens),
        }
    }

    /// The provider that people may sign in by.
    #[must_use]
    pub fn provider(&self) -> Option<&Oidc> {
        self.provider.as_deref()
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
            Way::Local { digest: right, .. } => {
                let is_right: bool = digest(token).ct_eq(right).into();
                self.attempts.note(peer, is_right, now())?;
                Ok(Identity::local())
            }
            Way::Cluster(tokens) => {
                // Who has tried too many does not make the cluster look at more.
                self.attempts.wait(peer, now())?;
                let found = tokens.identify(&BearerToken::new(token), None).await;
                let is_wrong = matches!(found, Err(TokenRefusal::Wrong));
                if is_wrong {
                    self.attempts.note(peer, false, now())?;
                }
                found
            }
        }
    }

    /// The identity that a token of a further cluster gives there, and there alone.
    ///
    /// # Errors
    ///
    /// As [`Self::by_token`]; also where that cluster is not reached by tokens.
    pub(crate) async fn by_token_of(
        &self,
        (clusters, name): (&Clusters, &str),
        token: &str,
        peer: Option<IpAddr>,
    ) -> Result<Identity, TokenRefusal> {
        let is_of_sign_in = matches!(&self.way, Way::Cluster(tokens) if tokens.cluster() == name);
        if is_of_sign_in {
            return self.by_token(token, peer).await;
        }
        let now = std::time::Instant::now;
        let usual = self.usual();
        let way = clusters.access_of(name).unwrap_or(usual);
        let keeper = self.keeper().filter(|_| way != ClusterAccess::Kubeconfig);
        let Some(keeper) = keeper else {
            return Err(TokenRefusal::Unfit(said::token_not_needed(name)));
        };
        self.attempts.wait(peer, now())?;
        let token = BearerToken::new(token);
        let there = (clusters, name, None);
        let found = keeper.identify_at(there, way, &token).await;
        if matches!(found, Err(TokenRefusal::Wrong)) {
            self.attempts.note(peer, false, now())?;
        }
        let found = found?;
        Ok(Identity {
            user: found.user.username,
            groups: found.user.groups,
            sender: Sender::default(),
            credential: found.credential,
            source: Source::FurtherToken(found.held, name.to_owned()),
            usual,
            keyring: None,
            at: None,
        })
    }

    /// How clusters are reached that have no way of their own.
    pub(crate) fn usual(&self) -> ClusterAccess {
        match &self.way {
            Way::Local { .. } => ClusterAccess::Kubeconfig,
            Way::Cluster(tokens) => tokens.access(),
        }
    }

    /// Whether somebody who was let in would be let in now. Where that cannot be asked it is an error. Of somebody whom a
    /// provider has sent that says the session ([`SessionEnd`]).
    ///
    /// # Errors
    ///
    /// The cluster is away.
    pub(crate) async fn still_knows(
        &self,
        clusters: &Clusters,
        identity: &Identity,
    ) -> Result<bool, Problem> {
        let Some(keeper) = self.keeper() else {
            return Ok(true);
        };
        let there = identity.at.as_ref();
        let (held, cluster) = match (there, &identity.source) {
            (Some(there), _) => match &there.held {
                Some(held) => (held, &there.cluster),
                None => return Ok(true),
            },
            (None, Source::Token(held, of) | Source::FurtherToken(held, of)) => (held, of),
            (None, Source::Local | Source::Provider(_)) => return Ok(true),
        };
        let way = clusters.access_of(cluster).unwrap_or(identity.usual);
        let there = (clusters, cluster.as_str(), Some(&*held.server));
        match keeper.identify_at(there, way, &held.token).await {
            Ok(found) => Ok(found.credential == identity.credential),
            Err(TokenRefusal::Away(problem)) => Err(problem),
            Err(_) => Ok(false),
        }
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// 256 random bits as hexadecimal digits.
fn random_hex() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
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
    use super::{SignIn, TokenRefusal};
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
}

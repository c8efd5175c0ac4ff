//! Sign-in by a bearer token of the cluster: whose it is says the API server, for a short while at a time.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use cluster::{Credential, Impersonation, TokenUser};
use contract::ClusterAccess;
use tokio::time::Instant;
use tower_sessions::session::Id;

use super::{
    Identity, SealKeys, TokenRefusal, digest,
    identity::{Held, Sender, Source},
    session_store,
};
use crate::{
    clusters::{Clusters, Entry},
    problem::{Problem, ProblemType, of_credential},
};

/// How long it holds what the API server has said of a token.
const HOLDS: Duration = Duration::from_secs(25);
/// Of how many tokens that is kept.
const MOST: usize = 4096;

/// A bearer token. It is shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken(Arc<str>);

impl BearerToken {
    /// This token.
    #[must_use]
    pub fn new(token: &str) -> Self {
        Self(token.into())
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BearerToken")
    }
}

/// Sign-in by bearer tokens of a cluster.
pub struct TokenSignIn {
    clusters: Clusters,
    /// The cluster whose tokens they are. It is looked up each time: there may be another way to it by then.
    cluster: String,
    access: ClusterAccess,
    /// For whom tokens must be; the API server itself where none is named.
    audiences: Vec<String>,
    seal: Arc<SealKeys>,
    /// What the API server has said of tokens, by their digests.
    known: Mutex<HashMap<[u8; 32], Known>>,
}

/// Somebody whom an API server knows by a token.
pub(super) struct Recognized {
    pub(super) user: TokenUser,
    /// What that one acts there with.
    pub(super) credential: Credential,
    /// The token, for this API server alone.
    pub(super) held: Held,
}

#[derive(Clone)]
struct Known {
    user: Option<TokenUser>,
    asked: Instant,
}

impl fmt::Debug for TokenSignIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenSignIn")
            .field("cluster", &self.cluster)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

impl TokenSignIn {
    /// Sign-in to the cluster of this name.
    #[must_use]
    pub fn new(
        (clusters, cluster): (Clusters, String),
        access: ClusterAccess,
        audiences: Vec<String>,
        seal: impl Into<Arc<SealKeys>>,
    ) -> Self {
        Self {
            clusters,
            cluster,
            access,
            audiences,
            seal: seal.into(),
            known: Mutex::default(),
        }
    }

    /// Whose a token of the cluster of sign-in is, where it may go to any API server or to this one alone.
    ///
    /// # Errors
    ///
    /// As [`Self::identify_at`].
    pub(super) async fn identify(
        &self,
        token: &BearerToken,
        server: Option<&str>,
    ) -> Result<Identity, TokenRefusal> {
        let way = self
            .clusters
            .access_of(&self.cluster)
            .unwrap_or(self.access);
        let home = (&self.clusters, self.cluster.as_str(), server);
        let found = self.identify_at(home, way, token).await?;
        Ok(Identity {
            user: found.user.username,
            groups: found.user.groups,
            sender: Sender::default(),
            credential: found.credential,
            source: Source::Token(found.held, self.cluster.clone()),
            usual: self.access,
            keyring: None,
            at: None,
        })
    }

    /// Whose a token of a cluster is that is reached so, and what that one acts there with. The token goes to that cluster
    /// and to no other; where it was handed over for one API server, to no other that is called alike by now.
    ///
    /// # Errors
    ///
    /// Nobody's, or somebody's who cannot act through the console, or it could not be asked.
    pub(super) async fn identify_at(
        &self,
        (clusters, cluster, server): (&Clusters, &str, Option<&str>),
        way: ClusterAccess,
        token: &BearerToken,
    ) -> Result<Recognized, TokenRefusal> {
        // What no header can hold is nobody's token, and the API server would not be asked in vain.
        if Credential::bearer(&token.0).is_err() || token.0.is_empty() {
            return Err(TokenRefusal::Wrong);
        }
        let there = clusters.of_the_console(cluster).await.map_err(away)?;
        let of = there.server();
        if server.is_some_and(|server| server != of) {
            return Err(TokenRefusal::Wrong);
        }
        // What one API server has said of it, another one that is called alike by now has not.
        let key = digest(&format!("{cluster}\n{of}\n{}", token.0));
        let known = self.lock().get(&key).cloned();
        let known = known.filter(|known| known.asked.elapsed() < HOLDS);
        let user = if let Some(known) = known {
            known.user
        } else {
            let asked = Instant::now();
            let user = there.cluster.token_user(&token.0, &self.audiences).await;
            let user = user.map_err(|error| away(error.into()))?;
            let found = Known {
                user: user.clone(),
                asked,
            };
            self.keep(key, found);
            user
        };
        let user = user.ok_or(TokenRefusal::Wrong)?;
        let credential = match way {
            ClusterAccess::Impersonate => Credential::impersonating(&Impersonation {
                user: user.username.clone(),
                groups: user.groups.clone(),
                extra: user.extra.clone().into_iter().collect(),
            }),
            // Whoever comes with a token never has the rights of the kubeconfig.
            ClusterAccess::PassThrough | ClusterAccess::Token | ClusterAccess::Kubeconfig => {
                Credential::bearer(&token.0)
            }
        };
        Ok(Recognized {
            user,
            credential: credential.map_err(|error| TokenRefusal::Unfit(of_credential(&error)))?,
            held: Held {
                token: token.clone(),
                server: of.to_owned(),
            },
        })
    }

    fn keep(&self, key: [u8; 32], found: Known) {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.retain(|_, known| known.asked.elapsed() < HOLDS);
            if known.len() >= MOST {
                known.clear();
            }
        }
        known.insert(key, found);
    }

    /// Seals a token for a session.
    ///
    /// # Errors
    ///
    /// The system has no entropy.
    pub(super) fn seal_token(&self, token: &BearerToken, session: Id) -> Result<String, Problem> {
        self.seal(token.0.as_bytes(), &session_store::digest(session))
    }

    /// Seals a secret that belongs to something.
    ///
    /// # Errors
    ///
    /// The system has no entropy.
    pub(super) fn seal(&self, secret: &[u8], bound_to: &str) -> Result<String, Problem> {
        let sealed = self.seal.seal(secret, bound_to.as_bytes());
        sealed.map_err(Problem::internal)
    }

    /// The token that was sealed for a session; none where it was sealed for another one, or with a key that is not known.
    pub(super) fn open_token(&self, sealed: &str, session: Id) -> Option<BearerToken> {
        let opened = self.open(sealed, &session_store::digest(session))?;
        Some(BearerToken::new(std::str::from_utf8(&opened).ok()?))
    }

    /// The secret that was sealed for something.
    pub(super) fn open(&self, sealed: &str, bound_to: &str) -> Option<Vec<u8>> {
        self.seal.open(sealed, bound_to.as_bytes())
    }

    /// The name of the key that seals, where it outlives the process.
    pub(super) fn kept_key(&self) -> String {
        self.seal.kept_key().unwrap_or_default().to_owned()
    }

    /// The cluster whose tokens they are, as the console itself reaches it.
    ///
    /// # Errors
    ///
    /// It is away.
    pub(super) async fn home(&self) -> Result<Entry, Problem> {
        self.clusters.of_the_console(&self.cluster).await
    }

    /// How people reach the cluster, and those that have no way of their own.
    pub(super) const fn access(&self) -> ClusterAccess {
        self.access
    }

    /// Whether the ID tokens of a provider go on to the cluster of sign-in, which then says who somebody is.
    pub(super) fn passes_on(&self) -> bool {
        let own = self.clusters.access_of(&self.cluster);
        matches!(
            own.unwrap_or(self.access),
            ClusterAccess::PassThrough | ClusterAccess::Kubeconfig
        )
    }

    /// The name of the cluster.
    pub(super) fn cluster(&self) -> &str {
        &self.cluster
    }

    /// The token itself, to be sealed with others.
    pub(super) fn reveal(token: &BearerToken) -> &str {
        &token.0
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whose a token is could not be asked.
fn away(problem: Problem) -> TokenRefusal {
    let kind = match problem.kind() {
        ProblemType::NotFound => return TokenRefusal::Away(problem),
        // That the console itself may not ask is no fault of who signs in.
        ProblemType::Forbidden => ProblemType::ClusterUnavailable,
        kind => kind,
    };
    let detail = "The cluster cannot be asked whose the token is, so nobody can sign in. Try again in a moment.";
    let cause = problem.detail();
    TokenRefusal::Away(Problem::new(kind, detail).retry_after(5).because(cause))
}

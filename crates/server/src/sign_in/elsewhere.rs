//! Who somebody is in a cluster that is reached in another way than the one of sign-in: by a token of that cluster, which was
//! handed over for it, or by what the provider says.
//!
//! What was handed over is with the session, sealed for it, and remembers to which API server it may go: a cluster that is
//! called alike later gets nothing of it.

mod told;

use std::{collections::BTreeMap, net::IpAddr};

use cluster::{Credential, Impersonation};
use contract::ClusterAccess;
use manifest::message::console as said;
use serde::{Deserialize, Serialize};
use store::{Store, sessions::Provided};
use tower_sessions::Session;

use super::{
    BearerToken, Identity, SignIn, TokenRefusal, TokenSignIn,
    identity::{Source, There},
    oidc::Said,
    session::Found,
};
use crate::{
    app::App,
    clusters::Clusters,
    problem::{Problem, ProblemType, of_credential},
};

/// How often it is tried to keep a token that another request of the session competes with.
const TRIES: u32 = 5;

/// The most tokens of one session.
const MOST: usize = 100;

/// What a session has for further clusters, as it is sealed.
#[derive(Debug)]
pub(super) struct Keyring {
    /// What the session is known by in the database.
    digest: String,
    tokens: String,
    provided: Option<Provided>,
}

/// The tokens of a session by the clusters that they are for.
type Tokens = BTreeMap<String, KeptToken>;

/// One of them.
#[derive(Serialize, Deserialize)]
struct KeptToken {
    token: String,
    /// The API server that it was handed over for.
    server: String,
}

impl Keyring {
    /// That of a session, with what the provider says by now.
    pub(super) fn of(found: &Found, provided: Option<Provided>) -> Self {
        Self {
            digest: found.row.id_digest.clone(),
            tokens: found.row.noted.cluster_tokens.clone(),
            provided,
        }
    }

    fn tokens(&self, keeper: &TokenSignIn) -> Tokens {
        opened(keeper, &self.tokens, &self.digest)
    }
}

/// What a session has for further clusters; nothing where it was sealed with a key that is not known.
fn opened(keeper: &TokenSignIn, sealed: &str, digest: &str) -> Tokens {
    if sealed.is_empty() {
        return Tokens::new();
    }
    let opened = keeper.open(sealed, &bound_to(digest));
    opened
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}

fn bound_to(digest: &str) -> String {
    format!("{digest} clusters")
}

impl SignIn {
    /// Who somebody is in a cluster, with what goes there and nowhere else.
    ///
    /// # Errors
    ///
    /// A [`ProblemType::ClusterTokenRequired`] where a token of that cluster is missing or holds no longer; or it cannot be
    /// asked.
    pub(crate) async fn at(
        &self,
        clusters: &Clusters,
        identity: Identity,
        name: &str,
    ) -> Result<Identity, Problem> {
        // Of one that is not known says so who asks for it.
        if !clusters.is_known(name) {
            return Ok(identity);
        }
        let own = clusters.access_of(name);
        if identity.is_for(name, own) {
            return Ok(identity);
        }
        let way = own.unwrap_or(identity.usual);
        let missing = || Problem::new(ProblemType::ClusterTokenRequired, said::no_token_of(name));
        let (Some(keeper), Some(keyring)) = (self.keeper(), identity.keyring.clone()) else {
            return Err(missing());
        };
        let (token, server) = if needs_token(&identity, way) {
            let mut tokens = keyring.tokens(keeper);
            let kept = tokens.remove(name).ok_or_else(missing)?;
            // The name may lead elsewhere by now.
            if clusters.of_the_console(name).await?.server() != kept.server {
                let words = said::token_of_another(name);
                return Err(Problem::new(ProblemType::ClusterTokenRequired, words));
            }
            (BearerToken::new(&kept.token), Some(kept.server))
        } else {
            let provided = keyring.provided.as_ref();
            let id = provided.and_then(|it| super::provided::id_token(keeper, it, &keyring.digest));
            match (way, provided) {
                (ClusterAccess::PassThrough, _) => {
                    (BearerToken::new(&id.ok_or_else(missing)?), None)
                }
                (_, Some(provided)) => return named(identity, name, provided),
                (_, None) => return Err(missing()),
            }
        };
        let there = (clusters, name, server.as_deref());
        let found = keeper.identify_at(there, way, &token).await;
        let found = found.map_err(|refusal| match refusal {
            TokenRefusal::Away(problem) => problem,
            TokenRefusal::Unfit(why) => Problem::new(ProblemType::Forbidden, why),
            TokenRefusal::Wrong | TokenRefusal::TooMany(_) => {
                match &identity.source {
                    // No other token is of use there either.
                    Source::Provider(issuer) if !needs_token(&identity, way) => {
                        let words = said::provider_not_trusted_there(name, issuer.as_str());
                        Problem::new(ProblemType::Forbidden, words)
                    }
                    _ => {
                        let words = said::token_of_no_use(name);
                        Problem::new(ProblemType::ClusterTokenRequired, words)
                    }
                }
            }
        })?;
        Ok(identity.recognized(name, found))
    }

    /// Keeps a token of a cluster with a session, once that cluster knows it, and says who it is there.
    ///
    /// # Errors
    ///
    /// The cluster does not know it or cannot be asked, or the database is away.
    pub(crate) async fn keep_token(
        &self,
        app: &App,
        session: &Session,
        identity: Identity,
        (name, token): (&str, &str),
        peer: Option<IpAddr>,
    ) -> Result<Identity, TokenRefusal> {
        let now = std::time::Instant::now;
        let own = app.clusters.access_of(name);
        let way = own.unwrap_or(identity.usual);
        let needs = !identity.is_for(name, own) && needs_token(&identity, way);
        let Some(keeper) = self.keeper().filter(|_| needs) else {
            return Err(TokenRefusal::Unfit(said::token_not_needed(name)));
        };
        self.attempts.wait(peer, now())?;
        let there = (&app.clusters, name, None);
        let token = BearerToken::new(token);
        let found = keeper.identify_at(there, way, &token).await;
        if matches!(found, Err(TokenRefusal::Wrong)) {
            self.attempts.note(peer, false, now())?;
        }
        let found = found?;
        let kept = || KeptToken {
            token: TokenSignIn::reveal(&found.held.token).to_owned(),
            server: found.held.server.clone(),
        };
        let changed = self.change_tokens(&app.store, (session, &identity), |tokens| {
            tokens.insert(name.to_owned(), kept());
            tokens.len() <= MOST
        });
        if !changed.await.map_err(TokenRefusal::Away)? {
            return Err(TokenRefusal::Unfit(said::no_session_for_token()));
        }
        Ok(identity.recognized(name, found))
    }

    /// Forgets the token of a cluster, and says whether there was one. What was open with it ends.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(crate) async fn forget_token(
        &self,
        store: &Store,
        (session, identity): (&Session, &Identity),
        name: &str,
    ) -> Result<bool, Problem> {
        let of = (session, identity);
        let changed = self.change_tokens(store, of, |tokens| tokens.remove(name).is_some());
        let changed = changed.await?;
        self.ends.look_again();
        Ok(changed)
    }

    /// Changes the tokens of somebody's own session, whatever another request does to them at the same time; `change` says whether there
    /// is something to keep. Whether something was kept.
    async fn change_tokens(
        &self,
        store: &Store,
        (session, identity): (&Session, &Identity),
        change: impl Fn(&mut Tokens) -> bool,
    ) -> Result<bool, Problem> {
        let Some(keeper) = self.keeper() else {
            return Ok(false);
        };
        for _ in 0..TRIES {
            // Who sends a token of his own is not who began the session that comes along.
            let found = self.look_at(store, session.id()).await?;
            let own = found.filter(|found| found.signed_in.user == identity.owner());
            let Some(found) = own else {
                return Ok(false);
            };
            let (digest, before) = (&found.row.id_digest, &found.row.noted.cluster_tokens);
            let mut tokens = opened(keeper, before, digest);
            if !change(&mut tokens) {
                return Ok(false);
            }
            let now = if tokens.is_empty() {
                String::new()
            } else {
                let text = serde_json::to_vec(&tokens).map_err(Problem::internal)?;
                keeper.seal(&text, &bound_to(digest))?
            };
            let (sessions, key) = (store.sessions(), keeper.kept_key());
            let kept = sessions.keep_cluster_tokens(digest, (before, &now), &key);
            if kept.await? {
                return Ok(true);
            }
        }
        let words = said::sessions_away();
        Err(Problem::new(ProblemType::StoreUnavailable, words).retry_after(1))
    }
}

/// Whether somebody needs a token of a cluster that is reached so beside what he signed in with. Nobody reaches one with the
/// rights of the kubeconfig who came with a token.
fn needs_token(identity: &Identity, way: ClusterAccess) -> bool {
    match (&identity.source, way) {
        (Source::Local, ClusterAccess::Kubeconfig)
        | (Source::Provider(_), ClusterAccess::PassThrough | ClusterAccess::Impersonate) => false,
        (Source::Local | Source::Provider(_) | Source::Token(..) | Source::FurtherToken(..), _) => {
            true
        }
    }
}

/// Somebody as the provider names him, who acts by the console's right to impersonate.
fn named(identity: Identity, cluster: &str, provided: &Provided) -> Result<Identity, Problem> {
    let said: Said = serde_json::from_str(&provided.claims).map_err(Problem::internal)?;
    let credential = Credential::impersonating(&Impersonation {
        user: said.user.clone(),
        groups: said.groups.clone(),
        extra: said.extra,
    });
    let refused = |error: cluster::CredentialError| {
        Problem::new(
            ProblemType::Forbidden,
            said::cannot_be_named(cluster, of_credential(&error)),
        )
    };
    let there = There {
        cluster: cluster.to_owned(),
        user: said.user,
        groups: said.groups,
        held: None,
    };
    Ok(identity.acting(credential.map_err(refused)?, there))
}

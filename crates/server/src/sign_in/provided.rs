//! Sign-in by a provider, from its beginning in one replica to its end in any other.
//!
//! What must be known at the end is in the database, sealed for the browser that began it. So several may be under way at
//! once, each with its own state and nonce, nothing piles up in cookies, and nobody is signed in by a link of somebody else.

mod renewal;
mod trust;

use std::{net::IpAddr, time::Duration};

use cluster::{Credential, Impersonation};
use jiff::{Timestamp, ToSpan};
use manifest::{Message, message::provider as said};
use serde::{Deserialize, Serialize};
use store::{
    Store, StoreError,
    sessions::{EndedBy, Provided},
};
use tower_sessions::Session;

use super::{
    BearerToken, Identity, Oidc, SignIn, TokenRefusal, TokenSignIn, Way, digest,
    elsewhere::Keyring,
    hex,
    identity::{Sender, Source},
    oidc::{Answer, EndSession, OidcError, Pending, Said},
    random_hex,
    session::Found,
};
use crate::problem::{Problem, of_credential};

/// How long somebody may take at the provider, in minutes.
const PATIENCE: i64 = 15;

/// How long the id of a logout token is remembered, in minutes: for longer than one may be old.
const REMEMBERED: i64 = 5;

/// Why a provider does not sign somebody in.
#[derive(Debug)]
pub(crate) enum ProviderRefusal {
    /// The console has none.
    None,
    /// Too many sign-ins were begun from this address; none more for this long.
    TooMany(Duration),
    /// Nothing like it was begun in this browser, or it was ended already, or long ago.
    Stale,
    /// The provider refuses, is away, or says what does not count.
    Provider(OidcError),
    /// The cluster does not believe the provider.
    Untrusted {
        /// Which provider.
        issuer: String,
        /// For whom its tokens are.
        audience: String,
    },
    /// It is somebody who cannot act through the console; the reason, for people.
    Unfit(Message),
    /// The database or the cluster is away.
    Away(Problem),
}

impl ProviderRefusal {
    /// What happened, for who was not there.
    pub(crate) fn said(&self) -> Message {
        match self {
            Self::None => said::none(),
            Self::TooMany(_) => said::too_many_begun(),
            Self::Stale => said::stale(),
            Self::Provider(error) => error.said(),
            Self::Untrusted { issuer, audience } => said::untrusted(issuer, audience),
            Self::Unfit(why) => why.clone(),
            Self::Away(problem) => problem.said(),
        }
    }
}

impl From<OidcError> for ProviderRefusal {
    fn from(error: OidcError) -> Self {
        Self::Provider(error)
    }
}

impl From<Problem> for ProviderRefusal {
    fn from(problem: Problem) -> Self {
        Self::Away(problem)
    }
}

impl From<StoreError> for ProviderRefusal {
    fn from(error: StoreError) -> Self {
        Self::Away(error.into())
    }
}

/// The tokens of a session, as they are sealed.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh: Option<String>,
}

impl SignIn {
    fn parts(&self) -> Option<(&Oidc, &TokenSignIn)> {
        match (&self.provider, &self.way) {
            (Some(oidc), Way::Cluster(tokens)) => Some((oidc, tokens)),
            _ => None,
        }
    }

    /// Begins a sign-in in a browser, which is known by a random text, and says where at the provider it goes on.
    ///
    /// # Errors
    ///
    /// There is no provider, it is away, or too many were begun.
    pub(crate) async fn begin_at_provider(
        &self,
        store: &Store,
        browser: &str,
        next: &str,
        peer: Option<IpAddr>,
    ) -> Result<String, ProviderRefusal> {
        let (oidc, tokens) = self.parts().ok_or(ProviderRefusal::None)?;
        oidc.count(peer).map_err(ProviderRefusal::TooMany)?;
        let state = random_hex().map_err(Problem::internal)?;
        let (address, pending) = oidc.begin(&state, next).await?;
        let key = hex(&digest(&state));
        let data = serde_json::to_vec(&pending).map_err(Problem::internal)?;
        let sealed = tokens.seal(&data, &bound_to(&key, browser))?;
        let expires = Timestamp::now() + PATIENCE.minutes();
        store.sign_ins().begin(&key, &sealed, expires).await?;
        Ok(address)
    }

    /// Ends a sign-in that was begun in a browser: begins a session and says who it is, and where that one wanted to go.
    /// `agent` is how the browser calls itself.
    ///
    /// # Errors
    ///
    /// See [`ProviderRefusal`].
    pub(crate) async fn finish_at_provider(
        &self,
        store: &Store,
        session: &Session,
        answer: &Answer,
        browser: &str,
        agent: &str,
        sender: Sender,
    ) -> Result<(Identity, String), ProviderRefusal> {
        let (oidc, tokens) = self.parts().ok_or(ProviderRefusal::None)?;
        let key = hex(&digest(&answer.state));
        let sealed = store.sign_ins().take(&key, Timestamp::now()).await?;
        let pending: Pending = sealed
            .and_then(|sealed| tokens.open(&sealed, &bound_to(&key, browser)))
            .and_then(|data| serde_json::from_slice(&data).ok())
            .ok_or(ProviderRefusal::Stale)?;
        let given = oidc.finish(answer, &pending).await?;
        let read = oidc.settings().names.read(&given.claims);
        let said = if tokens.passes_on() {
            // A further cluster to which the console names people says what it lacks.
            read.unwrap_or_default()
        } else {
            read?
        };
        let identity = identity(tokens, &oidc.settings().issuer, &said, &given.id).await;
        let identity = identity.map_err(|refusal| match refusal {
            TokenRefusal::Wrong => ProviderRefusal::Untrusted {
                issuer: oidc.settings().issuer.clone(),
                audience: oidc.settings().client_id.clone(),
            },
            TokenRefusal::TooMany(wait) => ProviderRefusal::TooMany(wait),
            TokenRefusal::Unfit(why) => ProviderRefusal::Unfit(why),
            TokenRefusal::Away(problem) => ProviderRefusal::Away(problem),
        })?;
        let identity = identity.sent_by(sender);
        let text = |name: &str| {
            let text = given.claims.get(name).and_then(|it| it.as_str());
            text.unwrap_or_default().to_owned()
        };
        let provided = |id: &str| {
            Ok(Some(Provided {
                issuer: oidc.settings().issuer.clone(),
                subject: text("sub"),
                sid: text("sid"),
                claims: serde_json::to_string(&said).map_err(Problem::internal)?,
                tokens: Kept {
                    id: given.id.clone(),
                    refresh: given.refresh.clone(),
                }
                .seal(tokens, id)?,
                tokens_end: given.end,
            }))
        };
        self.begin(store, session, &identity, agent, provided)
            .await?;
        Ok((identity, pending.next))
    }

    /// Who somebody is whom a provider has sent, by what it says now; none where the session has ended there.
    ///
    /// # Errors
    ///
    /// The database, the cluster or the provider is away, or it is somebody who cannot act any more.
    pub(super) async fn provided_identity(
        &self,
        store: &Store,
        tokens: &TokenSignIn,
        found: &Found,
    ) -> Result<Option<Identity>, TokenRefusal> {
        let Some(provided) = self.renewed(store, found).await? else {
            return Ok(None);
        };
        let Ok(said) = serde_json::from_str::<Said>(&provided.claims) else {
            return Ok(None);
        };
        let id = if tokens.passes_on() {
            match id_token(tokens, &provided, &found.row.id_digest) {
                Some(id) => id,
                None => return Ok(None),
            }
        } else {
            String::new()
        };
        let identity = identity(tokens, &provided.issuer, &said, &id).await?;
        let keyring = Keyring::of(found, Some(provided));
        Ok(Some(identity.with_keyring(keyring)))
    }

    /// How a browser ends the session at the provider as well; none where no provider began it.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(crate) async fn end_at_provider(
        &self,
        store: &Store,
        session: &Session,
    ) -> Result<Option<EndSession>, Problem> {
        let Some((oidc, tokens)) = self.parts() else {
            return Ok(None);
        };
        let found = self.look_at(store, session.id()).await?;
        let kept = found.and_then(|found| {
            let provided = found.row.noted.provided?;
            Kept::open(tokens, &provided.tokens, &found.row.id_digest)
        });
        Ok(match kept {
            Some(kept) => oidc.end_session(&kept.id).await,
            None => None,
        })
    }

    /// Ends the sessions that a logout token of the provider names, in all replicas, and says how many there were. That
    /// there are none is no error.
    ///
    /// # Errors
    ///
    /// The token does not count, or came before.
    pub(crate) async fn end_by_provider(
        &self,
        store: &Store,
        token: &str,
    ) -> Result<u64, ProviderRefusal> {
        let (oidc, _) = self.parts().ok_or(ProviderRefusal::None)?;
        let ended = oidc.logged_out(token).await?;
        let id = hex(&digest(&ended.id));
        let expires = Timestamp::now() + REMEMBERED.minutes();
        if !store.sign_ins().spend(&id, expires).await? {
            return Err(OidcError::Token(said::used_before()).into());
        }
        let named = if ended.sid.is_empty() {
            EndedBy::Subject(&ended.subject)
        } else {
            EndedBy::Sid(&ended.sid)
        };
        let sessions = store.sessions();
        let count = sessions
            .delete_provided(&oidc.settings().issuer, named)
            .await?;
        self.ends.look_again();
        Ok(count)
    }
}

impl Kept {
    fn seal(&self, tokens: &TokenSignIn, session: &str) -> Result<String, Problem> {
        let text = serde_json::to_vec(self).map_err(Problem::internal)?;
        tokens.seal(&text, session)
    }

    fn open(tokens: &TokenSignIn, sealed: &str, session: &str) -> Option<Self> {
        serde_json::from_slice(&tokens.open(sealed, session)?).ok()
    }
}

/// The ID token of a session.
pub(super) fn id_token(tokens: &TokenSignIn, provided: &Provided, session: &str) -> Option<String> {
    Some(Kept::open(tokens, &provided.tokens, session)?.id)
}

/// Who somebody is: by what the provider says, or by what the cluster says of the ID token.
async fn identity(
    tokens: &TokenSignIn,
    issuer: &str,
    said: &Said,
    id_token: &str,
) -> Result<Identity, TokenRefusal> {
    if tokens.passes_on() {
        let identity = tokens.identify(&BearerToken::new(id_token), None).await?;
        return Ok(Identity {
            source: Source::Provider(issuer.to_owned()),
            ..identity
        });
    }
    let credential = Credential::impersonating(&Impersonation {
        user: said.user.clone(),
        groups: said.groups.clone(),
        extra: said.extra.clone(),
    });
    Ok(Identity {
        user: said.user.clone(),
        groups: said.groups.clone(),
        credential: credential.map_err(|error| TokenRefusal::Unfit(of_credential(&error)))?,
        source: Source::Provider(issuer.to_owned()),
        sender: Sender::default(),
        usual: tokens.access(),
        keyring: None,
        at: None,
    })
}

fn bound_to(state_digest: &str, browser: &str) -> String {
    format!("{state_digest} {}", hex(&digest(browser)))
}

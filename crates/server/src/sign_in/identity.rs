//! `Identity`: who is signed in, and with whose rights that one acts.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::extract::{ConnectInfo, FromRequestParts};
use cluster::Credential;
use http::{Extensions, HeaderMap, request::Parts};
use store::audit::Actor;

use super::{BearerToken, ClusterAccess, bearer::Recognized, elsewhere::Keyring};
use crate::{app::App, config::TrustedProxy, middleware::request_id::RequestId};

/// The name of the one user of local sign-in.
const LOCAL_USER: &str = "local";

/// What stands before the names of users of a cluster where they are told from the local one.
const OF_CLUSTER: &str = "cluster/";

/// What stands before those of users of a further cluster, whose name comes next. Who is called alike in two of them is not the
/// same one.
const OF_FURTHER: &str = "further/";

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The user's name, as the audit trail has it.
    pub user: String,
    /// The groups that the cluster knows the user by; none for local sign-in.
    pub groups: Vec<String>,
    /// The request that it is about.
    pub(crate) sender: Sender,
    pub(super) credential: Credential,
    pub(super) source: Source,
    /// How clusters are reached that have no way of their own.
    pub(super) usual: ClusterAccess,
    /// What the session has for further clusters; none without one.
    pub(super) keyring: Option<Arc<Keyring>>,
    /// Which cluster the credential was made for, where that is not the one of sign-in.
    pub(super) at: Option<There>,
}

/// A token, and the one API server that it may go to, whatever else is called alike by now.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) token: BearerToken,
    /// Which one: a [`cluster::Cluster::server`].
    pub(super) server: String,
}

/// Who somebody is in one cluster.
#[derive(Clone, Debug)]
pub(super) struct There {
    /// The cluster.
    pub(super) cluster: String,
    /// The name there.
    pub(super) user: String,
    /// The groups there.
    pub(super) groups: Vec<String>,
    /// The token that says so, where one does; it can be asked again.
    pub(super) held: Option<Held>,
}

/// Where a request comes from, and what it is called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sender {
    /// The other end of its connection; where that is a proxy that is trusted, the other end of the proxy's. What anybody
    /// else says of it is not believed.
    pub(crate) address: Option<IpAddr>,
    request_id: String,
}

impl Sender {
    /// That of a request.
    pub(crate) fn of(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Self {
        let id = extensions.get::<RequestId>().map(RequestId::as_str);
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        Self {
            address: peer.map(|peer| TrustedProxy::sender(&app.trusted_proxies, peer, headers)),
            request_id: id.unwrap_or_default().to_owned(),
        }
    }

    /// Whoever it is that does something by it, as the audit trail has it.
    pub(crate) fn actor(&self, name: &str) -> Actor {
        Actor {
            address: self.address.map(|it| it.to_string()).unwrap_or_default(),
            request_id: self.request_id.clone(),
            ..Actor::named(name)
        }
    }
}

/// Who says who somebody is.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// This console, on somebody's own machine.
    Local,
    /// The cluster of this name, of this token; it can be asked again.
    Token(Held, String),
    /// The same of a further cluster than the one of sign-in.
    FurtherToken(Held, String),
    /// The provider of this name; what it said last is with the session.
    Provider(String),
}

impl FromRequestParts<App> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(app, &parts.extensions, &parts.headers))
    }
}

impl Identity {
    /// The one user of local sign-in, who acts as the kubeconfig says.
    pub(super) fn local() -> Self {
        Self {
            user: LOCAL_USER.to_owned(),
            groups: Vec::new(),
            sender: Sender::default(),
            credential: Credential::of_kubeconfig(),
            source: Source::Local,
            usual: ClusterAccess::Kubeconfig,
            keyring: None,
            at: None,
        }
    }

    /// The same, with what the session has for further clusters.
    pub(super) fn with_keyring(self, keyring: Keyring) -> Self {
        Self {
            keyring: Some(Arc::new(keyring)),
            ..self
        }
    }

    /// The same, as who acts in a cluster with this.
    pub(super) fn acting(self, credential: Credential, there: There) -> Self {
        Self {
            credential,
            at: Some(there),
            ..self
        }
    }

    /// The same, as whom a cluster knows by a token.
    pub(super) fn recognized(self, cluster: &str, found: Recognized) -> Self {
        let there = There {
            cluster: cluster.to_owned(),
            user: found.user.username,
            groups: found.user.groups,
            held: Some(found.held),
        };
        self.acting(found.credential, there)
    }

    /// The same, in a request that comes from there.
    #[must_use]
    pub(crate) fn sent_by(self, sender: Sender) -> Self {
        Self { sender, ..self }
    }

    /// Who it is, as the audit trail has it: with all that the cluster is told or knows.
    pub(crate) fn actor(&self) -> Actor {
        let (acts_as, groups) = match &self.at {
            Some(there) => (there.user.as_str(), &there.groups),
            None => ("", &self.groups),
        };
        Actor {
            acts_as: Some(acts_as)
                .filter(|name| *name != self.user)
                .unwrap_or_default()
                .to_owned(),
            access: self.credential.access().to_owned(),
            groups: groups.join("\n"),
            issuer: match &self.source {
                Source::Provider(issuer) => issuer.clone(),
                Source::Local | Source::Token(..) | Source::FurtherToken(..) => String::new(),
            },
            ..self.sender.actor(&self.user)
        }
    }

    /// Whose drafts, keys and kept answers these are: no user of a cluster is the one of local sign-in, whatever his name, and
    /// none of a further cluster is one of the cluster of sign-in.
    #[must_use]
    pub fn owner(&self) -> String {
        match &self.source {
            Source::Local => self.user.clone(),
            Source::Token(..) | Source::Provider(_) => format!("{OF_CLUSTER}{}", self.user),
            Source::FurtherToken(_, cluster) => {
                let cluster = contract::path::segment(cluster);
                format!("{OF_FURTHER}{cluster}/{}", self.user)
            }
        }
    }

    /// Whose the sessions are of who signed in as a user of this name. Nobody else has one of his own.
    pub(super) fn owner_of_sign_in(user: &str) -> String {
        format!("{OF_CLUSTER}{user}")
    }

    /// The user's name, out of what [`Self::owner`] gave.
    pub(crate) fn name_of(owner: &str) -> &str {
        let of_further = owner.strip_prefix(OF_FURTHER);
        match of_further.and_then(|rest| rest.split_once('/')) {
            Some((_, name)) => name,
            None => owner.strip_prefix(OF_CLUSTER).unwrap_or(owner),
        }
    }

    /// Whether the credential is for a cluster that is reached so, where it has a way of its own. What is for one is never
    /// taken to another: not even its rights are asked there.
    pub(crate) fn is_for(&self, cluster: &str, own: Option<ClusterAccess>) -> bool {
        if let Some(there) = &self.at {
            return there.cluster == cluster;
        }
        match &self.source {
            Source::Token(_, of) | Source::FurtherToken(_, of) => of == cluster,
            // The kubeconfig's, or the name that a provider gives to all.
            Source::Local | Source::Provider(_) => {
                own.unwrap_or(self.usual).word() == self.credential.access()
            }
        }
    }

    /// The one API server that what it holds may go to, whatever else is called alike by now.
    pub(crate) fn only_server(&self) -> Option<&str> {
        let held = match (&self.at, &self.source) {
            (Some(there), _) => there.held.as_ref(),
            (None, Source::Token(held, _) | Source::FurtherToken(held, _)) => Some(held),
            (None, Source::Local | Source::Provider(_)) => None,
        };
        Some(&*held?.server)
    }

    /// The name in the cluster that it is for.
    pub(crate) fn user_there(&self) -> &str {
        self.at.as_ref().map_or(&self.user, |there| &there.user)
    }

    /// Whether it is whoever started the console on his own machine, with the rights of the kubeconfig.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        matches!(self.source, Source::Local) && self.at.is_none()
    }

    /// Whether the groups are those that the cluster of sign-in or the provider says. A further cluster makes nobody an admin
    /// of the console.
    pub(crate) const fn has_groups_of_sign_in(&self) -> bool {
        !matches!(self.source, Source::FurtherToken(..))
    }

    /// With whose rights the API server is asked.
    #[must_use]
    pub const fn credential(&self) -> &Credential {
        &self.credential
    }
}

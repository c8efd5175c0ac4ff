//! `Identity`: who is signed in, and with whose rights that one acts.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::extract::{ConnectInfo, FromRequestParts};
use cluster::Credential;
use http::{Extensions, HeaderMap, request::Parts};
use store::audit::Actor;

use super::BearerToken;
use crate::{app::App, config::TrustedProxy, middleware::request_id::RequestId};

/// The name of the one user of local sign-in.
const LOCAL_USER: &str = "local";

/// What stands before the names of users of a cluster where they are told from the local one.
const OF_CLUSTER: &str = "cluster/";

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
    Token(BearerToken, String),
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
        }
    }

    /// The same, in a request that comes from there.
    #[must_use]
    pub(crate) fn sent_by(self, sender: Sender) -> Self {
        Self { sender, ..self }
    }

    /// Who it is, as the audit trail has it: with all that the cluster is told or knows.
    pub(crate) fn actor(&self) -> Actor {
        Actor {
            access: self.credential.access().to_owned(),
            groups: self.groups.join("\n"),
            issuer: match &self.source {
                Source::Provider(issuer) => issuer.clone(),
                Source::Local | Source::Token(..) => String::new(),
            },
            ..self.sender.actor(&self.user)
        }
    }

    /// Whose drafts, keys and kept answers these are: no user of a cluster is the one of local sign-in, whatever his name.
    #[must_use]
    pub fn owner(&self) -> String {
        match self.source {
            Source::Local => self.user.clone(),
            Source::Token(..) | Source::Provider(_) => format!("{OF_CLUSTER}{}", self.user),
        }
    }

    /// The user's name, out of what [`Self::owner`] gave.
    pub(crate) fn name_of(owner: &str) -> &str {
        owner.strip_prefix(OF_CLUSTER).unwrap_or(owner)
    }

    /// The one cluster that the credential is for; none where it is for each: the kubeconfig's, or the name that a provider
    /// gives to all.
    #[must_use]
    pub fn only_of(&self) -> Option<&str> {
        match &self.source {
            Source::Token(_, cluster) => Some(cluster),
            Source::Local | Source::Provider(_) => None,
        }
    }

    /// Whether it is whoever started the console on his own machine.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        matches!(self.source, Source::Local)
    }

    /// With whose rights the API server is asked.
    #[must_use]
    pub const fn credential(&self) -> &Credential {
        &self.credential
    }
}

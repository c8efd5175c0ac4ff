//! On whose behalf something is done: a [`Reader`](crate::Reader) sees what the console has watched, a [`Credential`] acts
//! on the cluster.
//!
//! The console's own eyes are not its users' hands. What the watches have gathered is read as somebody, after the API
//! server was asked what that one may read ([`AsUser::watched`]), and whatever goes to the API server for a user goes with that user's rights
//! ([`Cluster::as_user`]). There is no other way to either; without a caller it does not compile:
//!
//! ```compile_fail,E0599
//! async fn write(cluster: &cluster::Cluster) {
//!     let _ = cluster.delete("n", "d", &cluster::DeleteOptions::default()).await;
//! }
//! ```
//! ```compile_fail,E0599
//! async fn read_a_secret(cluster: &cluster::Cluster) {
//!     let _ = cluster.secret_keys("n", "s").await;
//! }
//! ```
//! ```compile_fail,E0599
//! fn look(cluster: &cluster::Cluster) {
//!     let _ = cluster.row("n", "d");
//! }
//! ```
//! ```compile_fail,E0061
//! async fn act_as_nobody(cluster: &cluster::Cluster) {
//!     let _ = cluster.as_user().secret_keys("n", "s").await;
//! }
//! ```
//! Neither is there a caller by default, and who may only see cannot act:
//!
//! ```compile_fail,E0277
//! fn of<T: Default>() -> T {
//!     T::default()
//! }
//! let anybody: cluster::Credential = of();
//! ```
//! ```compile_fail,E0308
//! fn act(cluster: &cluster::Cluster, reader: &cluster::Reader) {
//!     let _ = cluster.as_user(reader);
//! }
//! ```
//! ```compile_fail,E0599
//! async fn act(seen: &cluster::Watched) {
//!     let _ = seen.secret_keys("n", "s").await;
//! }
//! ```
//!
//! With both it does:
//!
//! ```no_run
//! use cluster::{About, Cluster, ClusterError, Credential, DeleteOptions};
//!
//! async fn clean_up(cluster: &Cluster, credential: &Credential) -> Result<(), ClusterError> {
//!     let user = cluster.as_user(credential);
//!     let seen = user.watched(&About::daemon_set("n", "d")).await?;
//!     if seen.row("n", "d").is_some() {
//!         let _ = user.delete("n", "d", &DeleteOptions::default()).await;
//!     }
//!     Ok(())
//! }
//! ```
//!
//! A [`Credential`] is the kubeconfig's, for whoever started the console on his own machine; or somebody's bearer token,
//! which goes to the API server on a way without credentials of the console's; or somebody whom the console names in
//! `Impersonate-…` headers, with its own credentials and the right to do that.

use std::{fmt, sync::Arc};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{
    Cluster, access::OfCaller, discovery::Discovery, documentation::Documented,
    transport::Transport,
};

/// With whose rights the API server is asked.
///
/// There is none by default: the console's own rights are nobody's fallback.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential(Rights);

#[derive(Clone, PartialEq, Eq)]
enum Rights {
    OfKubeconfig,
    Token(Arc<Identity>),
    Impersonated(Arc<Identity>),
}

/// The headers that say who asks, and what tells them from others.
#[derive(PartialEq, Eq)]
struct Identity {
    headers: Arc<HeaderMap>,
    digest: Digest,
}

/// What a credential is known by where answers about it are kept: never the secret itself.
pub(crate) type Digest = [u8; 32];

/// Somebody as whom the console acts, with its own right to impersonate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impersonation {
    /// The user's name.
    pub user: String,
    /// The groups, without `system:authenticated`, which the API server adds itself.
    pub groups: Vec<String>,
    /// What else is said of the user, by key.
    pub extra: Vec<(String, Vec<String>)>,
}

/// Why somebody cannot act on a cluster in this way.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// The token holds what no header may hold.
    #[error("the token holds characters that cannot be sent in a header")]
    TokenUnsendable,
    /// A name, a group or what else is said of the user does.
    #[error("{0} holds characters that cannot be sent in a header")]
    NameUnsendable(&'static str),
    /// Nobody acts as one of Kubernetes' own users or groups.
    #[error(
        "{0:?} is one of Kubernetes' own identities, as which nobody acts through the console: use pass-through for it"
    )]
    System(String),
    /// There is no name.
    #[error("the user has no name")]
    Nameless,
}

/// The group that everybody has who is known; the API server adds it to whoever is impersonated.
const AUTHENTICATED: &str = "system:authenticated";
/// How the names of Kubernetes' own users and groups begin.
const SYSTEM: &str = "system:";

impl Credential {
    /// The identity of the kubeconfig (in a pod: of its service account). Right for local sign-in alone, where
    /// whoever knows the token that was printed at the start acts as the person who started the console.
    #[must_use]
    pub const fn of_kubeconfig() -> Self {
        Self(Rights::OfKubeconfig)
    }

    /// How the API server is reached, by the word of the setting: `kubeconfig`, `pass-through` or `impersonate`.
    #[must_use]
    pub const fn access(&self) -> &'static str {
        match &self.0 {
            Rights::OfKubeconfig => "kubeconfig",
            Rights::Token(_) => "pass-through",
            Rights::Impersonated(_) => "impersonate",
        }
    }

    /// Whoever a bearer token says, as the API server itself finds it. It goes there without any credential of the
    /// console's.
    ///
    /// # Errors
    /// It cannot be sent.
    pub fn bearer(token: &str) -> Result<Self, CredentialError> {
        let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
            .map_err(|_| CredentialError::TokenUnsendable)?;
        value.set_sensitive(true);
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value);
        Ok(Self(Rights::Token(Arc::new(Identity::new(headers)))))
    }

    /// Somebody whom the console names, with its own right to impersonate.
    ///
    /// # Errors
    /// A user or group of Kubernetes' own is named (`system:masters` may do everything), or what cannot be sent.
    pub fn impersonating(who: &Impersonation) -> Result<Self, CredentialError> {
        if who.user.is_empty() {
            return Err(CredentialError::Nameless);
        }
        let groups = who.groups.iter().filter(|group| *group != AUTHENTICATED);
        let mut names = [&who.user].into_iter().chain(groups.clone());
        if let Some(name) = names.find(|name| name.starts_with(SYSTEM)) {
            return Err(CredentialError::System(name.clone()));
        }
        let value = |text: &str, what| {
            // A header of bytes would do, but Kubernetes reads text.
            HeaderValue::from_str(text).map_err(|_| CredentialError::NameUnsendable(what))
        };
        let mut headers = HeaderMap::new();
        headers.insert("impersonate-user", value(&who.user, "the user's name")?);
        for group in groups {
            headers.append("impersonate-group", value(group, "a group")?);
        }
        for (key, values) in &who.extra {
            let name = format!("impersonate-extra-{}", contract::path::segment(key));
            let name =
                HeaderName::from_bytes(name.to_ascii_lowercase().as_bytes()).map_err(|_| {
                    CredentialError::NameUnsendable("a key of what is said of the user")
                })?;
            for said in values {
                headers.append(&name, value(said, "what is said of the user")?);
            }
        }
        Ok(Self(Rights::Impersonated(Arc::new(Identity::new(headers)))))
    }

    /// Whether it is the identity with which the console itself watches.
    pub(crate) const fn is_of_kubeconfig(&self) -> bool {
        matches!(self.0, Rights::OfKubeconfig)
    }

    /// What it is known by.
    pub(crate) fn digest(&self) -> Digest {
        match &self.0 {
            Rights::OfKubeconfig => Digest::default(),
            Rights::Token(identity) | Rights::Impersonated(identity) => identity.digest,
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Rights::OfKubeconfig => "Credential(kubeconfig)",
            Rights::Token(_) => "Credential(token)",
            Rights::Impersonated(_) => "Credential(impersonated)",
        })
    }
}

impl Identity {
    fn new(headers: HeaderMap) -> Self {
        let mut digest = Sha256::new();
        for (name, value) in &headers {
            // With lengths, so that no two identities can be written alike.
            for part in [name.as_str().as_bytes(), value.as_bytes()] {
                digest.update(part.len().to_le_bytes());
                digest.update(part);
            }
        }
        Self {
            headers: Arc::new(headers),
            digest: digest.finalize().into(),
        }
    }
}

/// A user's hands: what goes to the API server at this moment, with that user's rights.
#[derive(Clone, Copy, Debug)]
pub struct AsUser<'a> {
    cluster: &'a Cluster,
    credential: &'a Credential,
}

impl<'a> AsUser<'a> {
    pub(crate) const fn new(cluster: &'a Cluster, credential: &'a Credential) -> Self {
        Self {
            cluster,
            credential,
        }
    }

    /// The cluster.
    pub(crate) const fn cluster(&self) -> &'a Cluster {
        self.cluster
    }

    /// With whose rights.
    pub(crate) const fn credential(&self) -> &'a Credential {
        self.credential
    }

    /// What the cluster has said of its API.
    pub(crate) fn documented(&self) -> &'a Documented {
        self.cluster.documented()
    }

    /// What the cluster was found to serve.
    pub(crate) fn discovery(&self) -> &'a Discovery {
        self.cluster.discovery()
    }

    /// The way to the API server with this user's rights.
    pub(crate) fn transport(&self) -> Transport {
        let (way, identity) = match &self.credential.0 {
            Rights::OfKubeconfig => (self.cluster.transport(), None),
            Rights::Token(identity) => (&self.cluster.ways().without_credentials, Some(identity)),
            Rights::Impersonated(identity) => (&self.cluster.ways().impersonating, Some(identity)),
        };
        let access = Arc::clone(self.cluster.access());
        way.on_behalf(
            identity.map(|identity| Arc::clone(&identity.headers)),
            OfCaller::new(access, self.credential.digest()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Credential, CredentialError, Impersonation};

    #[test]
    fn nobody_acts_as_kubernetes_itself() {
        let who = |user: &str, groups: &[&str]| Impersonation {
            user: user.to_owned(),
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            extra: Vec::new(),
        };
        for (user, groups, refused) in [
            ("ann", &["web", "system:authenticated"][..], None),
            ("ann", &["system:masters"], Some("system:masters")),
            ("ann", &["web", "system:nodes"], Some("system:nodes")),
            ("system:admin", &[], Some("system:admin")),
            (
                "system:serviceaccount:a:b",
                &[],
                Some("system:serviceaccount:a:b"),
            ),
            // Only what begins so.
            ("ann:system:", &["a system:b"], None),
        ] {
            let refusal = Credential::impersonating(&who(user, groups)).err();
            let expected = refused.map(|name| CredentialError::System(name.to_owned()));
            assert_eq!(refusal, expected, "{user} {groups:?}");
        }
        assert_eq!(
            Credential::impersonating(&who("", &["web"])),
            Err(CredentialError::Nameless)
        );
        for broken in ["a\nImpersonate-Group: system:masters", "a\r", "\0"] {
            assert!(Credential::impersonating(&who(broken, &[])).is_err());
            assert!(Credential::impersonating(&who("ann", &[broken])).is_err());
            assert!(Credential::bearer(broken).is_err());
        }
    }

    #[test]
    fn a_credential_tells_nothing_and_is_told_from_others() {
        let one = Credential::bearer("secret-1").unwrap();
        let other = Credential::bearer("secret-2").unwrap();
        assert!(!format!("{one:?}").contains("secret"));
        assert_ne!(one.digest(), other.digest());
        assert_eq!(
            one.digest(),
            Credential::bearer("secret-1").unwrap().digest()
        );
        assert_ne!(one.digest(), Credential::of_kubeconfig().digest());
        // The same words at other places are somebody else.
        let who = |user: &str, groups: &[&str]| {
            Credential::impersonating(&Impersonation {
                user: user.to_owned(),
                groups: groups.iter().map(|group| (*group).to_owned()).collect(),
                extra: Vec::new(),
            })
            .unwrap()
            .digest()
        };
        assert_ne!(who("a", &["b", "c"]), who("a", &["bc"]));
        assert_ne!(who("a", &["b"]), who("b", &["a"]));
    }
}

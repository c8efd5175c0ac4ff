//! `Identity`: who is signed in, and with whose rights that one acts.

use cluster::Credential;

use super::BearerToken;

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
    pub(super) credential: Credential,
    pub(super) source: Source,
}

/// Who says who somebody is.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// This console, on somebody's own machine.
    Local,
    /// The cluster of this name, of this token; it can be asked again.
    Token(BearerToken, String),
    /// A provider; what it said last is with the session.
    Provider,
}

impl Identity {
    /// The one user of local sign-in, who acts as the kubeconfig says.
    pub(super) fn local() -> Self {
        Self {
            user: LOCAL_USER.to_owned(),
            groups: Vec::new(),
            credential: Credential::of_kubeconfig(),
            source: Source::Local,
        }
    }

    /// Whose drafts, keys and kept answers these are: no user of a cluster is the one of local sign-in, whatever his name.
    #[must_use]
    pub fn owner(&self) -> String {
        match self.source {
            Source::Local => self.user.clone(),
            Source::Token(..) | Source::Provider => format!("{OF_CLUSTER}{}", self.user),
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
            Source::Local | Source::Provider => None,
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

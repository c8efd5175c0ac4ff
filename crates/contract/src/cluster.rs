//! The clusters that the console speaks to.

use std::str::FromStr;

use manifest::Message;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Unknown;

/// What kind of thing answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ClusterKind {
    /// The simulated cluster inside this process.
    Sandbox,
    /// An API server.
    #[default]
    Kubernetes,
}

/// What the console does with a cluster now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ClusterState {
    /// It follows it.
    Live,
    /// It is reading what it holds for the first time.
    #[default]
    Connecting,
    /// What it holds is no longer followed, or only in part; the reason stands beside it.
    Stale,
    /// Its API server does not answer.
    Unreachable,
    /// Nobody has looked at it yet, so that the console has not spoken to it either.
    Resting,
    /// Its configuration makes no connection.
    Unusable,
}

/// Where a cluster is known from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ClusterOrigin {
    /// The settings of the console: the sandbox, the cluster it runs in, a context that was named.
    #[default]
    Settings,
    /// A context of the kubeconfig.
    Kubeconfig,
    /// A file of the folder of kubeconfigs.
    Folder,
    /// An admin added it on the page.
    Added,
}

/// How people reach a cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ClusterAccess {
    /// As its kubeconfig says, whoever it is: with local sign-in alone.
    #[default]
    Kubeconfig,
    /// With what they signed in with: a token of this very cluster, or the ID token of the provider.
    PassThrough,
    /// With the console's credentials, and named in its `Impersonate-…` headers.
    Impersonate,
    /// With a token of this cluster that they hand over for it, however they signed in.
    Token,
}

impl ClusterAccess {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Kubeconfig,
        Self::PassThrough,
        Self::Impersonate,
        Self::Token,
    ];

    /// Their words.
    pub const WORDS: [&'static str; 4] = ["kubeconfig", "pass-through", "impersonate", "token"];

    /// Its word, as it stands in settings and goes over the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kubeconfig => Self::WORDS[0],
            Self::PassThrough => Self::WORDS[1],
            Self::Impersonate => Self::WORDS[2],
            Self::Token => Self::WORDS[3],
        }
    }
}

impl FromStr for ClusterAccess {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|it| it.word() == word);
        found.ok_or_else(|| ["`", word, "` is not one of ", &Self::WORDS.join(", ")].concat())
    }
}

/// Where the token of a cluster is that somebody needs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ClusterToken {
    /// Nowhere: `PUT …/token` hands it over.
    Missing,
    /// With the session; `DELETE …/token` forgets it.
    Kept,
    /// With the session, and of no use: the API server takes it no longer, or the name leads to another one by now. `PUT …/token` hands
    /// over another.
    Lapsed,
}

/// `PUT …/token`: a token of a cluster, handed over for it alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenOfCluster {
    /// The bearer token.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 65_536))]
    pub token: String,
}

/// Who somebody is in a cluster by the token that was handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserOfCluster {
    /// The name.
    pub user: String,
}

/// One cluster and whether it can be reached now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClusterSummary {
    /// The name in paths: `sandbox`, `in-cluster`, or the name of the kubeconfig's context.
    pub name: String,
    /// What kind of thing answers.
    pub kind: ClusterKind,
    /// What the console does with it now.
    #[serde(default)]
    pub state: ClusterState,
    /// Whether its API server answered last.
    pub reachable: bool,
    /// Its version, for example `v1.36.2`, once it has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Why it cannot be reached, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Of a sentence of Everynode's own, which it is: `watch.not_answered_yet`. Absent where the words are not its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, as in [`crate::FieldError::arguments`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
    /// Since when it has not been followed, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Where it is known from.
    #[serde(default)]
    pub origin: ClusterOrigin,
    /// Whether the certificate of its API server is not looked at, so that anybody on the way can pose as it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
    /// How people reach it.
    #[serde(default)]
    pub access: ClusterAccess,
    /// Where the token is that who asks needs for it beside what they signed in with; left out where they need none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<ClusterToken>,
}

impl ClusterSummary {
    /// Why it cannot be reached, for who puts it into another language.
    #[must_use]
    pub fn said(&self) -> Option<Message> {
        let message = self.message.as_deref()?;
        Some(Message::of_parts(&self.code, &self.arguments, message))
    }

    /// Says why it cannot be reached.
    #[cfg(feature = "english")]
    #[must_use]
    pub fn because(mut self, why: Option<&Message>) -> Self {
        (self.code, self.arguments) = why.map(Message::english_parts).unwrap_or_default();
        self.message = why.map(Message::to_string);
        self
    }
}

/// `POST /clusters`: a cluster to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCluster {
    /// What it is to be called.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 63,
            pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
        )
    )]
    pub name: String,
    /// A kubeconfig, YAML or JSON, with everything in it: no command and no file of a machine.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 1_048_576))]
    pub kubeconfig: String,
    /// How people reach it; as the console's other clusters where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<ClusterAccess>,
}

/// What was found when a cluster was tried that is to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterTrial {
    /// Its version.
    pub version: String,
    /// Whether the certificate of its API server is not looked at.
    pub unverified: bool,
    /// What the console may not read there, and why; none where it reads all that it shows.
    pub missing: Vec<Unknown>,
}

/// `GET /clusters`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterList {
    /// The clusters; the first is the one to show when none was chosen.
    pub items: Vec<ClusterSummary>,
    /// Whether who asks may add and remove clusters.
    #[serde(rename = "mayAdd", default, skip_serializing_if = "std::ops::Not::not")]
    pub may_add: bool,
}

//! The kinds that are watched, each read as far as the index needs it and no further.

pub(crate) mod daemonset;
pub(crate) mod metadata;
pub(crate) mod namespace;
pub(crate) mod node;
pub(crate) mod pod;

use std::fmt::Debug;

use serde_json::Value;

/// A kind that is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// `apps/v1 DaemonSet`.
    DaemonSet,
    /// `v1 Pod`.
    Pod,
    /// `v1 Node`.
    Node,
    /// `v1 Namespace`.
    Namespace,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::DaemonSet, Self::Pod, Self::Node, Self::Namespace];

    /// The API group; empty for the core group.
    pub(crate) const fn group(self) -> &'static str {
        match self {
            Self::DaemonSet => "apps",
            Self::Pod | Self::Node | Self::Namespace => "",
        }
    }

    /// The kind's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::DaemonSet => "DaemonSet",
            Self::Pod => "Pod",
            Self::Node => "Node",
            Self::Namespace => "Namespace",
        }
    }

    /// The resource's name in paths.
    pub(crate) const fn plural(self) -> &'static str {
        match self {
            Self::DaemonSet => "daemonsets",
            Self::Pod => "pods",
            Self::Node => "nodes",
            Self::Namespace => "namespaces",
        }
    }
}

/// What is kept of an object of one kind.
pub(crate) trait Watchable: Clone + Debug + Send + Sync + 'static {
    /// Which kind it is.
    const KIND: Kind;

    /// Reads the object as the API server sent it.
    ///
    /// # Errors
    /// A field that is read here has another type than Kubernetes gives it.
    fn read(object: &Value) -> Result<Self, serde_json::Error>;
}

//! The kinds that are watched, each read as far as the index needs it and no further.

pub(crate) mod daemonset;
pub(crate) mod metadata;
pub(crate) mod namespace;
pub(crate) mod node;
pub(crate) mod pod;
pub(crate) mod refusal;
pub(crate) mod shelved;
pub(crate) mod stumble;

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
    /// `v1 ResourceQuota`.
    ResourceQuota,
    /// `v1 LimitRange`.
    LimitRange,
    /// `scheduling.k8s.io/v1 PriorityClass`.
    PriorityClass,
    /// `node.k8s.io/v1 RuntimeClass`.
    RuntimeClass,
    /// `v1 PersistentVolumeClaim`.
    PersistentVolumeClaim,
    /// `v1 PersistentVolume`.
    PersistentVolume,
    /// `storage.k8s.io/v1 StorageClass`.
    StorageClass,
    /// `resource.k8s.io/v1 DeviceClass`, its metadata alone.
    DeviceClass,
    /// `resource.k8s.io/v1 ResourceClaim`.
    ResourceClaim,
    /// `resource.k8s.io/v1 ResourceClaimTemplate`.
    ResourceClaimTemplate,
    /// `v1 ServiceAccount`, its metadata alone.
    ServiceAccount,
    /// `v1 ConfigMap`.
    ConfigMap,
    /// `v1 Secret`, its metadata alone.
    Secret,
    /// `v1 Event`, those of refused pods alone.
    Event,
    /// `v1 Event`, those of pods that do not start or do not go.
    PodEvent,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 19] = [
        Self::DaemonSet,
        Self::Pod,
        Self::Node,
        Self::Namespace,
        Self::ResourceQuota,
        Self::LimitRange,
        Self::PriorityClass,
        Self::RuntimeClass,
        Self::PersistentVolumeClaim,
        Self::PersistentVolume,
        Self::StorageClass,
        Self::DeviceClass,
        Self::ResourceClaim,
        Self::ResourceClaimTemplate,
        Self::ServiceAccount,
        Self::ConfigMap,
        Self::Secret,
        Self::Event,
        Self::PodEvent,
    ];

    /// Those that the console cannot do without. The others are read by preflight alone, which says
    /// of each that it does not know it.
    pub(crate) const ESSENTIAL: [Self; 4] =
        [Self::DaemonSet, Self::Pod, Self::Node, Self::Namespace];

    /// API group (empty for the core group), name of the kind, and name of the resource in paths.
    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::DaemonSet => ("apps", "DaemonSet", "daemonsets"),
            Self::Pod => ("", "Pod", "pods"),
            Self::Node => ("", "Node", "nodes"),
            Self::Namespace => ("", "Namespace", "namespaces"),
            Self::ResourceQuota => ("", "ResourceQuota", "resourcequotas"),
            Self::LimitRange => ("", "LimitRange", "limitranges"),
            Self::PriorityClass => ("scheduling.k8s.io", "PriorityClass", "priorityclasses"),
            Self::RuntimeClass => ("node.k8s.io", "RuntimeClass", "runtimeclasses"),
            Self::PersistentVolumeClaim => ("", "PersistentVolumeClaim", "persistentvolumeclaims"),
            Self::PersistentVolume => ("", "PersistentVolume", "persistentvolumes"),
            Self::StorageClass => ("storage.k8s.io", "StorageClass", "storageclasses"),
            Self::DeviceClass => ("resource.k8s.io", "DeviceClass", "deviceclasses"),
            Self::ResourceClaim => ("resource.k8s.io", "ResourceClaim", "resourceclaims"),
            Self::ResourceClaimTemplate => (
                "resource.k8s.io",
                "ResourceClaimTemplate",
                "resourceclaimtemplates",
            ),
            Self::ServiceAccount => ("", "ServiceAccount", "serviceaccounts"),
            Self::ConfigMap => ("", "ConfigMap", "configmaps"),
            Self::Secret => ("", "Secret", "secrets"),
            Self::Event | Self::PodEvent => ("", "Event", "events"),
        }
    }

    /// The API group; empty for the core group.
    pub(crate) const fn group(self) -> &'static str {
        self.names().0
    }

    /// The kind's name.
    pub(crate) const fn name(self) -> &'static str {
        self.names().1
    }

    /// The resource's name in paths.
    pub(crate) const fn plural(self) -> &'static str {
        self.names().2
    }

    /// Whether its objects are in namespaces.
    pub(crate) const fn is_namespaced(self) -> bool {
        !matches!(
            self,
            Self::Node
                | Self::Namespace
                | Self::PriorityClass
                | Self::RuntimeClass
                | Self::PersistentVolume
                | Self::StorageClass
                | Self::DeviceClass
        )
    }

    /// Whether its objects matter to none but those who are in the same namespace.
    pub(crate) const fn is_near(self) -> bool {
        matches!(
            self,
            Self::ResourceQuota
                | Self::LimitRange
                | Self::PersistentVolumeClaim
                | Self::ResourceClaim
                | Self::ResourceClaimTemplate
                | Self::ServiceAccount
                | Self::ConfigMap
                | Self::Secret
        )
    }

    /// Whether preflight reads it.
    pub(crate) const fn is_fact(self) -> bool {
        !matches!(self, Self::Event | Self::PodEvent)
    }

    /// Which of its objects are watched, as a field selector; none where all are.
    pub(crate) const fn fields(self) -> Option<&'static str> {
        match self {
            Self::Event => Some("involvedObject.kind=DaemonSet,reason=FailedCreate"),
            // A selector knows no "one of": what is most frequent and of no use here is left out.
            Self::PodEvent => Some(
                "involvedObject.kind=Pod,type=Warning,reason!=BackOff,reason!=Failed,\
                 reason!=FailedScheduling,reason!=Unhealthy",
            ),
            _ => None,
        }
    }

    /// The path of all its objects, of all namespaces.
    pub(crate) fn path(self) -> String {
        match self.group() {
            "" => format!("/api/v1/{}", self.plural()),
            group => format!("/apis/{group}/v1/{}", self.plural()),
        }
    }

    /// Whether only the metadata of its objects is asked for: what else they hold is secret, or of no
    /// use here.
    pub(crate) const fn is_metadata_enough(self) -> bool {
        matches!(
            self,
            Self::Secret | Self::ServiceAccount | Self::DeviceClass
        )
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

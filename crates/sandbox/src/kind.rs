//! The kinds that the sandbox serves: one row each, from which routing, discovery and lists are derived; and
//! those that somebody has defined, of which the rows are made at run time.

mod defined;

pub(crate) use defined::{Defined, Definition};

/// What discovery, paths and lists say about one kind.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what is said of a kind is so or not"
)]
pub(crate) struct Resource {
    /// The API group; empty for the core group.
    pub(crate) group: &'static str,
    /// The only version served.
    pub(crate) version: &'static str,
    /// The kind's name in objects.
    pub(crate) kind: &'static str,
    /// The kind's name in paths.
    pub(crate) plural: &'static str,
    /// What a person may write instead of the plural.
    pub(crate) short_names: &'static [&'static str],
    /// Whether objects live in namespaces.
    pub(crate) namespaced: bool,
    /// Whether there is a `/status` of its own, so that plain writes leave the status alone.
    pub(crate) has_status: bool,
    /// Whether `kubectl get all` shows it.
    pub(crate) in_all: bool,
    /// Whether a name may be whatever can stand in a path, as those of roles (`system:node`).
    pub(crate) free_names: bool,
    /// The number of the shelf that its objects stand on; all versions of a defined kind share one.
    shelf: usize,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $group:literal $version:literal $plural:literal [$($short:literal),*] $($flag:ident)*;)*) => {
        /// A kind that the sandbox stores.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Kind {
            $($(#[$doc])* $variant,)*
            /// One that a custom resource definition has defined.
            Defined(Defined),
        }

        /// The kinds that are always there, numbered.
        enum Shelf { $($variant,)* }

        impl Kind {
            /// All kinds that are always there, in the order of discovery.
            pub(crate) const ALL: &[Kind] = &[$(Kind::$variant,)*];

            const RESOURCES: &[Resource] = &[$(Resource {
                group: $group,
                version: $version,
                kind: stringify!($variant),
                plural: $plural,
                short_names: &[$($short),*],
                namespaced: kinds!(@has namespaced $($flag)*),
                has_status: kinds!(@has has_status $($flag)*),
                in_all: kinds!(@has in_all $($flag)*),
                free_names: kinds!(@has free_names $($flag)*),
                shelf: Shelf::$variant as usize,
            },)*];

            /// The row of this kind.
            pub(crate) fn resource(self) -> &'static Resource {
                match self {
                    // Enum and table come from one macro, so the number is an index of the table.
                    $(Self::$variant => &Self::RESOURCES[Shelf::$variant as usize],)*
                    Self::Defined(defined) => defined.resource(),
                }
            }
        }
    };
    (@has $wanted:ident) => { false };
    (@has namespaced namespaced $($rest:ident)*) => { true };
    (@has has_status has_status $($rest:ident)*) => { true };
    (@has in_all in_all $($rest:ident)*) => { true };
    (@has free_names free_names $($rest:ident)*) => { true };
    (@has $wanted:ident $other:ident $($rest:ident)*) => { kinds!(@has $wanted $($rest)*) };
}

kinds! {
    /// Key and value pairs for pods.
    ConfigMap = "" "v1" "configmaps" ["cm"] namespaced;
    /// Something that happened to an object.
    Event = "" "v1" "events" ["ev"] namespaced;
    /// Defaults and bounds for containers of a namespace.
    LimitRange = "" "v1" "limitranges" ["limits"] namespaced;
    /// A space for names.
    Namespace = "" "v1" "namespaces" ["ns"] has_status;
    /// A machine.
    Node = "" "v1" "nodes" ["no"] has_status;
    /// A request for storage.
    PersistentVolumeClaim = "" "v1" "persistentvolumeclaims" ["pvc"] namespaced has_status;
    /// A piece of storage.
    PersistentVolume = "" "v1" "persistentvolumes" ["pv"] has_status;
    /// Containers that run together on a node.
    Pod = "" "v1" "pods" ["po"] namespaced has_status in_all;
    /// How much a namespace may use.
    ResourceQuota = "" "v1" "resourcequotas" ["quota"] namespaced has_status;
    /// Key and value pairs not shown openly.
    Secret = "" "v1" "secrets" [] namespaced;
    /// The addresses behind a Service, as they were kept before slices.
    Endpoints = "" "v1" "endpoints" ["ep"] namespaced;
    /// A form for pods.
    PodTemplate = "" "v1" "podtemplates" [] namespaced;
    /// So many equal pods, as they were kept before Deployments.
    ReplicationController = "" "v1" "replicationcontrollers" ["rc"] namespaced has_status in_all;
    /// An identity for pods.
    ServiceAccount = "" "v1" "serviceaccounts" ["sa"] namespaced;
    /// A name and address in front of pods.
    Service = "" "v1" "services" ["svc"] namespaced has_status in_all;
    /// A former or current state of a DaemonSet's template.
    ControllerRevision = "apps" "v1" "controllerrevisions" [] namespaced;
    /// A pod on every node that fits.
    DaemonSet = "apps" "v1" "daemonsets" ["ds"] namespaced has_status in_all;
    /// So many equal pods, and how they change.
    Deployment = "apps" "v1" "deployments" ["deploy"] namespaced has_status in_all;
    /// So many equal pods.
    ReplicaSet = "apps" "v1" "replicasets" ["rs"] namespaced has_status in_all;
    /// Pods with names and storage of their own.
    StatefulSet = "apps" "v1" "statefulsets" ["sts"] namespaced has_status in_all;
    /// Pods that run to an end, at given times.
    CronJob = "batch" "v1" "cronjobs" ["cj"] namespaced has_status in_all;
    /// Pods that run to an end.
    Job = "batch" "v1" "jobs" [] namespaced has_status in_all;
    /// How many pods there are by what they use.
    HorizontalPodAutoscaler = "autoscaling" "v2" "horizontalpodautoscalers" ["hpa"] namespaced has_status in_all;
    /// How many pods may be missing at a time.
    PodDisruptionBudget = "policy" "v1" "poddisruptionbudgets" ["pdb"] namespaced has_status;
    /// Who may speak with pods.
    NetworkPolicy = "networking.k8s.io" "v1" "networkpolicies" ["netpol"] namespaced;
    /// A way in by HTTP.
    Ingress = "networking.k8s.io" "v1" "ingresses" ["ing"] namespaced has_status;
    /// Who provides ways in by HTTP.
    IngressClass = "networking.k8s.io" "v1" "ingressclasses" [];
    /// The addresses behind a Service.
    EndpointSlice = "discovery.k8s.io" "v1" "endpointslices" [] namespaced;
    /// Rights in a namespace.
    Role = "rbac.authorization.k8s.io" "v1" "roles" [] namespaced free_names;
    /// Who has rights in a namespace.
    RoleBinding = "rbac.authorization.k8s.io" "v1" "rolebindings" [] namespaced free_names;
    /// Rights everywhere.
    ClusterRole = "rbac.authorization.k8s.io" "v1" "clusterroles" [] free_names;
    /// Who has rights everywhere.
    ClusterRoleBinding = "rbac.authorization.k8s.io" "v1" "clusterrolebindings" [] free_names;
    /// Who is asked before an object is changed.
    MutatingWebhookConfiguration = "admissionregistration.k8s.io" "v1" "mutatingwebhookconfigurations" [];
    /// Who is asked whether an object may be.
    ValidatingWebhookConfiguration = "admissionregistration.k8s.io" "v1" "validatingwebhookconfigurations" [];
    /// Which objects may be.
    ValidatingAdmissionPolicy = "admissionregistration.k8s.io" "v1" "validatingadmissionpolicies" [] has_status;
    /// For which objects a policy holds.
    ValidatingAdmissionPolicyBinding = "admissionregistration.k8s.io" "v1" "validatingadmissionpolicybindings" [];
    /// A kind of objects.
    CustomResourceDefinition = "apiextensions.k8s.io" "v1" "customresourcedefinitions" ["crd", "crds"] has_status;
    /// A request for a certificate.
    CertificateSigningRequest = "certificates.k8s.io" "v1" "certificatesigningrequests" ["csr"] has_status;
    /// Which requests are taken together.
    FlowSchema = "flowcontrol.apiserver.k8s.io" "v1" "flowschemas" [] has_status;
    /// How many requests are answered at a time.
    PriorityLevelConfiguration = "flowcontrol.apiserver.k8s.io" "v1" "prioritylevelconfigurations" [] has_status;
    /// A sign of life of a node.
    Lease = "coordination.k8s.io" "v1" "leases" [] namespaced;
    /// A kind of devices.
    DeviceClass = "resource.k8s.io" "v1" "deviceclasses" [];
    /// A request for devices.
    ResourceClaim = "resource.k8s.io" "v1" "resourceclaims" [] namespaced has_status;
    /// What pods get requests for devices by, each one of its own.
    ResourceClaimTemplate = "resource.k8s.io" "v1" "resourceclaimtemplates" [] namespaced;
    /// A way of running containers.
    RuntimeClass = "node.k8s.io" "v1" "runtimeclasses" [];
    /// How important pods are.
    PriorityClass = "scheduling.k8s.io" "v1" "priorityclasses" ["pc"];
    /// What a driver of storage can do.
    CSIDriver = "storage.k8s.io" "v1" "csidrivers" [];
    /// Which drivers of storage a node has.
    CSINode = "storage.k8s.io" "v1" "csinodes" [];
    /// How much storage there is left.
    CSIStorageCapacity = "storage.k8s.io" "v1" "csistoragecapacities" [] namespaced;
    /// A piece of storage at a node.
    VolumeAttachment = "storage.k8s.io" "v1" "volumeattachments" [] has_status;
    /// A way of providing storage.
    StorageClass = "storage.k8s.io" "v1" "storageclasses" ["sc"];
}

impl Kind {
    /// The number of the shelf that its objects stand on.
    pub(crate) fn shelf(self) -> usize {
        self.resource().shelf
    }

    /// The kind that is always there and that a path of this group, version and plural speaks of.
    pub(crate) fn of_path(group: &str, version: &str, plural: &str) -> Option<Kind> {
        Self::ALL.iter().copied().find(|kind| {
            let resource = kind.resource();
            resource.group == group && resource.version == version && resource.plural == plural
        })
    }

    /// The kind that is always there of an object with this `apiVersion` and `kind`.
    pub(crate) fn of_object(api_version: &str, name: &str) -> Option<Kind> {
        Self::ALL.iter().copied().find(|kind| {
            kind.resource().kind == name && kind.resource().api_version() == api_version
        })
    }
}

impl Resource {
    /// `group/version`, or the version alone in the core group.
    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_owned()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// `plural.group`, as error messages name it.
    pub(crate) fn qualified_plural(&self) -> String {
        if self.group.is_empty() {
            self.plural.to_owned()
        } else {
            format!("{}.{}", self.plural, self.group)
        }
    }

    /// `Kind.group`, as error messages about fields name it.
    pub(crate) fn qualified_kind(&self) -> String {
        if self.group.is_empty() {
            self.kind.to_owned()
        } else {
            format!("{}.{}", self.kind, self.group)
        }
    }

    /// The kind's name in paths, for one object.
    pub(crate) fn singular(&self) -> String {
        self.kind.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_finds_itself() {
        for &kind in Kind::ALL {
            let resource = kind.resource();
            assert_eq!(
                Kind::of_path(resource.group, resource.version, resource.plural),
                Some(kind)
            );
            assert_eq!(
                Kind::of_object(&resource.api_version(), resource.kind),
                Some(kind)
            );
        }
    }

    #[test]
    fn flags_are_read_in_any_place() {
        let daemon_set = Kind::DaemonSet.resource();
        assert!(daemon_set.namespaced && daemon_set.has_status && daemon_set.in_all);
        let node = Kind::Node.resource();
        assert!(!node.namespaced && node.has_status && !node.in_all);
    }
}

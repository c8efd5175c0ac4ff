//! The kinds that the sandbox serves: one row each, from which routing, discovery and lists are derived.

/// What discovery, paths and lists say about one kind.
#[derive(Debug)]
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
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $group:literal $version:literal $plural:literal [$($short:literal),*] $($flag:ident)*;)*) => {
        /// A kind that the sandbox stores.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Kind { $($(#[$doc])* $variant,)* }

        impl Kind {
            /// All kinds, in the order of discovery.
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
            },)*];
        }
    };
    (@has $wanted:ident) => { false };
    (@has namespaced namespaced $($rest:ident)*) => { true };
    (@has has_status has_status $($rest:ident)*) => { true };
    (@has in_all in_all $($rest:ident)*) => { true };
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
    /// An identity for pods.
    ServiceAccount = "" "v1" "serviceaccounts" ["sa"] namespaced;
    /// A name and address in front of pods.
    Service = "" "v1" "services" ["svc"] namespaced has_status in_all;
    /// A former or current state of a DaemonSet's template.
    ControllerRevision = "apps" "v1" "controllerrevisions" [] namespaced;
    /// A pod on every node that fits.
    DaemonSet = "apps" "v1" "daemonsets" ["ds"] namespaced has_status in_all;
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
    /// A way of providing storage.
    StorageClass = "storage.k8s.io" "v1" "storageclasses" ["sc"];
}

impl Kind {
    /// The row of this kind.
    pub(crate) fn resource(self) -> &'static Resource {
        // The enum and the table come from one macro, so the discriminant is an index of the table.
        &Self::RESOURCES[self as usize]
    }

    /// The kind that a path of this group, version and plural speaks of.
    pub(crate) fn of_path(group: &str, version: &str, plural: &str) -> Option<Kind> {
        Self::ALL.iter().copied().find(|kind| {
            let resource = kind.resource();
            resource.group == group && resource.version == version && resource.plural == plural
        })
    }

    /// The kind of an object with this `apiVersion` and `kind`.
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

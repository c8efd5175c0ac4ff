//! `Resource`: a kind of objects as the API server serves it, and the paths of its objects.

use std::borrow::Cow;

use contract::path::segment;

/// A kind of objects as the API server serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// `v1`, `apps/v1`.
    pub(crate) api_version: Cow<'static, str>,
    /// `DaemonSet`.
    pub(crate) kind: Cow<'static, str>,
    /// `daemonsets`.
    pub(crate) plural: Cow<'static, str>,
    /// Whether its objects live in namespaces.
    pub(crate) namespaced: bool,
}

/// DaemonSets, which every cluster serves so.
pub(crate) static DAEMON_SET: Resource =
    Resource::known("apps/v1", "DaemonSet", "daemonsets", true);

/// Pods, which every cluster serves so.
pub(crate) static POD: Resource = Resource::known("v1", "Pod", "pods", true);

/// Services, which every cluster serves so.
pub(crate) static SERVICE: Resource = Resource::known("v1", "Service", "services", true);

/// What defines further kinds.
pub(crate) static DEFINITION: Resource = Resource::known(
    "apiextensions.k8s.io/v1",
    "CustomResourceDefinition",
    "customresourcedefinitions",
    false,
);

impl Resource {
    const fn known(
        api_version: &'static str,
        kind: &'static str,
        plural: &'static str,
        namespaced: bool,
    ) -> Self {
        Self {
            api_version: Cow::Borrowed(api_version),
            kind: Cow::Borrowed(kind),
            plural: Cow::Borrowed(plural),
            namespaced,
        }
    }

    /// The kind's name, as in `DaemonSet`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Whether its objects live in namespaces.
    #[must_use]
    pub const fn is_namespaced(&self) -> bool {
        self.namespaced
    }

    /// The group; empty for the core group.
    #[must_use]
    pub fn group(&self) -> &str {
        group_of(&self.api_version)
    }

    /// The path of the objects of this kind, in a namespace if it has them there.
    pub(crate) fn collection(&self, namespace: &str) -> String {
        let version = version_path(&self.api_version);
        let plural = segment(&self.plural);
        if self.namespaced {
            format!("{version}/namespaces/{}/{plural}", segment(namespace))
        } else {
            format!("{version}/{plural}")
        }
    }

    /// The path of one object.
    pub(crate) fn object(&self, namespace: &str, name: &str) -> String {
        format!("{}/{}", self.collection(namespace), segment(name))
    }
}

/// The group of an `apiVersion`; empty for the core group.
pub(crate) fn group_of(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// The path of what a group has in a version.
pub(crate) fn version_path(api_version: &str) -> String {
    match api_version.split_once('/') {
        Some((group, version)) => format!("/apis/{}/{}", segment(group), segment(version)),
        None => format!("/api/{}", segment(api_version)),
    }
}

#[cfg(test)]
mod tests {
    use super::{DAEMON_SET, DEFINITION, SERVICE};

    #[test]
    fn objects_have_paths_in_namespaces_and_outside_of_them() {
        assert_eq!(
            DAEMON_SET.object("a", "b"),
            "/apis/apps/v1/namespaces/a/daemonsets/b"
        );
        assert_eq!(SERVICE.collection("a"), "/api/v1/namespaces/a/services");
        assert_eq!(
            DEFINITION.object("a", "b.c"),
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/b.c"
        );
    }
}

//! In which order the objects of a text are created: what others stand on comes first, and what is alike stays in the
//! order of the text.

use crate::resource::Resource;

/// The groups of `rbac.authorization.k8s.io` and the like, shortened for the table.
const RBAC: &str = "rbac.authorization.k8s.io";
const STORAGE: &str = "storage.k8s.io";

/// The group of what is asked before an object is taken.
const ADMISSION: &str = "admissionregistration.k8s.io";

/// The steps; what stands in none of them is [`Step::Rest`].
const STEPS: &[(Step, &[(&str, &str)])] = &[
    (Step::Namespaces, &[("", "Namespace")]),
    (
        Step::Definitions,
        &[("apiextensions.k8s.io", "CustomResourceDefinition")],
    ),
    (
        Step::Rights,
        &[
            ("", "ServiceAccount"),
            (RBAC, "Role"),
            (RBAC, "ClusterRole"),
            (RBAC, "RoleBinding"),
            (RBAC, "ClusterRoleBinding"),
        ],
    ),
    (
        Step::Configuration,
        &[
            ("", "ConfigMap"),
            ("", "Secret"),
            ("", "LimitRange"),
            ("", "ResourceQuota"),
            ("", "PersistentVolume"),
            ("", "PersistentVolumeClaim"),
            ("scheduling.k8s.io", "PriorityClass"),
            ("node.k8s.io", "RuntimeClass"),
            (STORAGE, "StorageClass"),
            (STORAGE, "CSIDriver"),
            ("resource.k8s.io", "DeviceClass"),
            ("resource.k8s.io", "ResourceClaim"),
            ("resource.k8s.io", "ResourceClaimTemplate"),
        ],
    ),
    (Step::Services, &[("", "Service")]),
    (Step::DaemonSets, &[("apps", "DaemonSet")]),
    (
        Step::Guards,
        &[
            (ADMISSION, "MutatingWebhookConfiguration"),
            (ADMISSION, "ValidatingWebhookConfiguration"),
            ("apiregistration.k8s.io", "APIService"),
        ],
    ),
];

/// A step of creating what a text holds, in the order of their doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// What others lie in.
    Namespaces,
    /// What others are objects of; each is waited for until it is served.
    Definitions,
    /// Identities, and what they may do.
    Rights,
    /// What pods refer to.
    Configuration,
    /// Names and addresses.
    Services,
    /// The DaemonSets.
    DaemonSets,
    /// All else.
    Rest,
    /// What is asked before others are taken. Who answers there has only just been created, so that everything that came
    /// after it would be refused.
    Guards,
}

impl Step {
    /// The step in which objects of a kind are created.
    pub(crate) fn of(resource: &Resource) -> Self {
        let kind = (resource.group(), resource.kind());
        let mut steps = STEPS.iter();
        let found = steps.find(|(_, kinds)| kinds.contains(&kind));
        found.map_or(Self::Rest, |(step, _)| *step)
    }
}

#[cfg(test)]
mod tests {
    use super::Step;
    use crate::resource::{DAEMON_SET, Resource, SERVICE};

    #[test]
    fn a_kind_of_the_same_name_in_another_group_is_another_kind() {
        assert_eq!(Step::of(&SERVICE), Step::Services);
        assert_eq!(Step::of(&DAEMON_SET), Step::DaemonSets);
        let other = Resource {
            api_version: "serving.knative.dev/v1".into(),
            ..SERVICE.clone()
        };
        assert_eq!(Step::of(&other), Step::Rest);
        assert!(Step::Namespaces < Step::Definitions && Step::Rest < Step::Guards);
    }
}

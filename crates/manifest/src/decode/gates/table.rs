//! Which field belongs to which feature.

use super::{Gate, generated as gates};

/// A step of a way: every item of the list.
pub(super) const EVERY: &str = "*";
/// A step of a way: every container of whatever kind.
pub(super) const CONTAINERS: &str = "@";
/// The last step but one of a way: whatever value the field has but the one that follows.
pub(super) const BUT: &str = "!";

/// Where the field of a feature stands in a pod's spec.
pub(super) struct Gated {
    pub(super) gate: &'static Gate,
    /// The steps, with dots between them: lists of texts would weigh more in the browser than what they say.
    way: &'static str,
}

impl Gated {
    /// The steps to the field.
    pub(super) fn steps(&self) -> Vec<&'static str> {
        let mut steps = Vec::new();
        steps.extend(self.way.split('.'));
        steps
    }
}

const fn gated(gate: &'static Gate, way: &'static str) -> Gated {
    Gated { gate, way }
}

/// The fields of a pod template that `dropDisabledFields` of `pkg/api/pod/util.go` takes out where their feature
/// is off.
pub(super) const GATED: [Gated; 33] = [
    gated(
        &gates::CLUSTER_TRUST_BUNDLE_PROJECTION,
        "volumes.*.projected.sources.*.clusterTrustBundle",
    ),
    gated(
        &gates::POD_CERTIFICATE_REQUEST,
        "volumes.*.projected.sources.*.podCertificate",
    ),
    gated(&gates::GENERIC_WORKLOAD, "schedulingGroup"),
    gated(&gates::CONTAINER_STOP_SIGNALS, "@.lifecycle.stopSignal"),
    gated(&gates::USER_NAMESPACES_SUPPORT, "hostUsers"),
    gated(
        &gates::SUPPLEMENTAL_GROUPS_POLICY,
        "securityContext.supplementalGroupsPolicy",
    ),
    gated(&gates::POD_LEVEL_RESOURCES, "resources"),
    gated(&gates::PROC_MOUNT_TYPE, "@.securityContext.procMount"),
    gated(
        &gates::NODE_INCLUSION_POLICY_IN_POD_TOPOLOGY_SPREAD,
        "topologySpreadConstraints.*.nodeAffinityPolicy",
    ),
    gated(
        &gates::NODE_INCLUSION_POLICY_IN_POD_TOPOLOGY_SPREAD,
        "topologySpreadConstraints.*.nodeTaintsPolicy",
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_TOPOLOGY_SPREAD,
        "topologySpreadConstraints.*.matchLabelKeys",
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution.*.matchLabelKeys",
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        "affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution.*.podAffinityTerm.matchLabelKeys",
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution.*.mismatchLabelKeys",
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        "affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution.*.podAffinityTerm.mismatchLabelKeys",
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.*.matchLabelKeys",
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        "affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.*.podAffinityTerm.matchLabelKeys",
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.*.mismatchLabelKeys",
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        "affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.*.podAffinityTerm.mismatchLabelKeys",
    ),
    gated(&gates::DYNAMIC_RESOURCE_ALLOCATION, "resourceClaims"),
    gated(&gates::DYNAMIC_RESOURCE_ALLOCATION, "@.resources.claims"),
    gated(&gates::IN_PLACE_POD_VERTICAL_SCALING, "@.resizePolicy"),
    gated(&gates::SIDECAR_CONTAINERS, "initContainers.*.restartPolicy"),
    gated(
        &gates::CONTAINER_RESTART_RULES,
        "containers.*.restartPolicy",
    ),
    gated(
        &gates::CONTAINER_RESTART_RULES,
        "initContainers.*.restartPolicy.!.Always",
    ),
    gated(&gates::CONTAINER_RESTART_RULES, "@.restartPolicyRules"),
    gated(
        &gates::RECURSIVE_READ_ONLY_MOUNTS,
        "@.volumeMounts.*.recursiveReadOnly",
    ),
    gated(&gates::HOSTNAME_OVERRIDE, "hostnameOverride"),
    gated(&gates::ENV_FILES, "@.env.*.valueFrom.fileKeyRef"),
    gated(
        &gates::POD_LIFECYCLE_SLEEP_ACTION,
        "@.lifecycle.postStart.sleep",
    ),
    gated(
        &gates::POD_LIFECYCLE_SLEEP_ACTION,
        "@.lifecycle.preStop.sleep",
    ),
    gated(&gates::IMAGE_VOLUME, "volumes.*.image"),
    gated(
        &gates::SE_LINUX_CHANGE_POLICY,
        "securityContext.seLinuxChangePolicy",
    ),
];

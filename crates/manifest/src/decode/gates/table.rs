//! Which field belongs to which feature.

use super::{Gate, generated as gates};

/// A step of a way: every item of the list.
pub(super) const EVERY: &str = "*";
/// A step of a way: every container of whatever kind.
pub(super) const CONTAINERS: &str = "@";

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Where the field of a feature stands in a pod's spec.
pub(super) struct Gated {
    pub(super) gate: &'static Gate,
    pub(super) way: &'static [&'static str],
}

const fn gated(gate: &'static Gate, way: &'static [&'static str]) -> Gated {
    Gated { gate, way }
}

/// The fields of a pod template that `dropDisabledFields` of `pkg/api/pod/util.go` takes out where their feature
/// is off.
pub(super) const GATED: [Gated; 32] = [
    gated(
        &gates::CLUSTER_TRUST_BUNDLE_PROJECTION,
        &[
            "volumes",
            EVERY,
            "projected",
            "sources",
            EVERY,
            "clusterTrustBundle",
        ],
    ),
    gated(
        &gates::POD_CERTIFICATE_REQUEST,
        &[
            "volumes",
            EVERY,
            "projected",
            "sources",
            EVERY,
            "podCertificate",
        ],
    ),
    gated(&gates::GENERIC_WORKLOAD, &["schedulingGroup"]),
    gated(
        &gates::CONTAINER_STOP_SIGNALS,
        &[CONTAINERS, "lifecycle", "stopSignal"],
    ),
    gated(&gates::USER_NAMESPACES_SUPPORT, &["hostUsers"]),
    gated(
        &gates::SUPPLEMENTAL_GROUPS_POLICY,
        &["securityContext", "supplementalGroupsPolicy"],
    ),
    gated(&gates::POD_LEVEL_RESOURCES, &["resources"]),
    gated(
        &gates::PROC_MOUNT_TYPE,
        &[CONTAINERS, "securityContext", "procMount"],
    ),
    gated(
        &gates::NODE_INCLUSION_POLICY_IN_POD_TOPOLOGY_SPREAD,
        &["topologySpreadConstraints", EVERY, "nodeAffinityPolicy"],
    ),
    gated(
        &gates::NODE_INCLUSION_POLICY_IN_POD_TOPOLOGY_SPREAD,
        &["topologySpreadConstraints", EVERY, "nodeTaintsPolicy"],
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_TOPOLOGY_SPREAD,
        &["topologySpreadConstraints", EVERY, "matchLabelKeys"],
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        &["affinity", "podAffinity", REQUIRED, EVERY, "matchLabelKeys"],
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        &[
            "affinity",
            "podAffinity",
            PREFERRED,
            EVERY,
            "podAffinityTerm",
            "matchLabelKeys",
        ],
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        &[
            "affinity",
            "podAffinity",
            REQUIRED,
            EVERY,
            "mismatchLabelKeys",
        ],
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        &[
            "affinity",
            "podAffinity",
            PREFERRED,
            EVERY,
            "podAffinityTerm",
            "mismatchLabelKeys",
        ],
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        &[
            "affinity",
            "podAntiAffinity",
            REQUIRED,
            EVERY,
            "matchLabelKeys",
        ],
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        &[
            "affinity",
            "podAntiAffinity",
            PREFERRED,
            EVERY,
            "podAffinityTerm",
            "matchLabelKeys",
        ],
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        &[
            "affinity",
            "podAntiAffinity",
            REQUIRED,
            EVERY,
            "mismatchLabelKeys",
        ],
    ),
    gated(
        &gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY,
        &[
            "affinity",
            "podAntiAffinity",
            PREFERRED,
            EVERY,
            "podAffinityTerm",
            "mismatchLabelKeys",
        ],
    ),
    gated(&gates::DYNAMIC_RESOURCE_ALLOCATION, &["resourceClaims"]),
    gated(
        &gates::DYNAMIC_RESOURCE_ALLOCATION,
        &[CONTAINERS, "resources", "claims"],
    ),
    gated(
        &gates::IN_PLACE_POD_VERTICAL_SCALING,
        &[CONTAINERS, "resizePolicy"],
    ),
    gated(
        &gates::SIDECAR_CONTAINERS,
        &["initContainers", EVERY, "restartPolicy"],
    ),
    gated(
        &gates::CONTAINER_RESTART_RULES,
        &["containers", EVERY, "restartPolicy"],
    ),
    gated(
        &gates::CONTAINER_RESTART_RULES,
        &[CONTAINERS, "restartPolicyRules"],
    ),
    gated(
        &gates::RECURSIVE_READ_ONLY_MOUNTS,
        &[CONTAINERS, "volumeMounts", EVERY, "recursiveReadOnly"],
    ),
    gated(&gates::HOSTNAME_OVERRIDE, &["hostnameOverride"]),
    gated(
        &gates::ENV_FILES,
        &[CONTAINERS, "env", EVERY, "valueFrom", "fileKeyRef"],
    ),
    gated(
        &gates::POD_LIFECYCLE_SLEEP_ACTION,
        &[CONTAINERS, "lifecycle", "postStart", "sleep"],
    ),
    gated(
        &gates::POD_LIFECYCLE_SLEEP_ACTION,
        &[CONTAINERS, "lifecycle", "preStop", "sleep"],
    ),
    gated(&gates::IMAGE_VOLUME, &["volumes", EVERY, "image"]),
    gated(
        &gates::SE_LINUX_CHANGE_POLICY,
        &["securityContext", "seLinuxChangePolicy"],
    ),
];

//! When features of Kubernetes v1.36.2 came. Written by `cargo xtask codegen`; do not edit.

use super::Gate;

pub(super) static CLUSTER_TRUST_BUNDLE_PROJECTION: Gate = Gate {
    name: "ClusterTrustBundleProjection",
    known: 29,
    on: u8::MAX,
};

pub(super) static CONTAINER_RESTART_RULES: Gate = Gate {
    name: "ContainerRestartRules",
    known: 34,
    on: 35,
};

pub(super) static CONTAINER_STOP_SIGNALS: Gate = Gate {
    name: "ContainerStopSignals",
    known: 33,
    on: u8::MAX,
};

pub(super) static DYNAMIC_RESOURCE_ALLOCATION: Gate = Gate {
    name: "DynamicResourceAllocation",
    known: 26,
    on: 34,
};

pub(super) static ENV_FILES: Gate = Gate {
    name: "EnvFiles",
    known: 34,
    on: 35,
};

pub(super) static GENERIC_WORKLOAD: Gate = Gate {
    name: "GenericWorkload",
    known: 35,
    on: u8::MAX,
};

pub(super) static HOSTNAME_OVERRIDE: Gate = Gate {
    name: "HostnameOverride",
    known: 34,
    on: 35,
};

pub(super) static IMAGE_VOLUME: Gate = Gate {
    name: "ImageVolume",
    known: 31,
    on: 35,
};

pub(super) static IN_PLACE_POD_VERTICAL_SCALING: Gate = Gate {
    name: "InPlacePodVerticalScaling",
    known: 27,
    on: 33,
};

pub(super) static MATCH_LABEL_KEYS_IN_POD_AFFINITY: Gate = Gate {
    name: "MatchLabelKeysInPodAffinity",
    known: 29,
    on: 31,
};

pub(super) static MATCH_LABEL_KEYS_IN_POD_TOPOLOGY_SPREAD: Gate = Gate {
    name: "MatchLabelKeysInPodTopologySpread",
    known: 25,
    on: 27,
};

pub(super) static NODE_INCLUSION_POLICY_IN_POD_TOPOLOGY_SPREAD: Gate = Gate {
    name: "NodeInclusionPolicyInPodTopologySpread",
    known: 25,
    on: 26,
};

pub(super) static POD_CERTIFICATE_REQUEST: Gate = Gate {
    name: "PodCertificateRequest",
    known: 34,
    on: u8::MAX,
};

pub(super) static POD_LEVEL_RESOURCES: Gate = Gate {
    name: "PodLevelResources",
    known: 32,
    on: 34,
};

pub(super) static POD_LIFECYCLE_SLEEP_ACTION: Gate = Gate {
    name: "PodLifecycleSleepAction",
    known: 29,
    on: 30,
};

pub(super) static PROC_MOUNT_TYPE: Gate = Gate {
    name: "ProcMountType",
    known: 12,
    on: 33,
};

pub(super) static RECURSIVE_READ_ONLY_MOUNTS: Gate = Gate {
    name: "RecursiveReadOnlyMounts",
    known: 30,
    on: 31,
};

pub(super) static SE_LINUX_CHANGE_POLICY: Gate = Gate {
    name: "SELinuxChangePolicy",
    known: 32,
    on: 33,
};

pub(super) static SIDECAR_CONTAINERS: Gate = Gate {
    name: "SidecarContainers",
    known: 28,
    on: 29,
};

pub(super) static SUPPLEMENTAL_GROUPS_POLICY: Gate = Gate {
    name: "SupplementalGroupsPolicy",
    known: 31,
    on: 33,
};

pub(super) static USER_NAMESPACES_SUPPORT: Gate = Gate {
    name: "UserNamespacesSupport",
    known: 25,
    on: 33,
};

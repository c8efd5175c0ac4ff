//! What the schema does not say of a field: words that it takes, what in the cluster it names, what stands in
//! its control while nothing is typed, and how much room it wants.

use manifest::schema::{Field, Kind};

/// Something that exists in the cluster, or in the manifest, and is called by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A ConfigMap of the namespace.
    ConfigMap,
    /// A key of the ConfigMap that is named beside it.
    ConfigMapKey,
    /// A Secret of the namespace.
    Secret,
    /// A key of the Secret that is named beside it.
    SecretKey,
    /// A claim of the namespace.
    Claim,
    /// A `ServiceAccount` of the namespace.
    ServiceAccount,
    /// A `PriorityClass`.
    PriorityClass,
    /// A `RuntimeClass`.
    RuntimeClass,
    /// A `StorageClass`.
    StorageClass,
    /// An image that runs in the cluster.
    Image,
    /// The key of a taint of a node.
    TaintKey,
    /// The key of a label of a node.
    NodeLabel,
    /// A volume of the manifest.
    Volume,
    /// A port of a container of the manifest.
    ContainerPort,
    /// A node.
    Node,
}

/// The words that a text takes where the API's types do not enumerate them.
const WORDS: &[(&str, &str, &[&str])] = &[
    (
        "Container",
        "restartPolicy",
        &["Always", "OnFailure", "Never"],
    ),
    (
        "ContainerResizePolicy",
        "restartPolicy",
        &["NotRequired", "RestartContainer"],
    ),
    (
        "ContainerRestartRule",
        "action",
        &["Restart", "RestartAllContainers"],
    ),
    (
        "ContainerRestartRuleOnExitCodes",
        "operator",
        &["In", "NotIn"],
    ),
    (
        "EmptyDirVolumeSource",
        "medium",
        &["Memory", "HugePages", "HugePages-2Mi", "HugePages-1Gi"],
    ),
    (
        "LabelSelectorRequirement",
        "operator",
        &["In", "NotIn", "Exists", "DoesNotExist"],
    ),
    ("PodOS", "name", &["linux", "windows"]),
    (
        "PodSecurityContext",
        "seLinuxChangePolicy",
        &["MountOption", "Recursive"],
    ),
    (
        "VolumeMount",
        "recursiveReadOnly",
        &["Disabled", "IfPossible", "Enabled"],
    ),
];

/// What fields name, the fields with blanks between them.
const REFERENCES: &[(Reference, &str)] = &[
    (
        Reference::ConfigMap,
        "ConfigMapEnvSource.name ConfigMapKeySelector.name ConfigMapProjection.name ConfigMapVolumeSource.name",
    ),
    (Reference::ConfigMapKey, "ConfigMapKeySelector.key"),
    (Reference::Image, "Container.image"),
    (
        Reference::Volume,
        "FileKeySelector.volumeName VolumeDevice.name VolumeMount.name",
    ),
    (
        Reference::Secret,
        "LocalObjectReference.name SecretEnvSource.name SecretKeySelector.name SecretProjection.name SecretVolumeSource.secretName",
    ),
    (
        Reference::NodeLabel,
        "NodeSelectorRequirement.key PodAffinityTerm.topologyKey TopologySpreadConstraint.topologyKey",
    ),
    (
        Reference::StorageClass,
        "PersistentVolumeClaimSpec.storageClassName",
    ),
    (
        Reference::Claim,
        "PersistentVolumeClaimVolumeSource.claimName",
    ),
    (Reference::Node, "PodSpec.nodeName"),
    (Reference::ContainerPort, "ServicePort.targetPort"),
    (Reference::PriorityClass, "PodSpec.priorityClassName"),
    (Reference::RuntimeClass, "PodSpec.runtimeClassName"),
    (Reference::ServiceAccount, "PodSpec.serviceAccountName"),
    (Reference::SecretKey, "SecretKeySelector.key"),
    (Reference::TaintKey, "Toleration.key"),
];

/// What holds while nothing is typed: a value that is merely usual would look as if it did. Where the API server
/// has filled its default in, that is shown instead.
const HINTS: &str = "\
DaemonSetSpec.minReadySeconds 0
DaemonSetSpec.revisionHistoryLimit 10
HTTPGetAction.path /
PodSpec.schedulerName default-scheduler
PodSpec.serviceAccountName default
PodSpec.terminationGracePeriodSeconds 30
Probe.failureThreshold 3
Probe.initialDelaySeconds 0
Probe.periodSeconds 10
Probe.successThreshold 1
Probe.timeoutSeconds 1
RollingUpdateDaemonSet.maxSurge 0
RollingUpdateDaemonSet.maxUnavailable 1
ServicePort.protocol TCP
ServiceSpec.externalTrafficPolicy Cluster
ServiceSpec.internalTrafficPolicy Cluster
ServiceSpec.sessionAffinity None
ServiceSpec.type ClusterIP
";

/// Values that want a line of their own.
const LONG: &[(&str, &str)] = &[
    ("Container", "image"),
    ("Container", "workingDir"),
    ("DaemonSetUpdateStrategy", "type"),
    ("EmptyDirVolumeSource", "medium"),
    ("HostPathVolumeSource", "path"),
];

/// Texts that are usual in a field, which takes others as well.
const USUAL: &[(&str, &str, &[&str])] = &[
    (
        "ObjectFieldSelector",
        "fieldPath",
        &[
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "metadata.labels",
            "metadata.annotations",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs",
        ],
    ),
    (
        "ResourceFieldSelector",
        "resource",
        &[
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
        ],
    ),
    (
        "PodSpec",
        "priorityClassName",
        &["system-node-critical", "system-cluster-critical"],
    ),
    (
        "PersistentVolumeClaimSpec",
        "accessModes",
        &[
            "ReadWriteOnce",
            "ReadOnlyMany",
            "ReadWriteMany",
            "ReadWriteOncePod",
        ],
    ),
    ("Capabilities", "add", CAPABILITIES),
    ("Capabilities", "drop", CAPABILITIES),
];

/// What is added to a container, or taken from it, most often (`capabilities(7)` without `CAP_`).
const CAPABILITIES: &[&str] = &[
    "ALL",
    "BPF",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "IPC_LOCK",
    "KILL",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "PERFMON",
    "SETGID",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PTRACE",
    "SYS_RESOURCE",
    "SYS_TIME",
];

fn of<T: Copy>(table: &[(&str, &str, T)], owner: &str, field: &str) -> Option<T> {
    table
        .iter()
        .find(|(of, name, _)| *of == owner && *name == field)
        .map(|(_, _, what)| *what)
}

/// The words that a field takes, where it takes no others. An empty one stands for "not written".
#[must_use]
pub fn words(owner: &str, field: &Field) -> Option<&'static [&'static str]> {
    match field.kind {
        Kind::Enumeration(words) => Some(words),
        _ => of(WORDS, owner, field.name),
    }
}

/// Texts that are usual in a field, which takes others as well.
#[must_use]
pub fn usual(owner: &str, field: &str) -> &'static [&'static str] {
    of(USUAL, owner, field).unwrap_or_default()
}

/// What a field names.
#[must_use]
pub fn reference(owner: &str, field: &str) -> Option<Reference> {
    let name = format!("{owner}.{field}");
    let row = REFERENCES
        .iter()
        .find(|(_, names)| names.split(' ').any(|known| known == name))?;
    Some(row.0)
}

/// What stands in a control while nothing is typed.
#[must_use]
pub fn hint(owner: &str, field: &str) -> &'static str {
    let name = format!("{owner}.{field}");
    let mut lines = HINTS.lines().filter_map(|line| line.split_once(' '));
    lines
        .find(|(known, _)| *known == name)
        .map_or("", |(_, hint)| hint)
}

/// Whether a value wants a line of its own.
#[must_use]
pub fn is_long(owner: &str, field: &str) -> bool {
    LONG.contains(&(owner, field))
}

/// Whether a number is the mode of a file, which is read and written in octal.
#[must_use]
pub fn is_file_mode(field: &str) -> bool {
    ["mode", "defaultMode"].contains(&field)
}

/// Whether other places of the manifest call its struct by this name, so that a new name takes them along.
#[must_use]
pub fn is_called(owner: &str, field: &str) -> bool {
    field == "name" && ["Container", "ContainerPort", "Volume"].contains(&owner)
}

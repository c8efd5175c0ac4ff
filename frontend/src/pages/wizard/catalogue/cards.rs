//! The cards of the steps, in the order of the page.

use super::{Card, Level};
use crate::pages::wizard::step::Step;

/// The cards over the DaemonSet, with the places from its root. What several cards could show is shown by the
/// first whose place is the longest.
pub const CARDS: &[Card] = &[
    card(
        "labels",
        Step::Basic,
        Level::Essential,
        "metadata.labels",
        "metadata.annotations",
    ),
    card(
        "pods",
        Step::Basic,
        Level::Essential,
        "spec.selector.matchLabels spec.template.metadata.labels",
        "spec.selector.matchExpressions spec.template.metadata.annotations",
    ),
    card(
        "object",
        Step::Basic,
        Level::More,
        "metadata.generateName metadata.finalizers metadata.ownerReferences",
        "",
    ),
    card(
        "pod_object",
        Step::Basic,
        Level::More,
        "spec.template.metadata.name spec.template.metadata.namespace spec.template.metadata.generateName spec.template.metadata.finalizers spec.template.metadata.ownerReferences",
        "",
    ),
    card(
        "pull_secrets",
        Step::Containers,
        Level::More,
        "spec.template.spec.imagePullSecrets",
        "",
    ),
    card(
        "pod_resources",
        Step::Containers,
        Level::More,
        "spec.template.spec.resources spec.template.spec.resourceClaims spec.template.spec.overhead",
        "",
    ),
    card(
        "pod_life",
        Step::Containers,
        Level::More,
        "spec.template.spec.shareProcessNamespace spec.template.spec.restartPolicy spec.template.spec.activeDeadlineSeconds spec.template.spec.readinessGates",
        "",
    ),
    card(
        "node_selector",
        Step::Nodes,
        Level::Essential,
        "spec.template.spec.nodeSelector",
        "",
    ),
    card(
        "tolerations",
        Step::Nodes,
        Level::Essential,
        "spec.template.spec.tolerations",
        "",
    ),
    by_field(
        "affinity",
        Step::Nodes,
        "spec.template.spec.affinity.nodeAffinity spec.template.spec.affinity.podAffinity spec.template.spec.affinity.podAntiAffinity",
    ),
    card(
        "spread",
        Step::Nodes,
        Level::More,
        "spec.template.spec.topologySpreadConstraints",
        "",
    ),
    card(
        "priority",
        Step::Nodes,
        Level::More,
        "spec.template.spec.priorityClassName spec.template.spec.preemptionPolicy spec.template.spec.priority",
        "",
    ),
    card(
        "scheduling",
        Step::Nodes,
        Level::More,
        "spec.template.spec.schedulerName spec.template.spec.runtimeClassName spec.template.spec.nodeName spec.template.spec.os spec.template.spec.schedulingGates spec.template.spec.schedulingGroup",
        "",
    ),
    card(
        "strategy",
        Step::Update,
        Level::Essential,
        "spec.updateStrategy.type spec.updateStrategy.rollingUpdate.maxUnavailable spec.updateStrategy.rollingUpdate.maxSurge spec.minReadySeconds spec.revisionHistoryLimit spec.template.spec.terminationGracePeriodSeconds",
        "",
    ),
    card(
        "host",
        Step::Network,
        Level::Essential,
        "spec.template.spec.hostNetwork spec.template.spec.hostPID spec.template.spec.hostIPC spec.template.spec.hostUsers",
        "",
    ),
    card(
        "account",
        Step::Network,
        Level::Essential,
        "spec.template.spec.serviceAccountName spec.template.spec.automountServiceAccountToken",
        "spec.template.spec.serviceAccount",
    ),
    card(
        "dns",
        Step::Network,
        Level::More,
        "spec.template.spec.dnsPolicy spec.template.spec.enableServiceLinks spec.template.spec.dnsConfig spec.template.spec.hostAliases",
        "",
    ),
    card(
        "hostname",
        Step::Network,
        Level::More,
        "spec.template.spec.hostname spec.template.spec.subdomain spec.template.spec.setHostnameAsFQDN spec.template.spec.hostnameOverride",
        "",
    ),
    card(
        "pod_security",
        Step::Network,
        Level::More,
        "spec.template.spec.securityContext",
        "",
    ),
];

/// The cards over a container, with the places from it.
pub const CONTAINER_CARDS: &[Card] = &[
    card(
        "image",
        Step::Containers,
        Level::Essential,
        "name imagePullPolicy image",
        "restartPolicy restartPolicyRules",
    ),
    card(
        "resources",
        Step::Containers,
        Level::Essential,
        "resources",
        "resizePolicy",
    ),
    card("ports", Step::Containers, Level::More, "ports", ""),
    by_field(
        "health",
        Step::Containers,
        "livenessProbe readinessProbe startupProbe",
    ),
    card(
        "environment",
        Step::Containers,
        Level::More,
        "env envFrom",
        "",
    ),
    card(
        "command",
        Step::Containers,
        Level::More,
        "command args workingDir",
        "stdin stdinOnce tty",
    ),
    card("lifecycle", Step::Containers, Level::More, "lifecycle", ""),
    card(
        "security",
        Step::Containers,
        Level::More,
        "securityContext",
        "",
    ),
    card(
        "termination",
        Step::Containers,
        Level::More,
        "terminationMessagePath terminationMessagePolicy",
        "",
    ),
    // Drawn by the volumes that they mount.
    card(
        "mounts",
        Step::Volumes,
        Level::Essential,
        "volumeMounts",
        "",
    ),
    card(
        "devices",
        Step::Containers,
        Level::More,
        "volumeDevices",
        "",
    ),
];

/// The cards over a Service that is created with the DaemonSet, with the places from it.
pub const SERVICE_CARDS: &[Card] = &[card(
    "service",
    Step::Network,
    Level::More,
    "metadata.name spec.type spec.ports",
    "metadata.labels metadata.annotations metadata.namespace spec.selector spec.clusterIP spec.internalTrafficPolicy spec.externalTrafficPolicy spec.sessionAffinity spec.sessionAffinityConfig spec.publishNotReadyAddresses",
)];

const fn card(
    name: &'static str,
    step: Step,
    level: Level,
    first: &'static str,
    more: &'static str,
) -> Card {
    Card {
        name,
        step,
        level,
        first,
        more,
        is_by_field: false,
    }
}

/// A card each of whose fields waits on the shelf of the step.
const fn by_field(name: &'static str, step: Step, first: &'static str) -> Card {
    Card {
        is_by_field: true,
        ..card(name, step, Level::More, first, "")
    }
}

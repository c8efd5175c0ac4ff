//! How structs are laid out, wherever they occur.

use super::Layout;

/// The structs that are not simply drawn in the order of the schema.
pub const LAYOUTS: &[Layout] = &[
    row("ContainerPort", "containerPort protocol name hostPort"),
    row("EnvVar", "name value"),
    part("EnvFromSource", "prefix"),
    union(
        "EnvVarSource",
        "",
        "configMapKeyRef secretKeyRef fieldRef resourceFieldRef fileKeyRef",
    ),
    part("ConfigMapKeySelector", "name key optional"),
    part("SecretKeySelector", "name key optional"),
    part("ConfigMapEnvSource", "name optional"),
    part("SecretEnvSource", "name optional"),
    part("FileKeySelector", "volumeName path key optional"),
    part("ObjectFieldSelector", "fieldPath"),
    part("ResourceFieldSelector", "resource containerName divisor"),
    part("ResourceRequirements", "requests limits"),
    row("ContainerResizePolicy", "resourceName restartPolicy"),
    union(
        "Probe",
        "initialDelaySeconds periodSeconds timeoutSeconds failureThreshold successThreshold",
        "httpGet tcpSocket exec grpc",
    ),
    part("HTTPGetAction", "scheme path port"),
    part("TCPSocketAction", "port"),
    part("GRPCAction", "port service"),
    part("ExecAction", "command"),
    row("HTTPHeader", "name value"),
    part("Lifecycle", "postStart preStop"),
    union("LifecycleHandler", "", "exec httpGet sleep"),
    part("SleepAction", "seconds"),
    part(
        "SecurityContext",
        "privileged allowPrivilegeEscalation readOnlyRootFilesystem runAsNonRoot runAsUser runAsGroup capabilities",
    ),
    part("Capabilities", "add drop"),
    part("SeccompProfile", "type localhostProfile"),
    part("AppArmorProfile", "type localhostProfile"),
    part("SELinuxOptions", "user role type level"),
    row("VolumeDevice", "name devicePath"),
    part("VolumeMount", "mountPath subPath readOnly name"),
    union(
        "Volume",
        "name",
        "hostPath emptyDir configMap secret persistentVolumeClaim projected downwardAPI csi ephemeral nfs image",
    ),
    part("HostPathVolumeSource", "path type"),
    part("EmptyDirVolumeSource", "medium sizeLimit"),
    part("ConfigMapVolumeSource", "name items defaultMode optional"),
    part(
        "SecretVolumeSource",
        "secretName items defaultMode optional",
    ),
    row("KeyToPath", "key path mode"),
    part("PersistentVolumeClaimVolumeSource", "claimName readOnly"),
    part("ProjectedVolumeSource", "sources defaultMode"),
    union(
        "VolumeProjection",
        "",
        "serviceAccountToken configMap secret downwardAPI clusterTrustBundle",
    ),
    part(
        "ServiceAccountTokenProjection",
        "path audience expirationSeconds",
    ),
    part("ConfigMapProjection", "name items optional"),
    part("SecretProjection", "name items optional"),
    part("DownwardAPIProjection", "items"),
    part("DownwardAPIVolumeSource", "items defaultMode"),
    part(
        "DownwardAPIVolumeFile",
        "path fieldRef resourceFieldRef mode",
    ),
    part("CSIVolumeSource", "driver fsType readOnly volumeAttributes"),
    part("EphemeralVolumeSource", "volumeClaimTemplate"),
    part("PersistentVolumeClaimTemplate", "spec"),
    part(
        "PersistentVolumeClaimSpec",
        "storageClassName accessModes resources",
    ),
    part("VolumeResourceRequirements", "requests"),
    part("NFSVolumeSource", "server path readOnly"),
    part("ImageVolumeSource", "reference pullPolicy"),
    part("LabelSelector", "matchLabels matchExpressions"),
    row("LabelSelectorRequirement", "key operator values"),
    part("Affinity", "nodeAffinity podAffinity podAntiAffinity"),
    part(
        "NodeAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution",
    ),
    part("NodeSelector", "nodeSelectorTerms"),
    part("NodeSelectorTerm", "matchExpressions"),
    row("NodeSelectorRequirement", "key operator values"),
    part("PreferredSchedulingTerm", "weight preference"),
    part(
        "PodAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution",
    ),
    part(
        "PodAntiAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution",
    ),
    part("PodAffinityTerm", "topologyKey labelSelector"),
    part("WeightedPodAffinityTerm", "weight podAffinityTerm"),
    row("Toleration", "key operator value effect"),
    part(
        "TopologySpreadConstraint",
        "maxSkew topologyKey whenUnsatisfiable labelSelector",
    ),
    part("DaemonSetUpdateStrategy", "type rollingUpdate"),
    part("RollingUpdateDaemonSet", "maxUnavailable maxSurge"),
    part("PodDNSConfig", "nameservers searches options"),
    row("PodDNSConfigOption", "name value"),
    part("HostAlias", "ip hostnames"),
    row("LocalObjectReference", "name"),
    row("ServicePort", "port targetPort protocol name"),
    row("Sysctl", "name value"),
    row(
        "PodResourceClaim",
        "name resourceClaimName resourceClaimTemplateName",
    ),
    row("ResourceClaim", "name request"),
    row("PodReadinessGate", "conditionType"),
    row("PodSchedulingGate", "name"),
    row("OwnerReference", "apiVersion kind name uid"),
    part(
        "PodSecurityContext",
        "runAsNonRoot runAsUser runAsGroup fsGroup fsGroupChangePolicy supplementalGroups",
    ),
    part("ContainerRestartRule", "action exitCodes"),
    part("ContainerRestartRuleOnExitCodes", "operator values"),
];

const fn part(of: &'static str, first: &'static str) -> Layout {
    Layout {
        of,
        first,
        one_of: None,
        is_row: false,
    }
}

const fn row(of: &'static str, first: &'static str) -> Layout {
    Layout {
        of,
        first,
        one_of: None,
        is_row: true,
    }
}

const fn union(of: &'static str, first: &'static str, one_of: &'static str) -> Layout {
    Layout {
        of,
        first,
        one_of: Some(one_of),
        is_row: false,
    }
}

/// The layout of a struct, where it has one of its own.
#[must_use]
pub fn layout(of: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.of == of)
}

//! The fields of Kubernetes v1.36.2. Written by `cargo xtask codegen`; do not edit.

use super::{Kind, List, Merge, NONE, OMIT_EMPTY, OMIT_ZERO, POINTER, Struct, field};

static AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE: Struct = Struct {
    name: "AWSElasticBlockStoreVolumeSource",
    fields: &[
        field("fsType", Kind::String, OMIT_EMPTY),
        field("partition", Kind::Int32, OMIT_EMPTY),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field("volumeID", Kind::String, NONE),
    ],
};

static AFFINITY: Struct = Struct {
    name: "Affinity",
    fields: &[
        field(
            "nodeAffinity",
            Kind::Struct(&NODE_AFFINITY),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "podAffinity",
            Kind::Struct(&POD_AFFINITY),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "podAntiAffinity",
            Kind::Struct(&POD_ANTI_AFFINITY),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static APP_ARMOR_PROFILE: Struct = Struct {
    name: "AppArmorProfile",
    fields: &[
        field("localhostProfile", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "type",
            Kind::Enumeration(&["Unconfined", "RuntimeDefault", "Localhost"]),
            NONE,
        ),
    ],
};

static AZURE_DISK_VOLUME_SOURCE: Struct = Struct {
    name: "AzureDiskVolumeSource",
    fields: &[
        field(
            "cachingMode",
            Kind::Enumeration(&["None", "ReadOnly", "ReadWrite"]),
            POINTER | OMIT_EMPTY,
        ),
        field("diskName", Kind::String, NONE),
        field("diskURI", Kind::String, NONE),
        field("fsType", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "kind",
            Kind::Enumeration(&["Shared", "Dedicated", "Managed"]),
            POINTER | OMIT_EMPTY,
        ),
        field("readOnly", Kind::Boolean, POINTER | OMIT_EMPTY),
    ],
};

static AZURE_FILE_VOLUME_SOURCE: Struct = Struct {
    name: "AzureFileVolumeSource",
    fields: &[
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field("secretName", Kind::String, NONE),
        field("shareName", Kind::String, NONE),
    ],
};

static CSI_VOLUME_SOURCE: Struct = Struct {
    name: "CSIVolumeSource",
    fields: &[
        field("driver", Kind::String, NONE),
        field("fsType", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "nodePublishSecretRef",
            Kind::Struct(&LOCAL_OBJECT_REFERENCE),
            POINTER | OMIT_EMPTY,
        ),
        field("readOnly", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("volumeAttributes", Kind::Map(&Kind::String), OMIT_EMPTY),
    ],
};

static CAPABILITIES: Struct = Struct {
    name: "Capabilities",
    fields: &[
        field(
            "add",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "drop",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
    ],
};

static CEPH_FS_VOLUME_SOURCE: Struct = Struct {
    name: "CephFSVolumeSource",
    fields: &[
        field(
            "monitors",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            NONE,
        ),
        field("path", Kind::String, OMIT_EMPTY),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field("secretFile", Kind::String, OMIT_EMPTY),
        field(
            "secretRef",
            Kind::Struct(&LOCAL_OBJECT_REFERENCE),
            POINTER | OMIT_EMPTY,
        ),
        field("user", Kind::String, OMIT_EMPTY),
    ],
};

static CINDER_VOLUME_SOURCE: Struct = Struct {
    name: "CinderVolumeSource",
    fields: &[
        field("fsType", Kind::String, OMIT_EMPTY),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field(
            "secretRef",
            Kind::Struct(&LOCAL_OBJECT_REFERENCE),
            POINTER | OMIT_EMPTY,
        ),
        field("volumeID", Kind::String, NONE),
    ],
};

static CLIENT_IP_CONFIG: Struct = Struct {
    name: "ClientIPConfig",
    fields: &[field("timeoutSeconds", Kind::Int32, POINTER | OMIT_EMPTY)],
};

static CLUSTER_TRUST_BUNDLE_PROJECTION: Struct = Struct {
    name: "ClusterTrustBundleProjection",
    fields: &[
        field(
            "labelSelector",
            Kind::Struct(&LABEL_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
        field("name", Kind::String, POINTER | OMIT_EMPTY),
        field("optional", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("path", Kind::String, NONE),
        field("signerName", Kind::String, POINTER | OMIT_EMPTY),
    ],
};

static CONDITION: Struct = Struct {
    name: "Condition",
    fields: &[
        field("lastTransitionTime", Kind::Time, NONE),
        field("message", Kind::String, NONE),
        field("observedGeneration", Kind::Int64, OMIT_EMPTY),
        field("reason", Kind::String, NONE),
        field("status", Kind::String, NONE),
        field("type", Kind::String, NONE),
    ],
};

static CONFIG_MAP_ENV_SOURCE: Struct = Struct {
    name: "ConfigMapEnvSource",
    fields: &[
        field("name", Kind::String, OMIT_EMPTY),
        field("optional", Kind::Boolean, POINTER | OMIT_EMPTY),
    ],
};

static CONFIG_MAP_KEY_SELECTOR: Struct = Struct {
    name: "ConfigMapKeySelector",
    fields: &[
        field("key", Kind::String, NONE),
        field("name", Kind::String, OMIT_EMPTY),
        field("optional", Kind::Boolean, POINTER | OMIT_EMPTY),
    ],
};

static CONFIG_MAP_PROJECTION: Struct = Struct {
    name: "ConfigMapProjection",
    fields: &[
        field(
            "items",
            Kind::List(&List {
                item: Kind::Struct(&KEY_TO_PATH),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("name", Kind::String, OMIT_EMPTY),
        field("optional", Kind::Boolean, POINTER | OMIT_EMPTY),
    ],
};

static CONFIG_MAP_VOLUME_SOURCE: Struct = Struct {
    name: "ConfigMapVolumeSource",
    fields: &[
        field("defaultMode", Kind::Int32, POINTER | OMIT_EMPTY),
        field(
            "items",
            Kind::List(&List {
                item: Kind::Struct(&KEY_TO_PATH),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("name", Kind::String, OMIT_EMPTY),
        field("optional", Kind::Boolean, POINTER | OMIT_EMPTY),
    ],
};

static CONTAINER: Struct = Struct {
    name: "Container",
    fields: &[
        field(
            "args",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "command",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "env",
            Kind::List(&List {
                item: Kind::Struct(&ENV_VAR),
                merge: Merge::Map(&["name"]),
            }),
            OMIT_EMPTY,
        ),
        field(
            "envFrom",
            Kind::List(&List {
                item: Kind::Struct(&ENV_FROM_SOURCE),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("image", Kind::String, OMIT_EMPTY),
        field(
            "imagePullPolicy",
            Kind::Enumeration(&["Always", "Never", "IfNotPresent"]),
            OMIT_EMPTY,
        ),
        field("lifecycle", Kind::Struct(&LIFECYCLE), POINTER | OMIT_EMPTY),
        field("livenessProbe", Kind::Struct(&PROBE), POINTER | OMIT_EMPTY),
        field("name", Kind::String, NONE),
        field(
            "ports",
            Kind::List(&List {
                item: Kind::Struct(&CONTAINER_PORT),
                merge: Merge::Map(&["containerPort", "protocol"]),
            }),
            OMIT_EMPTY,
        ),
        field("readinessProbe", Kind::Struct(&PROBE), POINTER | OMIT_EMPTY),
        field(
            "resizePolicy",
            Kind::List(&List {
                item: Kind::Struct(&CONTAINER_RESIZE_POLICY),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "resources",
            Kind::Struct(&RESOURCE_REQUIREMENTS),
            OMIT_EMPTY,
        ),
        field("restartPolicy", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "restartPolicyRules",
            Kind::List(&List {
                item: Kind::Struct(&CONTAINER_RESTART_RULE),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "securityContext",
            Kind::Struct(&SECURITY_CONTEXT),
            POINTER | OMIT_EMPTY,
        ),
        field("startupProbe", Kind::Struct(&PROBE), POINTER | OMIT_EMPTY),
        field("stdin", Kind::Boolean, OMIT_EMPTY),
        field("stdinOnce", Kind::Boolean, OMIT_EMPTY),
        field("terminationMessagePath", Kind::String, OMIT_EMPTY),
        field(
            "terminationMessagePolicy",
            Kind::Enumeration(&["File", "FallbackToLogsOnError"]),
            OMIT_EMPTY,
        ),
        field("tty", Kind::Boolean, OMIT_EMPTY),
        field(
            "volumeDevices",
            Kind::List(&List {
                item: Kind::Struct(&VOLUME_DEVICE),
                merge: Merge::Map(&["devicePath"]),
            }),
            OMIT_EMPTY,
        ),
        field(
            "volumeMounts",
            Kind::List(&List {
                item: Kind::Struct(&VOLUME_MOUNT),
                merge: Merge::Map(&["mountPath"]),
            }),
            OMIT_EMPTY,
        ),
        field("workingDir", Kind::String, OMIT_EMPTY),
    ],
};

static CONTAINER_PORT: Struct = Struct {
    name: "ContainerPort",
    fields: &[
        field("containerPort", Kind::Int32, NONE),
        field("hostIP", Kind::String, OMIT_EMPTY),
        field("hostPort", Kind::Int32, OMIT_EMPTY),
        field("name", Kind::String, OMIT_EMPTY),
        field(
            "protocol",
            Kind::Enumeration(&["TCP", "UDP", "SCTP"]),
            OMIT_EMPTY,
        ),
    ],
};

static CONTAINER_RESIZE_POLICY: Struct = Struct {
    name: "ContainerResizePolicy",
    fields: &[
        field("resourceName", Kind::String, NONE),
        field("restartPolicy", Kind::String, NONE),
    ],
};

static CONTAINER_RESTART_RULE: Struct = Struct {
    name: "ContainerRestartRule",
    fields: &[
        field("action", Kind::String, OMIT_EMPTY),
        field(
            "exitCodes",
            Kind::Struct(&CONTAINER_RESTART_RULE_ON_EXIT_CODES),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static CONTAINER_RESTART_RULE_ON_EXIT_CODES: Struct = Struct {
    name: "ContainerRestartRuleOnExitCodes",
    fields: &[
        field("operator", Kind::String, OMIT_EMPTY),
        field(
            "values",
            Kind::List(&List {
                item: Kind::Int32,
                merge: Merge::Set,
            }),
            OMIT_EMPTY,
        ),
    ],
};

/// `DaemonSet` of `k8s.io/api/apps/v1`.
pub static DAEMON_SET: Struct = Struct {
    name: "DaemonSet",
    fields: &[
        field("apiVersion", Kind::String, OMIT_EMPTY),
        field("kind", Kind::String, OMIT_EMPTY),
        field("metadata", Kind::Struct(&OBJECT_META), OMIT_EMPTY),
        field("spec", Kind::Struct(&DAEMON_SET_SPEC), OMIT_EMPTY),
        field("status", Kind::Struct(&DAEMON_SET_STATUS), OMIT_EMPTY),
    ],
};

static DAEMON_SET_CONDITION: Struct = Struct {
    name: "DaemonSetCondition",
    fields: &[
        field("lastTransitionTime", Kind::Time, OMIT_EMPTY),
        field("message", Kind::String, OMIT_EMPTY),
        field("reason", Kind::String, OMIT_EMPTY),
        field("status", Kind::String, NONE),
        field("type", Kind::String, NONE),
    ],
};

static DAEMON_SET_SPEC: Struct = Struct {
    name: "DaemonSetSpec",
    fields: &[
        field("minReadySeconds", Kind::Int32, OMIT_EMPTY),
        field("revisionHistoryLimit", Kind::Int32, POINTER | OMIT_EMPTY),
        field("selector", Kind::Struct(&LABEL_SELECTOR), POINTER),
        field("template", Kind::Struct(&POD_TEMPLATE_SPEC), NONE),
        field(
            "updateStrategy",
            Kind::Struct(&DAEMON_SET_UPDATE_STRATEGY),
            OMIT_EMPTY,
        ),
    ],
};

static DAEMON_SET_STATUS: Struct = Struct {
    name: "DaemonSetStatus",
    fields: &[
        field("collisionCount", Kind::Int32, POINTER | OMIT_EMPTY),
        field(
            "conditions",
            Kind::List(&List {
                item: Kind::Struct(&DAEMON_SET_CONDITION),
                merge: Merge::Map(&["type"]),
            }),
            OMIT_EMPTY,
        ),
        field("currentNumberScheduled", Kind::Int32, NONE),
        field("desiredNumberScheduled", Kind::Int32, NONE),
        field("numberAvailable", Kind::Int32, OMIT_EMPTY),
        field("numberMisscheduled", Kind::Int32, NONE),
        field("numberReady", Kind::Int32, NONE),
        field("numberUnavailable", Kind::Int32, OMIT_EMPTY),
        field("observedGeneration", Kind::Int64, OMIT_EMPTY),
        field("updatedNumberScheduled", Kind::Int32, OMIT_EMPTY),
    ],
};

static DAEMON_SET_UPDATE_STRATEGY: Struct = Struct {
    name: "DaemonSetUpdateStrategy",
    fields: &[
        field(
            "rollingUpdate",
            Kind::Struct(&ROLLING_UPDATE_DAEMON_SET),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "type",
            Kind::Enumeration(&["RollingUpdate", "OnDelete"]),
            OMIT_EMPTY,
        ),
    ],
};

static DOWNWARD_API_PROJECTION: Struct = Struct {
    name: "DownwardAPIProjection",
    fields: &[field(
        "items",
        Kind::List(&List {
            item: Kind::Struct(&DOWNWARD_API_VOLUME_FILE),
            merge: Merge::Atomic,
        }),
        OMIT_EMPTY,
    )],
};

static DOWNWARD_API_VOLUME_FILE: Struct = Struct {
    name: "DownwardAPIVolumeFile",
    fields: &[
        field(
            "fieldRef",
            Kind::Struct(&OBJECT_FIELD_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
        field("mode", Kind::Int32, POINTER | OMIT_EMPTY),
        field("path", Kind::String, NONE),
        field(
            "resourceFieldRef",
            Kind::Struct(&RESOURCE_FIELD_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static DOWNWARD_API_VOLUME_SOURCE: Struct = Struct {
    name: "DownwardAPIVolumeSource",
    fields: &[
        field("defaultMode", Kind::Int32, POINTER | OMIT_EMPTY),
        field(
            "items",
            Kind::List(&List {
                item: Kind::Struct(&DOWNWARD_API_VOLUME_FILE),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
    ],
};

static EMPTY_DIR_VOLUME_SOURCE: Struct = Struct {
    name: "EmptyDirVolumeSource",
    fields: &[
        field("medium", Kind::String, OMIT_EMPTY),
        field("sizeLimit", Kind::Quantity, POINTER | OMIT_EMPTY),
    ],
};

static ENV_FROM_SOURCE: Struct = Struct {
    name: "EnvFromSource",
    fields: &[
        field(
            "configMapRef",
            Kind::Struct(&CONFIG_MAP_ENV_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field("prefix", Kind::String, OMIT_EMPTY),
        field(
            "secretRef",
            Kind::Struct(&SECRET_ENV_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static ENV_VAR: Struct = Struct {
    name: "EnvVar",
    fields: &[
        field("name", Kind::String, NONE),
        field("value", Kind::String, OMIT_EMPTY),
        field(
            "valueFrom",
            Kind::Struct(&ENV_VAR_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static ENV_VAR_SOURCE: Struct = Struct {
    name: "EnvVarSource",
    fields: &[
        field(
            "configMapKeyRef",
            Kind::Struct(&CONFIG_MAP_KEY_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "fieldRef",
            Kind::Struct(&OBJECT_FIELD_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "fileKeyRef",
            Kind::Struct(&FILE_KEY_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "resourceFieldRef",
            Kind::Struct(&RESOURCE_FIELD_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "secretKeyRef",
            Kind::Struct(&SECRET_KEY_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static EPHEMERAL_CONTAINER: Struct = Struct {
    name: "EphemeralContainer",
    fields: &[
        field(
            "args",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "command",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "env",
            Kind::List(&List {
                item: Kind::Struct(&ENV_VAR),
                merge: Merge::Map(&["name"]),
            }),
            OMIT_EMPTY,
        ),
        field(
            "envFrom",
            Kind::List(&List {
                item: Kind::Struct(&ENV_FROM_SOURCE),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("image", Kind::String, OMIT_EMPTY),
        field(
            "imagePullPolicy",
            Kind::Enumeration(&["Always", "Never", "IfNotPresent"]),
            OMIT_EMPTY,
        ),
        field("lifecycle", Kind::Struct(&LIFECYCLE), POINTER | OMIT_EMPTY),
        field("livenessProbe", Kind::Struct(&PROBE), POINTER | OMIT_EMPTY),
        field("name", Kind::String, NONE),
        field(
            "ports",
            Kind::List(&List {
                item: Kind::Struct(&CONTAINER_PORT),
                merge: Merge::Map(&["containerPort", "protocol"]),
            }),
            OMIT_EMPTY,
        ),
        field("readinessProbe", Kind::Struct(&PROBE), POINTER | OMIT_EMPTY),
        field(
            "resizePolicy",
            Kind::List(&List {
                item: Kind::Struct(&CONTAINER_RESIZE_POLICY),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "resources",
            Kind::Struct(&RESOURCE_REQUIREMENTS),
            OMIT_EMPTY,
        ),
        field("restartPolicy", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "restartPolicyRules",
            Kind::List(&List {
                item: Kind::Struct(&CONTAINER_RESTART_RULE),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "securityContext",
            Kind::Struct(&SECURITY_CONTEXT),
            POINTER | OMIT_EMPTY,
        ),
        field("startupProbe", Kind::Struct(&PROBE), POINTER | OMIT_EMPTY),
        field("stdin", Kind::Boolean, OMIT_EMPTY),
        field("stdinOnce", Kind::Boolean, OMIT_EMPTY),
        field("targetContainerName", Kind::String, OMIT_EMPTY),
        field("terminationMessagePath", Kind::String, OMIT_EMPTY),
        field(
            "terminationMessagePolicy",
            Kind::Enumeration(&["File", "FallbackToLogsOnError"]),
            OMIT_EMPTY,
        ),
        field("tty", Kind::Boolean, OMIT_EMPTY),
        field(
            "volumeDevices",
            Kind::List(&List {
                item: Kind::Struct(&VOLUME_DEVICE),
                merge: Merge::Map(&["devicePath"]),
            }),
            OMIT_EMPTY,
        ),
        field(
            "volumeMounts",
            Kind::List(&List {
                item: Kind::Struct(&VOLUME_MOUNT),
                merge: Merge::Map(&["mountPath"]),
            }),
            OMIT_EMPTY,
        ),
        field("workingDir", Kind::String, OMIT_EMPTY),
    ],
};

static EPHEMERAL_VOLUME_SOURCE: Struct = Struct {
    name: "EphemeralVolumeSource",
    fields: &[field(
        "volumeClaimTemplate",
        Kind::Struct(&PERSISTENT_VOLUME_CLAIM_TEMPLATE),
        POINTER | OMIT_EMPTY,
    )],
};

static EXEC_ACTION: Struct = Struct {
    name: "ExecAction",
    fields: &[field(
        "command",
        Kind::List(&List {
            item: Kind::String,
            merge: Merge::Atomic,
        }),
        OMIT_EMPTY,
    )],
};

static FC_VOLUME_SOURCE: Struct = Struct {
    name: "FCVolumeSource",
    fields: &[
        field("fsType", Kind::String, OMIT_EMPTY),
        field("lun", Kind::Int32, POINTER | OMIT_EMPTY),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field(
            "targetWWNs",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "wwids",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
    ],
};

static FILE_KEY_SELECTOR: Struct = Struct {
    name: "FileKeySelector",
    fields: &[
        field("key", Kind::String, NONE),
        field("optional", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("path", Kind::String, NONE),
        field("volumeName", Kind::String, NONE),
    ],
};

static FLEX_VOLUME_SOURCE: Struct = Struct {
    name: "FlexVolumeSource",
    fields: &[
        field("driver", Kind::String, NONE),
        field("fsType", Kind::String, OMIT_EMPTY),
        field("options", Kind::Map(&Kind::String), OMIT_EMPTY),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field(
            "secretRef",
            Kind::Struct(&LOCAL_OBJECT_REFERENCE),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static FLOCKER_VOLUME_SOURCE: Struct = Struct {
    name: "FlockerVolumeSource",
    fields: &[
        field("datasetName", Kind::String, OMIT_EMPTY),
        field("datasetUUID", Kind::String, OMIT_EMPTY),
    ],
};

static GCE_PERSISTENT_DISK_VOLUME_SOURCE: Struct = Struct {
    name: "GCEPersistentDiskVolumeSource",
    fields: &[
        field("fsType", Kind::String, OMIT_EMPTY),
        field("partition", Kind::Int32, OMIT_EMPTY),
        field("pdName", Kind::String, NONE),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
    ],
};

static GRPC_ACTION: Struct = Struct {
    name: "GRPCAction",
    fields: &[
        field("port", Kind::Int32, NONE),
        field("service", Kind::String, POINTER),
    ],
};

static GIT_REPO_VOLUME_SOURCE: Struct = Struct {
    name: "GitRepoVolumeSource",
    fields: &[
        field("directory", Kind::String, OMIT_EMPTY),
        field("repository", Kind::String, NONE),
        field("revision", Kind::String, OMIT_EMPTY),
    ],
};

static GLUSTERFS_VOLUME_SOURCE: Struct = Struct {
    name: "GlusterfsVolumeSource",
    fields: &[
        field("endpoints", Kind::String, NONE),
        field("path", Kind::String, NONE),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
    ],
};

static HTTP_GET_ACTION: Struct = Struct {
    name: "HTTPGetAction",
    fields: &[
        field("host", Kind::String, OMIT_EMPTY),
        field(
            "httpHeaders",
            Kind::List(&List {
                item: Kind::Struct(&HTTP_HEADER),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("path", Kind::String, OMIT_EMPTY),
        field("port", Kind::IntOrString, NONE),
        field("scheme", Kind::Enumeration(&["HTTP", "HTTPS"]), OMIT_EMPTY),
    ],
};

static HTTP_HEADER: Struct = Struct {
    name: "HTTPHeader",
    fields: &[
        field("name", Kind::String, NONE),
        field("value", Kind::String, NONE),
    ],
};

static HOST_ALIAS: Struct = Struct {
    name: "HostAlias",
    fields: &[
        field(
            "hostnames",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("ip", Kind::String, NONE),
    ],
};

static HOST_PATH_VOLUME_SOURCE: Struct = Struct {
    name: "HostPathVolumeSource",
    fields: &[
        field("path", Kind::String, NONE),
        field(
            "type",
            Kind::Enumeration(&[
                "",
                "DirectoryOrCreate",
                "Directory",
                "FileOrCreate",
                "File",
                "Socket",
                "CharDevice",
                "BlockDevice",
            ]),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static ISCSI_VOLUME_SOURCE: Struct = Struct {
    name: "ISCSIVolumeSource",
    fields: &[
        field("chapAuthDiscovery", Kind::Boolean, OMIT_EMPTY),
        field("chapAuthSession", Kind::Boolean, OMIT_EMPTY),
        field("fsType", Kind::String, OMIT_EMPTY),
        field("initiatorName", Kind::String, POINTER | OMIT_EMPTY),
        field("iqn", Kind::String, NONE),
        field("iscsiInterface", Kind::String, OMIT_EMPTY),
        field("lun", Kind::Int32, NONE),
        field(
            "portals",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field(
            "secretRef",
            Kind::Struct(&LOCAL_OBJECT_REFERENCE),
            POINTER | OMIT_EMPTY,
        ),
        field("targetPortal", Kind::String, NONE),
    ],
};

static IMAGE_VOLUME_SOURCE: Struct = Struct {
    name: "ImageVolumeSource",
    fields: &[
        field(
            "pullPolicy",
            Kind::Enumeration(&["Always", "Never", "IfNotPresent"]),
            OMIT_EMPTY,
        ),
        field("reference", Kind::String, OMIT_EMPTY),
    ],
};

static KEY_TO_PATH: Struct = Struct {
    name: "KeyToPath",
    fields: &[
        field("key", Kind::String, NONE),
        field("mode", Kind::Int32, POINTER | OMIT_EMPTY),
        field("path", Kind::String, NONE),
    ],
};

static LABEL_SELECTOR: Struct = Struct {
    name: "LabelSelector",
    fields: &[
        field(
            "matchExpressions",
            Kind::List(&List {
                item: Kind::Struct(&LABEL_SELECTOR_REQUIREMENT),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("matchLabels", Kind::Map(&Kind::String), OMIT_EMPTY),
    ],
};

static LABEL_SELECTOR_REQUIREMENT: Struct = Struct {
    name: "LabelSelectorRequirement",
    fields: &[
        field("key", Kind::String, NONE),
        field("operator", Kind::String, NONE),
        field(
            "values",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
    ],
};

static LIFECYCLE: Struct = Struct {
    name: "Lifecycle",
    fields: &[
        field(
            "postStart",
            Kind::Struct(&LIFECYCLE_HANDLER),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "preStop",
            Kind::Struct(&LIFECYCLE_HANDLER),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "stopSignal",
            Kind::Enumeration(&[
                "SIGABRT",
                "SIGALRM",
                "SIGBUS",
                "SIGCHLD",
                "SIGCLD",
                "SIGCONT",
                "SIGFPE",
                "SIGHUP",
                "SIGILL",
                "SIGINT",
                "SIGIO",
                "SIGIOT",
                "SIGKILL",
                "SIGPIPE",
                "SIGPOLL",
                "SIGPROF",
                "SIGPWR",
                "SIGQUIT",
                "SIGSEGV",
                "SIGSTKFLT",
                "SIGSTOP",
                "SIGSYS",
                "SIGTERM",
                "SIGTRAP",
                "SIGTSTP",
                "SIGTTIN",
                "SIGTTOU",
                "SIGURG",
                "SIGUSR1",
                "SIGUSR2",
                "SIGVTALRM",
                "SIGWINCH",
                "SIGXCPU",
                "SIGXFSZ",
                "SIGRTMIN",
                "SIGRTMIN+1",
                "SIGRTMIN+2",
                "SIGRTMIN+3",
                "SIGRTMIN+4",
                "SIGRTMIN+5",
                "SIGRTMIN+6",
                "SIGRTMIN+7",
                "SIGRTMIN+8",
                "SIGRTMIN+9",
                "SIGRTMIN+10",
                "SIGRTMIN+11",
                "SIGRTMIN+12",
                "SIGRTMIN+13",
                "SIGRTMIN+14",
                "SIGRTMIN+15",
                "SIGRTMAX-14",
                "SIGRTMAX-13",
                "SIGRTMAX-12",
                "SIGRTMAX-11",
                "SIGRTMAX-10",
                "SIGRTMAX-9",
                "SIGRTMAX-8",
                "SIGRTMAX-7",
                "SIGRTMAX-6",
                "SIGRTMAX-5",
                "SIGRTMAX-4",
                "SIGRTMAX-3",
                "SIGRTMAX-2",
                "SIGRTMAX-1",
                "SIGRTMAX",
            ]),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static LIFECYCLE_HANDLER: Struct = Struct {
    name: "LifecycleHandler",
    fields: &[
        field("exec", Kind::Struct(&EXEC_ACTION), POINTER | OMIT_EMPTY),
        field(
            "httpGet",
            Kind::Struct(&HTTP_GET_ACTION),
            POINTER | OMIT_EMPTY,
        ),
        field("sleep", Kind::Struct(&SLEEP_ACTION), POINTER | OMIT_EMPTY),
        field(
            "tcpSocket",
            Kind::Struct(&TCP_SOCKET_ACTION),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static LOAD_BALANCER_INGRESS: Struct = Struct {
    name: "LoadBalancerIngress",
    fields: &[
        field("hostname", Kind::String, OMIT_EMPTY),
        field("ip", Kind::String, OMIT_EMPTY),
        field("ipMode", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "ports",
            Kind::List(&List {
                item: Kind::Struct(&PORT_STATUS),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
    ],
};

static LOAD_BALANCER_STATUS: Struct = Struct {
    name: "LoadBalancerStatus",
    fields: &[field(
        "ingress",
        Kind::List(&List {
            item: Kind::Struct(&LOAD_BALANCER_INGRESS),
            merge: Merge::Atomic,
        }),
        OMIT_EMPTY,
    )],
};

static LOCAL_OBJECT_REFERENCE: Struct = Struct {
    name: "LocalObjectReference",
    fields: &[field("name", Kind::String, OMIT_EMPTY)],
};

static MANAGED_FIELDS_ENTRY: Struct = Struct {
    name: "ManagedFieldsEntry",
    fields: &[
        field("apiVersion", Kind::String, OMIT_EMPTY),
        field("fieldsType", Kind::String, OMIT_EMPTY),
        field("fieldsV1", Kind::Raw, POINTER | OMIT_EMPTY),
        field("manager", Kind::String, OMIT_EMPTY),
        field("operation", Kind::String, OMIT_EMPTY),
        field("subresource", Kind::String, OMIT_EMPTY),
        field("time", Kind::Time, POINTER | OMIT_EMPTY),
    ],
};

static NFS_VOLUME_SOURCE: Struct = Struct {
    name: "NFSVolumeSource",
    fields: &[
        field("path", Kind::String, NONE),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field("server", Kind::String, NONE),
    ],
};

static NODE_AFFINITY: Struct = Struct {
    name: "NodeAffinity",
    fields: &[
        field(
            "preferredDuringSchedulingIgnoredDuringExecution",
            Kind::List(&List {
                item: Kind::Struct(&PREFERRED_SCHEDULING_TERM),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "requiredDuringSchedulingIgnoredDuringExecution",
            Kind::Struct(&NODE_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static NODE_SELECTOR: Struct = Struct {
    name: "NodeSelector",
    fields: &[field(
        "nodeSelectorTerms",
        Kind::List(&List {
            item: Kind::Struct(&NODE_SELECTOR_TERM),
            merge: Merge::Atomic,
        }),
        NONE,
    )],
};

static NODE_SELECTOR_REQUIREMENT: Struct = Struct {
    name: "NodeSelectorRequirement",
    fields: &[
        field("key", Kind::String, NONE),
        field(
            "operator",
            Kind::Enumeration(&["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]),
            NONE,
        ),
        field(
            "values",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
    ],
};

static NODE_SELECTOR_TERM: Struct = Struct {
    name: "NodeSelectorTerm",
    fields: &[
        field(
            "matchExpressions",
            Kind::List(&List {
                item: Kind::Struct(&NODE_SELECTOR_REQUIREMENT),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "matchFields",
            Kind::List(&List {
                item: Kind::Struct(&NODE_SELECTOR_REQUIREMENT),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
    ],
};

static OBJECT_FIELD_SELECTOR: Struct = Struct {
    name: "ObjectFieldSelector",
    fields: &[
        field("apiVersion", Kind::String, OMIT_EMPTY),
        field("fieldPath", Kind::String, NONE),
    ],
};

static OBJECT_META: Struct = Struct {
    name: "ObjectMeta",
    fields: &[
        field("annotations", Kind::Map(&Kind::String), OMIT_EMPTY),
        field("creationTimestamp", Kind::Time, OMIT_EMPTY | OMIT_ZERO),
        field(
            "deletionGracePeriodSeconds",
            Kind::Int64,
            POINTER | OMIT_EMPTY,
        ),
        field("deletionTimestamp", Kind::Time, POINTER | OMIT_EMPTY),
        field(
            "finalizers",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Set,
            }),
            OMIT_EMPTY,
        ),
        field("generateName", Kind::String, OMIT_EMPTY),
        field("generation", Kind::Int64, OMIT_EMPTY),
        field("labels", Kind::Map(&Kind::String), OMIT_EMPTY),
        field(
            "managedFields",
            Kind::List(&List {
                item: Kind::Struct(&MANAGED_FIELDS_ENTRY),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("name", Kind::String, OMIT_EMPTY),
        field("namespace", Kind::String, OMIT_EMPTY),
        field(
            "ownerReferences",
            Kind::List(&List {
                item: Kind::Struct(&OWNER_REFERENCE),
                merge: Merge::Map(&["uid"]),
            }),
            OMIT_EMPTY,
        ),
        field("resourceVersion", Kind::String, OMIT_EMPTY),
        field("selfLink", Kind::String, OMIT_EMPTY),
        field("uid", Kind::String, OMIT_EMPTY),
    ],
};

static OWNER_REFERENCE: Struct = Struct {
    name: "OwnerReference",
    fields: &[
        field("apiVersion", Kind::String, NONE),
        field("blockOwnerDeletion", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("controller", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("kind", Kind::String, NONE),
        field("name", Kind::String, NONE),
        field("uid", Kind::String, NONE),
    ],
};

static PERSISTENT_VOLUME_CLAIM_SPEC: Struct = Struct {
    name: "PersistentVolumeClaimSpec",
    fields: &[
        field(
            "accessModes",
            Kind::List(&List {
                item: Kind::Enumeration(&[
                    "ReadWriteOnce",
                    "ReadOnlyMany",
                    "ReadWriteMany",
                    "ReadWriteOncePod",
                ]),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "dataSource",
            Kind::Struct(&TYPED_LOCAL_OBJECT_REFERENCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "dataSourceRef",
            Kind::Struct(&TYPED_OBJECT_REFERENCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "resources",
            Kind::Struct(&VOLUME_RESOURCE_REQUIREMENTS),
            OMIT_EMPTY,
        ),
        field(
            "selector",
            Kind::Struct(&LABEL_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
        field("storageClassName", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "volumeAttributesClassName",
            Kind::String,
            POINTER | OMIT_EMPTY,
        ),
        field(
            "volumeMode",
            Kind::Enumeration(&["Block", "Filesystem"]),
            POINTER | OMIT_EMPTY,
        ),
        field("volumeName", Kind::String, OMIT_EMPTY),
    ],
};

static PERSISTENT_VOLUME_CLAIM_TEMPLATE: Struct = Struct {
    name: "PersistentVolumeClaimTemplate",
    fields: &[
        field("metadata", Kind::Struct(&OBJECT_META), OMIT_EMPTY),
        field("spec", Kind::Struct(&PERSISTENT_VOLUME_CLAIM_SPEC), NONE),
    ],
};

static PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE: Struct = Struct {
    name: "PersistentVolumeClaimVolumeSource",
    fields: &[
        field("claimName", Kind::String, NONE),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
    ],
};

static PHOTON_PERSISTENT_DISK_VOLUME_SOURCE: Struct = Struct {
    name: "PhotonPersistentDiskVolumeSource",
    fields: &[
        field("fsType", Kind::String, OMIT_EMPTY),
        field("pdID", Kind::String, NONE),
    ],
};

static POD_AFFINITY: Struct = Struct {
    name: "PodAffinity",
    fields: &[
        field(
            "preferredDuringSchedulingIgnoredDuringExecution",
            Kind::List(&List {
                item: Kind::Struct(&WEIGHTED_POD_AFFINITY_TERM),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "requiredDuringSchedulingIgnoredDuringExecution",
            Kind::List(&List {
                item: Kind::Struct(&POD_AFFINITY_TERM),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
    ],
};

static POD_AFFINITY_TERM: Struct = Struct {
    name: "PodAffinityTerm",
    fields: &[
        field(
            "labelSelector",
            Kind::Struct(&LABEL_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "matchLabelKeys",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "mismatchLabelKeys",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "namespaceSelector",
            Kind::Struct(&LABEL_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "namespaces",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("topologyKey", Kind::String, NONE),
    ],
};

static POD_ANTI_AFFINITY: Struct = Struct {
    name: "PodAntiAffinity",
    fields: &[
        field(
            "preferredDuringSchedulingIgnoredDuringExecution",
            Kind::List(&List {
                item: Kind::Struct(&WEIGHTED_POD_AFFINITY_TERM),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "requiredDuringSchedulingIgnoredDuringExecution",
            Kind::List(&List {
                item: Kind::Struct(&POD_AFFINITY_TERM),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
    ],
};

static POD_CERTIFICATE_PROJECTION: Struct = Struct {
    name: "PodCertificateProjection",
    fields: &[
        field("certificateChainPath", Kind::String, OMIT_EMPTY),
        field("credentialBundlePath", Kind::String, OMIT_EMPTY),
        field("keyPath", Kind::String, OMIT_EMPTY),
        field("keyType", Kind::String, OMIT_EMPTY),
        field("maxExpirationSeconds", Kind::Int32, POINTER | OMIT_EMPTY),
        field("signerName", Kind::String, OMIT_EMPTY),
        field("userAnnotations", Kind::Map(&Kind::String), OMIT_EMPTY),
    ],
};

static POD_DNS_CONFIG: Struct = Struct {
    name: "PodDNSConfig",
    fields: &[
        field(
            "nameservers",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "options",
            Kind::List(&List {
                item: Kind::Struct(&POD_DNS_CONFIG_OPTION),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "searches",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
    ],
};

static POD_DNS_CONFIG_OPTION: Struct = Struct {
    name: "PodDNSConfigOption",
    fields: &[
        field("name", Kind::String, OMIT_EMPTY),
        field("value", Kind::String, POINTER | OMIT_EMPTY),
    ],
};

static POD_OS: Struct = Struct {
    name: "PodOS",
    fields: &[field("name", Kind::String, NONE)],
};

static POD_READINESS_GATE: Struct = Struct {
    name: "PodReadinessGate",
    fields: &[field("conditionType", Kind::String, NONE)],
};

static POD_RESOURCE_CLAIM: Struct = Struct {
    name: "PodResourceClaim",
    fields: &[
        field("name", Kind::String, NONE),
        field("resourceClaimName", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "resourceClaimTemplateName",
            Kind::String,
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static POD_SCHEDULING_GATE: Struct = Struct {
    name: "PodSchedulingGate",
    fields: &[field("name", Kind::String, NONE)],
};

static POD_SCHEDULING_GROUP: Struct = Struct {
    name: "PodSchedulingGroup",
    fields: &[field("podGroupName", Kind::String, POINTER | OMIT_EMPTY)],
};

static POD_SECURITY_CONTEXT: Struct = Struct {
    name: "PodSecurityContext",
    fields: &[
        field(
            "appArmorProfile",
            Kind::Struct(&APP_ARMOR_PROFILE),
            POINTER | OMIT_EMPTY,
        ),
        field("fsGroup", Kind::Int64, POINTER | OMIT_EMPTY),
        field(
            "fsGroupChangePolicy",
            Kind::Enumeration(&["OnRootMismatch", "Always"]),
            POINTER | OMIT_EMPTY,
        ),
        field("runAsGroup", Kind::Int64, POINTER | OMIT_EMPTY),
        field("runAsNonRoot", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("runAsUser", Kind::Int64, POINTER | OMIT_EMPTY),
        field("seLinuxChangePolicy", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "seLinuxOptions",
            Kind::Struct(&SE_LINUX_OPTIONS),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "seccompProfile",
            Kind::Struct(&SECCOMP_PROFILE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "supplementalGroups",
            Kind::List(&List {
                item: Kind::Int64,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "supplementalGroupsPolicy",
            Kind::Enumeration(&["Merge", "Strict"]),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "sysctls",
            Kind::List(&List {
                item: Kind::Struct(&SYSCTL),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "windowsOptions",
            Kind::Struct(&WINDOWS_SECURITY_CONTEXT_OPTIONS),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static POD_SPEC: Struct = Struct {
    name: "PodSpec",
    fields: &[
        field("activeDeadlineSeconds", Kind::Int64, POINTER | OMIT_EMPTY),
        field("affinity", Kind::Struct(&AFFINITY), POINTER | OMIT_EMPTY),
        field(
            "automountServiceAccountToken",
            Kind::Boolean,
            POINTER | OMIT_EMPTY,
        ),
        field(
            "containers",
            Kind::List(&List {
                item: Kind::Struct(&CONTAINER),
                merge: Merge::Map(&["name"]),
            }),
            NONE,
        ),
        field(
            "dnsConfig",
            Kind::Struct(&POD_DNS_CONFIG),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "dnsPolicy",
            Kind::Enumeration(&["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]),
            OMIT_EMPTY,
        ),
        field("enableServiceLinks", Kind::Boolean, POINTER | OMIT_EMPTY),
        field(
            "ephemeralContainers",
            Kind::List(&List {
                item: Kind::Struct(&EPHEMERAL_CONTAINER),
                merge: Merge::Map(&["name"]),
            }),
            OMIT_EMPTY,
        ),
        field(
            "hostAliases",
            Kind::List(&List {
                item: Kind::Struct(&HOST_ALIAS),
                merge: Merge::Map(&["ip"]),
            }),
            OMIT_EMPTY,
        ),
        field("hostIPC", Kind::Boolean, OMIT_EMPTY),
        field("hostNetwork", Kind::Boolean, OMIT_EMPTY),
        field("hostPID", Kind::Boolean, OMIT_EMPTY),
        field("hostUsers", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("hostname", Kind::String, OMIT_EMPTY),
        field("hostnameOverride", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "imagePullSecrets",
            Kind::List(&List {
                item: Kind::Struct(&LOCAL_OBJECT_REFERENCE),
                merge: Merge::Map(&["name"]),
            }),
            OMIT_EMPTY,
        ),
        field(
            "initContainers",
            Kind::List(&List {
                item: Kind::Struct(&CONTAINER),
                merge: Merge::Map(&["name"]),
            }),
            OMIT_EMPTY,
        ),
        field("nodeName", Kind::String, OMIT_EMPTY),
        field("nodeSelector", Kind::Map(&Kind::String), OMIT_EMPTY),
        field("os", Kind::Struct(&POD_OS), POINTER | OMIT_EMPTY),
        field("overhead", Kind::Map(&Kind::Quantity), OMIT_EMPTY),
        field(
            "preemptionPolicy",
            Kind::Enumeration(&["PreemptLowerPriority", "Never"]),
            POINTER | OMIT_EMPTY,
        ),
        field("priority", Kind::Int32, POINTER | OMIT_EMPTY),
        field("priorityClassName", Kind::String, OMIT_EMPTY),
        field(
            "readinessGates",
            Kind::List(&List {
                item: Kind::Struct(&POD_READINESS_GATE),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "resourceClaims",
            Kind::List(&List {
                item: Kind::Struct(&POD_RESOURCE_CLAIM),
                merge: Merge::Map(&["name"]),
            }),
            OMIT_EMPTY,
        ),
        field(
            "resources",
            Kind::Struct(&RESOURCE_REQUIREMENTS),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "restartPolicy",
            Kind::Enumeration(&["Always", "OnFailure", "Never"]),
            OMIT_EMPTY,
        ),
        field("runtimeClassName", Kind::String, POINTER | OMIT_EMPTY),
        field("schedulerName", Kind::String, OMIT_EMPTY),
        field(
            "schedulingGates",
            Kind::List(&List {
                item: Kind::Struct(&POD_SCHEDULING_GATE),
                merge: Merge::Map(&["name"]),
            }),
            OMIT_EMPTY,
        ),
        field(
            "schedulingGroup",
            Kind::Struct(&POD_SCHEDULING_GROUP),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "securityContext",
            Kind::Struct(&POD_SECURITY_CONTEXT),
            POINTER | OMIT_EMPTY,
        ),
        field("serviceAccount", Kind::String, OMIT_EMPTY),
        field("serviceAccountName", Kind::String, OMIT_EMPTY),
        field("setHostnameAsFQDN", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("shareProcessNamespace", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("subdomain", Kind::String, OMIT_EMPTY),
        field(
            "terminationGracePeriodSeconds",
            Kind::Int64,
            POINTER | OMIT_EMPTY,
        ),
        field(
            "tolerations",
            Kind::List(&List {
                item: Kind::Struct(&TOLERATION),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "topologySpreadConstraints",
            Kind::List(&List {
                item: Kind::Struct(&TOPOLOGY_SPREAD_CONSTRAINT),
                merge: Merge::Map(&["topologyKey", "whenUnsatisfiable"]),
            }),
            OMIT_EMPTY,
        ),
        field(
            "volumes",
            Kind::List(&List {
                item: Kind::Struct(&VOLUME),
                merge: Merge::Map(&["name"]),
            }),
            OMIT_EMPTY,
        ),
    ],
};

static POD_TEMPLATE_SPEC: Struct = Struct {
    name: "PodTemplateSpec",
    fields: &[
        field("metadata", Kind::Struct(&OBJECT_META), OMIT_EMPTY),
        field("spec", Kind::Struct(&POD_SPEC), OMIT_EMPTY),
    ],
};

static PORT_STATUS: Struct = Struct {
    name: "PortStatus",
    fields: &[
        field("error", Kind::String, POINTER | OMIT_EMPTY),
        field("port", Kind::Int32, NONE),
        field("protocol", Kind::Enumeration(&["TCP", "UDP", "SCTP"]), NONE),
    ],
};

static PORTWORX_VOLUME_SOURCE: Struct = Struct {
    name: "PortworxVolumeSource",
    fields: &[
        field("fsType", Kind::String, OMIT_EMPTY),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field("volumeID", Kind::String, NONE),
    ],
};

static PREFERRED_SCHEDULING_TERM: Struct = Struct {
    name: "PreferredSchedulingTerm",
    fields: &[
        field("preference", Kind::Struct(&NODE_SELECTOR_TERM), NONE),
        field("weight", Kind::Int32, NONE),
    ],
};

static PROBE: Struct = Struct {
    name: "Probe",
    fields: &[
        field("exec", Kind::Struct(&EXEC_ACTION), POINTER | OMIT_EMPTY),
        field("failureThreshold", Kind::Int32, OMIT_EMPTY),
        field("grpc", Kind::Struct(&GRPC_ACTION), POINTER | OMIT_EMPTY),
        field(
            "httpGet",
            Kind::Struct(&HTTP_GET_ACTION),
            POINTER | OMIT_EMPTY,
        ),
        field("initialDelaySeconds", Kind::Int32, OMIT_EMPTY),
        field("periodSeconds", Kind::Int32, OMIT_EMPTY),
        field("successThreshold", Kind::Int32, OMIT_EMPTY),
        field(
            "tcpSocket",
            Kind::Struct(&TCP_SOCKET_ACTION),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "terminationGracePeriodSeconds",
            Kind::Int64,
            POINTER | OMIT_EMPTY,
        ),
        field("timeoutSeconds", Kind::Int32, OMIT_EMPTY),
    ],
};

static PROJECTED_VOLUME_SOURCE: Struct = Struct {
    name: "ProjectedVolumeSource",
    fields: &[
        field("defaultMode", Kind::Int32, POINTER | OMIT_EMPTY),
        field(
            "sources",
            Kind::List(&List {
                item: Kind::Struct(&VOLUME_PROJECTION),
                merge: Merge::Atomic,
            }),
            NONE,
        ),
    ],
};

static QUOBYTE_VOLUME_SOURCE: Struct = Struct {
    name: "QuobyteVolumeSource",
    fields: &[
        field("group", Kind::String, OMIT_EMPTY),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field("registry", Kind::String, NONE),
        field("tenant", Kind::String, OMIT_EMPTY),
        field("user", Kind::String, OMIT_EMPTY),
        field("volume", Kind::String, NONE),
    ],
};

static RBD_VOLUME_SOURCE: Struct = Struct {
    name: "RBDVolumeSource",
    fields: &[
        field("fsType", Kind::String, OMIT_EMPTY),
        field("image", Kind::String, NONE),
        field("keyring", Kind::String, OMIT_EMPTY),
        field(
            "monitors",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            NONE,
        ),
        field("pool", Kind::String, OMIT_EMPTY),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field(
            "secretRef",
            Kind::Struct(&LOCAL_OBJECT_REFERENCE),
            POINTER | OMIT_EMPTY,
        ),
        field("user", Kind::String, OMIT_EMPTY),
    ],
};

static RESOURCE_CLAIM: Struct = Struct {
    name: "ResourceClaim",
    fields: &[
        field("name", Kind::String, NONE),
        field("request", Kind::String, OMIT_EMPTY),
    ],
};

static RESOURCE_FIELD_SELECTOR: Struct = Struct {
    name: "ResourceFieldSelector",
    fields: &[
        field("containerName", Kind::String, OMIT_EMPTY),
        field("divisor", Kind::Quantity, OMIT_EMPTY),
        field("resource", Kind::String, NONE),
    ],
};

static RESOURCE_REQUIREMENTS: Struct = Struct {
    name: "ResourceRequirements",
    fields: &[
        field(
            "claims",
            Kind::List(&List {
                item: Kind::Struct(&RESOURCE_CLAIM),
                merge: Merge::Map(&["name"]),
            }),
            OMIT_EMPTY,
        ),
        field("limits", Kind::Map(&Kind::Quantity), OMIT_EMPTY),
        field("requests", Kind::Map(&Kind::Quantity), OMIT_EMPTY),
    ],
};

static ROLLING_UPDATE_DAEMON_SET: Struct = Struct {
    name: "RollingUpdateDaemonSet",
    fields: &[
        field("maxSurge", Kind::IntOrString, POINTER | OMIT_EMPTY),
        field("maxUnavailable", Kind::IntOrString, POINTER | OMIT_EMPTY),
    ],
};

static SE_LINUX_OPTIONS: Struct = Struct {
    name: "SELinuxOptions",
    fields: &[
        field("level", Kind::String, OMIT_EMPTY),
        field("role", Kind::String, OMIT_EMPTY),
        field("type", Kind::String, OMIT_EMPTY),
        field("user", Kind::String, OMIT_EMPTY),
    ],
};

static SCALE_IO_VOLUME_SOURCE: Struct = Struct {
    name: "ScaleIOVolumeSource",
    fields: &[
        field("fsType", Kind::String, OMIT_EMPTY),
        field("gateway", Kind::String, NONE),
        field("protectionDomain", Kind::String, OMIT_EMPTY),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field("secretRef", Kind::Struct(&LOCAL_OBJECT_REFERENCE), POINTER),
        field("sslEnabled", Kind::Boolean, OMIT_EMPTY),
        field("storageMode", Kind::String, OMIT_EMPTY),
        field("storagePool", Kind::String, OMIT_EMPTY),
        field("system", Kind::String, NONE),
        field("volumeName", Kind::String, OMIT_EMPTY),
    ],
};

static SECCOMP_PROFILE: Struct = Struct {
    name: "SeccompProfile",
    fields: &[
        field("localhostProfile", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "type",
            Kind::Enumeration(&["Unconfined", "RuntimeDefault", "Localhost"]),
            NONE,
        ),
    ],
};

static SECRET_ENV_SOURCE: Struct = Struct {
    name: "SecretEnvSource",
    fields: &[
        field("name", Kind::String, OMIT_EMPTY),
        field("optional", Kind::Boolean, POINTER | OMIT_EMPTY),
    ],
};

static SECRET_KEY_SELECTOR: Struct = Struct {
    name: "SecretKeySelector",
    fields: &[
        field("key", Kind::String, NONE),
        field("name", Kind::String, OMIT_EMPTY),
        field("optional", Kind::Boolean, POINTER | OMIT_EMPTY),
    ],
};

static SECRET_PROJECTION: Struct = Struct {
    name: "SecretProjection",
    fields: &[
        field(
            "items",
            Kind::List(&List {
                item: Kind::Struct(&KEY_TO_PATH),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("name", Kind::String, OMIT_EMPTY),
        field("optional", Kind::Boolean, POINTER | OMIT_EMPTY),
    ],
};

static SECRET_VOLUME_SOURCE: Struct = Struct {
    name: "SecretVolumeSource",
    fields: &[
        field("defaultMode", Kind::Int32, POINTER | OMIT_EMPTY),
        field(
            "items",
            Kind::List(&List {
                item: Kind::Struct(&KEY_TO_PATH),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("optional", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("secretName", Kind::String, OMIT_EMPTY),
    ],
};

static SECURITY_CONTEXT: Struct = Struct {
    name: "SecurityContext",
    fields: &[
        field(
            "allowPrivilegeEscalation",
            Kind::Boolean,
            POINTER | OMIT_EMPTY,
        ),
        field(
            "appArmorProfile",
            Kind::Struct(&APP_ARMOR_PROFILE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "capabilities",
            Kind::Struct(&CAPABILITIES),
            POINTER | OMIT_EMPTY,
        ),
        field("privileged", Kind::Boolean, POINTER | OMIT_EMPTY),
        field(
            "procMount",
            Kind::Enumeration(&["Default", "Unmasked"]),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "readOnlyRootFilesystem",
            Kind::Boolean,
            POINTER | OMIT_EMPTY,
        ),
        field("runAsGroup", Kind::Int64, POINTER | OMIT_EMPTY),
        field("runAsNonRoot", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("runAsUser", Kind::Int64, POINTER | OMIT_EMPTY),
        field(
            "seLinuxOptions",
            Kind::Struct(&SE_LINUX_OPTIONS),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "seccompProfile",
            Kind::Struct(&SECCOMP_PROFILE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "windowsOptions",
            Kind::Struct(&WINDOWS_SECURITY_CONTEXT_OPTIONS),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

/// `Service` of `k8s.io/api/core/v1`.
pub static SERVICE: Struct = Struct {
    name: "Service",
    fields: &[
        field("apiVersion", Kind::String, OMIT_EMPTY),
        field("kind", Kind::String, OMIT_EMPTY),
        field("metadata", Kind::Struct(&OBJECT_META), OMIT_EMPTY),
        field("spec", Kind::Struct(&SERVICE_SPEC), OMIT_EMPTY),
        field("status", Kind::Struct(&SERVICE_STATUS), OMIT_EMPTY),
    ],
};

static SERVICE_ACCOUNT_TOKEN_PROJECTION: Struct = Struct {
    name: "ServiceAccountTokenProjection",
    fields: &[
        field("audience", Kind::String, OMIT_EMPTY),
        field("expirationSeconds", Kind::Int64, POINTER | OMIT_EMPTY),
        field("path", Kind::String, NONE),
    ],
};

static SERVICE_PORT: Struct = Struct {
    name: "ServicePort",
    fields: &[
        field("appProtocol", Kind::String, POINTER | OMIT_EMPTY),
        field("name", Kind::String, OMIT_EMPTY),
        field("nodePort", Kind::Int32, OMIT_EMPTY),
        field("port", Kind::Int32, NONE),
        field(
            "protocol",
            Kind::Enumeration(&["TCP", "UDP", "SCTP"]),
            OMIT_EMPTY,
        ),
        field("targetPort", Kind::IntOrString, OMIT_EMPTY),
    ],
};

static SERVICE_SPEC: Struct = Struct {
    name: "ServiceSpec",
    fields: &[
        field(
            "allocateLoadBalancerNodePorts",
            Kind::Boolean,
            POINTER | OMIT_EMPTY,
        ),
        field("clusterIP", Kind::String, OMIT_EMPTY),
        field(
            "clusterIPs",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "externalIPs",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("externalName", Kind::String, OMIT_EMPTY),
        field(
            "externalTrafficPolicy",
            Kind::Enumeration(&["Cluster", "Local"]),
            OMIT_EMPTY,
        ),
        field("healthCheckNodePort", Kind::Int32, OMIT_EMPTY),
        field(
            "internalTrafficPolicy",
            Kind::Enumeration(&["Cluster", "Local"]),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "ipFamilies",
            Kind::List(&List {
                item: Kind::Enumeration(&["IPv4", "IPv6", ""]),
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "ipFamilyPolicy",
            Kind::Enumeration(&["SingleStack", "PreferDualStack", "RequireDualStack"]),
            POINTER | OMIT_EMPTY,
        ),
        field("loadBalancerClass", Kind::String, POINTER | OMIT_EMPTY),
        field("loadBalancerIP", Kind::String, OMIT_EMPTY),
        field(
            "loadBalancerSourceRanges",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field(
            "ports",
            Kind::List(&List {
                item: Kind::Struct(&SERVICE_PORT),
                merge: Merge::Map(&["port", "protocol"]),
            }),
            OMIT_EMPTY,
        ),
        field("publishNotReadyAddresses", Kind::Boolean, OMIT_EMPTY),
        field("selector", Kind::Map(&Kind::String), OMIT_EMPTY),
        field(
            "sessionAffinity",
            Kind::Enumeration(&["ClientIP", "None"]),
            OMIT_EMPTY,
        ),
        field(
            "sessionAffinityConfig",
            Kind::Struct(&SESSION_AFFINITY_CONFIG),
            POINTER | OMIT_EMPTY,
        ),
        field("trafficDistribution", Kind::String, POINTER | OMIT_EMPTY),
        field(
            "type",
            Kind::Enumeration(&["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]),
            OMIT_EMPTY,
        ),
    ],
};

static SERVICE_STATUS: Struct = Struct {
    name: "ServiceStatus",
    fields: &[
        field(
            "conditions",
            Kind::List(&List {
                item: Kind::Struct(&CONDITION),
                merge: Merge::Map(&["type"]),
            }),
            OMIT_EMPTY,
        ),
        field(
            "loadBalancer",
            Kind::Struct(&LOAD_BALANCER_STATUS),
            OMIT_EMPTY,
        ),
    ],
};

static SESSION_AFFINITY_CONFIG: Struct = Struct {
    name: "SessionAffinityConfig",
    fields: &[field(
        "clientIP",
        Kind::Struct(&CLIENT_IP_CONFIG),
        POINTER | OMIT_EMPTY,
    )],
};

static SLEEP_ACTION: Struct = Struct {
    name: "SleepAction",
    fields: &[field("seconds", Kind::Int64, NONE)],
};

static STORAGE_OS_VOLUME_SOURCE: Struct = Struct {
    name: "StorageOSVolumeSource",
    fields: &[
        field("fsType", Kind::String, OMIT_EMPTY),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field(
            "secretRef",
            Kind::Struct(&LOCAL_OBJECT_REFERENCE),
            POINTER | OMIT_EMPTY,
        ),
        field("volumeName", Kind::String, OMIT_EMPTY),
        field("volumeNamespace", Kind::String, OMIT_EMPTY),
    ],
};

static SYSCTL: Struct = Struct {
    name: "Sysctl",
    fields: &[
        field("name", Kind::String, NONE),
        field("value", Kind::String, NONE),
    ],
};

static TCP_SOCKET_ACTION: Struct = Struct {
    name: "TCPSocketAction",
    fields: &[
        field("host", Kind::String, OMIT_EMPTY),
        field("port", Kind::IntOrString, NONE),
    ],
};

static TOLERATION: Struct = Struct {
    name: "Toleration",
    fields: &[
        field(
            "effect",
            Kind::Enumeration(&["NoSchedule", "PreferNoSchedule", "NoExecute"]),
            OMIT_EMPTY,
        ),
        field("key", Kind::String, OMIT_EMPTY),
        field(
            "operator",
            Kind::Enumeration(&["Exists", "Equal", "Lt", "Gt"]),
            OMIT_EMPTY,
        ),
        field("tolerationSeconds", Kind::Int64, POINTER | OMIT_EMPTY),
        field("value", Kind::String, OMIT_EMPTY),
    ],
};

static TOPOLOGY_SPREAD_CONSTRAINT: Struct = Struct {
    name: "TopologySpreadConstraint",
    fields: &[
        field(
            "labelSelector",
            Kind::Struct(&LABEL_SELECTOR),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "matchLabelKeys",
            Kind::List(&List {
                item: Kind::String,
                merge: Merge::Atomic,
            }),
            OMIT_EMPTY,
        ),
        field("maxSkew", Kind::Int32, NONE),
        field("minDomains", Kind::Int32, POINTER | OMIT_EMPTY),
        field(
            "nodeAffinityPolicy",
            Kind::Enumeration(&["Ignore", "Honor"]),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "nodeTaintsPolicy",
            Kind::Enumeration(&["Ignore", "Honor"]),
            POINTER | OMIT_EMPTY,
        ),
        field("topologyKey", Kind::String, NONE),
        field(
            "whenUnsatisfiable",
            Kind::Enumeration(&["DoNotSchedule", "ScheduleAnyway"]),
            NONE,
        ),
    ],
};

static TYPED_LOCAL_OBJECT_REFERENCE: Struct = Struct {
    name: "TypedLocalObjectReference",
    fields: &[
        field("apiGroup", Kind::String, POINTER),
        field("kind", Kind::String, NONE),
        field("name", Kind::String, NONE),
    ],
};

static TYPED_OBJECT_REFERENCE: Struct = Struct {
    name: "TypedObjectReference",
    fields: &[
        field("apiGroup", Kind::String, POINTER),
        field("kind", Kind::String, NONE),
        field("name", Kind::String, NONE),
        field("namespace", Kind::String, POINTER | OMIT_EMPTY),
    ],
};

static VOLUME: Struct = Struct {
    name: "Volume",
    fields: &[
        field(
            "awsElasticBlockStore",
            Kind::Struct(&AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "azureDisk",
            Kind::Struct(&AZURE_DISK_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "azureFile",
            Kind::Struct(&AZURE_FILE_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "cephfs",
            Kind::Struct(&CEPH_FS_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "cinder",
            Kind::Struct(&CINDER_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "configMap",
            Kind::Struct(&CONFIG_MAP_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "csi",
            Kind::Struct(&CSI_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "downwardAPI",
            Kind::Struct(&DOWNWARD_API_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "emptyDir",
            Kind::Struct(&EMPTY_DIR_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "ephemeral",
            Kind::Struct(&EPHEMERAL_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field("fc", Kind::Struct(&FC_VOLUME_SOURCE), POINTER | OMIT_EMPTY),
        field(
            "flexVolume",
            Kind::Struct(&FLEX_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "flocker",
            Kind::Struct(&FLOCKER_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "gcePersistentDisk",
            Kind::Struct(&GCE_PERSISTENT_DISK_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "gitRepo",
            Kind::Struct(&GIT_REPO_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "glusterfs",
            Kind::Struct(&GLUSTERFS_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "hostPath",
            Kind::Struct(&HOST_PATH_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "image",
            Kind::Struct(&IMAGE_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "iscsi",
            Kind::Struct(&ISCSI_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field("name", Kind::String, NONE),
        field(
            "nfs",
            Kind::Struct(&NFS_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "persistentVolumeClaim",
            Kind::Struct(&PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "photonPersistentDisk",
            Kind::Struct(&PHOTON_PERSISTENT_DISK_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "portworxVolume",
            Kind::Struct(&PORTWORX_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "projected",
            Kind::Struct(&PROJECTED_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "quobyte",
            Kind::Struct(&QUOBYTE_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "rbd",
            Kind::Struct(&RBD_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "scaleIO",
            Kind::Struct(&SCALE_IO_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "secret",
            Kind::Struct(&SECRET_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "storageos",
            Kind::Struct(&STORAGE_OS_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "vsphereVolume",
            Kind::Struct(&VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static VOLUME_DEVICE: Struct = Struct {
    name: "VolumeDevice",
    fields: &[
        field("devicePath", Kind::String, NONE),
        field("name", Kind::String, NONE),
    ],
};

static VOLUME_MOUNT: Struct = Struct {
    name: "VolumeMount",
    fields: &[
        field("mountPath", Kind::String, NONE),
        field(
            "mountPropagation",
            Kind::Enumeration(&["None", "HostToContainer", "Bidirectional"]),
            POINTER | OMIT_EMPTY,
        ),
        field("name", Kind::String, NONE),
        field("readOnly", Kind::Boolean, OMIT_EMPTY),
        field("recursiveReadOnly", Kind::String, POINTER | OMIT_EMPTY),
        field("subPath", Kind::String, OMIT_EMPTY),
        field("subPathExpr", Kind::String, OMIT_EMPTY),
    ],
};

static VOLUME_PROJECTION: Struct = Struct {
    name: "VolumeProjection",
    fields: &[
        field(
            "clusterTrustBundle",
            Kind::Struct(&CLUSTER_TRUST_BUNDLE_PROJECTION),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "configMap",
            Kind::Struct(&CONFIG_MAP_PROJECTION),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "downwardAPI",
            Kind::Struct(&DOWNWARD_API_PROJECTION),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "podCertificate",
            Kind::Struct(&POD_CERTIFICATE_PROJECTION),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "secret",
            Kind::Struct(&SECRET_PROJECTION),
            POINTER | OMIT_EMPTY,
        ),
        field(
            "serviceAccountToken",
            Kind::Struct(&SERVICE_ACCOUNT_TOKEN_PROJECTION),
            POINTER | OMIT_EMPTY,
        ),
    ],
};

static VOLUME_RESOURCE_REQUIREMENTS: Struct = Struct {
    name: "VolumeResourceRequirements",
    fields: &[
        field("limits", Kind::Map(&Kind::Quantity), OMIT_EMPTY),
        field("requests", Kind::Map(&Kind::Quantity), OMIT_EMPTY),
    ],
};

static VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE: Struct = Struct {
    name: "VsphereVirtualDiskVolumeSource",
    fields: &[
        field("fsType", Kind::String, OMIT_EMPTY),
        field("storagePolicyID", Kind::String, OMIT_EMPTY),
        field("storagePolicyName", Kind::String, OMIT_EMPTY),
        field("volumePath", Kind::String, NONE),
    ],
};

static WEIGHTED_POD_AFFINITY_TERM: Struct = Struct {
    name: "WeightedPodAffinityTerm",
    fields: &[
        field("podAffinityTerm", Kind::Struct(&POD_AFFINITY_TERM), NONE),
        field("weight", Kind::Int32, NONE),
    ],
};

static WINDOWS_SECURITY_CONTEXT_OPTIONS: Struct = Struct {
    name: "WindowsSecurityContextOptions",
    fields: &[
        field("gmsaCredentialSpec", Kind::String, POINTER | OMIT_EMPTY),
        field("gmsaCredentialSpecName", Kind::String, POINTER | OMIT_EMPTY),
        field("hostProcess", Kind::Boolean, POINTER | OMIT_EMPTY),
        field("runAsUserName", Kind::String, POINTER | OMIT_EMPTY),
    ],
};

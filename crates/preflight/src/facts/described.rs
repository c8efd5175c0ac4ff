//! What [`super::Facts`] look like as JSON, for the description of the API alone: no such value is ever made.
//!
//! The facts are written and read by hand (see [`super::wire`]), so no derive can tell what they look like. A test of
//! the server holds this file against what is sent.

#![expect(
    clippy::type_complexity,
    reason = "aliases of tuples are not described by the derive"
)]

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The nodes as one table: sets of labels, lists of taints, amounts and uses are written once each, and a row names
/// them by number.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NodeTable {
    /// Sets of labels; `null` stands for the node's own name.
    labels: Vec<BTreeMap<String, Option<String>>>,
    /// Lists of taints.
    taints: Vec<Vec<NodeTaint>>,
    /// What nodes have to give.
    allocatable: Vec<BTreeMap<String, String>>,
    /// What the pods of one priority take: the priority, their requests, and the ports of the node that they listen
    /// on, as `80/TCP` or `80/TCP/10.0.0.1`, where there are any.
    uses: Vec<(i32, BTreeMap<String, String>, Vec<String>)>,
    /// The nodes: name, number of its labels, of its taints, of what it has to give (`null`: not known), numbers of
    /// what its pods take (`null`: not known), and its state: 1 if it is unschedulable, and 2 more if it is not
    /// ready, 4 more if that is not known.
    rows: Vec<(String, u32, u32, Option<u32>, Option<Vec<u32>>, u8)>,
}

/// A taint (`core/v1 Taint`).
#[derive(Serialize, ToSchema)]
pub(super) struct NodeTaint {
    key: String,
    /// Left out where it is empty.
    value: Option<String>,
    effect: String,
}

/// A `PriorityClass`, trimmed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrimmedPriorityClass {
    metadata: TrimmedMetadata,
    value: i32,
    global_default: bool,
    preemption_policy: String,
}

/// A `RuntimeClass`, trimmed.
#[derive(Serialize, ToSchema)]
pub(super) struct TrimmedRuntimeClass {
    metadata: TrimmedMetadata,
    scheduling: RuntimeScheduling,
    overhead: Option<RuntimeOverhead>,
}

/// Where the pods of a `RuntimeClass` can go.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RuntimeScheduling {
    node_selector: BTreeMap<String, String>,
    #[schema(value_type = Vec<Object>)]
    tolerations: Vec<Value>,
}

/// What a pod of a `RuntimeClass` takes besides its containers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RuntimeOverhead {
    pod_fixed: BTreeMap<String, String>,
}

/// A `StorageClass`, trimmed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrimmedStorageClass {
    metadata: TrimmedMetadata,
    /// Only `kubernetes.io/no-provisioner`, of a class that makes no volumes.
    provisioner: Option<String>,
    volume_binding_mode: Option<String>,
    #[schema(value_type = Option<Vec<Object>>)]
    allowed_topologies: Option<Value>,
}

/// What is kept of `metadata`.
#[derive(Serialize, ToSchema)]
pub(super) struct TrimmedMetadata {
    name: String,
    /// Of a `StorageClass` that is the default one.
    annotations: Option<BTreeMap<String, String>>,
}

/// What is known of one namespace; what is left out is not known.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrimmedNamespace {
    name: String,
    labels: Option<BTreeMap<String, String>>,
    limit_ranges: Option<Vec<TrimmedLimitRange>>,
    quotas: Option<Vec<TrimmedQuota>>,
    service_accounts: Option<Vec<String>>,
    config_maps: Option<Vec<KeyedObject>>,
    secrets: Option<Vec<KeyedObject>>,
    /// The Secrets that were asked for, by name.
    looked_up: Option<BTreeMap<String, LookUp>>,
    claims: Option<Vec<TrimmedClaim>>,
    resource_claims: Option<Vec<TrimmedDeviceClaim>>,
    resource_claim_templates: Option<Vec<TrimmedDeviceClaim>>,
    is_terminating: Option<bool>,
    /// What has pods there: kind, name, the labels of its pods, and its selector (`null`: none, or not known).
    #[schema(value_type = Option<Vec<(String, String, BTreeMap<String, String>, Option<Object>)>>)]
    controllers: Option<Vec<Value>>,
}

/// A LimitRange, trimmed.
#[derive(Serialize, ToSchema)]
pub(super) struct TrimmedLimitRange {
    metadata: TrimmedMetadata,
    spec: Limits,
}

/// The `spec` of a LimitRange.
#[derive(Serialize, ToSchema)]
pub(super) struct Limits {
    limits: Vec<Limit>,
}

/// One of `spec.limits`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Limit {
    r#type: String,
    max: Option<BTreeMap<String, String>>,
    min: Option<BTreeMap<String, String>>,
    default: Option<BTreeMap<String, String>>,
    default_request: Option<BTreeMap<String, String>>,
    max_limit_request_ratio: Option<BTreeMap<String, String>>,
}

/// A ResourceQuota, trimmed.
#[derive(Serialize, ToSchema)]
pub(super) struct TrimmedQuota {
    metadata: TrimmedMetadata,
    spec: Option<QuotaSpec>,
    status: QuotaStatus,
}

/// Which pods a ResourceQuota counts.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct QuotaSpec {
    scope_selector: ScopeSelector,
}

/// `spec.scopeSelector`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScopeSelector {
    match_expressions: Vec<ScopeExpression>,
}

/// One of `matchExpressions`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScopeExpression {
    scope_name: String,
    operator: String,
    values: Vec<String>,
}

/// What may be used and what is.
#[derive(Serialize, ToSchema)]
pub(super) struct QuotaStatus {
    hard: BTreeMap<String, String>,
    used: BTreeMap<String, String>,
}

/// A ConfigMap or a Secret: never a value of it.
#[derive(Serialize, ToSchema)]
pub(super) struct KeyedObject {
    name: String,
    /// Of a Secret.
    r#type: Option<String>,
    /// Left out where they are not known.
    keys: Option<Vec<String>>,
}

/// What came of looking up a Secret.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "no value is ever made: the description is derived"
)]
pub(super) enum LookUp {
    /// Its keys; `null` where there is none of that name.
    Keys(Option<Vec<String>>),
    /// Why they are not known.
    Unknown(String),
}

/// A `PersistentVolumeClaim` with what is known of its volume and its class. What is empty is left out.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrimmedClaim {
    name: Option<String>,
    phase: Option<String>,
    storage_class: Option<String>,
    volume: Option<String>,
    access_modes: Vec<String>,
    is_deleting: Option<bool>,
    waits_for_consumer: Option<bool>,
    /// `spec.nodeAffinity.required` of the volume.
    #[schema(value_type = Option<Object>)]
    required: Option<Value>,
    /// Of the class.
    #[schema(value_type = Option<Vec<Object>>)]
    allowed_topologies: Option<Value>,
    /// The pods that use it where only one may: node and priority.
    users: Option<Vec<(String, i32)>>,
}

/// A `ResourceClaim`, or what a `ResourceClaimTemplate` makes, trimmed to what it still waits for.
#[derive(Serialize, ToSchema)]
pub(super) struct TrimmedDeviceClaim {
    metadata: TrimmedMetadata,
    spec: DeviceClaimSpec,
}

/// The `spec` of a claim of devices.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceClaimSpec {
    devices: DeviceRequests,
}

/// `spec.devices`.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceRequests {
    requests: Vec<DeviceRequest>,
}

/// One of `requests`, or an alternative of one, as `gpu/small`.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceRequest {
    name: String,
    exactly: ExactDevice,
}

/// `exactly` of a request.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExactDevice {
    device_class_name: String,
}

/// The pods that the DaemonSet has already.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnPodTable {
    namespace: String,
    name: String,
    /// When this was so, in seconds since 1970.
    at: i64,
    /// Node, priority, requests, ports of the node, state (1 if it is bound, 2 more if it is being deleted, 4
    /// more if it is not ready and not just starting), since when it is ready in seconds since 1970 (`null`: it is not), revision, generation of the template.
    pods: Vec<(
        String,
        i32,
        BTreeMap<String, String>,
        Vec<String>,
        u8,
        Option<i64>,
        String,
        String,
    )>,
    /// The templates of earlier revisions that some of them are of, each after its `controller-revision-hash`.
    #[schema(value_type = Option<Vec<(String, Object)>>)]
    templates: Option<Vec<Value>>,
}

/// How many pods there are on a node.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "no value is ever made: the description is derived"
)]
pub(super) enum PodCount {
    /// All of priority 0.
    All(u32),
    /// Priority and number.
    ByPriority(Vec<(i32, u32)>),
}

/// What is known of other pods: the questions, each with where the pods are that are meant, by node; then selector,
/// `topologyKey` and places of what keeps others away.
#[derive(Serialize, ToSchema)]
pub(super) struct Neighbours(
    (
        Vec<(Value, BTreeMap<String, PodCount>)>,
        Vec<(Value, String, BTreeMap<String, PodCount>)>,
    ),
);

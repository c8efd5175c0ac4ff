//! The reasons that stand beside a word or a state and are not a kubelet's own, such as
//! `CrashLoopBackOff`: Kubernetes' words where it has one.

/// Whether a container that waits for this reason is just starting: the two that the kubelet gives while all
/// goes its way, or none.
#[must_use]
pub fn is_ordinary_wait(reason: &str) -> bool {
    matches!(reason, "" | "ContainerCreating" | "PodInitializing")
}

/// The API server refuses the pods that the controller makes; the reason of the controller's event.
pub const FAILED_CREATE: &str = "FailedCreate";
/// The scheduler finds no room; the reason of the pod's condition `PodScheduled`.
pub const UNSCHEDULABLE: &str = "Unschedulable";
/// The node is not ready, so nothing that is said of its pods can change; the reason of the events
/// of the node controller.
pub const NODE_NOT_READY: &str = "NodeNotReady";
/// In a forecast, a pod stays and is not ready; else, the node controller has said so of a pod while its node was lost,
/// and its kubelet, which is back, has said nothing of it yet.
pub const POD_NOT_READY: &str = "PodNotReady";
/// Containers run and are not ready; the reason of the pod's condition `Ready`.
pub const CONTAINERS_NOT_READY: &str = "ContainersNotReady";
/// A readiness gate is not open; the reason of the pod's condition `Ready`.
pub const READINESS_GATES_NOT_READY: &str = "ReadinessGatesNotReady";
/// Somebody keeps the scheduler from looking at the pod; the reason of the pod's condition
/// `PodScheduled`.
pub const SCHEDULING_GATED: &str = "SchedulingGated";
/// The pod is being deleted; the word that `kubectl get pods` prints.
pub const TERMINATING: &str = "Terminating";
/// The pod has been stopped, and finalizers keep it; the name of the field.
pub const FINALIZERS: &str = "Finalizers";
/// Old pods stay until somebody deletes them; the update strategy's name.
pub const ON_DELETE: &str = "OnDelete";
/// Pods are ready and do not count as available yet.
pub const MIN_READY_SECONDS: &str = "MinReadySeconds";
/// A pod has still to be made.
pub const MISSING: &str = "Missing";
/// Some pods are not available, and the pods that can be read do not say why, or not yet.
pub const UNKNOWN: &str = "Unknown";
/// Old pods wait for their turn.
pub const OLD: &str = "Old";
/// The controller has not taken up the latest change of the spec.
pub const UNOBSERVED: &str = "Unobserved";
/// The DaemonSet is being deleted.
pub const DELETED: &str = "Deleted";

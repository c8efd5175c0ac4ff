//! Tolerations: the template's own, and those that every pod of a DaemonSet gets.

use manifest::gather::Gather;

use crate::cursor::Cursor;
use crate::facts::Taint;

/// What the controller adds to each pod (`AddOrUpdateDaemonPodTolerations` in
/// `pkg/controller/daemon/util/daemonset_util.go`), always with the operator `Exists`.
const ADDED: [(&str, &str); 6] = [
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
];

/// Added besides where the pod uses the node's network, because such a pod may be what brings the
/// node's network up.
const ADDED_ON_HOST_NETWORK: (&str, &str) =
    ("node.kubernetes.io/network-unavailable", "NoSchedule");

/// How a toleration compares its value with the taint's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Exists,
    /// A word that no released version acts on; such a toleration tolerates nothing.
    Other,
}

/// `core/v1 Toleration` without the seconds, which decide nothing here.
#[derive(Clone, Debug)]
pub(super) struct Toleration {
    key: String,
    operator: Operator,
    value: String,
    effect: String,
}

impl Toleration {
    /// Whether a pod with this toleration may be on a node with that taint (`ToleratesTaint` in
    /// api/core/v1/toleration.go). An empty effect or key stands for every one.
    pub(super) fn tolerates(&self, taint: &Taint) -> bool {
        (self.effect.is_empty() || self.effect == taint.effect)
            && (self.key.is_empty() || self.key == taint.key)
            && match self.operator {
                Operator::Exists => true,
                Operator::Equal => self.value == taint.value,
                Operator::Other => false,
            }
    }

    fn exists((key, effect): (&str, &str)) -> Self {
        Self {
            key: key.to_owned(),
            operator: Operator::Exists,
            value: String::new(),
            effect: effect.to_owned(),
        }
    }

    fn read(toleration: &Cursor) -> Self {
        Self {
            key: toleration.text_of("key").to_owned(),
            operator: match toleration.text_of("operator") {
                "" | "Equal" => Operator::Equal,
                "Exists" => Operator::Exists,
                _ => Operator::Other,
            },
            value: toleration.text_of("value").to_owned(),
            effect: toleration.text_of("effect").to_owned(),
        }
    }
}

/// The tolerations that a pod has.
pub(super) fn of_pod(pod: &Cursor) -> Vec<Toleration> {
    let own = pod.field("tolerations");
    own.items().map(|item| Toleration::read(&item)).gather()
}

/// What the controller adds to a pod: key and effect of each.
pub(super) fn added(
    is_on_host_network: bool,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let besides = is_on_host_network.then_some(ADDED_ON_HOST_NETWORK);
    ADDED.into_iter().chain(besides)
}

/// All tolerations that a pod of this template has when it is created.
pub(super) fn of_daemon_pod(pod: &Cursor) -> Vec<Toleration> {
    let mut tolerations = of_pod(pod);
    tolerations.extend(added(pod.truth_of("hostNetwork")).map(Toleration::exists));
    tolerations
}

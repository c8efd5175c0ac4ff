//! What happens on one node.

use serde::{Deserialize, Serialize};

use super::reason;

/// What happens on a node, now or as forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum NodeState {
    /// A pod of the current revision is ready; in the forecast: will run one.
    Ready,
    /// A pod of an older revision is ready and waits for its turn.
    Old,
    /// The pod of an older revision goes, or the new one comes beside it.
    Updating,
    /// A pod is being brought up, and none is replaced by it.
    Starting,
    /// A pod of the current revision is going.
    Stopping,
    /// A pod should be there and has not been made.
    Missing,
    /// A pod should be there and the API server refuses it.
    Refused,
    /// In a forecast alone: a pod will run here or not, as chance has it.
    Contested,
    /// A pod waits for room on the node.
    Pending,
    /// A pod is there and is not ready, although nothing in it fails: its node is not ready, a probe or a
    /// readiness gate does not let it, or it is deleted and does not go.
    Unavailable,
    /// A pod fails: its volumes or its network cannot be made, it cannot pull, crashes, or was evicted.
    Failing,
    /// A pod runs that should not.
    Misscheduled,
    /// No pod, and none is meant to be.
    LeftOut,
}

impl NodeState {
    /// How many there are.
    pub(super) const COUNT: usize = Self::LeftOut as usize + 1;

    /// Whether something is wrong there that does not pass by itself.
    #[must_use]
    pub const fn is_trouble(self) -> bool {
        matches!(
            self,
            Self::Refused | Self::Failing | Self::Unavailable | Self::Pending | Self::Misscheduled
        )
    }

    /// Whether something happens there that ends by itself.
    #[must_use]
    pub const fn is_moving(self) -> bool {
        matches!(
            self,
            Self::Updating | Self::Starting | Self::Stopping | Self::Missing
        )
    }
}

/// How a pod does by itself, whatever its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Health {
    /// It is ready.
    Ready,
    /// It waits for a volume, an image or an init container.
    Starting,
    /// All its containers have been started, and some of them are not ready.
    Unready,
    /// Its containers are ready, and a readiness gate is not open.
    Gated,
    /// Its containers were ready when its kubelet was last heard of, and the node controller has taken that
    /// back.
    Lost,
    /// The scheduler finds no room for it.
    Unschedulable,
    /// It cannot pull, crashes, or was evicted.
    Failing,
}

/// What is seen of one pod.
#[derive(Clone, Copy, Debug)]
pub struct PodSight<'a> {
    /// How it does.
    pub health: Health,
    /// Whether it is being deleted.
    pub is_terminating: bool,
    /// Whether it is of the current revision.
    pub is_current: bool,
    /// What `kubectl get pods` prints as STATUS.
    pub word: &'a str,
    /// Why it neither starts nor goes, where that is known and stands not in its status: the reason of a kubelet's
    /// Event, or [`reason::FINALIZERS`]; empty otherwise.
    pub trouble: &'a str,
}

/// What is seen of one node.
#[derive(Clone, Copy, Debug)]
pub struct NodeSight<'a> {
    /// Whether its kubelet says that it is ready; none where that is not known.
    pub is_ready: Option<bool>,
    /// Whether a pod is meant to be there.
    pub runs: bool,
    /// Why none is.
    pub left_out: &'a str,
}

/// Whether the placement leaves a node out only because it is not ready: with the taints that the node
/// controller then adds, the DaemonSet controller wants no pod there any more, and leaves the one that is.
#[must_use]
pub fn is_about_node(left_out: &str) -> bool {
    let taint = left_out.strip_prefix("taint node.kubernetes.io/");
    taint.is_some_and(|taint| taint.starts_with("not-ready:") || taint.starts_with("unreachable:"))
}

/// A state with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateOfNode<'a> {
    /// What happens.
    pub state: NodeState,
    /// Why, in Kubernetes' words; empty where all is well.
    pub reason: &'a str,
}

/// What happens on a node with these pods of the DaemonSet, of which the first tells most. `refusal`:
/// what the API server says of the pods that it refuses, if it does.
///
/// What is about the node comes before what is about its pods: a kubelet that is not heard of leaves
/// pods as they were last seen, whatever they do now.
#[must_use]
pub fn on_node<'a>(
    node: NodeSight<'a>,
    pods: &[PodSight<'a>],
    refusal: Option<&'a str>,
) -> StateOfNode<'a> {
    let told = |state, reason| StateOfNode { state, reason };
    let Some(pod) = pods.first() else {
        return match refusal {
            _ if !node.runs => told(NodeState::LeftOut, node.left_out),
            Some(words) => told(NodeState::Refused, words),
            None => told(NodeState::Missing, ""),
        };
    };
    // Its kubelet has done its part, or says itself what is in the way.
    if pod.is_terminating && !pod.trouble.is_empty() {
        return told(NodeState::Unavailable, pod.trouble);
    }
    let is_lost = node.is_ready == Some(false);
    if !node.runs {
        let is_well = !pod.is_terminating && pod.health == Health::Ready;
        return if is_lost && (!is_well || is_about_node(node.left_out)) {
            told(NodeState::Unavailable, reason::NODE_NOT_READY)
        } else if pod.is_terminating {
            told(NodeState::Stopping, reason::TERMINATING)
        } else {
            // As the controller counts `numberMisscheduled`: also where the pod may stay.
            told(NodeState::Misscheduled, node.left_out)
        };
    }
    let is_quiet = matches!(pod.health, Health::Ready | Health::Unschedulable);
    if is_lost && (pod.is_terminating || !is_quiet) {
        return told(NodeState::Unavailable, reason::NODE_NOT_READY);
    }
    let is_replaced = pods.iter().any(|pod| !pod.is_current);
    if pod.is_terminating {
        let state = if is_replaced {
            NodeState::Updating
        } else {
            NodeState::Stopping
        };
        return told(state, reason::TERMINATING);
    }
    match pod.health {
        Health::Ready if pod.is_current => told(NodeState::Ready, ""),
        Health::Ready => told(NodeState::Old, ""),
        // Its predecessor is still there: that is what is going on.
        Health::Starting if !pod.trouble.is_empty() => told(NodeState::Failing, pod.trouble),
        Health::Starting if pod.is_current && is_replaced => told(NodeState::Updating, pod.word),
        Health::Starting => told(NodeState::Starting, pod.word),
        Health::Unready => told(NodeState::Unavailable, reason::CONTAINERS_NOT_READY),
        Health::Gated => told(NodeState::Unavailable, reason::READINESS_GATES_NOT_READY),
        // Its node is back, and its kubelet has not said of it what it says of the node.
        Health::Lost if node.is_ready == Some(true) => {
            told(NodeState::Unavailable, reason::POD_NOT_READY)
        }
        Health::Lost => told(NodeState::Unavailable, reason::NODE_NOT_READY),
        Health::Unschedulable if pod.word == reason::SCHEDULING_GATED => {
            told(NodeState::Pending, pod.word)
        }
        Health::Unschedulable => told(NodeState::Pending, reason::UNSCHEDULABLE),
        Health::Failing => told(NodeState::Failing, pod.word),
    }
}

#[cfg(test)]
mod tests {
    use super::{Health, NodeSight, NodeState, PodSight, on_node};

    #[test]
    fn a_lost_node_is_told_before_whatever_else_keeps_pods_away() {
        let told = |is_ready: bool, left_out: &'static str, health: Health| {
            let node = NodeSight {
                is_ready: Some(is_ready),
                runs: false,
                left_out,
            };
            let pod = PodSight {
                health,
                is_terminating: false,
                is_current: true,
                word: "Running",
                trouble: "",
            };
            let told = on_node(node, &[pod], None);
            (told.state, told.reason)
        };
        let lost = "taint node.kubernetes.io/unreachable:NoSchedule";
        let other = "taint later:NoSchedule";
        let not_ready = (NodeState::Unavailable, "NodeNotReady");
        assert_eq!(told(false, lost, Health::Lost), not_ready);
        assert_eq!(told(false, other, Health::Lost), not_ready);
        let misscheduled = (NodeState::Misscheduled, other);
        assert_eq!(told(false, other, Health::Ready), misscheduled);
        assert_eq!(told(true, other, Health::Unready), misscheduled);
    }
    #[test]
    fn a_node_that_is_back_is_not_said_to_be_lost() {
        let told = |is_ready: Option<bool>| {
            let node = NodeSight {
                is_ready,
                runs: true,
                left_out: "",
            };
            let pod = PodSight {
                health: Health::Lost,
                is_terminating: false,
                is_current: true,
                word: "Running",
                trouble: "",
            };
            let told = on_node(node, &[pod], None);
            assert_eq!(told.state, NodeState::Unavailable);
            told.reason
        };
        assert_eq!(told(Some(false)), "NodeNotReady");
        assert_eq!(told(Some(true)), "PodNotReady");
        // What nobody may look at, its pods tell.
        assert_eq!(told(None), "NodeNotReady");
    }
}

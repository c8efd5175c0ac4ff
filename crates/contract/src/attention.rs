//! What needs attention of a DaemonSet: an entry for each trouble, and at least one whenever its word is
//! not `running`.

use manifest::order::sort_by;

use preflight::status::reason;
use serde_json::Value;

use crate::{DaemonSetRow, NodeRow, NodeState, PodRow, Status, StatusWord};

/// One thing that needs attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attention {
    /// What is about the DaemonSet as a whole.
    Whole(Status),
    /// What is about some of its nodes.
    Nodes(NodesInTrouble),
}

/// Nodes in the same state for the same reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodesInTrouble {
    /// What happens there.
    pub state: NodeState,
    /// Why, as [`NodeRow::reason`] says it.
    pub reason: String,
    /// All of them, by name.
    pub nodes: Vec<String>,
    /// What is said of the first pod; empty where nothing is.
    pub message: String,
    /// As [`PodRow::code`] of that pod.
    pub code: String,
    /// As [`PodRow::arguments`] of that pod.
    pub arguments: Vec<Value>,
    /// Of pods that are being brought up or wait for room, when the first of them was made (RFC 3339): whether that
    /// is too long ago whoever reads it decides. Empty of others, and where it is not known.
    pub since: String,
}

/// What needs attention: first what is about the whole, then the nodes, the worst first, then the most.
/// `nodes`, by name, and `pods` are those of the DaemonSet of this row.
#[must_use]
pub fn attention(row: &DaemonSetRow, nodes: &[NodeRow], pods: &[PodRow]) -> Vec<Attention> {
    let status = &row.status;
    let mut groups = Vec::<NodesInTrouble>::new();
    for node in nodes.iter().filter(|node| concerns(status, node.state)) {
        let is_same =
            |group: &&mut NodesInTrouble| group.state == node.state && group.reason == node.reason;
        if let Some(group) = groups.iter_mut().find(is_same) {
            group.nodes.push(node.name.clone());
            continue;
        }
        let pod = pods.iter().find(|pod| pod.name == node.pod);
        let (message, code, arguments) = pod
            .map(|pod| (pod.message.clone(), pod.code.clone(), pod.arguments.clone()))
            .unwrap_or_default();
        groups.push(NodesInTrouble {
            state: node.state,
            reason: node.reason.clone(),
            nodes: vec![node.name.clone()],
            message,
            code,
            arguments,
            since: String::new(),
        });
    }
    for group in &mut groups {
        if matches!(group.state, NodeState::Starting | NodeState::Pending) {
            group.since = first_made(&group.nodes, pods);
        }
    }
    sort_by(&mut groups, |one, other| {
        let urgency = |group: &NodesInTrouble| (place(group.state), group.nodes.len());
        urgency(other).cmp(&urgency(one))
    });
    let tells = |group: &NodesInTrouble| match status.reason.as_str() {
        reason::FAILED_CREATE => group.state == NodeState::Refused,
        reason::MISSING => group.state == NodeState::Missing,
        reason => group.reason == reason,
    };
    let whole = match status.word {
        StatusWord::Running => false,
        StatusWord::Stuck | StatusWord::NoNodes | StatusWord::Terminating => true,
        _ => !groups.iter().any(tells),
    };
    whole
        .then(|| Attention::Whole(status.clone()))
        .into_iter()
        .chain(groups.into_iter().map(Attention::Nodes))
        .collect()
}

/// When the first of the pods on these nodes was made, which come by name.
fn first_made(nodes: &[String], pods: &[PodRow]) -> String {
    let mut first = "";
    for pod in pods {
        let is_earlier = first.is_empty() || pod.created.as_str() < first;
        if is_earlier && nodes.binary_search(&pod.node).is_ok() {
            first = &pod.created;
        }
    }
    first.to_owned()
}

/// Whether nodes in this state are worth telling: what is wrong always, and what makes the DaemonSet's word.
fn concerns(status: &Status, state: NodeState) -> bool {
    state.is_trouble()
        || match status.word {
            StatusWord::Running | StatusWord::Terminating => false,
            StatusWord::NoNodes => state == NodeState::LeftOut,
            StatusWord::Pending if status.reason == reason::ON_DELETE => state == NodeState::Old,
            _ => state.is_moving(),
        }
}

/// How bad a state is; what moves comes after what does not.
fn place(state: NodeState) -> u8 {
    match state {
        NodeState::Refused => 6,
        NodeState::Failing => 5,
        NodeState::Unavailable => 4,
        NodeState::Pending => 3,
        NodeState::Misscheduled => 2,
        NodeState::Missing => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Attention, attention};
    use crate::{Counts, DaemonSetRow, NodeRow, NodeState, PodRow, Status, StatusWord};

    fn node(name: &str, state: NodeState, reason: &str) -> NodeRow {
        NodeRow {
            name: name.to_owned(),
            zone: String::new(),
            state,
            reason: reason.to_owned(),
            pod: String::new(),
            since: String::new(),
        }
    }

    fn row(word: StatusWord, reason: &str) -> DaemonSetRow {
        DaemonSetRow {
            cluster: String::new(),
            uid: String::new(),
            namespace: String::new(),
            name: String::new(),
            resource_version: String::new(),
            description: String::new(),
            created: String::new(),
            status: Status {
                word,
                nodes: 0,
                reason: reason.to_owned(),
                message: String::new(),
                others: 0,
                limit: String::new(),
            },
            counts: Counts::default(),
            images: Vec::new(),
            managed_by: String::new(),
            update_strategy: String::new(),
        }
    }

    /// The entries in short: the word of the whole, or state, reason and nodes.
    fn told(row: &DaemonSetRow, nodes: &[NodeRow]) -> Vec<String> {
        let in_short = |found| match found {
            Attention::Whole(status) => format!("{:?} {}", status.word, status.reason),
            Attention::Nodes(group) => {
                format!(
                    "{:?} {} {}",
                    group.state,
                    group.reason,
                    group.nodes.concat()
                )
            }
        };
        let pods: &[PodRow] = &[];
        let found = attention(row, nodes, pods);
        found.into_iter().map(in_short).collect()
    }

    #[test]
    fn the_worst_and_the_commonest_come_first() {
        let nodes = [
            node("a", NodeState::Pending, "Unschedulable"),
            node("b", NodeState::Failing, "CrashLoopBackOff"),
            node("c", NodeState::Failing, "ErrImagePull"),
            node("d", NodeState::Failing, "ErrImagePull"),
            node("e", NodeState::Starting, "ContainerCreating"),
            node("f", NodeState::LeftOut, "nodeAffinity"),
        ];
        assert_eq!(
            told(&row(StatusWord::Degraded, "ErrImagePull"), &nodes),
            [
                "Failing ErrImagePull cd",
                "Failing CrashLoopBackOff b",
                "Pending Unschedulable a",
                "Starting ContainerCreating e",
            ]
        );
    }

    #[test]
    fn whatever_the_word_there_is_an_entry() {
        use StatusWord::{
            Degraded, NoNodes, Pending, RollingOut, Running, Stuck, Terminating, Unavailable,
        };
        for (word, reason, nodes, expected) in [
            (Running, "", vec![node("a", NodeState::Ready, "")], vec![]),
            (
                Running,
                "",
                vec![node("a", NodeState::Misscheduled, "taint k:NoSchedule")],
                vec!["Misscheduled taint k:NoSchedule a"],
            ),
            (
                RollingOut,
                "MinReadySeconds",
                vec![node("a", NodeState::Ready, "")],
                vec!["RollingOut MinReadySeconds"],
            ),
            (
                RollingOut,
                "Unobserved",
                vec![],
                vec!["RollingOut Unobserved"],
            ),
            (
                RollingOut,
                "Missing",
                vec![node("a", NodeState::Missing, "")],
                vec!["Missing  a"],
            ),
            (
                Degraded,
                "FailedCreate",
                vec![node("a", NodeState::Refused, "exceeded quota")],
                vec!["Refused exceeded quota a"],
            ),
            // New pods are refused beside old ones: no node is without.
            (
                Degraded,
                "FailedCreate",
                vec![node("a", NodeState::Old, "")],
                vec!["Degraded FailedCreate"],
            ),
            (
                Pending,
                "OnDelete",
                vec![
                    node("a", NodeState::Old, ""),
                    node("b", NodeState::Ready, ""),
                ],
                vec!["Pending OnDelete", "Old  a"],
            ),
            (
                Stuck,
                "NodeNotReady",
                vec![
                    node("a", NodeState::Unavailable, "NodeNotReady"),
                    node("b", NodeState::Old, ""),
                ],
                vec!["Stuck NodeNotReady", "Unavailable NodeNotReady a"],
            ),
            (
                Unavailable,
                "NodeNotReady",
                vec![node("a", NodeState::Unavailable, "NodeNotReady")],
                vec!["Unavailable NodeNotReady a"],
            ),
            (
                NoNodes,
                "nodeAffinity",
                vec![node("a", NodeState::LeftOut, "nodeAffinity")],
                vec!["NoNodes nodeAffinity", "LeftOut nodeAffinity a"],
            ),
            (
                Terminating,
                "Deleted",
                vec![node("a", NodeState::Stopping, "Terminating")],
                vec!["Terminating Deleted"],
            ),
        ] {
            assert_eq!(
                told(&row(word, reason), &nodes),
                expected,
                "{word:?} {reason}"
            );
        }
    }
    #[test]
    fn pods_that_are_being_brought_up_say_since_when() {
        let nodes = [
            node("a", NodeState::Starting, "ContainerCreating"),
            node("b", NodeState::Starting, "ContainerCreating"),
            node("c", NodeState::Failing, "CrashLoopBackOff"),
        ];
        let pod = |node: &str, created: &str| PodRow {
            name: format!("of-{node}"),
            node: node.to_owned(),
            created: created.to_owned(),
            ..PodRow::default()
        };
        let pods = [
            pod("b", "2026-11-30T06:00:00Z"),
            pod("a", "2026-11-30T05:59:59Z"),
            pod("c", "2026-11-30T01:00:00Z"),
        ];
        let found = attention(
            &row(StatusWord::Degraded, "CrashLoopBackOff"),
            &nodes,
            &pods,
        );
        let since = found.iter().map(|entry| match entry {
            Attention::Nodes(group) => group.since.as_str(),
            Attention::Whole(_) => "whole",
        });
        assert_eq!(since.collect::<Vec<_>>(), ["", "2026-11-30T05:59:59Z"]);
    }
}

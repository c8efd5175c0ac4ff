//! The forecast as rows of the node grid: the very grid that shows the rollout afterwards.

use contract::{NodeRow, NodeState};
use preflight::placement::group::{NodeGroup, NodeVerdict};
use preflight::{NodeFacts, Report};

use crate::text::wizard::judgement as words;

/// The label that says which zone a node is in.
const ZONE: &str = "topology.kubernetes.io/zone";

/// A row for each node, as long as nothing is forecast for it.
#[must_use]
pub fn bare_rows(nodes: &[NodeFacts]) -> Vec<NodeRow> {
    let row = |facts: &NodeFacts| NodeRow {
        name: facts.name.clone(),
        zone: facts.labels.get(ZONE).cloned().unwrap_or_default(),
        state: NodeState::LeftOut,
        reason: String::new(),
        pod: String::new(),
        since: String::new(),
    };
    nodes.iter().map(row).collect()
}

/// A row for each node of a forecast; `bare` are those of the nodes that it was made from.
#[must_use]
pub fn rows(report: &Report, bare: &[NodeRow]) -> Vec<NodeRow> {
    let places = report.placement.iter().zip(bare);
    let mut rows: Vec<_> = places
        .map(|(place, bare)| NodeRow {
            state: if place.runs {
                NodeState::Ready
            } else {
                NodeState::LeftOut
            },
            ..bare.clone()
        })
        .collect();
    if report.forecast.is_none() {
        // What holds where a half-typed text allows no forecast.
        for (row, place) in rows.iter_mut().zip(&report.placement) {
            row.reason.clone_from(&place.reason);
        }
    }
    let groups = report.forecast.iter().flat_map(|forecast| &forecast.groups);
    for group in groups {
        let positions = group.nodes.iter();
        for position in positions.filter_map(|position| usize::try_from(*position).ok()) {
            if let Some(row) = rows.get_mut(position) {
                row.state = state(group.verdict);
                row.reason = reason(group);
            }
        }
    }
    rows
}

/// The cell of a verdict.
#[must_use]
pub const fn state(verdict: NodeVerdict) -> NodeState {
    match verdict {
        NodeVerdict::Runs | NodeVerdict::Unchanged => NodeState::Ready,
        NodeVerdict::Unavailable => NodeState::Unavailable,
        NodeVerdict::Replaced => NodeState::Updating,
        NodeVerdict::Preempts => NodeState::Missing,
        NodeVerdict::Contested => NodeState::Contested,
        NodeVerdict::Pending => NodeState::Pending,
        NodeVerdict::Refused => NodeState::Refused,
        NodeVerdict::Kept => NodeState::Old,
        NodeVerdict::Stopped => NodeState::Misscheduled,
        NodeVerdict::LeftOut => NodeState::LeftOut,
    }
}

/// On how many nodes a pod will run.
#[must_use]
pub fn running(report: &Report) -> u32 {
    let forecast = report.forecast.as_ref();
    forecast
        .and_then(|forecast| forecast.running)
        .unwrap_or_else(|| {
            // What holds where a half-typed text allows no forecast.
            let running = report.placement.iter().filter(|place| place.runs).count();
            u32::try_from(running).unwrap_or(u32::MAX)
        })
}

/// What tells the nodes of a group from others in the same state.
#[must_use]
pub fn reason(group: &NodeGroup) -> String {
    if let Some(running) = group.running {
        return words::contested(running, group.nodes.len(), &group.reason);
    }
    if group.detail.is_empty() {
        group.reason.clone()
    } else if group.reason.starts_with("taint ") {
        format!("taint {}", group.detail)
    } else {
        group.detail.clone()
    }
}

#[cfg(test)]
mod tests {
    use contract::NodeState;
    use manifest::Document;
    use preflight::{Facts, NodeFacts, Policy};
    use serde_json::json;

    use super::{bare_rows, rows};

    const MANIFEST: &str = "apiVersion: apps/v1
kind: DaemonSet
metadata: {name: a, namespace: default}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      nodeSelector: {os: linux}
      containers: [{name: c, image: i}]
";

    #[test]
    fn each_node_says_what_it_lacks() {
        let node = |name: &str, os: &str, taints: serde_json::Value| {
            NodeFacts::from_node(&json!({
                "metadata": {"name": name, "labels": {"os": os, super::ZONE: "z"}},
                "spec": {"taints": taints},
            }))
        };
        let taint = json!([{"key": "gpu", "value": "yes", "effect": "NoSchedule"}]);
        let nodes = [
            node("a", "linux", json!([])),
            node("b", "windows", json!([])),
            node("c", "linux", taint),
        ];
        let facts = Facts {
            nodes: Some(nodes.iter().cloned().collect()),
            ..Facts::default()
        };
        let report = preflight::report(&Document::parse(MANIFEST), &facts, &Policy::kubernetes());
        let told: Vec<_> = rows(&report, &bare_rows(&nodes))
            .into_iter()
            .map(|row| (row.zone, row.state, row.reason))
            .collect();
        let zone = || "z".to_owned();
        assert_eq!(
            told,
            [
                (zone(), NodeState::Ready, String::new()),
                (zone(), NodeState::LeftOut, "label os=linux".to_owned()),
                (
                    zone(),
                    NodeState::LeftOut,
                    "taint gpu=yes:NoSchedule".to_owned()
                ),
            ]
        );
    }
}

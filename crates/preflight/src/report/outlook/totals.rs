//! Resources × nodes: what all pods ask for, against what the nodes have free.

use std::collections::HashMap;

use serde_json::Value;

use crate::facts::{Amounts, NodeFacts, OwnPod};
use crate::report::forecast::ResourceTotal;
use crate::resources::{self, ResourceList};

/// The resources of the pods on these nodes.
pub(super) fn of(
    spec: &Value,
    nodes: &[&NodeFacts],
    own: &HashMap<&str, &OwnPod>,
) -> Vec<ResourceTotal> {
    let requests = resources::pod_requests(spec);
    let limits = resources::pod_limits(spec);
    let free = free(nodes, own);
    let names = requests.keys().chain(limits.keys());
    let mut names: Vec<&String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| {
            let text = |list: &ResourceList, times: i64| {
                list.get(name).map_or_else(String::new, |amount| {
                    let mut amount = amount.clone();
                    if times != 1 {
                        amount.multiply(times);
                    }
                    amount.to_string()
                })
            };
            let count = i64::try_from(nodes.len()).unwrap_or(i64::MAX);
            let mut total = ResourceTotal {
                resource: name.clone(),
                request: text(&requests, 1),
                limit: text(&limits, 1),
                total_request: text(&requests, count),
                total_limit: text(&limits, count),
                ..ResourceTotal::default()
            };
            let known = free.iter().map(|(node, free)| (free.get(name), *node));
            if let Some((least, node)) = known.clone().min() {
                let sum = known
                    .map(|(free, _)| free.max(0))
                    .fold(0, i64::saturating_add);
                let spell = |amount| crate::facts::quantity(name, amount).to_string();
                total.free = spell(sum);
                total.least_free = spell(least.max(0));
                node.clone_into(&mut total.least_free_node);
            }
            total
        })
        .collect()
}

/// What each node has free, its own pod of the DaemonSet counted out.
fn free<'n>(nodes: &[&'n NodeFacts], own: &HashMap<&str, &OwnPod>) -> Vec<(&'n str, Amounts)> {
    let known = nodes.iter().filter_map(|node| {
        let mut free = node.allocatable.clone()?;
        for entry in &node.used.as_ref()?.by_priority {
            free.subtract(&entry.requests);
        }
        if let Some(own) = own.get(node.name.as_str()).filter(|own| own.is_bound) {
            free.add(&own.used.requests);
        }
        Some((node.name.as_str(), free))
    });
    known.collect()
}

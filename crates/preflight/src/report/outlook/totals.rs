//! Resources × nodes: what all pods ask for, against what the nodes have free.

use manifest::gather::Gather;
use serde_json::Value;

use super::own::OwnPods;
use crate::facts::{NodeFacts, OwnPod, Resource};
use crate::report::forecast::ResourceTotal;
use crate::resources::{self, ResourceList};

/// The resources of the pods on these nodes.
pub(super) fn of(spec: &Value, nodes: &[&NodeFacts], own: &OwnPods) -> Vec<ResourceTotal> {
    let requests = resources::pod_requests(spec);
    let limits = resources::pod_limits(spec);
    let names = requests.keys().chain(limits.keys());
    let mut names: Vec<&String> = names.gather();
    manifest::order::sort_by(&mut names, Ord::cmp);
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
            let resource = Resource::named(name);
            let mut sum = 0_i64;
            let mut fullest: Option<(i64, &str)> = None;
            for node in nodes {
                let Some(free) = free(node, own.get(&node.name), resource) else {
                    continue;
                };
                sum = sum.saturating_add(free.max(0));
                if fullest.is_none_or(|(least, _)| free < least) {
                    fullest = Some((free, &node.name));
                }
            }
            if let Some((least, node)) = fullest {
                let spell = |amount| crate::facts::quantity(name, amount).to_string();
                total.free = spell(sum);
                total.least_free = spell(least.max(0));
                node.clone_into(&mut total.least_free_node);
            }
            total
        })
        .gather()
}

/// What a node has free of a resource, its own pod of the DaemonSet counted out.
fn free(node: &NodeFacts, own: Option<&OwnPod>, resource: Resource) -> Option<i64> {
    let taken = node.used.as_ref()?.by_priority.iter();
    let taken = taken.map(|entry| entry.requests.get(resource));
    let taken = taken.fold(0, i64::saturating_add);
    let own = own.filter(|own| own.is_bound);
    let given_back = own.map_or(0, |own| own.used.requests.get(resource));
    let free = node
        .allocatable
        .as_ref()?
        .get(resource)
        .saturating_sub(taken);
    Some(free.saturating_add(given_back))
}

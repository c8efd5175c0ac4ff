//! The nodes that go without a pod because the API server refuses it: they say what the numbers say.

use manifest::order::sort_by;

use super::{Forecast, NodeVerdict, Plan};
use crate::placement::culprit::Culprit;
use crate::placement::group::NodeGroup;
use crate::status::words_of_refusal;

/// Turns the verdicts of nodes whose new pods are refused. `quota` has how many new pods the tightest quota
/// lets through, and its words for the next one.
pub(super) fn turn(forecast: &mut Forecast, plan: &Plan, quota: Option<&(u32, String)>) {
    if let Some(words) = forecast.refused.clone() {
        all(forecast, plan, &words);
    } else if let Some((allowed, words)) = quota {
        if *allowed == 0 {
            all(forecast, plan, words);
        } else {
            some(forecast, *allowed, words);
        }
    }
}

/// No new pod is made at all.
fn all(forecast: &mut Forecast, plan: &Plan, words: &str) {
    let words = words_of_refusal(words);
    let mut taken = usize::try_from(plan.taken_in_vain).unwrap_or(usize::MAX);
    for group in std::mem::take(&mut forecast.groups) {
        match group.verdict {
            NodeVerdict::Replaced => {
                let (mut lost, mut kept) = (group.clone(), group);
                let at = taken.min(kept.nodes.len());
                taken -= at;
                lost.nodes = kept.nodes.drain(..at).collect();
                become_of(&mut lost, NodeVerdict::Refused, words);
                become_of(&mut kept, NodeVerdict::Kept, words);
                put(&mut forecast.groups, lost);
                put(&mut forecast.groups, kept);
            }
            verdict if is_new(verdict) => {
                let mut group = group;
                become_of(&mut group, NodeVerdict::Refused, words);
                put(&mut forecast.groups, group);
            }
            _ => put(&mut forecast.groups, group),
        }
    }
}

/// So many new pods are made, and chance has it on which nodes.
fn some(forecast: &mut Forecast, allowed: u32, words: &str) {
    let words = words_of_refusal(words);
    let is_meant = |group: &&NodeGroup| {
        is_new(group.verdict) && group.verdict != NodeVerdict::Pending
            || group.verdict == NodeVerdict::Replaced
    };
    let meant: usize = forecast
        .groups
        .iter()
        .filter(is_meant)
        .map(|group| group.nodes.len())
        .sum();
    if usize::try_from(allowed).is_ok_and(|allowed| allowed >= meant) {
        return;
    }
    for mut group in std::mem::take(&mut forecast.groups) {
        if is_meant(&&group) {
            become_of(&mut group, NodeVerdict::Contested, words);
            group.running = Some(allowed);
            group.most = Some(allowed);
        }
        put(&mut forecast.groups, group);
    }
}

/// Whether a pod comes where there is none.
const fn is_new(verdict: NodeVerdict) -> bool {
    matches!(
        verdict,
        NodeVerdict::Runs | NodeVerdict::Preempts | NodeVerdict::Contested | NodeVerdict::Pending
    )
}

fn become_of(group: &mut NodeGroup, verdict: NodeVerdict, words: &str) {
    group.verdict = verdict;
    words.clone_into(&mut group.reason);
    group.detail.clear();
    (group.running, group.most) = (None, None);
    // Somebody else than the scheduler says it.
    group.culprit = Culprit::Pod;
}

/// Puts a group among the others, or its nodes into one that is alike.
fn put(groups: &mut Vec<NodeGroup>, group: NodeGroup) {
    if group.nodes.is_empty() {
        return;
    }
    let mut others = groups.iter_mut();
    let alike = others.find(|other| {
        (other.verdict, &other.reason, &other.detail)
            == (group.verdict, &group.reason, &group.detail)
    });
    match alike {
        Some(other) => {
            other.nodes.extend(group.nodes);
            sort_by(&mut other.nodes, u32::cmp);
        }
        None => groups.push(group),
    }
}

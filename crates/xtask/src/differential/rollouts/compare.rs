//! One rollout: forecast, done, and what the two differ in.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use manifest::Document;
use preflight::facts::{OwnPod, OwnPods};
use preflight::placement::group::NodeVerdict;
use preflight::{Facts, Policy, Report};
use serde_json::{Value, json};

use super::situation::Situation;
use super::stage::Stage;
use super::watch::{self, Found, Seen};
use crate::control_plane::{Api, Body, Write};

/// What was forecast, and what came otherwise.
pub(super) struct Told {
    /// The rollout as it was forecast.
    pub(super) forecast: String,
    pub(super) is_stuck: bool,
    pub(super) is_chance: bool,
    /// Whether the controller had to be reminded of it.
    pub(super) is_nudged: bool,
    pub(super) differences: Vec<String>,
}

/// Brings the situation about, forecasts its change, makes it, watches and compares.
///
/// # Errors
/// The control plane does not do what it is asked.
pub(super) fn compare(api: &Api, number: usize, situation: &Situation) -> Result<Told> {
    let stage = Stage::new(api, number, situation);
    let told = stage.set().and_then(|()| compare_on(&stage, situation));
    // What stays behind disturbs no other situation.
    let _ = stage.strike();
    told
}

fn compare_on(stage: &Stage, situation: &Situation) -> Result<Told> {
    let api = stage.api;
    let stored = api.get(&stage.path())?;
    let pods = stage.list("pods")?;
    let facts = facts(stage, &pods)?;
    let text = situation.daemon_set(&stage.namespace, true).to_string();
    let document = Document::parse(&text);
    let report = preflight::report_update(&document, &stored, &facts, &Policy::kubernetes());
    let answer = api.try_write(Write::Replace, &stage.path(), &Body::Json(text.clone()))?;
    if answer.status != 200 {
        bail!("the change is refused: {}", answer.body);
    }
    let uid = |pod: &Value| {
        pod["metadata"]["uid"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let before: BTreeSet<String> = pods.iter().map(uid).collect();
    let meant = report.placement.iter().filter(|place| place.runs);
    let meant: BTreeSet<String> = meant.map(|place| place.node.clone()).collect();
    let quiet = Duration::from_secs(u64::from(situation.min_ready_seconds));
    let own = facts.own_pods(&stage.namespace, "agent").iter();
    let own: BTreeSet<String> = own.map(|own| own.used.node.clone()).collect();
    let forecast = report.forecast.as_ref().context("no forecast")?;
    let rollout = forecast.rollout.as_ref().context("no rollout")?;
    let goes_on = rollout.stuck.is_none() && rollout.steps.is_some();
    let seen = watch::watch(stage, &before, &meant, quiet, goes_on)?;
    let mut differences = differences(&report, &seen, &meant, &own);
    if !differences.is_empty() {
        differences.push(format!("in the end: {:?}", seen.ends));
        differences.push(format!("its status: {}", seen.counts));
    }
    Ok(Told {
        forecast: format!("{rollout:?}, {:?} run", forecast.running),
        is_stuck: rollout.stuck.is_some(),
        is_chance: rollout.replaced_at_least < rollout.replaced,
        is_nudged: seen.nudges > 0,
        differences,
    })
}

fn facts(stage: &Stage, pods: &[Value]) -> Result<Facts> {
    let list =
        |kind: &str, items: Vec<Value>| json!({"kind": format!("{kind}List"), "items": items});
    let objects = [
        list("Node", stage.nodes()?),
        list("Pod", pods.to_vec()),
        list("LimitRange", stage.list("limitranges")?),
        list("ResourceQuota", stage.list("resourcequotas")?),
    ];
    let mut facts = Facts::from_objects(&objects);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    facts.own = Some(OwnPods {
        namespace: stage.namespace.clone(),
        name: "agent".to_owned(),
        at: i64::try_from(now.as_secs())?,
        pods: pods.iter().filter_map(OwnPod::from_pod).collect(),
        templates: Vec::new(),
    });
    Ok(facts)
}

/// `meant` are the nodes that should run a pod, `own` those that have one before.
fn differences(
    report: &Report,
    seen: &Seen,
    meant: &BTreeSet<String>,
    own: &BTreeSet<String>,
) -> Vec<String> {
    let (Some(forecast), mut found) = (&report.forecast, other_ends(report, seen, own)) else {
        return Vec::new();
    };
    let Some(rollout) = &forecast.rollout else {
        return found;
    };
    let at = |node: &str| seen.at(node);
    let count = |is_meant: &dyn Fn(Found) -> bool| -> u32 {
        let ends = meant.iter().filter(|node| is_meant(at(node)));
        u32::try_from(ends.count()).unwrap_or(u32::MAX)
    };
    let made = count(&|end| matches!(end, Found::New { .. }));
    let made_at_least = rollout.replaced_at_least;
    let made_at_most = rollout.started + rollout.replaced;
    if !(made_at_least..=made_at_most).contains(&made) {
        found.push(format!(
            "{made} new pods and not {made_at_least} to {made_at_most}"
        ));
    }
    let done = count(&|end| end == Found::New { is_ready: true });
    if let Some(stuck) = &rollout.stuck
        && !(stuck.done_at_least..=stuck.done).contains(&done)
    {
        let (least, most) = (stuck.done_at_least, stuck.done);
        found.push(format!("{done} are done and not {least} to {most}"));
    }
    let is_done = meant
        .intersection(own)
        .all(|node| at(node) == Found::New { is_ready: true });
    // Where it is chance, all may be done before what is one too many hangs on a node that is not ready.
    let may_be_done = rollout.stuck.as_ref().is_some_and(|stuck| {
        stuck.done_at_least < stuck.done && stuck.done as usize >= meant.len()
    });
    if rollout.steps.is_some() && !may_be_done && rollout.stuck.is_some() == is_done {
        found.push(format!(
            "forecast to stand still: {}, done: {is_done}",
            rollout.stuck.is_some()
        ));
    }
    let all = seen.ends.values();
    let is_ready = |end: &&Found| {
        matches!(
            end,
            Found::Old { is_ready: true } | Found::New { is_ready: true }
        )
    };
    let running = all.filter(is_ready).count();
    if forecast.running.is_some_and(|most| running > most as usize) {
        found.push(format!(
            "{running} run and not {:?} at most",
            forecast.running
        ));
    }
    let is_exact = rollout.replaced_at_least == rollout.replaced;
    // The controller may take the place of a pod that leaves its node for one to be replaced, or not.
    let by_chance = match rollout.stuck {
        Some(_) => rollout.stopped as usize,
        None => 0,
    };
    if is_exact
        && forecast
            .running
            .is_some_and(|most| running + by_chance < most as usize)
    {
        found.push(format!("{running} run and not {:?}", forecast.running));
    }
    if let Some(steps) = rollout.steps
        && seen.most_unavailable > steps.most_unavailable as usize
    {
        let (was, most) = (seen.most_unavailable, steps.most_unavailable);
        found.push(format!("{was} were without a pod at a time and not {most}"));
    }
    // Kubernetes writes down when a pod became ready in whole seconds: each wait may be one shorter.
    let waits = rollout.steps.map_or(0, |steps| steps.waves);
    if seen.took < Duration::from_secs(u64::from(rollout.seconds.saturating_sub(waits))) {
        found.push(format!(
            "it took {:?} and not {} s",
            seen.took, rollout.seconds
        ));
    }
    found
}

/// The nodes that have come to another end than their verdict says.
fn other_ends(report: &Report, seen: &Seen, own: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    let Some(forecast) = &report.forecast else {
        return found;
    };
    let Some(rollout) = &forecast.rollout else {
        return found;
    };
    let is_short = forecast
        .quotas
        .iter()
        .any(|quota| quota.allowed < quota.wanted);
    let stops = forecast.groups.iter();
    let stops = stops.filter(|group| group.verdict == NodeVerdict::Stopped);
    let stops: usize = stops.map(|group| group.nodes.len()).sum();
    for group in &forecast.groups {
        let is_right: fn(Found, bool) -> bool = match group.verdict {
            NodeVerdict::Kept if forecast.refused.is_some() || is_short => {
                |end, _| !matches!(end, Found::New { .. })
            }
            NodeVerdict::Refused => |end, _| !matches!(end, Found::New { .. }),
            NodeVerdict::Unchanged => |end, _| end == Found::Old { is_ready: true },
            NodeVerdict::Kept => |end, _| matches!(end, Found::Old { .. }),
            NodeVerdict::Unavailable => |end, _| end == Found::Old { is_ready: false },
            NodeVerdict::Runs => |end, _| end == Found::New { is_ready: true },
            NodeVerdict::Replaced if rollout.replaced_at_least < rollout.replaced => |_, _| true,
            // A quota lets some through.
            NodeVerdict::Replaced if rollout.stuck.is_some() => |_, _| true,
            NodeVerdict::Replaced => |end, _| end == Found::New { is_ready: true },
            NodeVerdict::Pending if rollout.replaced_at_least < rollout.replaced => |_, _| true,
            // The pod that waits already is the one that goes on waiting.
            NodeVerdict::Pending if !rollout.changes_pods => |end, had_one| {
                if had_one {
                    end == Found::Old { is_ready: false }
                } else {
                    matches!(end, Found::New { is_ready: false } | Found::Nothing)
                }
            },
            NodeVerdict::Pending => {
                |end, _| matches!(end, Found::New { is_ready: false } | Found::Nothing)
            }
            // The rollout may stand still before it comes there.
            NodeVerdict::Stopped if (rollout.stopped_at_least as usize) < stops => {
                |end, _| !matches!(end, Found::New { .. })
            }
            NodeVerdict::Stopped | NodeVerdict::LeftOut => |end, _| end == Found::Nothing,
            NodeVerdict::Preempts | NodeVerdict::Contested => |_, _| true,
        };
        for position in &group.nodes {
            let node = &report.placement[*position as usize].node;
            // Where more nodes hold the rollout up than may be missing, it is chance which of them it comes to.
            let held = rollout.stuck.iter().flat_map(|stuck| &stuck.hold_ups);
            let held: Vec<u32> = held.flat_map(|hold_up| hold_up.nodes.clone()).collect();
            let limit = rollout
                .steps
                .map_or(0, |steps| steps.max_surge.max(steps.max_unavailable));
            if held.len() > limit as usize && held.contains(position) {
                continue;
            }
            if !is_right(seen.at(node), own.contains(node)) {
                found.push(format!(
                    "{node} is forecast as {:?} and is {:?}",
                    group.verdict,
                    seen.at(node)
                ));
            }
        }
    }
    found
}

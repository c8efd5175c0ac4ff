//! What a change does to the pods that are there, and what of the cluster is not known.

use std::sync::Arc;

use leptos::prelude::*;
use manifest::Message;
use preflight::rollout::{HoldUpReason, Rollout, RolloutForecast, Stuck};
use preflight::{NodePlacement, Report};

use crate::parts::quoted::{quoting, spoken};
use crate::reactive::{dynamic, memo};
use crate::text::common::{age, forecast};
use crate::text::said;
use crate::text::wizard::rollout as words;

/// How many nodes are named.
const MOST_NAMES: usize = 3;

/// The rollout of a change; nothing for a new DaemonSet.
#[component]
pub fn RolloutSteps(
    /// The verdict.
    report: Memo<Arc<Report>>,
) -> impl IntoView {
    let sentences = memo(move || {
        report.with(|report| {
            let rollout = report.forecast.as_ref()?.rollout.as_ref()?;
            let quoted = rollout.stuck.iter().flat_map(|stuck| &stuck.hold_ups);
            let quoted: Vec<String> = quoted.map(|hold_up| said(&hold_up.detail)).collect();
            Some((sentences(rollout, &report.placement), quoted))
        })
    });
    dynamic(move || {
        sentences.get().map(|(sentences, quoted)| {
            let sentences = sentences.into_iter().map(|sentence| {
                let words = quoted
                    .iter()
                    .find(|words| sentence.contains(words.as_str()));
                let words = words.map_or("", String::as_str);
                view! { <p>{quoting(&sentence, words)}</p> }
            });
            view! {
                <section class="judgement-section" aria-label=words::heading()>
                    <h2 class="judgement-heading">{words::heading()}</h2>
                    {sentences.collect_view()}
                </section>
            }
        })
    })
}

fn sentences(rollout: &RolloutForecast, placement: &[NodePlacement]) -> Vec<String> {
    let mut sentences = Vec::new();
    if !rollout.changes_pods && rollout.replaced == 0 && rollout.stuck.is_none() {
        sentences.push(words::no_change().to_owned());
    }
    if rollout.replaced > 0 {
        let is_span = rollout.steps.is_some() && rollout.replaced_at_least < rollout.replaced;
        sentences.push(if is_span {
            words::replaced_span(rollout.replaced_at_least, rollout.replaced)
        } else {
            words::replaced(rollout.replaced)
        });
        match rollout.steps {
            None => sentences.push(words::on_delete().to_owned()),
            Some(steps) if steps.waves <= 1 && !is_span => {
                sentences.push(words::at_once(rollout.replaced));
            }
            Some(steps) => {
                if rollout.broken > 0 {
                    sentences.push(words::broken(rollout.broken));
                }
                sentences.push(if steps.max_surge > 0 {
                    words::surge(steps.max_surge, steps.waves)
                } else {
                    words::waves(steps.max_unavailable, steps.waves)
                });
            }
        }
        if rollout.seconds > 0 {
            sentences.push(words::takes(duration(rollout.seconds)));
        }
    }
    if let (Some(stuck), Some(steps)) = (&rollout.stuck, rollout.steps) {
        sentences.extend(standstill(stuck, steps, placement));
    }
    if rollout.started > 0 {
        sentences.push(words::started(rollout.started));
    }
    if rollout.stopped > 0 {
        sentences.push(words::stopped(rollout.stopped));
    }
    sentences
}

/// Where the rollout stops, and why.
fn standstill(stuck: &Stuck, steps: Rollout, placement: &[NodePlacement]) -> Vec<String> {
    let mut sentences = vec![if stuck.done_at_least < stuck.done {
        words::stuck_span(stuck.done_at_least, stuck.done, steps.nodes)
    } else {
        words::stuck(stuck.done, steps.nodes)
    }];
    for hold_up in &stuck.hold_ups {
        let names = names(&hold_up.nodes, placement);
        sentences.push(match hold_up.reason {
            HoldUpReason::NotReady if hold_up.nodes.len() == 1 => words::not_ready(names),
            HoldUpReason::NotReady => words::not_ready_some(names),
            HoldUpReason::Pending => words::waits(names, said(&hold_up.detail)),
            HoldUpReason::Unready => forecast::unready(names),
            HoldUpReason::Refused => words::refused(said(&hold_up.detail)),
        });
    }
    if let Some((field, limit)) = stuck.used_up(steps) {
        sentences.push(words::uses_up(format!("{field} {limit}")));
    }
    sentences
}

/// The names of the first few nodes, and how many more.
fn names(nodes: &[u32], placement: &[NodePlacement]) -> String {
    let (some, others) = nodes.split_at(nodes.len().min(MOST_NAMES));
    let some = some.iter().filter_map(|node| placement.get(*node as usize));
    let mut names: Vec<String> = some.map(|place| place.node.clone()).collect();
    if !others.is_empty() {
        names.push(words::more(u32::try_from(others.len()).unwrap_or(u32::MAX)));
    }
    names.join(", ")
}

/// Seconds in words: `2 h 20 min`.
fn duration(seconds: u32) -> String {
    let parts = [
        (seconds / 3600, age::hours as fn(u32) -> String),
        (seconds / 60 % 60, age::minutes),
        (seconds % 60, age::seconds),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, word)| word(number)).collect();
    parts.join(" ")
}

/// What the verdict could not take into account, and why.
#[component]
pub fn Unknown(
    /// The verdict.
    report: Memo<Arc<Report>>,
) -> impl IntoView {
    let unknown = memo(move || {
        report.with(|report| {
            let forecast = report.forecast.as_ref();
            forecast
                .map(|forecast| forecast.unknown.clone())
                .unwrap_or_default()
        })
    });
    dynamic(move || {
        let unknown = unknown.get();
        (!unknown.is_empty()).then(|| {
            let row = |(resource, reason): (String, Message)| {
                view! { <li><code>{resource}</code> ": " {spoken(&reason)}</li> }
            };
            view! {
                <section class="judgement-section" aria-label=words::unknown()>
                    <h2 class="judgement-heading">{words::unknown()}</h2>
                    <ul class="judgement-layer">{unknown.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    })
}

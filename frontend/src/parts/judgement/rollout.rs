//! What a change does to the pods that are there, and what of the cluster is not known.

use std::sync::Arc;

use leptos::prelude::*;
use preflight::Report;
use preflight::rollout::RolloutForecast;

use crate::text::wizard::rollout as words;

/// The rollout of a change; nothing for a new DaemonSet.
#[component]
pub fn RolloutSteps(
    /// The verdict.
    report: Memo<Arc<Report>>,
) -> impl IntoView {
    let rollout = Memo::new(move |_| report.with(|report| report.forecast.as_ref()?.rollout));
    move || {
        rollout.get().map(|rollout| {
            let sentences = sentences(rollout);
            let sentences = sentences
                .into_iter()
                .map(|sentence| view! { <p>{sentence}</p> });
            view! {
                <section class="judgement-section" aria-label=words::heading()>
                    <h2 class="judgement-heading">{words::heading()}</h2>
                    {sentences.collect_view()}
                </section>
            }
        })
    }
}

fn sentences(rollout: RolloutForecast) -> Vec<String> {
    let mut sentences = Vec::new();
    if !rollout.changes_pods {
        sentences.push(words::no_change().to_owned());
    } else if rollout.replaced > 0 {
        sentences.push(words::replaced(rollout.replaced));
        sentences.push(match rollout.steps {
            Some(steps) if steps.max_surge > 0 => words::surge(steps.max_surge, steps.waves),
            Some(steps) => words::waves(steps.max_unavailable, steps.waves),
            None => words::on_delete().to_owned(),
        });
    }
    if rollout.started > 0 {
        sentences.push(words::started(rollout.started));
    }
    if rollout.stopped > 0 {
        sentences.push(words::stopped(rollout.stopped));
    }
    sentences
}

/// What the verdict could not take into account, and why.
#[component]
pub fn Unknown(
    /// The verdict.
    report: Memo<Arc<Report>>,
) -> impl IntoView {
    let unknown = Memo::new(move |_| {
        report.with(|report| {
            let forecast = report.forecast.as_ref();
            forecast
                .map(|forecast| forecast.unknown.clone())
                .unwrap_or_default()
        })
    });
    move || {
        let unknown = unknown.get();
        (!unknown.is_empty()).then(|| {
            let row = |(resource, reason): (String, String)| {
                view! { <li><code>{resource}</code> ": " {reason}</li> }
            };
            view! {
                <section class="judgement-section" aria-label=words::unknown()>
                    <h2 class="judgement-heading">{words::unknown()}</h2>
                    <ul class="judgement-layer">{unknown.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}

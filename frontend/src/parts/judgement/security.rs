//! What the API server would warn of, and what Pod Security says of the pods.

use std::sync::Arc;

use leptos::prelude::*;
use preflight::Report;

use crate::reactive::{dynamic, memo};
use crate::text::wizard::judgement as words;

/// Warnings and Pod Security, where they say something.
#[component]
pub fn Security(
    /// The verdict.
    report: Memo<Arc<Report>>,
) -> impl IntoView {
    let warnings = memo(move || report.with(|report| report.warnings.clone()));
    let levels = memo(move || report.with(|report| report.pod_security.clone()));
    let warning = |text: String| {
        view! {
            <li class="judgement-problem">
                <i class="severity severity-warning" aria-hidden="true"></i>
                <p class="judgement-message" lang="en">{text}</p>
            </li>
        }
    };
    let warned = move || {
        let warnings = warnings.get();
        (!warnings.is_empty()).then(|| {
            view! {
                <section class="judgement-section" aria-label=words::warnings()>
                    <h2 class="judgement-heading">{words::warnings()}</h2>
                    <ul class="judgement-list">
                        {warnings.into_iter().map(warning).collect_view()}
                    </ul>
                </section>
            }
        })
    };
    let security = move || {
        let levels = levels.get();
        let is_silent = levels.baseline.is_empty() && levels.restricted.is_empty();
        (!is_silent).then(|| {
            view! {
                <section class="judgement-section" aria-label=words::pod_security()>
                    <h2 class="judgement-heading">{words::pod_security()}</h2>
                    <Level name="baseline" detail=levels.baseline/>
                    <Level name="restricted" detail=levels.restricted/>
                </section>
            }
        })
    };
    view! {
        {dynamic(warned)}
        {dynamic(security)}
    }
}

/// One level: allowed, or what is against it.
#[component]
fn Level(
    /// Its name.
    name: &'static str,
    /// What is against it; empty where the pods are allowed.
    detail: String,
) -> impl IntoView {
    if detail.is_empty() {
        return view! {
            <p class="judgement-level"><code>{name}</code> " " {words::level_allows()}</p>
        }
        .into_any();
    }
    view! {
        <details class="judgement-level">
            <summary><code>{name}</code> " " {words::level_refuses()}</summary>
            <p class="judgement-message" lang="en">{detail}</p>
        </details>
    }
    .into_any()
}

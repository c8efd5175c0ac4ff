//! The revisions of the pod template, and what differs between any two of them.

use contract::RevisionRow;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Target;
use super::revision_diff::Differences;
use crate::api::{ApiError, daemonsets};
use crate::parts::{Age, Failure};
use crate::reactive::{dynamic, memo};
use crate::text::detail::history as words;
use crate::ui::{Badge, Card, Choice, Select, Skeleton, Tone};

/// What stands for the template that is there now.
const NOW: &str = "0";

/// The tab.
#[component]
pub fn History(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let known = RwSignal::new(None::<Result<Vec<RevisionRow>, ApiError>>);
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let ask = move || {
        let (cluster, namespace, name) = target.address();
        spawn_local(async move {
            let answer = daemonsets::revisions(&cluster, &namespace, &name).await;
            let answer = answer.map(|list| list.items);
            if let Ok(revisions) = &answer
                && from.try_with_untracked(String::is_empty) == Some(true)
            {
                // The last change is what one most often asks for.
                let before = revisions.get(1).or(revisions.first());
                from.try_set(before.map_or_else(String::new, |it| it.revision.to_string()));
                to.try_set(NOW.to_owned());
            }
            // The page may be gone by now.
            let _ = known.try_set(Some(answer));
        });
    };
    target.ask_after_changes(ask);
    // What is open to choose from is not drawn anew for each pod that is replaced.
    let is_known = memo(move || known.with(|known| matches!(known, Some(Ok(_)))));
    dynamic(move || {
        if is_known.get() {
            return view! { <Known target known from to/> }.into_any();
        }
        let content = move || match known.get() {
            Some(Err(error)) => {
                let on_retry = Callback::new(move |()| ask());
                view! { <Failure error on_retry/> }.into_any()
            }
            _ => view! { <Skeleton lines=4/> }.into_any(),
        };
        view! { <div class="card">{dynamic(content)}</div> }.into_any()
    })
}

/// The revisions, once they are known.
#[component]
fn Known(
    /// What the page is about.
    target: Target,
    /// What is known of them.
    known: RwSignal<Option<Result<Vec<RevisionRow>, ApiError>>>,
    /// Which one is compared.
    from: RwSignal<String>,
    /// With which other one.
    to: RwSignal<String>,
) -> impl IntoView {
    let revisions = memo(move || {
        known.with(|known| {
            known
                .iter()
                .flatten()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let choices = Signal::derive(move || {
        let mut choices = vec![Choice::new(NOW, words::now())];
        revisions.with(|revisions| choices.extend(revisions.iter().map(choice)));
        choices
    });
    let newest = memo(move || {
        let newest = revisions.with(|revisions| revisions.first().map(|it| it.revision));
        newest.unwrap_or_default()
    });
    let rows = move || {
        let mut rows = Vec::new();
        for revision in revisions.get() {
            rows.push(row(revision));
        }
        rows.into_any()
    };
    view! {
        <Card heading=words::compare()>
            <div class="history-choice">
                <Select
                    label=words::from()
                    value=from
                    choices
                    on_choose=move |chosen: String| from.set(chosen)
                />
                <Select
                    label=words::to()
                    value=to
                    choices
                    on_choose=move |chosen: String| to.set(chosen)
                />
            </div>
            <Differences target from to newest/>
        </Card>
        <Card heading=words::heading()>
            <table class="table" aria-label=words::heading()>
                <thead>
                    <tr>
                        <th scope="col">{words::revision()}</th>
                        <th scope="col">{words::what()}</th>
                        <th scope="col">{words::pods()}</th>
                        <th scope="col">{words::age()}</th>
                    </tr>
                </thead>
                <tbody>{dynamic(rows)}</tbody>
            </table>
        </Card>
    }
}

/// A revision by its number and by what tells it from others.
#[must_use]
pub fn choice(revision: &RevisionRow) -> Choice {
    let number = revision.revision.to_string();
    let label = words::entry(&number, said(revision));
    Choice::new(number, label)
}

/// Why it was made, as far as somebody said so, else what it runs.
fn said(revision: &RevisionRow) -> String {
    if !revision.change_cause.is_empty() {
        revision.change_cause.clone()
    } else if revision.restart {
        words::restart().to_owned()
    } else {
        revision.images.join(", ")
    }
}

fn row(revision: RevisionRow) -> AnyView {
    let current = revision
        .current
        .then(|| view! { <Badge tone=Tone::Good>{words::current()}</Badge> });
    let said = said(&revision);
    view! {
        <tr>
            <th scope="row">{revision.revision} " " {current}</th>
            <td>{said}</td>
            <td>{revision.pods}</td>
            <td><Age created=Signal::stored(revision.created)/></td>
        </tr>
    }
    .into_any()
}

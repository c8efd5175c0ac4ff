//! The pods, by node.

use std::sync::Arc;

use contract::PodRow;
use leptos::prelude::*;

use super::Target;
use crate::pages::pods_chunk;
use crate::parts::Age;
use crate::parts::quoted::spoken;
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::text::common::grid;
use crate::text::detail::pod;
use crate::ui::{Button, EmptyState, NamedRows, Skeleton, Tone};

/// How many rows are drawn at first, and more at a time.
const PAGE: usize = 200;

/// The table.
#[component]
pub fn Pods(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let pods = memo(move || {
        target
            .live
            .detail
            .with(|detail| detail.as_ref().map(|detail| Arc::clone(&detail.pods)))
    });
    let count = memo(move || pods.with(|pods| pods.as_ref().map(|pods| pods.len())));
    let content = move || match count.get() {
        None => view! { <Skeleton lines=5/> }.into_any(),
        Some(0) => {
            let why = memo(move || target.live.why_unknown("pods"));
            let heading = move || {
                let heading = if why.with(Option::is_some) {
                    pod::unknown()
                } else {
                    pod::none()
                };
                heading.to_owned()
            };
            let text = move || why.get().unwrap_or_else(|| pod::none_help().to_owned());
            view! { <EmptyState heading=Signal::derive(heading) text=Signal::derive(text)/> }
                .into_any()
        }
        Some(_) => {
            let pods = Signal::derive(move || pods.get().unwrap_or_default());
            view! { <Rows target pods/> }.into_any()
        }
    };
    view! { <div class="card">{dynamic(content)}</div> }
}

#[component]
fn Rows(
    /// What the page is about.
    target: Target,
    /// The pods, by node.
    pods: Signal<Arc<Vec<PodRow>>>,
) -> impl IntoView {
    let shown = RwSignal::new(PAGE);
    let names = memo(move || {
        pods.with(|pods| {
            let pods = pods.iter().take(shown.get());
            pods.map(|pod| pod.name.clone()).collect::<Vec<_>>()
        })
    });
    let rest = memo(move || pods.with(|pods| pods.len()).saturating_sub(shown.get()));
    let more = move || {
        (rest.get() > 0).then(|| {
            view! {
                <Button on_press=move |()| shown.update(|shown| *shown += PAGE)>
                    {dynamic(move || grid::more(rest.get().min(PAGE)))}
                </Button>
            }
        })
    };
    view! {
        <table class="table pod-table" aria-label=pod::table()>
            <thead>
                <tr>
                    <th scope="col">{pod::node()}</th>
                    <th scope="col">{pod::name()}</th>
                    <th scope="col">{pod::status()}</th>
                    <th scope="col" class="pod-ready">{pod::ready()}</th>
                    <th scope="col" class="pod-restarts">{pod::restarts()}</th>
                    <th scope="col" class="pod-revision">{pod::revision()}</th>
                    <th scope="col" class="pod-age">{pod::age()}</th>
                </tr>
            </thead>
            <tbody>
                <NamedRows
                    names
                    row=Callback::new(move |name| view! { <Row target pods name/> }.into_any())
                />
            </tbody>
        </table>
        <div class="table-more">{dynamic(more)}</div>
    }
}

#[component]
fn Row(
    /// What the page is about.
    target: Target,
    /// The pods, by node.
    pods: Signal<Arc<Vec<PodRow>>>,
    /// `metadata.name` of the one in this row.
    name: String,
) -> impl IntoView {
    let pod = Memo::new(move |last: Option<&Option<PodRow>>| {
        let now = pods.with(|pods| pods.iter().find(|pod| pod.name == name).cloned());
        // A pod that has just gone is still asked once before its row is taken away.
        now.or_else(|| last.cloned().flatten())
    });
    let of = move |part: fn(&PodRow) -> String| {
        Signal::derive(move || pod.with(|pod| pod.as_ref().map(part).unwrap_or_default()))
    };
    let class = move || {
        let tone = pod.with(|pod| pod.as_ref().map(tone)).unwrap_or_default();
        format!("status status-{}", tone.word())
    };
    let said = move || pod.with(|pod| pod.as_ref().map(|pod| spoken(&pod.said())));
    let href = Signal::derive(move || {
        let (cluster, namespace, name) = target.address();
        let pod = pod.with(|pod| pod.as_ref().map(|pod| pod.name.clone()));
        routes::pod(&cluster, &namespace, &name, &pod.unwrap_or_default())
    });
    let revision = move || {
        pod.with(|pod| {
            let pod = pod.as_ref()?;
            Some(if pod.up_to_date {
                pod::current()
            } else {
                pod::old()
            })
        })
    };
    view! {
        <tr>
            <td class="pod-node">{of(|pod| pod.node.clone())}</td>
            <th scope="row" class="pod-name">
                <a href=href on:pointerenter=|_| pods_chunk::prefetch()>
                    <code>{of(|pod| pod.name.clone())}</code>
                </a>
            </th>
            <td>
                <span class=class>{of(|pod| pod.status.clone())}</span>
                <p class="pod-message">{dynamic(said)}</p>
            </td>
            <td class="pod-ready number">
                {of(|pod| format!("{} / {}", pod.ready_containers, pod.containers))}
            </td>
            <td class="pod-restarts number">{of(|pod| pod.restarts.to_string())}</td>
            <td class="pod-revision" title=of(|pod| pod.revision.clone())>{dynamic(revision)}</td>
            <td class="pod-age"><Age created=of(|pod| pod.created.clone())/></td>
        </tr>
    }
}

/// The colour of a pod's status.
fn tone(pod: &PodRow) -> Tone {
    match pod.status.as_str() {
        _ if pod.ready => Tone::Good,
        "Terminating" | "Succeeded" | "Completed" => Tone::Neutral,
        // It runs and is not ready, or nothing can be heard of it.
        "Pending" | "SchedulingGated" | "Running" | "NotReady" | "Unknown" => Tone::Waiting,
        "ContainerCreating" | "PodInitializing" => Tone::Accent,
        // `Init:1/2`: init containers are at work.
        status if status.starts_with("Init:") && status.contains('/') => Tone::Accent,
        _ => Tone::Bad,
    }
}

#[cfg(test)]
mod tests {
    use contract::PodRow;

    use super::{Tone, tone};

    #[test]
    fn an_unknown_status_is_a_bad_one() {
        let pod = |status: &str, ready| PodRow {
            status: status.to_owned(),
            ready,
            containers: 1,
            up_to_date: true,
            ..PodRow::default()
        };
        for (status, ready, expected) in [
            ("Running", true, Tone::Good),
            ("Running", false, Tone::Waiting),
            ("Pending", false, Tone::Waiting),
            ("Terminating", false, Tone::Neutral),
            ("Init:0/1", false, Tone::Accent),
            ("Init:Error", false, Tone::Bad),
            ("CrashLoopBackOff", false, Tone::Bad),
        ] {
            assert_eq!(tone(&pod(status, ready)), expected, "{status}");
        }
    }
}

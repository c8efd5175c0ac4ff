//! The bar at the top of every page: mark, cluster, namespace, preferences, user.

use contract::{ClusterKind, ClusterList};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::preferences::Preferences;
use crate::routes;
use crate::state::place::Place;
use crate::text::common;
use crate::ui::Choice;
use crate::ui::select::Options;

/// The top bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let place = Place::expect();
    view! {
        <header class="top-bar">
            <a class="mark" href=move || routes::list(&place.cluster().get(), "")>
                <Mark/>
                <span class="mark-name">"Everynode"</span>
            </a>
            <ClusterChoice place/>
            <NamespaceChoice place/>
            <div class="top-bar-end">
                <Preferences/>
            </div>
        </header>
    }
}

/// The mark: a small node grid with one node left out.
#[component]
fn Mark() -> impl IntoView {
    let cells = (0..9).map(|cell| {
        let (x, y) = (1 + cell % 3 * 7, 1 + cell / 3 * 7);
        let class = if cell == 4 {
            "mark-cell mark-cell-left-out"
        } else {
            "mark-cell"
        };
        view! { <rect class=class x=x y=y width="5" height="5" rx="1"></rect> }
    });
    view! {
        <svg class="mark-grid" viewBox="0 0 21 21" width="21" height="21" aria-hidden="true">
            {cells.collect_view()}
        </svg>
    }
}

/// The cluster: a select where there are several, else its name.
#[component]
fn ClusterChoice(
    /// Where one is.
    place: Place,
) -> impl IntoView {
    let navigate = use_navigate();
    let on_choose = Callback::new(move |cluster: String| {
        navigate(
            &routes::list(&cluster, ""),
            leptos_router::NavigateOptions::default(),
        );
    });
    let choices = Signal::derive(move || {
        let clusters = place.clusters().and_then(Result::ok).unwrap_or_default();
        let ClusterList { items } = clusters;
        items
            .into_iter()
            .map(|cluster| Choice::new(cluster.name.clone(), cluster.name))
            .collect()
    });
    let version = move || {
        let summary = place.summary()?;
        match summary.kind {
            ClusterKind::Sandbox => Some(common::sandbox().to_owned()),
            ClusterKind::Kubernetes => summary.version,
        }
    };
    view! {
        <BarSelect label=common::cluster() value=place.cluster() choices on_choose/>
        <span class="top-bar-note">{version}</span>
    }
}

/// The namespace: leads to the list of the one that is chosen.
#[component]
fn NamespaceChoice(
    /// Where one is.
    place: Place,
) -> impl IntoView {
    let navigate = use_navigate();
    let on_choose = Callback::new(move |namespace: String| {
        let cluster = place.cluster().get_untracked();
        navigate(
            &routes::list(&cluster, &namespace),
            leptos_router::NavigateOptions::default(),
        );
    });
    let choices = Signal::derive(move || {
        let all = Choice::new("", common::all_namespaces());
        let names = place.namespaces.get().into_iter().map(Choice::plain);
        std::iter::once(all).chain(names).collect()
    });
    view! { <BarSelect label=common::namespace() value=place.namespace() choices on_choose/> }
}

/// A select of the bar: its label stands inside its frame.
#[component]
fn BarSelect(
    /// What is chosen.
    label: &'static str,
    /// The chosen value.
    value: Signal<String>,
    /// The entries.
    choices: Signal<Vec<Choice>>,
    /// Runs with the value that is chosen.
    on_choose: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="bar-select">
            <span class="bar-select-label">{label}</span>
            <select
                class="select"
                on:change:target=move |event| on_choose.run(event.target().value())
            >
                <Options value choices/>
            </select>
        </label>
    }
}

//! The bar at the top of every page: mark, cluster, namespace, preferences, user.

use contract::{ClusterKind, ClusterList};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::params::ParamsMap;

use super::preferences::Preferences;
use crate::reactive::dynamic;
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
            <a class="mark" href=Signal::derive(move || routes::list(&place.cluster().get(), ""))>
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
        <span class="top-bar-note">{dynamic(version)}</span>
    }
}

/// The namespace: leads to the list of the one that is chosen, unless the page has another use for it.
#[component]
fn NamespaceChoice(
    /// Where one is.
    place: Place,
) -> impl IntoView {
    let navigate = use_navigate();
    let location = use_location();
    let claim = move || place.namespace_claim();
    let on_choose = Callback::new(move |namespace: String| {
        if let Some(claim) = untrack(claim) {
            if let Some(choose) = claim.choose {
                choose.run(namespace);
            }
            return;
        }
        let cluster = place.cluster().get_untracked();
        let wall = routes::wall(&cluster, "");
        let mut address = if location.pathname.get_untracked() == wall {
            wall
        } else {
            routes::list(&cluster, "")
        };
        // What the list is searched for and sorted by stays.
        let mut query = if location.pathname.get_untracked() == address {
            location.query.get_untracked()
        } else {
            ParamsMap::new()
        };
        query.remove("namespace");
        if !namespace.is_empty() {
            query.insert("namespace", namespace);
        }
        address.push_str(&query.to_query_string());
        navigate(&address, leptos_router::NavigateOptions::default());
    });
    let value = Signal::derive(move || match claim() {
        Some(claim) => claim.value.get(),
        None => place.namespace().get(),
    });
    let choices = Signal::derive(move || {
        let all = claim()
            .is_none()
            .then(|| Choice::new("", common::all_namespaces()));
        let names = place.namespaces.get().into_iter().map(Choice::plain);
        all.into_iter().chain(names).collect()
    });
    let fixed = Signal::derive(move || claim().is_some_and(|claim| claim.choose.is_none()));
    view! { <BarSelect label=common::namespace() value choices on_choose fixed/> }
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
    /// Whether no other can be chosen here.
    #[prop(into, optional)]
    fixed: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="bar-select">
            <span class="bar-select-label">{label}</span>
            <select
                class="select"
                disabled=Signal::derive(move || fixed.get())
                on:change:target=move |event| on_choose.run(event.target().value())
            >
                <Options value choices/>
            </select>
        </label>
    }
}

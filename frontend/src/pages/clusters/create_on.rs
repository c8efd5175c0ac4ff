//! One text for several clusters: what each would make of it, side by side, and then a write of its own to each.

use contract::ClusterSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

use super::card::{Target, TargetCard, Text, create_button};
use super::is_awake;
use crate::parts::page_head::Crumb;
use crate::parts::quoted::spoken;
use crate::parts::{Failure, PageHead};
use crate::reactive::{dynamic, effect};
use crate::routes;
use crate::state::draft::DraftState;
use crate::state::place::Place;
use crate::state::title;
use crate::text::clusters as say;
use crate::ui::{ButtonLink, EmptyState, Skeleton};

/// The page.
#[component]
pub fn CreateOnPage() -> impl IntoView {
    let place = Place::expect();
    title::follow(|| say::several().to_owned());
    let (id, namespace, from) = use_query_map().with_untracked(|query| {
        let part = |name| query.get(name).unwrap_or_default();
        (part("draft"), part("namespace"), part("from"))
    });
    let back = StoredValue::new(routes::go_on(&from, &namespace, &id));
    let text = RwSignal::new(None::<Option<Text>>);
    let targets = RwSignal::new(Vec::<Target>::new());
    let draft = DraftState::new(&from, &id);
    spawn_local(async move {
        let loaded = draft.load().await;
        let loaded = loaded.map(|(text, _)| StoredValue::new((text, namespace)));
        text.try_set(Some(loaded));
    });
    // The clusters, once: what is chosen here does not change because one of them falls silent.
    effect(move || {
        let (Some(Ok(clusters)), Some(Some(text))) = (place.clusters(), text.get()) else {
            return;
        };
        if !targets.with_untracked(Vec::is_empty) {
            return;
        }
        let mut all = Vec::new();
        for cluster in clusters.items {
            let awake = is_awake(&cluster);
            let target = Target::new(cluster.clone(), awake && cluster.reachable);
            if awake {
                target.ask(text);
            }
            all.push(target);
        }
        targets.set(all);
    });
    let body = move || match (text.get(), place.clusters()) {
        (_, Some(Err(error))) => {
            let on_retry = Callback::new(move |()| place.load());
            view! { <Failure error on_retry/> }.into_any()
        }
        (Some(None), _) => view! {
            <div class="card">
                <EmptyState heading=say::no_draft() text=say::no_draft_help()>
                    <ButtonLink href=back.get_value()>{say::back()}</ButtonLink>
                </EmptyState>
            </div>
        }
        .into_any(),
        (Some(Some(text)), Some(Ok(_))) => {
            let mut cards: Vec<AnyView> = Vec::new();
            for target in targets.get() {
                cards.push(card(target, text));
            }
            view! {
                <div class="clusters-cards">{cards}</div>
                <p class="clusters-note">{say::each_alone()}</p>
            }
            .into_any()
        }
        _ => view! { <div class="card"><Skeleton lines=6/></div> }.into_any(),
    };
    let actions = move || {
        let create = text
            .get()
            .flatten()
            .map(|text| create_button(targets.into(), text));
        view! { <ButtonLink href=back.get_value()>{say::back()}</ButtonLink> {create} }
    };
    let crumbs = vec![Crumb {
        label: say::all().to_owned(),
        href: routes::everywhere(),
    }];
    view! {
        <PageHead
            crumbs
            title=say::several()
            actions=view! { {dynamic(actions)} }.into_any()
        />
        <div class="page-body">{dynamic(body)}</div>
    }
}

/// A card; of a cluster that nobody has opened, the way to ask it.
fn card(target: Target, text: Text) -> AnyView {
    let asked = RwSignal::new(target.cluster.with_value(is_awake));
    // Ticking it is opening it.
    effect(move || {
        if target.chosen.get() && !asked.get_untracked() {
            asked.set(true);
            target.ask(text);
        }
    });
    dynamic(move || {
        if asked.get() {
            return view! { <TargetCard target text/> }.into_any();
        }
        let name = target.name();
        let label = name.clone();
        let reason = target.cluster.with_value(ClusterSummary::said);
        let id = crate::ui::fresh_id("target");
        view! {
            <section class="card clusters-card" aria-label=label>
                <header class="clusters-card-head">
                    <input
                        type="checkbox"
                        id=id.clone()
                        on:change:target=move |event| target.chosen.set(event.target().checked())
                    />
                    <label for=id><b>{name}</b></label>
                    {target.cluster.with_value(super::state)}
                </header>
                <p class="clusters-note">{say::ask_by_tick()}</p>
                {reason.map(|reason| view! { <p class="clusters-reason">{spoken(&reason)}</p> })}
            </section>
        }
        .into_any()
    })
    .into_any()
}

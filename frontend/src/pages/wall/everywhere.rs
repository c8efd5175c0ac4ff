//! The walls of several clusters, one below the other. Each is asked for by itself: one that is away takes nothing from the
//! others.

use leptos::prelude::*;

use super::{OnlyTrouble, count, drawn, follow};
use crate::pages::clusters::everywhere::{Shares, followed_clusters, how};
use crate::parts::{Failure, FreshnessBanner, PageHead};
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::live::Connection;
use crate::state::live::several::Several;
use crate::state::place::Place;
use crate::state::title;
use crate::text::clusters as of_clusters;
use crate::text::wall as say;
use crate::ui::{ButtonLink, Skeleton};

/// The page.
#[component]
pub fn EverywhereWallPage() -> impl IntoView {
    let place = Place::expect();
    title::follow(|| format!("{} · {}", say::title(), of_clusters::all()));
    let wanted = followed_clusters(place);
    let several = Several::follow(wanted.into(), place.namespace());
    let live = several.live;
    let trouble = OnlyTrouble::in_address();
    let names = memo(move || {
        let mut names: Vec<String> = Vec::new();
        several.shares.with(|shares| {
            for share in shares {
                names.push(share.cluster.clone());
            }
        });
        names
    });
    let walls = move || {
        let names = names.get();
        if let (true, Connection::Refused(error)) = (names.is_empty(), live.connection.get()) {
            let on_retry = Callback::new(move |()| live.retry());
            return vec![view! { <Failure error on_retry/> }.into_any()];
        }
        let mut walls: Vec<AnyView> = Vec::new();
        for name in names {
            walls.push(of_cluster(place, several, name, trouble));
        }
        if walls.is_empty() {
            walls.push(view! { <div class="card"><Skeleton lines=8/></div> }.into_any());
        }
        walls
    };
    view! {
        <PageHead
            title=say::title()
            state=view! { <span class="page-head-state">{of_clusters::all()}</span> }.into_any()
            actions=view! { <ButtonLink href=routes::everywhere()>{say::to_list()}</ButtonLink> }.into_any()
        />
        <div class="page-body">
            <FreshnessBanner live/>
            <Shares place several wanted/>
            <div class="wall-toolbar">{trouble.button()}</div>
            {dynamic(walls)}
        </div>
    }
}

/// The wall of one of them, under its name.
fn of_cluster(place: Place, several: Several, name: String, trouble: OnlyTrouble) -> AnyView {
    let cluster = name.clone();
    let share = memo(move || {
        several.shares.with(|shares| {
            let mut shares = shares.iter();
            let share = shares.find(|share| share.cluster == cluster)?;
            Some((share.connection.clone(), share.heard))
        })
    });
    let cluster = name.clone();
    let of = memo(move || (cluster.clone(), place.namespace().get()));
    let known = follow(of, move || share.track());
    let state = move || {
        let (connection, _) = share.get()?;
        let (tone, word, why) = how(&connection);
        Some(view! {
            <span class=["status status-", tone].concat()>{word}</span>
            {(!why.is_empty()).then(|| view! { <span class="clusters-reason">{why}</span> })}
        })
    };
    let href = {
        let name = name.clone();
        Signal::derive(move || routes::wall(&name, &place.namespace().get()))
    };
    let label = name.clone();
    let cluster = Signal::stored(name.clone());
    view! {
        <section class="wall-of" aria-label=label>
            <h2 class="wall-heading">
                <a href=href>{name}</a> " "
                <span class="number">{dynamic(move || count(&known))}</span> " "
                {dynamic(state)}
            </h2>
            {drawn(cluster, known, trouble)}
        </section>
    }
    .into_any()
}

//! The DaemonSets of several clusters in one list.

use std::collections::BTreeMap;

use contract::{ClusterSummary, DaemonSetRow};
use leptos::prelude::*;

use super::{is_awake, state};
use crate::pages::list::columns::Columns;
use crate::pages::list::selection::Selection;
use crate::pages::list::table::Table;
use crate::pages::list::ticks::Ticks;
use crate::pages::list::toolbar::Toolbar;
use crate::pages::more_chunk::BulkChunk;
use crate::parts::quoted::spoken;
use crate::parts::{Failure, FreshnessBanner, PageHead};
use crate::reactive::{dynamic, effect, memo};
use crate::routes;
use crate::state::live::several::{Several, Share};
use crate::state::live::{Cause, Connection};
use crate::state::place::Place;
use crate::state::title;
use crate::text::clusters as say;
use crate::text::list;
use crate::text::said;
use crate::ui::{Button, ButtonLink, Look, Skeleton};

/// The page.
#[component]
pub fn EverywherePage() -> impl IntoView {
    let place = Place::expect();
    title::follow(|| format!("{} · {}", list::title(), say::all()));
    let wanted = followed_clusters(place);
    let several = Several::follow(wanted.into(), place.namespace());
    let live = several.live;
    let selection = Selection::from_address(live);
    let (ticks, columns) = (Ticks::new(selection), Columns::kept());
    let count = move || {
        let total = live.rows.with(|rows| rows.as_ref().map(BTreeMap::len))?;
        let (clusters, nodes) = several.shares.with(|shares| {
            let nodes: u32 = shares.iter().map(|share| share.nodes).sum();
            (number(shares.len()), nodes)
        });
        Some(say::on_nodes(number(total), nodes, clusters))
    };
    let to_wall = Signal::derive(move || routes::wall_of_all(&place.namespace().get()));
    let body = move || {
        if live.rows.with(Option::is_some) {
            return view! {
                <Toolbar live selection columns/>
                <BulkChunk place ticks/>
                <Table place live selection ticks columns of_several=true/>
            }
            .into_any();
        }
        match live.connection.get() {
            Connection::Refused(error) => {
                let on_retry = Callback::new(move |()| live.retry());
                view! { <Failure error on_retry/> }.into_any()
            }
            _ => view! { <div class="card"><Skeleton lines=8/></div> }.into_any(),
        }
    };
    view! {
        <PageHead
            title=list::title()
            state=view! { <span class="page-head-state number">{dynamic(count)}</span> }.into_any()
            actions=view! {
                <ButtonLink href=to_wall>{list::wall()}</ButtonLink>
                <ButtonLink href=routes::clusters()>{say::title()}</ButtonLink>
            }
            .into_any()
        />
        <div class="page-body">
            <FreshnessBanner live/>
            <Shares place several wanted/>
            {dynamic(body)}
        </div>
    }
}

/// The clusters that the console speaks to already; those that are asked for on the page can be added.
#[must_use]
pub fn followed_clusters(place: Place) -> RwSignal<Vec<String>> {
    let wanted = RwSignal::new(Vec::<String>::new());
    effect(move || {
        let clusters = place.clusters().and_then(Result::ok).unwrap_or_default();
        let mut names = wanted.get_untracked();
        for cluster in &clusters.items {
            if is_awake(cluster) && !names.contains(&cluster.name) {
                names.push(cluster.name.clone());
            }
        }
        if names != wanted.get_untracked() {
            wanted.set(names);
        }
    });
    wanted
}

/// How each cluster does, and the way to connect to those that nobody has opened yet.
#[component]
pub fn Shares(
    /// Where one is.
    place: Place,
    /// The stream.
    several: Several,
    /// The clusters that are followed.
    wanted: RwSignal<Vec<String>>,
) -> impl IntoView {
    let all = memo(move || {
        place
            .clusters()
            .and_then(Result::ok)
            .unwrap_or_default()
            .items
    });
    let draw = move || {
        let shares = several.shares.get();
        let mut chips: Vec<AnyView> = Vec::new();
        for cluster in all.get() {
            let share = shares.iter().find(|share| share.cluster == cluster.name);
            chips.push(match share {
                Some(share) => followed(several, share),
                None => left_out(cluster, wanted),
            });
        }
        chips
    };
    view! { <ul class="clusters-shares" aria-label=say::title()>{dynamic(draw)}</ul> }
}

/// A cluster whose rows are in the list.
fn followed(several: Several, share: &Share) -> AnyView {
    let name = share.cluster.clone();
    let of = name.clone();
    let rows = several.live.rows;
    let count = memo(move || {
        let count = rows.with(|rows| {
            let rows = rows.iter().flat_map(|rows| rows.values());
            rows.filter(|row: &&std::sync::Arc<DaemonSetRow>| row.cluster == of)
                .count()
        });
        number(count)
    });
    let href = routes::list(&name, "");
    let (tone, word, why) = how(&share.connection);
    view! {
        <li class="clusters-share">
            <a href=href>{name}</a> " "
            <span class="number">{dynamic(move || count.get())}</span> " "
            <span class=["status status-", tone].concat()>{word}</span>
            {(!why.is_empty()).then(|| view! { <p class="clusters-reason">{why}</p> })}
        </li>
    }
    .into_any()
}

/// How a cluster does: its colour, a word, and why, where that is known.
#[must_use]
pub fn how(connection: &Connection) -> (&'static str, &'static str, String) {
    match connection {
        Connection::Connecting => ("waiting", say::connecting(), String::new()),
        Connection::Live => ("good", say::live(), String::new()),
        Connection::Lost {
            cause: Cause::Right(reason) | Cause::Behind(reason),
            ..
        } => ("waiting", say::stale(), said(reason)),
        Connection::Lost {
            cause: Cause::Cluster(reason),
            ..
        } => ("bad", say::unreachable(), said(reason)),
        Connection::Lost { .. } | Connection::Refused(_) => {
            ("bad", say::unreachable(), String::new())
        }
    }
}

/// A cluster that nobody has opened yet, or that cannot be.
fn left_out(cluster: ClusterSummary, wanted: RwSignal<Vec<String>>) -> AnyView {
    let name = cluster.name.clone();
    let connect = move |()| {
        wanted.update(|wanted| {
            if !wanted.contains(&name) {
                wanted.push(name.clone());
            }
        });
    };
    view! {
        <li class="clusters-share">
            <b>{cluster.name.clone()}</b> " " {state(&cluster)} " "
            <Button look=Look::Quiet label=say::connect_to(&cluster.name) on_press=connect>
                {say::connect()}
            </Button>
            {cluster.said().map(|why| view! { <p class="clusters-reason">{spoken(&why)}</p> })}
        </li>
    }
    .into_any()
}

/// A number for the words.
fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

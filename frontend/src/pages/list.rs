//! The list of the DaemonSets of a cluster, live.

pub mod columns;
pub mod keyboard;
pub mod rows;
pub mod selection;
pub mod table;
pub mod ticks;
pub mod toolbar;

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::more_chunk::{self, BulkChunk};
use super::wizard_chunk;
use crate::api;
use crate::parts::{Failure, FreshnessBanner, PageHead};
use crate::reactive::dynamic;
use crate::routes;
use crate::state::live::{Connection, Live, Subject};
use crate::state::place::Place;
use crate::state::session::Session;
use crate::state::title;
use crate::text::{drafts, list};
use crate::ui::{Button, ButtonLink, EmptyState, Look, Skeleton};
use columns::Columns;
use selection::Selection;
use table::Table;
use ticks::Ticks;
use toolbar::Toolbar;

/// The page.
#[component]
pub fn ListPage() -> impl IntoView {
    let place = Place::expect();
    let live = Live::follow(Signal::derive(move || Subject {
        cluster: place.cluster().get(),
        namespace: place.namespace().get(),
        name: String::new(),
    }));
    let selection = Selection::from_address(live);
    title::follow(move || format!("{} · {}", list::title(), place.cluster().get()));
    let count = move || {
        let total = live.rows.with(|rows| rows.as_ref().map(BTreeMap::len))?;
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        // Of a cluster whose nodes may not be read nobody says that it has none.
        Some(match live.nodes.get() {
            0 => total.to_string(),
            nodes => list::on_nodes(total, nodes),
        })
    };
    let wall =
        Signal::derive(move || routes::wall(&place.cluster().get(), &place.namespace().get()));
    let create =
        Signal::derive(move || routes::create(&place.cluster().get(), &place.namespace().get()));
    let begin =
        Signal::derive(move || routes::begin(&place.cluster().get(), &place.namespace().get()));
    view! {
        <PageHead
            title=list::title()
            state=view! { <span class="page-head-state number">{dynamic(count)}</span> }.into_any()
            actions=view! {
                <DraftsLink/>
                <ButtonLink href=begin on_approach=wizard_chunk::prefetch>{list::begin()}</ButtonLink>
                <ButtonLink href=wall on_approach=more_chunk::prefetch>{list::wall()}</ButtonLink>
                <ButtonLink look=Look::Primary href=create on_approach=wizard_chunk::prefetch>
                    {list::create()}
                </ButtonLink>
            }
            .into_any()
        />
        <div class="page-body">
            <FreshnessBanner live/>
            <Content place live selection create/>
        </div>
    }
}

/// The way to the drafts, where there are some.
#[component]
fn DraftsLink() -> impl IntoView {
    let session = Session::expect();
    let count = RwSignal::new(0);
    spawn_local(async move {
        match api::drafts::list().await {
            Ok(drafts) => {
                let drafts = drafts.items.len();
                count.try_set(u32::try_from(drafts).unwrap_or(u32::MAX));
            }
            // The list says what is wrong with the server; a button that is not there says nothing false.
            Err(error) => session.notice(&error),
        }
    });
    dynamic(move || {
        let count = count.get();
        (count > 0).then(|| {
            view! {
                <ButtonLink href=routes::drafts()>
                    {drafts::count(count)}
                </ButtonLink>
            }
        })
    })
}

/// The resource that the page is about, as the console speaks of it.
const DAEMON_SETS: &str = "daemonsets";

/// What the page has to show now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Situation {
    /// There is no answer yet.
    Loading,
    /// There is none, and this is why.
    Failed,
    /// Nobody knows, because the console may not read them.
    Unknown,
    /// No DaemonSet at all.
    Empty,
    /// Some.
    Rows,
}

#[component]
fn Content(
    /// Where one is.
    place: Place,
    /// The stream.
    live: Live,
    /// What is looked at, and in which order.
    selection: Selection,
    /// The address of the wizard.
    create: Signal<String>,
) -> impl IntoView {
    let (ticks, columns) = (Ticks::new(selection), Columns::kept());
    let situation =
        Memo::new(
            move |_| match live.rows.with(|rows| rows.as_ref().map(BTreeMap::is_empty)) {
                Some(true) if live.why_unknown(DAEMON_SETS).is_some() => Situation::Unknown,
                Some(true) => Situation::Empty,
                Some(false) => Situation::Rows,
                None if failure(place, live).is_some() => Situation::Failed,
                None => Situation::Loading,
            },
        );
    dynamic(move || match situation.get() {
        Situation::Loading => view! { <div class="card"><Skeleton lines=8/></div> }.into_any(),
        Situation::Failed => view! { <Failed place live/> }.into_any(),
        Situation::Unknown => {
            let text = move || live.why_unknown(DAEMON_SETS).unwrap_or_default();
            view! {
                <div class="card">
                    <EmptyState heading=list::unknown() text=Signal::derive(text)/>
                </div>
            }
            .into_any()
        }
        Situation::Empty => {
            let heading = Signal::derive(move || {
                let namespace = place.namespace().get();
                if namespace.is_empty() {
                    list::empty().to_owned()
                } else {
                    list::empty_namespace(namespace)
                }
            });
            view! {
                <div class="card">
                    <EmptyState heading text=list::empty_help()>
                        <ButtonLink href=create on_approach=wizard_chunk::prefetch>
                            {list::create()}
                        </ButtonLink>
                    </EmptyState>
                </div>
            }
            .into_any()
        }
        Situation::Rows => view! {
            <Toolbar live selection columns/>
            <BulkChunk place ticks/>
            <Table place live selection ticks columns/>
        }
        .into_any(),
    })
}

/// Why there is nothing to show: the clusters are unknown, or the stream was refused.
fn failure(place: Place, live: Live) -> Option<crate::api::ApiError> {
    if let Some(Err(error)) = place.clusters()
        && place.cluster().with(String::is_empty)
    {
        return Some(error);
    }
    match live.connection.get() {
        Connection::Refused(error) => Some(error),
        _ => None,
    }
}

#[component]
fn Failed(
    /// Where one is.
    place: Place,
    /// The stream.
    live: Live,
) -> impl IntoView {
    let on_retry = Callback::new(move |()| {
        place.load();
        live.retry();
    });
    dynamic(move || failure(place, live).map(|error| view! { <Failure error on_retry/> }))
}

/// What stands in the table's place when the filter leaves nothing.
#[component]
fn NothingMatches(
    /// What is looked at.
    selection: Selection,
) -> impl IntoView {
    view! {
        <EmptyState heading=list::no_match() text=list::no_match_help()>
            <Button on_press=move |()| selection.clear()>{list::clear_filter()}</Button>
        </EmptyState>
    }
}

//! One DaemonSet, live: what it does, on which nodes, with which pods.

pub mod about;
pub mod all_events;
pub mod attention;
pub mod confirm;
pub mod delete;
pub mod diagnosis;
pub mod dialogs;
pub mod head;
pub mod history;
pub mod latest_events;
pub mod latest_writes;
pub mod overview;
pub mod pods;
pub mod presence;
pub mod restart;
pub mod revision_diff;
pub mod roll_back;
pub mod said;
pub mod target;
pub mod yaml;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{query_signal_with_options, use_query_map};

use crate::pages::more_chunk::ContentsChunk;
use crate::pages::pods_chunk::{Part, PodsChunk};
use crate::parts::rights::{MissingRights, Rights};
use crate::parts::{Failure, FreshnessBanner};
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::live::Connection;
use crate::state::title;
use crate::text::{common, detail};
use crate::ui::{ButtonLink, EmptyState, Skeleton, Tab, Tabs};
use about::About;
use all_events::AllEvents;
use attention::NeedsAttention;
use diagnosis::WhatIsTheMatter;
use head::Head;
use history::History;
use latest_events::LatestEvents;
use latest_writes::LatestWrites;
use overview::Overview;
use pods::Pods;
use presence::{DeletedBanner, Presence};
pub use target::Target;
use yaml::Yaml;

/// The page.
#[component]
pub fn DetailPage() -> impl IntoView {
    let target = Target::from_address();
    title::follow(move || format!("{} · {}", target.name.get(), target.namespace.get()));
    // Drawn anew when it comes or goes, not when it changes.
    let shown = memo(move || target.presence.with(Presence::is_shown));
    dynamic(move || {
        if shown.get() {
            view! { <Shown target/> }.into_any()
        } else {
            view! { <NotShown target/> }.into_any()
        }
    })
}

/// What stands there while there is nothing to show.
#[component]
fn NotShown(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let content = move || match target.presence.get() {
        Presence::Refused(error) => {
            let on_retry = Callback::new(move |()| target.live.retry());
            view! { <Failure error on_retry/> }.into_any()
        }
        Presence::Hidden(text) => {
            let heading = detail::hidden(target.name.get());
            view! { <EmptyState whole_page=true heading text/> }.into_any()
        }
        Presence::Absent => {
            let heading = detail::absent(target.name.get());
            let text = detail::absent_help(target.namespace.get());
            let list = Signal::derive(move || routes::list(&target.cluster.get(), ""));
            view! {
                <EmptyState whole_page=true heading text>
                    <ButtonLink href=list>{common::not_found::to_list()}</ButtonLink>
                </EmptyState>
            }
            .into_any()
        }
        Presence::Unknown | Presence::Present | Presence::Deleted => {
            view! { <div class="card"><Skeleton lines=6/></div> }.into_any()
        }
    };
    view! { <div class="page-body">{dynamic(content)}</div> }
}

#[component]
fn Shown(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let (tab, set_tab) = query_signal_with_options::<String>(
        "tab",
        NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        },
    );
    let tab = memo(move || {
        let wanted = tab.get();
        let known = wanted.filter(|tab| TABS.contains(&tab.as_str()));
        known.unwrap_or_else(|| TABS[0].to_owned())
    });
    // The stream ends when rights have changed, and is opened anew.
    let connection = target.live.connection;
    let is_live = memo(move || connection.with(|it| *it == Connection::Live));
    let place = [target.cluster, target.namespace, target.name];
    let rights = Rights::of(place, move || is_live.track());
    provide_context(rights);
    let pods = Signal::derive(move || target.pod_count());
    let tabs = TABS
        .map(|value| Tab {
            value,
            label: match value {
                "pods" => detail::tab::pods(),
                "logs" => detail::tab::logs(),
                "events" => detail::tab::events(),
                "history" => detail::tab::history(),
                "details" => detail::tab::details(),
                "yaml" => detail::tab::yaml(),
                _ => detail::tab::nodes(),
            },
            count: (value == "pods").then_some(pods),
        })
        .to_vec();
    let panel = move || {
        let chosen = tab.get();
        let content = match chosen.as_str() {
            "pods" => view! { <Pods target/> }.into_any(),
            "logs" => view! { <PodsChunk part=Part::Logs target/> }.into_any(),
            "events" => view! { <AllEvents target/> }.into_any(),
            "history" => view! { <History target/> }.into_any(),
            "details" => view! { <ContentsChunk target/> }.into_any(),
            "yaml" => view! { <Yaml target/> }.into_any(),
            _ => view! { <NodesPanel target rights/> }.into_any(),
        };
        view! {
            <div
                role="tabpanel"
                id=format!("panel-{chosen}")
                aria-labelledby=format!("tab-{chosen}")
            >
                {content}
            </div>
        }
    };
    view! {
        <Head target rights>
            <Tabs
                label=detail::tab::label()
                tabs
                chosen=tab
                on_choose=move |tab: String| set_tab.set(Some(tab).filter(|tab| tab != TABS[0]))
            />
        </Head>
        <div class="page-body">
            <FreshnessBanner live=target.live/>
            <DeletedBanner target/>
            <WhatIsTheMatter target/>
            {dynamic(panel)}
        </div>
        <AtTheSide target/>
    }
}

/// The pod or node that the address names; what draws it is fetched then.
#[component]
fn AtTheSide(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let query = use_query_map();
    let is_asked =
        memo(move || query.with(|query| query.get("pod").is_some() || query.get("node").is_some()));
    dynamic(move || {
        is_asked
            .get()
            .then(|| view! { <PodsChunk part=Part::Drawer target/> })
    })
}

/// The tabs by their names in the address; the first needs none.
const TABS: [&str; 7] = [
    "nodes", "pods", "logs", "events", "history", "details", "yaml",
];

/// The first tab: counts and grid, what needs attention, what it is.
#[component]
fn NodesPanel(
    /// What the page is about.
    target: Target,
    /// What the user may do.
    rights: Rights,
) -> impl IntoView {
    view! {
        <div class="detail-columns">
            <Overview target/>
            <aside class="detail-aside" aria-label=detail::aside()>
                <NeedsAttention target/>
                <About target/>
                <LatestEvents target/>
                <LatestWrites target/>
                <MissingRights rights/>
            </aside>
        </div>
    }
}

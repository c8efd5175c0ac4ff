//! One DaemonSet, live: what it does, on which nodes, with which pods.

pub mod about;
pub mod attention;
pub mod confirm;
pub mod delete;
pub mod dialogs;
pub mod latest_events;
pub mod overview;
pub mod pods;
pub mod presence;
pub mod restart;
pub mod roll_back;
pub mod yaml;

use std::sync::Arc;

use contract::DaemonSetRow;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{query_signal_with_options, use_params_map};

use super::wizard_chunk;
use crate::parts::{Crumb, Failure, FreshnessBanner, PageHead, StatusBadge, status};
use crate::routes;
use crate::state::live::{Live, Subject};
use crate::state::place::Place;
use crate::state::title;
use crate::text::{common, detail};
use crate::ui::{Badge, Button, ButtonLink, EmptyState, Look, Skeleton, Tab, Tabs};
use about::About;
use attention::NeedsAttention;
use dialogs::{Dialogs, Question};
use latest_events::LatestEvents;
use overview::Overview;
use pods::Pods;
use presence::{DeletedBanner, Presence};
use yaml::Yaml;

/// Which DaemonSet a page is about, and what is known of it. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The cluster.
    pub cluster: Signal<String>,
    /// `metadata.namespace`.
    pub namespace: Signal<String>,
    /// `metadata.name`.
    pub name: Signal<String>,
    /// The stream.
    pub live: Live,
    /// Its row; the last one known where it is gone.
    pub row: Signal<Option<Arc<DaemonSetRow>>>,
    /// Whether it is there.
    pub presence: Signal<Presence>,
}

impl Target {
    /// Reads the address and follows what it names.
    fn from_address() -> Self {
        let place = Place::expect();
        let params = use_params_map();
        let param = move |key: &'static str| {
            Signal::derive(move || params.with(|params| params.get(key).unwrap_or_default()))
        };
        let (namespace, name) = (param("namespace"), param("name"));
        let live = Live::follow(Signal::derive(move || Subject {
            cluster: place.cluster().get(),
            namespace: namespace.get(),
            name: name.get(),
        }));
        let now = Memo::new(move |_| live.row(&namespace.read(), &name.read()));
        let last = presence::last_known(now, namespace, name);
        Self {
            cluster: place.cluster(),
            namespace,
            name,
            live,
            row: last.into(),
            presence: presence::follow(live, now, last),
        }
    }

    /// Cluster, namespace and name as they are now.
    fn address(&self) -> (String, String, String) {
        (
            self.cluster.get_untracked(),
            self.namespace.get_untracked(),
            self.name.get_untracked(),
        )
    }

    /// How many pods it has.
    fn pod_count(&self) -> u32 {
        let pods = self
            .live
            .detail
            .with(|detail| detail.as_ref().map(|detail| detail.pods.len()));
        u32::try_from(pods.unwrap_or_default()).unwrap_or(u32::MAX)
    }
}

/// The page.
#[component]
pub fn DetailPage() -> impl IntoView {
    let target = Target::from_address();
    title::follow(move || format!("{} · {}", target.name.get(), target.namespace.get()));
    // Drawn anew when it comes or goes, not when it changes.
    let shown = Memo::new(move |_| target.presence.with(Presence::is_shown));
    move || {
        if shown.get() {
            view! { <Shown target/> }.into_any()
        } else {
            view! { <NotShown target/> }.into_any()
        }
    }
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
    view! { <div class="page-body">{content}</div> }
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
    let tab = Memo::new(move |_| {
        let wanted = tab.get();
        let known = wanted.filter(|tab| TABS.contains(&tab.as_str()));
        known.unwrap_or_else(|| TABS[0].to_owned())
    });
    let pods = Signal::derive(move || target.pod_count());
    let [nodes_tab, pods_tab, yaml_tab] = TABS;
    let tabs = vec![
        Tab {
            value: nodes_tab,
            label: detail::tab::nodes(),
            count: None,
        },
        Tab {
            value: pods_tab,
            label: detail::tab::pods(),
            count: Some(pods),
        },
        Tab {
            value: yaml_tab,
            label: detail::tab::yaml(),
            count: None,
        },
    ];
    let panel = move || {
        let chosen = tab.get();
        let content = match chosen.as_str() {
            "pods" => view! { <Pods target/> }.into_any(),
            "yaml" => view! { <Yaml target/> }.into_any(),
            _ => view! { <NodesPanel target/> }.into_any(),
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
        <Head target>
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
            {panel}
        </div>
    }
}

/// The tabs by their names in the address; the first needs none.
const TABS: [&str; 3] = ["nodes", "pods", "yaml"];

#[component]
fn Head(
    /// What the page is about.
    target: Target,
    /// The tabs.
    children: Children,
) -> impl IntoView {
    let asked = RwSignal::new(None::<Question>);
    let (cluster, namespace, _) = target.address();
    let crumbs = vec![
        Crumb {
            label: common::daemonsets().to_owned(),
            href: routes::list(&cluster, ""),
        },
        Crumb {
            href: routes::list(&cluster, &namespace),
            label: namespace,
        },
    ];
    let gone = Signal::derive(move || {
        target
            .presence
            .with(|presence| *presence == Presence::Deleted)
    });
    let edit = Signal::derive(move || {
        routes::edit(
            &target.cluster.get(),
            &target.namespace.get(),
            &target.name.get(),
        )
    });
    let actions = view! {
        {move || {
            (!gone.get()).then(|| {
                view! {
                    <Ask asked question=Question::Delete look=Look::Danger>
                        {detail::delete::button()}
                    </Ask>
                    <Ask asked question=Question::RollBack>{detail::roll_back::button()}</Ask>
                    <Ask asked question=Question::Restart>{detail::restart::button()}</Ask>
                    <ButtonLink href=edit on_approach=wizard_chunk::prefetch>
                        {detail::edit()}
                    </ButtonLink>
                }
            })
        }}
    };
    view! {
        <PageHead
            crumbs
            title=target.name
            state=view! { <State target gone/> }.into_any()
            actions=actions.into_any()
        >
            {children()}
        </PageHead>
        <Dialogs target asked/>
    }
}

/// The button that asks a question.
#[component]
fn Ask(
    /// Which question is asked now.
    asked: RwSignal<Option<Question>>,
    /// What this button asks.
    question: Question,
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let on_press = move |()| asked.set(Some(question));
    view! {
        <Button look on_approach=dialogs::prefetch as fn() on_press>{children()}</Button>
    }
}

/// The status beside the title; its word is read out when it changes, its numbers are not.
#[component]
fn State(
    /// What the page is about.
    target: Target,
    /// Whether it has been deleted.
    gone: Signal<bool>,
) -> impl IntoView {
    let status = Memo::new(move |_| {
        let row = target.row.get()?;
        Some((row.status.clone(), row.counts.desired))
    });
    let word = Memo::new(move |_| {
        if gone.get() {
            return detail::deleted_word();
        }
        status.with(|status| {
            status
                .as_ref()
                .map_or("", |(status, _)| status::word(status.word))
        })
    });
    let tone = Signal::derive(move || {
        status
            .with(|status| status.as_ref().map(|(status, _)| status::tone(status.word)))
            .filter(|_| !gone.get())
            .unwrap_or_default()
    });
    let words = move || {
        if gone.get() {
            return view! { {detail::deleted_word()} }.into_any();
        }
        status
            .get()
            .map(|(status, desired)| view! { <StatusBadge status desired/> })
            .into_any()
    };
    view! {
        <Badge tone>{words}</Badge>
        <span class="visually-hidden" role="status">{move || word.get()}</span>
    }
}

/// The first tab: counts and grid, what needs attention, what it is.
#[component]
fn NodesPanel(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    view! {
        <div class="detail-columns">
            <Overview target/>
            <aside class="detail-aside" aria-label=detail::aside()>
                <NeedsAttention target/>
                <About target/>
                <LatestEvents target/>
            </aside>
        </div>
    }
}

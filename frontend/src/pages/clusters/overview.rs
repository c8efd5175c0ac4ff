//! Which clusters there are, and how each does.

use std::time::Duration;

use contract::{ClusterKind, ClusterOrigin, ClusterSummary};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use super::add::AddCluster;
use super::state;
use super::token::{HandOver, access};
use crate::api;
use crate::parts::failure;
use crate::parts::quoted::spoken;
use crate::parts::{Age, Failure, PageHead};
use crate::reactive::{dynamic, effect, memo};
use crate::routes;
use crate::state::clock;
use crate::state::place::Place;
use crate::state::title;
use crate::text::clusters as say;
use crate::ui::{Button, ButtonLink, Dialog, Look, Skeleton};

/// How often it is asked how they do, while somebody looks.
const ASKED: Duration = Duration::from_secs(5);

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let place = Place::expect();
    title::follow(|| say::title().to_owned());
    let ticks = clock::ticking(ASKED);
    effect(move || {
        ticks.track();
        place.load();
    });
    let asked = RwSignal::new(String::new());
    // Of which cluster a token is asked for: from the start that of the address.
    let query = use_location().query;
    let wanted =
        RwSignal::new(query.with_untracked(|query| query.get("token").unwrap_or_default()));
    let may_add = memo(move || {
        let clusters = place.clusters().and_then(Result::ok);
        clusters.is_some_and(|clusters| clusters.may_add)
    });
    let body = move || match place.clusters() {
        None => view! { <div class="card"><Skeleton lines=4/></div> }.into_any(),
        Some(Err(error)) => {
            let on_retry = Callback::new(move |()| place.load());
            view! { <Failure error on_retry/> }.into_any()
        }
        Some(Ok(clusters)) => {
            let mut rows: Vec<AnyView> = Vec::new();
            for cluster in clusters.items {
                rows.push(row(cluster, clusters.may_add, asked, wanted, place));
            }
            view! {
                <div class="card">
                    <table class="table clusters-table" aria-label=say::title()>
                        <thead>
                            <tr>
                                <th scope="col">{say::name()}</th>
                                <th scope="col">{say::state()}</th>
                                <th scope="col">{say::version()}</th>
                                <th scope="col">{say::origin()}</th>
                                <th scope="col">{say::access()}</th>
                                <th scope="col"><span class="visually-hidden">{say::what_to_do()}</span></th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <PageHead
            title=say::title()
            actions=view! { <ButtonLink href=routes::everywhere()>{say::one_list()}</ButtonLink> }.into_any()
        />
        <div class="page-body">
            {dynamic(body)}
            <p class="clusters-note">{say::note()}</p>
            {dynamic(move || may_add.get().then(|| view! { <AddCluster/> }))}
            <Removal place asked/>
            <HandOver place asked=wanted/>
        </div>
    }
}

/// Asks whether a cluster that was added is to be removed.
#[component]
fn Removal(
    /// Where one is.
    place: Place,
    /// The name of the cluster; empty where nothing is asked.
    asked: RwSignal<String>,
) -> impl IntoView {
    let failure = RwSignal::new(String::new());
    let open = memo(move || !asked.with(String::is_empty));
    let close = move || {
        failure.set(String::new());
        asked.set(String::new());
    };
    let confirm = move |()| {
        let name = asked.get_untracked();
        spawn_local(async move {
            match api::clusters::remove(&name).await {
                Ok(()) => {
                    place.load();
                    asked.try_set(String::new());
                }
                Err(error) => {
                    failure.try_set(failure::sentence(&error));
                }
            }
        });
    };
    view! {
        <Dialog
            open
            heading=Signal::derive(move || say::remove_name(asked.get()))
            on_close=move |()| close()
            buttons=view! {
                <Button on_press=move |()| close()>{say::cancel()}</Button>
                <Button look=Look::Danger on_press=confirm>{say::remove()}</Button>
            }
            .into_any()
        >
            <p>{say::remove_help()}</p>
            <p role="status" class="clusters-unverified">{dynamic(move || failure.get())}</p>
        </Dialog>
    }
}

fn row(
    cluster: ClusterSummary,
    may_add: bool,
    asked: RwSignal<String>,
    wanted: RwSignal<String>,
    place: Place,
) -> AnyView {
    let access = access(&cluster, wanted, place);
    let name = cluster.name.clone();
    let remove = (may_add && cluster.origin == ClusterOrigin::Added).then(|| {
        let label = say::remove_name(&name);
        let ask = move |()| asked.set(name.clone());
        view! { <Button look=Look::Quiet label on_press=ask>{say::remove()}</Button> }
    });
    let origin = match (cluster.kind, cluster.origin) {
        (ClusterKind::Sandbox, _) => say::simulated(),
        (_, ClusterOrigin::Settings) => say::from_settings(),
        (_, ClusterOrigin::Kubeconfig) => say::from_kubeconfig(),
        (_, ClusterOrigin::Folder) => say::from_folder(),
        (_, ClusterOrigin::Added) => say::added(),
    };
    let since = cluster.since.clone();
    let unverified = cluster.unverified;
    let open = if super::is_awake(&cluster) {
        say::open()
    } else {
        say::connect()
    };
    let href = routes::list(&cluster.name, "");
    view! {
        <tr>
            <th scope="row"><a href=href.clone()>{cluster.name.clone()}</a></th>
            <td>
                {state(&cluster)} " "
                {since.map(|since| view! { <span class="clusters-since">{say::since()} " " <Age created=since/></span> })}
                {unverified.then(|| view! { <p class="clusters-unverified">{say::unverified()}</p> })}
                {cluster.said().map(|reason| view! { <p class="clusters-reason">{spoken(&reason)}</p> })}
            </td>
            <td>{cluster.version}</td>
            <td>{origin}</td>
            <td>{access}</td>
            <td class="clusters-open"><a href=href>{open}</a> " " {remove}</td>
        </tr>
    }
    .into_any()
}

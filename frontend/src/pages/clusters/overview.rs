//! Which clusters there are, and how each does.

use std::time::Duration;

use contract::{ClusterKind, ClusterOrigin, ClusterSummary};
use leptos::prelude::*;

use super::state;
use crate::parts::{Age, Failure, PageHead};
use crate::reactive::{dynamic, effect};
use crate::routes;
use crate::state::clock;
use crate::state::place::Place;
use crate::state::title;
use crate::text::clusters as say;
use crate::ui::{ButtonLink, Skeleton};

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
    let body = move || match place.clusters() {
        None => view! { <div class="card"><Skeleton lines=4/></div> }.into_any(),
        Some(Err(error)) => {
            let on_retry = Callback::new(move |()| place.load());
            view! { <Failure error on_retry/> }.into_any()
        }
        Some(Ok(clusters)) => {
            let mut rows: Vec<AnyView> = Vec::new();
            for cluster in clusters.items {
                rows.push(row(cluster));
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
        </div>
    }
}

fn row(cluster: ClusterSummary) -> AnyView {
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
                {cluster.message.map(|reason| view! { <p class="clusters-reason">{reason}</p> })}
            </td>
            <td>{cluster.version}</td>
            <td>{origin}</td>
            <td class="clusters-open"><a href=href>{open}</a></td>
        </tr>
    }
    .into_any()
}

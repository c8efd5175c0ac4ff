//! What most visits do not need, as one module of its own: the wall, what a DaemonSet consists of, what is done to
//! several at once, and what is about several clusters. One, because each further module takes what it shares with others out of these into pieces of their
//! own: as three they weighed 21 kB more, in sixty pieces.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::audit::AuditPage;
use super::bulk::Bulk;
use super::clusters::create_on::CreateOnPage;
use super::clusters::everywhere::EverywherePage;
use super::clusters::overview::OverviewPage;
use super::contents::Contents;
use super::detail::Target;
use super::devices::DevicesPage;
use super::list::ticks::Ticks;
use super::wall::WallPage;
use super::wall::everywhere::EverywhereWallPage;
use crate::api::ApiError;
use crate::parts::chunk::{self, Chunk};
use crate::parts::styles;
use crate::reactive::{dynamic, effect};
use crate::state::place::Place;
use crate::ui::Skeleton;

/// Its styles.
const STYLES: &str = include_str!("../../styles/more.css");

/// What is drawn with it.
#[derive(Clone, Copy)]
enum Part {
    /// The wall.
    Wall,
    /// The walls of several clusters.
    EverywhereWall,
    /// The clusters that there are.
    Clusters,
    /// The DaemonSets of several clusters.
    Everywhere,
    /// A draft for several clusters.
    CreateOn,
    /// The audit trail.
    Audit,
    /// Where one is signed in.
    Devices,
    /// What a DaemonSet consists of.
    Contents(Target),
    /// What is done to the DaemonSets that are ticked.
    Bulk(Place, Ticks),
}

/// How a part is drawn, once the module is here.
type Draw = fn(Part) -> AnyView;

/// Every DaemonSet on every node; its module is fetched first.
#[component]
pub fn WallChunk() -> impl IntoView {
    page(|| Part::Wall)
}

/// The walls of several clusters; its module is fetched first.
#[component]
pub fn EverywhereWallChunk() -> impl IntoView {
    page(|| Part::EverywhereWall)
}

/// The clusters that there are; its module is fetched first.
#[component]
pub fn ClustersChunk() -> impl IntoView {
    page(|| Part::Clusters)
}

/// The DaemonSets of several clusters; its module is fetched first.
#[component]
pub fn EverywhereChunk() -> impl IntoView {
    page(|| Part::Everywhere)
}

/// A draft for several clusters; its module is fetched first.
#[component]
pub fn CreateOnChunk() -> impl IntoView {
    page(|| Part::CreateOn)
}

/// The audit trail; its module is fetched first.
#[component]
pub fn AuditChunk() -> impl IntoView {
    page(|| Part::Audit)
}

/// Where one is signed in; its module is fetched first.
#[component]
pub fn DevicesChunk() -> impl IntoView {
    page(|| Part::Devices)
}

/// A whole page of the module.
fn page(part: fn() -> Part) -> AnyView {
    let chunk = Chunk::new(more);
    chunk.fetch();
    let waiting = || {
        view! { <div class="page-body"><div class="card"><Skeleton lines=8/></div></div> }
            .into_any()
    };
    chunk
        .view(waiting, "page-body", move |draw: Draw| draw(part()))
        .into_any()
}

/// The tab with what a DaemonSet consists of; its module is fetched first.
#[component]
pub fn ContentsChunk(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let chunk = Chunk::new(more);
    chunk.fetch();
    let waiting = || view! { <div class="card"><Skeleton lines=8/></div> }.into_any();
    chunk.view(waiting, "card", move |draw: Draw| {
        draw(Part::Contents(target))
    })
}

/// The bar for the rows that are ticked; it is there while there are some, and its module is fetched at the first.
#[component]
pub fn BulkChunk(
    /// Where one is.
    place: Place,
    /// Which rows are ticked.
    ticks: Ticks,
) -> impl IntoView {
    let chunk = Chunk::new(more);
    let any = ticks.any();
    effect(move || {
        if any.get() {
            chunk.fetch();
        }
    });
    dynamic(move || {
        any.get().then(|| {
            chunk.view(
                || ().into_any(),
                "card",
                move |draw: Draw| draw(Part::Bulk(place, ticks)),
            )
        })
    })
}

/// Fetches the module ahead of time, so that the wall opens at once.
pub fn prefetch() {
    chunk::ahead(preload());
}

#[wasm_split(more, fallible, preload(preload))]
fn more() -> Result<Draw, ApiError> {
    Ok(|part| {
        styles::adopt(STYLES);
        match part {
            Part::Wall => view! { <WallPage/> }.into_any(),
            Part::EverywhereWall => view! { <EverywhereWallPage/> }.into_any(),
            Part::Clusters => view! { <OverviewPage/> }.into_any(),
            Part::Everywhere => view! { <EverywherePage/> }.into_any(),
            Part::CreateOn => view! { <CreateOnPage/> }.into_any(),
            Part::Audit => view! { <AuditPage/> }.into_any(),
            Part::Devices => view! { <DevicesPage/> }.into_any(),
            Part::Contents(target) => view! { <Contents target/> }.into_any(),
            Part::Bulk(place, ticks) => view! { <Bulk place ticks/> }.into_any(),
        }
    })
}

//! What is done to several DaemonSets at once, as a module of its own, fetched when the first row is ticked.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::bulk::Bulk;
use super::list::ticks::Ticks;
use crate::api::ApiError;
use crate::parts::chunk::Chunk;
use crate::parts::styles;
use crate::reactive::{dynamic, effect};
use crate::state::place::Place;

/// Its styles.
const STYLES: &str = include_str!("../../styles/bulk.css");

/// How it is drawn, once the module is here.
type Draw = fn(Place, Ticks) -> AnyView;

/// The bar; it is there while rows are ticked.
#[component]
pub fn BulkChunk(
    /// Where one is.
    place: Place,
    /// Which rows are ticked.
    ticks: Ticks,
) -> impl IntoView {
    let chunk = Chunk::new(bulk);
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
                move |draw: Draw| draw(place, ticks),
            )
        })
    })
}

#[wasm_split(bulk, fallible)]
fn bulk() -> Result<Draw, ApiError> {
    Ok(|place, ticks| {
        styles::adopt(STYLES);
        view! { <Bulk place ticks/> }.into_any()
    })
}

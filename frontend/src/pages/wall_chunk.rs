//! The wall as a module of its own, fetched when it is first opened.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::wall::WallPage;
use crate::api::ApiError;
use crate::parts::chunk::{self, Chunk};
use crate::parts::styles;
use crate::ui::Skeleton;

/// Its styles.
const STYLES: &str = include_str!("../../styles/wall.css");

/// How the page is drawn, once its module is here.
type Draw = fn() -> AnyView;

/// The page; its module is fetched first.
#[component]
pub fn WallChunk() -> impl IntoView {
    let chunk = Chunk::new(wall);
    chunk.fetch();
    let waiting = || {
        view! { <div class="page-body"><div class="card"><Skeleton lines=8/></div></div> }
            .into_any()
    };
    chunk.view(waiting, "page-body", |draw: Draw| draw())
}

/// Fetches the module ahead of time, so that the page opens at once.
pub fn prefetch() {
    chunk::ahead(preload());
}

#[wasm_split(wall, fallible, preload(preload))]
fn wall() -> Result<Draw, ApiError> {
    Ok(|| {
        styles::adopt(STYLES);
        view! { <WallPage/> }.into_any()
    })
}

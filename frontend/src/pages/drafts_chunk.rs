//! The list of drafts as a module of its own, fetched when it is first opened.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::drafts::DraftsPage;
use crate::api::ApiError;
use crate::parts::chunk::{self, Chunk};
use crate::ui::Skeleton;

/// How the page is drawn, once its module is here.
type Draw = fn() -> AnyView;

/// The list of drafts; its module is fetched first.
#[component]
pub fn DraftsChunk() -> impl IntoView {
    let chunk = Chunk::new(drafts);
    chunk.fetch();
    let waiting = || {
        view! { <div class="page-body"><div class="card"><Skeleton lines=6/></div></div> }
            .into_any()
    };
    chunk.view(waiting, "page-body", |draw: Draw| draw())
}

/// Fetches the module ahead of time, so that the page opens at once.
pub fn prefetch() {
    chunk::ahead(preload());
}

#[wasm_split(drafts, fallible, preload(preload))]
fn drafts() -> Result<Draw, ApiError> {
    Ok(|| view! { <DraftsPage/> }.into_any())
}

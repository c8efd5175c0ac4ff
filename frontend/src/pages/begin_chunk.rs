//! What a new DaemonSet begins from as a module of its own: most begin empty, or with one that is there.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::begin::BeginPage;
use crate::api::ApiError;
use crate::parts::chunk::Chunk;
use crate::ui::Skeleton;

/// How the page is drawn, once its module is here.
type Draw = fn() -> AnyView;

/// The page; its module is fetched first.
#[component]
pub fn BeginChunk() -> impl IntoView {
    let chunk = Chunk::new(begin);
    chunk.fetch();
    let waiting = || view! { <div class="page-body"><Skeleton lines=8/></div> }.into_any();
    chunk.view(waiting, "page-body", |draw: Draw| draw())
}

#[wasm_split(begin, fallible)]
fn begin() -> Result<Draw, ApiError> {
    Ok(|| view! { <BeginPage/> }.into_any())
}

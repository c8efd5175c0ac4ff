//! The page of one DaemonSet as a module of its own, fetched when it is first opened: the list needs none of it.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::detail::DetailPage;
use crate::api::ApiError;
use crate::parts::chunk::{self, Chunk};
use crate::parts::styles;
use crate::ui::Skeleton;

/// Its styles.
const STYLES: &str = include_str!("../../styles/detail.css");

/// How the page is drawn, once its module is here.
type Draw = fn() -> AnyView;

/// The page of one DaemonSet; its module is fetched first.
#[component]
pub fn DetailChunk() -> impl IntoView {
    let chunk = Chunk::new(detail);
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

#[wasm_split(detail, fallible, preload(preload))]
fn detail() -> Result<Draw, ApiError> {
    Ok(|| {
        styles::adopt(STYLES);
        view! { <DetailPage/> }.into_any()
    })
}

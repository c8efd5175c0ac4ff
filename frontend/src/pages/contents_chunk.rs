//! What a DaemonSet consists of, as a module of its own, fetched when its tab is opened.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::contents::Contents;
use super::detail::Target;
use crate::api::ApiError;
use crate::parts::chunk::Chunk;
use crate::parts::styles;
use crate::ui::Skeleton;

/// Its styles.
const STYLES: &str = include_str!("../../styles/contents.css");

/// How it is drawn, once the module is here.
type Draw = fn(Target) -> AnyView;

/// The tab; its module is fetched first.
#[component]
pub fn ContentsChunk(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let chunk = Chunk::new(contents);
    chunk.fetch();
    let waiting = || view! { <div class="card"><Skeleton lines=8/></div> }.into_any();
    chunk.view(waiting, "card", move |draw: Draw| draw(target))
}

#[wasm_split(contents, fallible)]
fn contents() -> Result<Draw, ApiError> {
    Ok(|target| {
        styles::adopt(STYLES);
        view! { <Contents target/> }.into_any()
    })
}

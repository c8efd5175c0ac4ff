//! Pods and their logs as a module of its own, fetched when the first is opened: neither the list nor the page of a
//! DaemonSet needs any of it before.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::detail::Target;
use super::pods::{AllLogs, Drawer};
use crate::api::ApiError;
use crate::parts::chunk::{self, Chunk};
use crate::parts::styles;
use crate::ui::Skeleton;

/// Its styles.
const STYLES: &str = include_str!("../../styles/pods.css");

/// What is drawn with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The pod or node that the address names, at the side.
    Drawer,
    /// The logs of all pods.
    Logs,
}

/// How a part is drawn, once the module is here.
type Draw = fn(Part, Target) -> AnyView;

/// A part; the module is fetched first.
#[component]
pub fn PodsChunk(
    /// Which.
    part: Part,
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let chunk = Chunk::new(pods);
    chunk.fetch();
    let waiting = || view! { <div class="card"><Skeleton lines=6/></div> }.into_any();
    chunk.view(waiting, "drawer", move |draw: Draw| draw(part, target))
}

/// Fetches the module ahead of time, so that it opens at once.
pub fn prefetch() {
    chunk::ahead(preload());
}

#[wasm_split(pods, fallible, preload(preload))]
fn pods() -> Result<Draw, ApiError> {
    Ok(|part, target| {
        styles::adopt(STYLES);
        match part {
            Part::Drawer => view! { <Drawer target/> }.into_any(),
            Part::Logs => view! { <AllLogs target/> }.into_any(),
        }
    })
}

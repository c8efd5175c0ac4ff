//! The objects that come with a DaemonSet as a module of its own: most texts hold one object.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use serde_json::Value;
use wasm_split_helpers::wasm_split;

use super::companions::Together;
use super::companions::order::Order;
use super::companions::outcomes::Outcomes;
use super::companions::verdict::Verdict;
use crate::api::ApiError;
use crate::parts::chunk::Chunk;

/// What is drawn with it.
#[derive(Clone, Debug)]
pub enum Part {
    /// The list beside the steps.
    Order(Together),
    /// The section of the judgement.
    Verdict(Together),
    /// What came of each object.
    Outcomes(Vec<Value>),
}

/// How a part is drawn, once the module is here.
type Draw = fn(Part) -> AnyView;

/// A part; the module is fetched first.
#[component]
pub fn CompanionsChunk(
    /// Which.
    part: Part,
) -> impl IntoView {
    let chunk = Chunk::new(companions);
    chunk.fetch();
    chunk.view(
        || ().into_any(),
        "companions",
        move |draw: Draw| draw(part.clone()),
    )
}

#[wasm_split(companions, fallible)]
fn companions() -> Result<Draw, ApiError> {
    Ok(|part| match part {
        Part::Order(together) => view! { <Order together/> }.into_any(),
        Part::Verdict(together) => view! { <Verdict together/> }.into_any(),
        Part::Outcomes(objects) => view! { <Outcomes objects/> }.into_any(),
    })
}

//! What is asked before something is done to a DaemonSet, as a module of its own, fetched when one of the
//! buttons is approached: whoever only looks needs none of it.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::Target;
use super::delete::DeleteDialog;
use super::restart::RestartDialog;
use super::roll_back::RollBackDialog;
use crate::api::ApiError;
use crate::parts::chunk::{self, Chunk};
use crate::reactive::effect;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether to delete it.
    Delete,
    /// Whether to replace its pods.
    Restart,
    /// To which revision it is to go back.
    RollBack,
}

/// How the dialogs are drawn, once their module is here.
type Draw = fn(Target, RwSignal<Option<Question>>) -> AnyView;

/// The dialogs; their module is fetched when the first question is asked.
#[component]
pub fn Dialogs(
    /// What the page is about.
    target: Target,
    /// Which question is asked now.
    asked: RwSignal<Option<Question>>,
) -> impl IntoView {
    let chunk = Chunk::new(dialogs);
    effect(move || {
        if asked.get().is_some() {
            chunk.fetch();
        }
    });
    chunk.view(
        || ().into_any(),
        "page-body",
        move |draw: Draw| draw(target, asked),
    )
}

/// Fetches the module ahead of time, so that a question is asked at once.
pub fn prefetch() {
    chunk::ahead(preload());
}

#[wasm_split(dialogs, fallible, preload(preload))]
fn dialogs() -> Result<Draw, ApiError> {
    Ok(|target, asked| {
        view! {
            <DeleteDialog target asked/>
            <RestartDialog target asked/>
            <RollBackDialog target asked/>
        }
        .into_any()
    })
}

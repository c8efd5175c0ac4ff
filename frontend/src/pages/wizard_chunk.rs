//! The wizard as a module of its own, fetched when it is first opened: whoever only looks at DaemonSets
//! needs neither its form nor the judgement. What a new DaemonSet begins from is in it too: the wizard is where that
//! leads, and two modules that share so much weigh more than one.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::begin::BeginPage;
use super::wizard::WizardPage;
use crate::api::ApiError;
use crate::parts::chunk::{self, Chunk};
use crate::ui::Skeleton;

/// The pages of the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Wizard,
    Begin,
}

/// How a page is drawn, once the module is here.
type Draw = fn(Page) -> AnyView;

/// The page that creates a DaemonSet or edits one; its module is fetched first.
#[component]
pub fn WizardChunk() -> impl IntoView {
    fetched(Page::Wizard)
}

/// The page with what a new DaemonSet begins from; its module is fetched first.
#[component]
pub fn BeginChunk() -> impl IntoView {
    fetched(Page::Begin)
}

fn fetched(page: Page) -> AnyView {
    let chunk = Chunk::new(wizard);
    chunk.fetch();
    let waiting = || view! { <div class="wizard-loading"><Skeleton lines=8/></div> }.into_any();
    let drawn = chunk.view(waiting, "wizard-loading", move |draw: Draw| draw(page));
    drawn.into_any()
}

/// Fetches the module ahead of time, so that the wizard opens at once.
pub fn prefetch() {
    chunk::ahead(preload());
}

#[wasm_split(wizard, fallible, preload(preload))]
fn wizard() -> Result<Draw, ApiError> {
    Ok(|page| match page {
        Page::Wizard => view! { <WizardPage/> }.into_any(),
        Page::Begin => view! { <BeginPage/> }.into_any(),
    })
}

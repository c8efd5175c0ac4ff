//! The wizard as a module of its own, fetched when it is first opened: whoever only looks at DaemonSets
//! needs neither its form nor the judgement.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::wizard::WizardPage;
use crate::api::ApiError;
use crate::parts::chunk::{self, Chunk};
use crate::ui::Skeleton;

/// How the page is drawn, once its module is here.
type Draw = fn() -> AnyView;

/// The page that creates a DaemonSet or edits one; its module is fetched first.
#[component]
pub fn WizardChunk() -> impl IntoView {
    let chunk = Chunk::new(wizard);
    chunk.fetch();
    let waiting = || view! { <div class="wizard-loading"><Skeleton lines=8/></div> }.into_any();
    chunk.view(waiting, "wizard-loading", |draw: Draw| draw())
}

/// Fetches the module ahead of time, so that the wizard opens at once.
pub fn prefetch() {
    chunk::ahead(preload());
}

#[wasm_split(wizard, fallible, preload(preload))]
fn wizard() -> Result<Draw, ApiError> {
    Ok(|| view! { <WizardPage/> }.into_any())
}

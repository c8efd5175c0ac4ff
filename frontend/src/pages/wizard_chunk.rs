//! The wizard as a module of its own, fetched when it is first opened: whoever only looks at DaemonSets
//! needs neither its form nor the judgement.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the failure to fetch the module"
)]

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::wasm_split;

use super::wizard::WizardPage;
use crate::api::ApiError;
use crate::parts::Failure;
use crate::ui::Skeleton;

/// How the page is drawn, once its module is here.
type Draw = fn() -> AnyView;

/// The page that creates a DaemonSet or edits one; its module is fetched first.
#[component]
pub fn WizardChunk() -> impl IntoView {
    let page = RwSignal::new(None::<Result<Draw, ApiError>>);
    fetch(page);
    move || match page.get() {
        None => view! { <div class="wizard-loading"><Skeleton lines=8/></div> }.into_any(),
        Some(Ok(draw)) => draw(),
        Some(Err(error)) => {
            let again = move |()| {
                page.set(None);
                fetch(page);
            };
            view! {
                <div class="wizard-loading">
                    <Failure error on_retry=Callback::new(again)/>
                </div>
            }
            .into_any()
        }
    }
}

/// Fetches the module ahead of time, so that the wizard opens at once.
pub fn prefetch() {
    // Where it fails, opening the wizard tries again and says so.
    spawn_local(async { drop(preload().await) });
}

fn fetch(page: RwSignal<Option<Result<Draw, ApiError>>>) {
    spawn_local(async move {
        let answer = wizard().await;
        // The page may be gone by now.
        let _ = page.try_set(Some(answer));
    });
}

#[wasm_split(wizard, fallible, preload(preload))]
fn wizard() -> Result<Draw, ApiError> {
    Ok(|| view! { <WizardPage/> }.into_any())
}

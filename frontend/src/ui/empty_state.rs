//! What stands where there is nothing to show: why, and what to do.

use leptos::prelude::*;

use crate::reactive::{dynamic, shown};

/// An empty state.
#[component]
pub fn EmptyState(
    /// What is not there.
    #[prop(into)]
    heading: Signal<String>,
    /// Why, and what to do.
    #[prop(into, optional)]
    text: Signal<String>,
    /// Whether this is all that the page holds, so that its heading is the page's.
    #[prop(optional)]
    whole_page: bool,
    /// What to do about it: a button or two.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let text_of_heading = move || heading.get();
    let heading = if whole_page {
        view! { <h1 class="empty-state-heading" tabindex="-1">{dynamic(text_of_heading)}</h1> }
            .into_any()
    } else {
        view! { <h2 class="empty-state-heading">{dynamic(text_of_heading)}</h2> }.into_any()
    };
    view! {
        <div class="empty-state">
            <svg class="empty-state-mark" viewBox="0 0 50 14" width="50" height="14" aria-hidden="true">
                <rect x="1" y="1" width="12" height="12" rx="3"></rect>
                <rect x="19" y="1" width="12" height="12" rx="3"></rect>
                <rect x="37" y="1" width="12" height="12" rx="3"></rect>
            </svg>
            {heading}
            <p>{shown(text)}</p>
            <div class="empty-state-actions">{children.map(|children| children())}</div>
        </div>
    }
}

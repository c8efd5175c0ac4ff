//! Grey bars where text will be. They show after 200 ms (by CSS), so that a fast answer never flickers.

use leptos::prelude::*;

use crate::text;

/// A skeleton of so many lines.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    let bars = (0..lines).map(|_| view! { <span class="skeleton-line"></span> });
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{text::common::loading()}</span>
            {bars.collect_view()}
        </div>
    }
}

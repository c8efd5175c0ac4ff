//! Logs: of one pod in its drawer, or of all pods of a DaemonSet.

pub mod ansi;
pub mod connection;
pub mod level;
pub mod line;
pub mod paint;
pub mod reading;
pub mod screen;
pub mod search;
pub mod store;
pub mod view;

use leptos::prelude::*;

use crate::pages::detail::Target;
pub use view::{LogView, Subject};

/// The logs of all pods.
#[component]
pub fn AllLogs(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let before = RwSignal::new(None);
    let subject = Subject::default();
    view! { <div class="card log-card"><LogView target subject before/></div> }
}

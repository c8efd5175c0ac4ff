//! The list of the DaemonSets of a cluster.

use leptos::prelude::*;

/// The page.
#[component]
pub fn ListPage() -> impl IntoView {}

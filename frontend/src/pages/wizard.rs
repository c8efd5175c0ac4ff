//! The wizard: not here yet.

use leptos::prelude::*;

/// The page that creates a DaemonSet.
#[component]
pub fn WizardPage() -> impl IntoView {}

//! Writes one more object into the text.

use leptos::prelude::*;

use super::state::Together;
use crate::text::companions as words;
use crate::ui::{Button, Look, Menu};

/// The kinds that DaemonSets mostly come with.
const KINDS: [&str; 6] = [
    "ConfigMap",
    "Namespace",
    "PodDisruptionBudget",
    "Secret",
    "Service",
    "ServiceAccount",
];

/// A menu of kinds.
#[component]
pub fn Add(
    /// The objects.
    together: Together,
) -> impl IntoView {
    let entries = KINDS.map(|kind| {
        view! {
            <Button look=Look::Quiet on_press=move |()| together.on_add.run(kind)>{kind}</Button>
        }
    });
    view! {
        <Menu button=view! { "+ " {words::add()} }.into_any()>
            {entries.into_iter().collect_view()}
        </Menu>
    }
}

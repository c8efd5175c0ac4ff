//! Restarting: all pods replaced, at the pace of the update strategy.

use leptos::prelude::*;

use super::Target;
use super::confirm::{Act, ConfirmDialog};
use super::dialogs::Question;
use crate::api::daemonsets;
use crate::reactive::{dynamic, memo};
use crate::text::dialogs::restart;
use crate::ui::Look;

/// The dialog.
#[component]
pub fn RestartDialog(
    /// What the page is about.
    target: Target,
    /// Which question is asked now.
    asked: RwSignal<Option<Question>>,
) -> impl IntoView {
    let act = Act::new(move |key: String| {
        let (cluster, namespace, name) = target.address();
        Box::pin(async move { daemonsets::restart(&cluster, &namespace, &name, &key).await })
    });
    let on_delete = memo(move || {
        target.row.with(|row| {
            row.as_deref()
                .is_some_and(|row| row.update_strategy == "OnDelete")
        })
    });
    let consequence = move || {
        if on_delete.get() {
            restart::on_delete().to_owned()
        } else {
            restart::what(target.pod_count())
        }
    };
    view! {
        <ConfirmDialog
            question=Question::Restart
            asked
            heading=Signal::derive(move || restart::heading(target.name.get()))
            confirm=restart::confirm()
            look=Look::Primary
            act
        >
            <p>{dynamic(consequence)}</p>
        </ConfirmDialog>
    }
}

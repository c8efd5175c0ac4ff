//! Rolling back: the pod template becomes what it was in a former revision.

use contract::RevisionRow;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Target;
use super::confirm::{Act, ConfirmDialog};
use super::dialogs::Question;
use super::history::choice;
use super::revision_diff::Differences;
use crate::api::{ApiError, daemonsets};
use crate::parts::Failure;
use crate::reactive::{dynamic, effect};
use crate::text::dialogs::roll_back;
use crate::ui::{Look, Select, Skeleton};

/// The dialog; it asks for the revisions when it is opened.
#[component]
pub fn RollBackDialog(
    /// What the page is about.
    target: Target,
    /// Which question is asked now.
    asked: RwSignal<Option<Question>>,
) -> impl IntoView {
    let former = RwSignal::new(None::<Result<Vec<RevisionRow>, ApiError>>);
    let chosen = RwSignal::new(String::new());
    effect(move || {
        if asked.get() != Some(Question::RollBack) {
            return;
        }
        former.set(None);
        let (cluster, namespace, name) = target.address();
        spawn_local(async move {
            let answer = daemonsets::revisions(&cluster, &namespace, &name).await;
            let answer = answer.map(|list| {
                let revisions = list.items.into_iter();
                revisions
                    .filter(|revision| !revision.current)
                    .collect::<Vec<_>>()
            });
            let newest = answer.as_ref().ok().and_then(|former| former.first());
            let newest = newest.map_or_else(String::new, |newest| newest.revision.to_string());
            // The page may be gone by now.
            let _ = chosen.try_set(newest);
            let _ = former.try_set(Some(answer));
        });
    });
    let act = Act::new(move |key: String| {
        let (cluster, namespace, name) = target.address();
        let revision = chosen.get_untracked().parse().unwrap_or_default();
        Box::pin(
            async move { daemonsets::roll_back(&cluster, &namespace, &name, revision, &key).await },
        )
    });
    let content = move || match former.get() {
        None => view! { <Skeleton lines=2/> }.into_any(),
        Some(Err(error)) => view! { <Failure error/> }.into_any(),
        Some(Ok(former)) if former.is_empty() => view! { <p>{roll_back::none()}</p> }.into_any(),
        Some(Ok(former)) => view! {
            <p>{roll_back::what()}</p>
            <Select
                label=roll_back::revision()
                value=chosen
                choices=Signal::stored(former.iter().map(choice).collect::<Vec<_>>())
                on_choose=move |revision: String| chosen.set(revision)
            />
            <Differences target from="0" to=chosen/>
        }
        .into_any(),
    };
    view! {
        <ConfirmDialog
            question=Question::RollBack
            asked
            heading=Signal::derive(move || roll_back::heading(target.name.get()))
            confirm=roll_back::confirm()
            look=Look::Primary
            disabled=Signal::derive(move || chosen.with(String::is_empty))
            chosen
            act
        >
            {dynamic(content)}
        </ConfirmDialog>
    }
}

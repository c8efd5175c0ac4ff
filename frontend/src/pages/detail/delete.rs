//! Deleting: a dialog that names what goes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Target;
use crate::api::ApiError;
use crate::api::daemonsets::{self, Propagation};
use crate::parts::Failure;
use crate::routes;
use crate::text::{common, detail::delete};
use crate::ui::{Button, Choice, Dialog, Look, Select};

/// The dialog.
#[component]
pub fn DeleteDialog(
    /// What the page is about.
    target: Target,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let propagation = RwSignal::new(Propagation::default());
    let busy = RwSignal::new(false);
    let refusal = RwSignal::new(None::<ApiError>);
    let navigate = use_navigate();
    let on_delete = Callback::new(move |()| {
        let (cluster, namespace, name) = (
            target.cluster.get_untracked(),
            target.namespace.get_untracked(),
            target.name.get_untracked(),
        );
        let navigate = navigate.clone();
        busy.set(true);
        refusal.set(None);
        spawn_local(async move {
            let answer =
                daemonsets::delete(&cluster, &namespace, &name, propagation.get_untracked()).await;
            match answer {
                Ok(()) => {
                    let _ = open.try_set(false);
                    navigate(&routes::list(&cluster, ""), NavigateOptions::default());
                }
                Err(error) => drop(refusal.try_set(Some(error))),
            }
            // The dialog may be gone by now.
            let _ = busy.try_set(false);
        });
    });
    let pods = move || {
        target
            .live
            .detail
            .with(|detail| detail.as_ref().map_or(0, |detail| detail.pods.len()))
    };
    let consequence = move || {
        let pods = u32::try_from(pods()).unwrap_or(u32::MAX);
        match propagation.get() {
            Propagation::Background | Propagation::Foreground => delete::pods_go(pods),
            Propagation::Orphan => delete::pods_stay(pods),
        }
    };
    let choices = Signal::stored(
        Propagation::ALL
            .iter()
            .map(|propagation| Choice::new(propagation.word(), label(*propagation)))
            .collect::<Vec<_>>(),
    );
    let buttons = view! {
        <Button on_press=move |()| open.set(false)>{common::cancel()}</Button>
        <Button look=Look::Danger busy on_press=on_delete>{delete::confirm()}</Button>
    };
    view! {
        <Dialog
            open
            heading=Signal::derive(move || delete::heading(target.name.get()))
            buttons=buttons.into_any()
        >
            <p>
                {move || delete::what(target.name.get(), target.namespace.get(), target.cluster.get())}
                " " {consequence}
            </p>
            <Select
                label=delete::propagation()
                path="propagationPolicy"
                value=Signal::derive(move || propagation.get().word().to_owned())
                choices
                on_choose=move |word: String| {
                    let chosen = Propagation::ALL.into_iter().find(|one| one.word() == word);
                    propagation.set(chosen.unwrap_or_default());
                }
            />
            {move || refusal.get().map(|error| view! { <Failure error/> })}
        </Dialog>
    }
}

fn label(propagation: Propagation) -> &'static str {
    match propagation {
        Propagation::Background => delete::background(),
        Propagation::Foreground => delete::foreground(),
        Propagation::Orphan => delete::orphan(),
    }
}

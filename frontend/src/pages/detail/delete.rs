//! Deleting: a dialog that names what goes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Target;
use super::confirm::{Act, ConfirmDialog};
use super::dialogs::Question;
use crate::api::daemonsets::{self, Propagation};
use crate::routes;
use crate::text::detail::delete;
use crate::ui::{Choice, Look, Select, dynamic};

/// The dialog.
#[component]
pub fn DeleteDialog(
    /// What the page is about.
    target: Target,
    /// Which question is asked now.
    asked: RwSignal<Option<Question>>,
) -> impl IntoView {
    let propagation = RwSignal::new(Propagation::default());
    let navigate = use_navigate();
    let act = Act::new(move |()| {
        let (cluster, namespace, name) = target.address();
        let propagation = propagation.get_untracked();
        Box::pin(async move { daemonsets::delete(&cluster, &namespace, &name, propagation).await })
    });
    let on_done = move |()| {
        let (cluster, ..) = target.address();
        navigate(&routes::list(&cluster, ""), NavigateOptions::default());
    };
    let consequence = move || match propagation.get() {
        Propagation::Background | Propagation::Foreground => delete::pods_go(target.pod_count()),
        Propagation::Orphan => delete::pods_stay(target.pod_count()),
    };
    // Nothing takes them along, and nothing answers behind them any more.
    let services = RwSignal::new(Vec::<String>::new());
    Effect::new(move || {
        if asked.get() == Some(Question::Delete) {
            let (cluster, namespace, name) = target.address();
            spawn_local(async move {
                // Where they cannot be read the dialog says nothing of them, and deletes none.
                if let Ok(names) = daemonsets::services(&cluster, &namespace, &name).await {
                    services.try_set(names);
                }
            });
        }
    });
    let staying = move || {
        services.with(|names| {
            let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
            (count > 0).then(|| view! { <p>{delete::services(count, names.join(", "))}</p> })
        })
    };
    let choices = Signal::stored(
        Propagation::ALL
            .iter()
            .map(|propagation| Choice::new(propagation.word(), label(*propagation)))
            .collect::<Vec<_>>(),
    );
    view! {
        <ConfirmDialog
            question=Question::Delete
            asked
            heading=Signal::derive(move || delete::heading(target.name.get()))
            confirm=delete::confirm()
            look=Look::Danger
            act
            on_done
        >
            <p>
                {dynamic(move || delete::what(target.name.get(), target.namespace.get(), target.cluster.get()))}
                " " {dynamic(consequence)}
            </p>
            {dynamic(staying)}
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
        </ConfirmDialog>
    }
}

fn label(propagation: Propagation) -> &'static str {
    match propagation {
        Propagation::Background => delete::background(),
        Propagation::Foreground => delete::foreground(),
        Propagation::Orphan => delete::orphan(),
    }
}

//! Deleting: a dialog that names what goes, and asks what else is to go.

use contract::ProblemDocument;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Target;
use super::confirm::{Act, ConfirmDialog};
use super::dialogs::Question;
use crate::api::ApiError;
use crate::api::daemonsets::{self, Fronting, Propagation};
use crate::reactive::{dynamic, effect};
use crate::routes;
use crate::text::detail::delete;
use crate::ui::{Choice, Look, Select, fresh_id};

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
    let services = RwSignal::new(Vec::<Fronting>::new());
    // Nothing takes them along by itself: whoever deletes says so of each.
    let taken = RwSignal::new(Vec::<String>::new());
    let act = Act::new(move |key: String| {
        let (cluster, namespace, name) = target.address();
        let (propagation, taken) = (propagation.get_untracked(), taken.get_untracked());
        Box::pin(async move {
            let stays =
                daemonsets::delete(&cluster, &namespace, &name, propagation, &taken, &key).await?;
            match stays {
                None => Ok(()),
                Some((service, why)) => Err(ApiError::Refused(Box::new(ProblemDocument {
                    title: delete::service_stays(service),
                    detail: why,
                    ..ProblemDocument::default()
                }))),
            }
        })
    });
    let chosen = Signal::derive(move || {
        let taken = taken.with(|taken| taken.join(","));
        [propagation.get().word(), &taken].join(" ")
    });
    let on_done = move |()| {
        let (cluster, ..) = target.address();
        navigate(&routes::list(&cluster, ""), NavigateOptions::default());
    };
    let consequence = move || match propagation.get() {
        Propagation::Background | Propagation::Foreground => delete::pods_go(target.pod_count()),
        Propagation::Orphan => delete::pods_stay(target.pod_count()),
    };
    effect(move || {
        if asked.get() == Some(Question::Delete) {
            taken.set(Vec::new());
            let (cluster, namespace, name) = target.address();
            spawn_local(async move {
                // Where they cannot be read the dialog says nothing of them, and deletes none.
                let found = daemonsets::services(&cluster, &namespace, &name).await;
                services.try_set(found.unwrap_or_default());
            });
        }
    });
    let with_it = move || {
        let services = services.get();
        (!services.is_empty()).then(|| {
            view! {
                <fieldset>
                    <legend>{delete::services()}</legend>
                    {services.into_iter().map(|it| service(it, taken)).collect::<Vec<_>>()}
                </fieldset>
            }
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
            chosen
            act
            on_done
        >
            <p>
                {dynamic(move || delete::what(target.name.get(), target.namespace.get(), target.cluster.get()))}
                " " {dynamic(consequence)}
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
            {dynamic(with_it)}
        </ConfirmDialog>
    }
}

/// A Service that can be deleted with it, and who else would lose it.
fn service(service: Fronting, taken: RwSignal<Vec<String>>) -> impl IntoView {
    let id = fresh_id("service");
    let help_id = [id.as_str(), "-help"].concat();
    let help = match service.also_selects {
        None => delete::also_unknown().to_owned(),
        Some(names) if names.is_empty() => names,
        Some(names) => delete::also_selects(names),
    };
    let label = delete::service(&service.name);
    let name = service.name.clone();
    view! {
        <div class="checkbox">
            <input
                type="checkbox"
                id=id.clone()
                aria-describedby=help_id.clone()
                prop:checked=Signal::derive(move || taken.with(|taken| taken.contains(&name)))
                on:change:target=move |event| {
                    let is_taken = event.target().checked();
                    taken.update(|taken| {
                        taken.retain(|name| *name != service.name);
                        if is_taken {
                            taken.push(service.name.clone());
                        }
                    });
                }
            />
            <label for=id>{label}</label>
            <p class="field-help" id=help_id>{help}</p>
        </div>
    }
}

fn label(propagation: Propagation) -> &'static str {
    match propagation {
        Propagation::Background => delete::background(),
        Propagation::Foreground => delete::foreground(),
        Propagation::Orphan => delete::orphan(),
    }
}

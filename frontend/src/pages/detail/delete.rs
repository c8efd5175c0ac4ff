//! Deleting: a dialog that names what goes, and asks what else is to go.

use contract::ProblemDocument;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;

use super::Target;
use super::confirm::{Act, ConfirmDialog};
use super::dialogs::Question;
use crate::api::ApiError;
use crate::api::daemonsets::{self, Along, Fronting, MadeWithIt, Propagation};
use crate::reactive::{dynamic, effect};
use crate::routes;
use crate::text::dialogs::delete;
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
    let navigate = routes::use_navigate();
    // Nothing takes them along by itself: whoever deletes says so of each.
    let taken = RwSignal::new(Along::default());
    let act = Act::new(move |key: String| {
        let (cluster, namespace, name) = target.address();
        let (propagation, taken) = (propagation.get_untracked(), taken.get_untracked());
        Box::pin(async move {
            let stays =
                daemonsets::delete(&cluster, &namespace, &name, propagation, &taken, &key).await?;
            match stays {
                None => Ok(()),
                Some((other, why)) => Err(ApiError::Refused(Box::new(ProblemDocument {
                    title: delete::other_stays(other),
                    detail: why,
                    ..ProblemDocument::default()
                }))),
            }
        })
    });
    let chosen = Signal::derive(move || {
        let (services, made) = taken.with(|it| (it.services.join(","), it.companions.join(",")));
        [propagation.get().word(), &services, &made].join(" ")
    });
    let on_done = move |()| {
        let (cluster, ..) = target.address();
        navigate(&routes::list(&cluster, ""), NavigateOptions::default());
    };
    let consequence = move || match propagation.get() {
        Propagation::Background | Propagation::Foreground => delete::pods_go(target.pod_count()),
        Propagation::Orphan => delete::pods_stay(target.pod_count()),
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
            <GoesAlong target asked taken/>
        </ConfirmDialog>
    }
}

/// What else can go with it: Services in front of its pods, and what was made with it.
#[component]
fn GoesAlong(
    /// What the page is about.
    target: Target,
    /// Which question is asked now.
    asked: RwSignal<Option<Question>>,
    /// What of it goes.
    taken: RwSignal<Along>,
) -> impl IntoView {
    let services = RwSignal::new(Vec::<Fronting>::new());
    let made = RwSignal::new(Vec::<MadeWithIt>::new());
    effect(move || {
        if asked.get() == Some(Question::Delete) {
            taken.set(Along::default());
            let (cluster, namespace, name) = target.address();
            spawn_local(async move {
                // Where they cannot be read the dialog says nothing of them, and deletes none.
                let found = daemonsets::services(&cluster, &namespace, &name).await;
                let fronting = found.unwrap_or_default();
                let found = daemonsets::companions(&cluster, &namespace, &name).await;
                let mut others = found.unwrap_or_default();
                // Once is enough.
                others.retain(|it| {
                    let mut fronting = fronting.iter();
                    it.kind != "Service" || !fronting.any(|one| it.title.ends_with(&one.name))
                });
                services.try_set(fronting);
                made.try_set(others);
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
    let made_with_it = move || {
        let made = made.get();
        (!made.is_empty()).then(|| {
            view! {
                <fieldset>
                    <legend>{delete::made()}</legend>
                    {made.into_iter().map(|it| companion(it, taken)).collect::<Vec<_>>()}
                </fieldset>
            }
        })
    };
    view! {
        {dynamic(with_it)}
        {dynamic(made_with_it)}
    }
}

/// A Service that can be deleted with it, and who else would lose it.
fn service(service: Fronting, taken: RwSignal<Along>) -> AnyView {
    let help = match service.also_selects {
        None => delete::also_unknown().to_owned(),
        Some(names) if names.is_empty() => names,
        Some(names) => delete::also_selects(names),
    };
    let label = delete::service(&service.name);
    choice(label, help, service.name, taken, |along| {
        &mut along.services
    })
}

/// Something that was made with it and can be deleted with it.
fn companion(made: MadeWithIt, taken: RwSignal<Along>) -> AnyView {
    let help = match made.kind.as_str() {
        "Namespace" => delete::takes_namespace(),
        "CustomResourceDefinition" => delete::takes_objects(),
        _ => "",
    };
    let label = delete::companion(&made.title);
    choice(label, help.to_owned(), made.uid, taken, |along| {
        &mut along.companions
    })
}

/// A box to tick: ticked, `id` is in the list that `list` finds.
fn choice(
    label: String,
    help: String,
    id: String,
    taken: RwSignal<Along>,
    list: fn(&mut Along) -> &mut Vec<String>,
) -> AnyView {
    let box_id = fresh_id("along");
    let help_id = [box_id.as_str(), "-help"].concat();
    let own = id.clone();
    view! {
        <div class="checkbox">
            <input
                type="checkbox"
                id=box_id.clone()
                aria-describedby=help_id.clone()
                prop:checked=Signal::derive(move || list(&mut taken.get()).contains(&own))
                on:change:target=move |event| {
                    let is_taken = event.target().checked();
                    taken.update(|taken| {
                        let named = list(taken);
                        named.retain(|one| *one != id);
                        if is_taken {
                            named.push(id.clone());
                        }
                    });
                }
            />
            <label for=box_id>{label}</label>
            <p class="field-help" id=help_id>{help}</p>
        </div>
    }
    .into_any()
}

fn label(propagation: Propagation) -> &'static str {
    match propagation {
        Propagation::Background => delete::background(),
        Propagation::Foreground => delete::foreground(),
        Propagation::Orphan => delete::orphan(),
    }
}

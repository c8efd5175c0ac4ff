//! The first step: name, namespace, description, labels.

use leptos::prelude::*;
use manifest::FieldPath;

use super::control::{Entries, ValueSelect, ValueText};
use super::state::{Purpose, Wizard};
use super::{naming, paths};
use crate::routes;
use crate::state::document::Origin;
use crate::text::wizard::basic as words;
use crate::ui::{Banner, ButtonLink, Card, Choice, Tone};

/// Where KubeSphere keeps what the user writes about a workload, and so does this console.
const DESCRIPTION: &str = "kubesphere.io/description";

/// The form of the step.
#[component]
pub fn Basic() -> impl IntoView {
    let wizard = Wizard::expect();
    let name = paths::metadata().key("name");
    let rename = {
        let origin = Origin::Control(name.to_string());
        move |typed: String| {
            wizard
                .document
                .edit(origin.clone(), |document| naming::rename(document, &typed));
        }
    };
    let locked = wizard.purpose.is_edit();
    let name_help = if locked { "" } else { words::name_help() };
    view! {
        <Locked/>
        <Card>
            <div class="form-grid">
                <ValueText
                    label=words::name()
                    path=name
                    help=name_help
                    on_input=Callback::new(rename)
                    locked
                />
                <Namespace/>
                <div class="form-grid-whole">
                    <ValueText
                        label=words::description()
                        path=paths::metadata().key("annotations").key(DESCRIPTION)
                        multiline=true
                    />
                </div>
            </div>
        </Card>
        <Card heading=words::labels() note=words::labels_note()>
            <Entries
                label=words::labels()
                path=paths::metadata().key("labels")
                empty=words::labels_empty()
                add=words::label_add()
            />
        </Card>
        <Card heading=words::pods() note=words::pods_note()>
            <Labels
                heading=words::selector()
                path=paths::spec().key("selector").key("matchLabels")
                locked
            />
            <Labels heading=words::pod_labels() path=paths::pod_labels()/>
        </Card>
    }
}

/// The namespace: one of those that exist, as far as they are known.
#[component]
fn Namespace() -> impl IntoView {
    let wizard = Wizard::expect();
    let path = paths::metadata().key("namespace");
    if wizard.purpose.is_edit() {
        return view! { <ValueText label=words::namespace() path locked=true/> }.into_any();
    }
    let known = Memo::new(move |_| wizard.facts.with(|facts| facts.namespaces.clone()));
    let control = move || match known.get() {
        Some(namespaces) => {
            let choices: Vec<_> = namespaces.into_iter().map(Choice::plain).collect();
            view! {
                <ValueSelect
                    label=words::namespace()
                    path=path.clone()
                    unset=words::namespace_unset()
                    choices
                />
            }
            .into_any()
        }
        None => view! {
            <ValueText
                label=words::namespace()
                path=path.clone()
                placeholder="default"
                help=words::namespace_unknown()
            />
        }
        .into_any(),
    };
    control.into_any()
}

/// Of a DaemonSet that exists: what cannot be changed, and the way to one of another name.
#[component]
fn Locked() -> impl IntoView {
    let wizard = Wizard::expect();
    let Purpose::Edit(place) = wizard.purpose else {
        return ().into_any();
    };
    let (namespace, name) = place.get_value();
    let href = routes::clone(&wizard.cluster.get_untracked(), &namespace, &name);
    let clone = view! { <ButtonLink href>{words::clone()}</ButtonLink> };
    view! {
        <Banner tone=Tone::Neutral heading=words::locked() actions=clone.into_any()>
            {words::locked_help()}
        </Banner>
    }
    .into_any()
}

/// Labels under a small heading.
#[component]
fn Labels(
    /// What they are.
    heading: &'static str,
    /// Where they are.
    path: FieldPath,
    /// Whether they may only be read.
    #[prop(optional)]
    locked: bool,
) -> impl IntoView {
    view! {
        <h3 class="form-heading">{heading}</h3>
        <Entries label=heading path empty=words::labels_empty() add=words::label_add() locked/>
    }
}

//! The first step: name, namespace, description, labels.

use leptos::prelude::*;
use manifest::FieldPath;

use super::control::{Entries, ValueSelect, ValueText};
use super::state::Wizard;
use super::{naming, paths};
use crate::state::document::Origin;
use crate::text::wizard::basic as words;
use crate::ui::{Card, Choice};

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
    view! {
        <Card>
            <div class="form-grid">
                <ValueText
                    label=words::name()
                    path=name
                    help=words::name_help()
                    on_input=Callback::new(rename)
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
            <Labels heading=words::selector() path=paths::spec().key("selector").key("matchLabels")/>
            <Labels heading=words::pod_labels() path=paths::pod_labels()/>
        </Card>
    }
}

/// The namespace: one of those that exist, as far as they are known.
#[component]
fn Namespace() -> impl IntoView {
    let wizard = Wizard::expect();
    let path = paths::metadata().key("namespace");
    let known = Memo::new(move |_| wizard.facts.with(|facts| facts.namespaces.clone()));
    move || match known.get() {
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
    }
}

/// Labels under a small heading.
#[component]
fn Labels(
    /// What they are.
    heading: &'static str,
    /// Where they are.
    path: FieldPath,
) -> impl IntoView {
    view! {
        <h3 class="form-heading">{heading}</h3>
        <Entries label=heading path empty=words::labels_empty() add=words::label_add()/>
    }
}

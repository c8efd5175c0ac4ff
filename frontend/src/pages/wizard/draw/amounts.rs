//! What a container asks for and what it may not go beyond: a row for each resource.

use std::collections::BTreeSet;

use leptos::prelude::*;
use manifest::schema::Struct;
use manifest::{FieldPath, ScalarKind};

use super::{shelf, structure};
use crate::pages::wizard::control::{Group, ValueText};
use crate::pages::wizard::show::focus_into;
use crate::pages::wizard::state::Wizard;
use crate::reactive::{dynamic, memo};
use crate::state::document::{Origin, write_text};
use crate::text::wizard::resources as words;
use crate::ui::{Button, Icon, Look, NamedRows, Shape};

/// The two amounts of a resource, in the order of their columns.
const COLUMNS: [&str; 2] = ["requests", "limits"];

/// The resources that are shown whether they are used or not.
const ALWAYS: [&str; 2] = ["cpu", "memory"];

/// What DCE begins with.
const PRESET: [(&str, &str); 2] = [("cpu", "250m"), ("memory", "512Mi")];

/// `resources` of a container.
#[must_use]
pub fn amounts(path: &FieldPath, of: &'static Struct) -> AnyView {
    let wizard = Wizard::expect();
    let path = path.clone();
    let shown = {
        let path = path.clone();
        memo(move || shown(wizard, &path))
    };
    let row = {
        let path = path.clone();
        Callback::new(move |resource: String| amount(wizard, &path, &resource))
    };
    let head = view! {
        <div class="amount amount-head" aria-hidden="true">
            <span></span>
            <span>{words::request()}</span>
            <span>{words::limit()}</span>
        </div>
    };
    let preset = {
        let path = path.clone();
        move |()| {
            wizard.document.edit(Origin::Act, |document| {
                for (resource, amount) in PRESET {
                    for column in COLUMNS {
                        let place = path.key(column).key(resource);
                        write_text(document, &place, amount, ScalarKind::Number)?;
                    }
                }
                Ok(())
            });
        }
    };
    let offers = {
        let path = path.clone();
        move || {
            let mut buttons = Vec::new();
            for resource in offered(wizard, &shown.get()) {
                let place = path.key("requests").key(resource.as_str());
                buttons.push(shelf::opener(wizard, resource, &place));
            }
            buttons
        }
    };
    view! {
        <Group path=path.clone()>
            <div class="amounts">
                {head}
                <NamedRows names=shown row/>
            </div>
            <div class="shelf">
                {offers}
                <Other path=path.clone()/>
                <Button look=Look::Quiet on_press=preset>{words::preset()}</Button>
            </div>
            {structure::fields(&path, of, &COLUMNS)}
        </Group>
    }
    .into_any()
}

/// The resources that have a row: the usual ones, those of the manifest, and those that were opened. Tracked.
fn shown(wizard: Wizard, path: &FieldPath) -> Vec<String> {
    let mut names = Vec::new();
    let mut add = |name: &str| {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    for name in ALWAYS {
        add(name);
    }
    for column in COLUMNS {
        let keys = wizard
            .document
            .with(|document| document.keys(&path.key(column)));
        for name in keys {
            add(&name);
        }
    }
    for name in known(wizard) {
        if wizard
            .opened(&path.key("requests").key(name.as_str()))
            .get()
        {
            add(&name);
        }
    }
    names
}

/// The resources that are offered; tracked.
fn offered(wizard: Wizard, shown: &[String]) -> Vec<String> {
    let mut offered = known(wizard);
    offered.retain(|name| !shown.contains(name));
    offered
}

/// The resources that the nodes have, besides those that every container is asked for; tracked.
fn known(wizard: Wizard) -> Vec<String> {
    let mut known = BTreeSet::new();
    wizard.facts.with(|facts| {
        for node in facts.nodes.iter().flatten() {
            if let Some(amounts) = &node.allocatable {
                for name in amounts.other.keys() {
                    known.insert(name.clone());
                }
            }
        }
    });
    let mut names = vec!["ephemeral-storage".to_owned()];
    for name in known {
        names.push(name);
    }
    names
}

fn amount(wizard: Wizard, path: &FieldPath, resource: &str) -> AnyView {
    let [request, limit] = COLUMNS.map(|column| path.key(column).key(resource));
    let name = match resource {
        "cpu" => words::cpu().to_owned(),
        "memory" => words::memory().to_owned(),
        "ephemeral-storage" => words::ephemeral_storage().to_owned(),
        other => other.to_owned(),
    };
    let opened = wizard.opened(&request);
    let remove = {
        let places = [request.clone(), limit.clone()];
        move |()| {
            opened.set(false);
            wizard.document.edit(Origin::Act, |document| {
                for place in &places {
                    if document.has(place) {
                        document.remove(place)?;
                    }
                }
                Ok(())
            });
        }
    };
    let remove = (!ALWAYS.contains(&resource)).then(|| {
        view! {
            <Button look=Look::Quiet label=words::remove_resource(&name) on_press=remove>
                <Icon shape=Shape::Close/>
            </Button>
        }
    });
    view! {
        <div class="amount">
            <span class="amount-name">{name.clone()}</span>
            <ValueText
                label=words::request_of(&name)
                path=request
                kind=ScalarKind::Number
                placeholder=words::no_request()
            />
            <ValueText
                label=words::limit_of(&name)
                path=limit
                kind=ScalarKind::Number
                placeholder=words::no_limit()
            />
            {remove}
        </div>
    }
    .into_any()
}

/// A resource that no node is known to have, by its name.
#[component]
fn Other(
    /// `resources`.
    path: FieldPath,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let name = RwSignal::new(String::new());
    let is_typing = RwSignal::new(false);
    let add = move || {
        let typed = name.get_untracked();
        let typed = typed.trim();
        if !typed.is_empty() {
            let place = path.key("limits").key(typed);
            let origin = Origin::Act;
            wizard.document.edit(origin, |document| {
                write_text(document, &place, "1", ScalarKind::Number)
            });
            let id = place.to_string();
            request_animation_frame(move || focus_into(&id));
        }
        name.set(String::new());
        is_typing.set(false);
    };
    let input = NodeRef::<leptos::html::Input>::new();
    dynamic(move || {
        let add = add.clone();
        if is_typing.get() {
            view! {
                <input
                    class="input monospace shelf-input"
                    type="text"
                    node_ref=input
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=words::resource_name()
                    placeholder="example.com/device"
                    prop:value=Signal::derive(move || name.get())
                    on:input:target=move |event| name.set(event.target().value())
                    on:change=move |_| add()
                />
            }
            .into_any()
        } else {
            let open = move |()| {
                is_typing.set(true);
                request_animation_frame(move || {
                    if let Some(input) = input.get_untracked() {
                        // What is not drawn cannot take the focus, and nothing is lost.
                        let _ = input.focus();
                    }
                });
            };
            view! {
                <Button look=Look::Quiet on_press=open>
                    <Icon shape=Shape::Plus/>
                    {words::other_resource()}
                </Button>
            }
            .into_any()
        }
    })
}

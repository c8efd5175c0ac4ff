//! The first step: name, namespace, description, labels.

use leptos::prelude::*;
use manifest::{FieldPath, ScalarKind};
use serde_json::json;

use super::catalogue::places::{ALIAS, DESCRIPTION};
use super::catalogue::ways::new_namespace;
use super::control::{ValueSelect, ValueText};
use super::draw::cards::cards;
use super::show::focus;
use super::state::{Purpose, Wizard};
use super::step::Step;
use super::{naming, paths};
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::document::{Origin, write_text};
use crate::text::wizard::basic as words;
use crate::ui::{Banner, Button, ButtonLink, Card, Choice, Icon, Look, Shape, TextField, Tone};

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
                <ValueText
                    label=words::alias()
                    path=paths::metadata().key("annotations").key(ALIAS)
                    help=words::alias_help()
                />
                <div class="form-grid-whole"><Description/></div>
            </div>
        </Card>
        {cards(Step::Basic, &FieldPath::root(), &[])}
    }
}

/// What the user writes about it, where the house looks for that, and how long it may be.
#[component]
fn Description() -> impl IntoView {
    let wizard = Wizard::expect();
    let limit = memo(move || {
        wizard.policy.with(|policy| {
            let mut limits = policy.annotation_lengths.iter();
            let limit = limits.find(|limit| limit.key.ends_with("description"));
            limit.map(|limit| (limit.key.clone(), limit.max))
        })
    });
    let control = move || {
        let (key, most) = limit.get().unwrap_or_else(|| (DESCRIPTION.to_owned(), 0));
        let path = paths::metadata().key("annotations").key(key);
        let written = path.clone();
        let help = Signal::derive(move || {
            let count = wizard.document.text_at(&written).chars().count();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            match (count, most) {
                (0, _) => String::new(),
                (count, 0) => words::description_length(count),
                (count, most) => words::description_of(count, most),
            }
        });
        view! { <ValueText label=words::description() path multiline=true help/> }.into_any()
    };
    dynamic(control)
}

/// The namespace: one of those that exist, as far as they are known, or one that is made with the DaemonSet.
#[component]
fn Namespace() -> impl IntoView {
    let wizard = Wizard::expect();
    let path = paths::metadata().key("namespace");
    if wizard.purpose.is_edit() {
        return view! { <ValueText label=words::namespace() path locked=true/> }.into_any();
    }
    let known = memo(move || wizard.facts.with(|facts| facts.namespaces.clone()));
    let made = memo(move || wizard.document.with(new_namespace));
    let write = {
        let origin = Origin::Control(path.to_string());
        Callback::new(move |typed: String| {
            wizard
                .document
                .edit(origin.clone(), |document| naming::move_to(document, &typed));
        })
    };
    dynamic(move || {
        if let Some(made) = made.get() {
            return new(wizard, &made);
        }
        let Some(namespaces) = known.get() else {
            return view! {
                <ValueText
                    label=words::namespace()
                    path=path.clone()
                    placeholder="default"
                    help=words::namespace_unknown()
                    on_input=write
                />
            }
            .into_any();
        };
        let choices: Vec<_> = namespaces.into_iter().map(Choice::plain).collect();
        let add = move |()| {
            wizard.document.edit(Origin::Act, |document| {
                let mut namespace = json!({"apiVersion": "v1", "kind": "Namespace"});
                namespace["metadata"]["name"] = "".into();
                // What goes along follows once the name is typed: it is known by the one of before.
                document.append(&namespace)
            });
            request_animation_frame(|| focus(NEW));
        };
        view! {
            <div>
                <ValueSelect
                    label=words::namespace()
                    path=path.clone()
                    unset=words::namespace_unset()
                    choices
                    on_choose=write
                />
                <Button look=Look::Quiet on_press=add>
                    <Icon shape=Shape::Plus/>
                    {words::new_namespace()}
                </Button>
            </div>
        }
        .into_any()
    })
}

/// The `id` of the control that names a new namespace.
const NEW: &str = "new-namespace";

/// The namespace that is made with the DaemonSet: its name, which all that goes along says as well.
fn new(wizard: Wizard, made: &FieldPath) -> AnyView {
    let name = made.key("metadata").key("name");
    let value = {
        let name = name.clone();
        Signal::derive(move || wizard.document.text_at(&name))
    };
    let write = move |typed: String| {
        wizard
            .document
            .edit(Origin::Control(NEW.to_owned()), |document| {
                naming::move_to(document, &typed)?;
                write_text(document, &name, &typed, ScalarKind::String)
            });
    };
    let made = made.clone();
    let leave = move |()| {
        wizard.document.edit(Origin::Act, |document| {
            naming::move_to(document, "default")?;
            document.remove(&made)
        });
    };
    view! {
        <div>
            <TextField
                label=words::new_namespace()
                value
                on_input=write
                help=words::new_namespace_help()
                monospace=true
                id=NEW
            />
            <Button look=Look::Quiet on_press=leave>{words::known_namespace()}</Button>
        </div>
    }
    .into_any()
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

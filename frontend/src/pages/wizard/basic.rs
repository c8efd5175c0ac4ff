//! The first step: name, namespace, description, labels.

use leptos::prelude::*;
use manifest::FieldPath;

use super::catalogue::places::{ALIAS, DESCRIPTION};
use super::control::{ValueSelect, ValueText};
use super::draw::cards::cards;
use super::state::{Purpose, Wizard};
use super::step::Step;
use super::{naming, paths};
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::document::Origin;
use crate::text::wizard::basic as words;
use crate::ui::{Banner, ButtonLink, Card, Choice, Tone};

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

/// The namespace: one of those that exist, as far as they are known.
#[component]
fn Namespace() -> impl IntoView {
    let wizard = Wizard::expect();
    let path = paths::metadata().key("namespace");
    if wizard.purpose.is_edit() {
        return view! { <ValueText label=words::namespace() path locked=true/> }.into_any();
    }
    let known = memo(move || wizard.facts.with(|facts| facts.namespaces.clone()));
    let write = {
        let origin = Origin::Control(path.to_string());
        Callback::new(move |typed: String| {
            wizard
                .document
                .edit(origin.clone(), |document| naming::move_to(document, &typed));
        })
    };
    let control = move || match known.get() {
        Some(namespaces) => {
            let choices: Vec<_> = namespaces.into_iter().map(Choice::plain).collect();
            view! {
                <ValueSelect
                    label=words::namespace()
                    path=path.clone()
                    unset=words::namespace_unset()
                    choices
                    on_choose=write
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
                on_input=write
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

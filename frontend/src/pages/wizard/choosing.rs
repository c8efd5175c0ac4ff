//! What decides among the nodes, as sentences that can be taken away one by one.

use leptos::prelude::*;

use super::catalogue::choosing::{Rule, rules};
use super::state::Wizard;
use crate::reactive::dynamic;
use crate::text::wizard::choosing as words;
use crate::ui::{Button, Card, Icon, Look, Shape};

/// The rules of the manifest.
#[component]
pub fn Choosing() -> impl IntoView {
    let wizard = Wizard::expect();
    let chips = move || {
        let rules = wizard.document.with(rules);
        if rules.is_empty() {
            return view! { <p class="field-help">{words::none()}</p> }.into_any();
        }
        let mut chips = Vec::new();
        for rule in rules {
            chips.push(chip(wizard, rule));
        }
        view! { <ul class="chips">{chips}</ul> }.into_any()
    };
    view! {
        <Card heading=words::heading() note=words::note()>{dynamic(chips)}</Card>
    }
}

fn chip(wizard: Wizard, rule: Rule) -> AnyView {
    let Rule { path, text } = rule;
    let label = words::remove(&text);
    let shown = path.clone();
    let take_away = move |()| wizard.document.remove(&path);
    let show = move |()| wizard.show_control(&shown);
    view! {
        <li class="chip">
            <Button look=Look::Quiet on_press=show>{text}</Button>
            <Button look=Look::Quiet label on_press=take_away>
                <Icon shape=Shape::Close/>
            </Button>
        </li>
    }
    .into_any()
}

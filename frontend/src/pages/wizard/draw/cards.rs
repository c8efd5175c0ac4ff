//! The cards of a step: those that are always open, those that are open or say in one line what they hold, and
//! the shelf of those that are not used.

use leptos::prelude::*;
use manifest::FieldPath;

use super::shelf;
use crate::pages::wizard::catalogue::places::{self, CardPlace};
use crate::pages::wizard::catalogue::{Level, Place, labels, summary};
use crate::pages::wizard::show::focus_into;
use crate::pages::wizard::state::Wizard;
use crate::pages::wizard::step::Step;
use crate::reactive::{dynamic, memo, shown};
use crate::text::wizard::draw as words;
use crate::ui::{Button, Card, Icon, Look, Shape};

/// The cards of a step over an object, but for those of these names.
#[must_use]
pub fn cards(step: Step, base: &FieldPath, but: &[&str]) -> AnyView {
    let wizard = Wizard::expect();
    let mut views = Vec::new();
    let mut unused = Vec::new();
    for place in places::cards(step, base) {
        if but.contains(&place.card.name) {
            continue;
        }
        if place.card.level == Level::Essential {
            views.push(open(wizard, &place, None));
        } else {
            unused.push(place.clone());
            views.push(optional(wizard, place));
        }
    }
    let left = places::leftovers(step, base);
    let left =
        (!left.is_empty()).then(|| shelf::fields(Vec::new(), left, &base.key("more"), false));
    let shelf = move || {
        let mut buttons = Vec::new();
        for place in &unused {
            if is_used(wizard, place) {
                continue;
            }
            if place.card.is_by_field {
                for field in place.first() {
                    buttons.push(opener(wizard, place, Some(&field)));
                }
            } else {
                buttons.push(opener(wizard, place, None));
            }
        }
        (!buttons.is_empty()).then(|| view! { <div class="shelf">{buttons}</div> }.into_any())
    };
    view! {
        {views}
        {left}
        {dynamic(shelf)}
    }
    .into_any()
}

/// Whether a card has anything to show; tracked.
fn is_used(wizard: Wizard, place: &CardPlace) -> bool {
    wizard.opened(&place.key()).get()
        || place
            .first()
            .iter()
            .any(|place| wizard.is_used(&place.path))
        || place.more().iter().any(|place| wizard.is_used(&place.path))
}

/// What is worth knowing of a card beside its heading; tracked.
fn note(wizard: Wizard, name: &'static str) -> String {
    match name {
        "resources" => match wizard.running_nodes() {
            0 => crate::text::wizard::resources::note().to_owned(),
            nodes => crate::text::wizard::resources::note_nodes(nodes),
        },
        "node_selector" => match wizard.forecast.with(|nodes| nodes.len()) {
            0 => String::new(),
            all => crate::text::wizard::nodes::note(wizard.running_nodes(), all),
        },
        name => labels::card_note(name).to_owned(),
    }
}

/// A card with its fields.
fn open(wizard: Wizard, place: &CardPlace, actions: Option<AnyView>) -> AnyView {
    let name = place.card.name;
    let mut first = place.first();
    let mut more = place.more();
    // The heading of a first field would say the name of its card twice.
    let class = match first.first() {
        Some(first) if first.label() == labels::card(name) => "card-says-it",
        _ => "",
    };
    if place.card.is_by_field {
        more = first;
        first = Vec::new();
    }
    let body = shelf::fields(first, more, &place.key(), false);
    let actions = actions.unwrap_or_else(|| ().into_any());
    view! {
        <div class=class id=place.key().to_string()>
            <Card
                heading=labels::card(name)
                note=Signal::derive(move || note(wizard, name))
                actions
            >
                {body}
            </Card>
        </div>
    }
    .into_any()
}

/// How an optional card is drawn. Numbers, because each type that is remembered compiles anew.
const HIDDEN: usize = 0;
const CLOSED: usize = 1;
const OPEN: usize = 2;

/// A card that is drawn once it is used: open, or one line.
fn optional(wizard: Wizard, place: CardPlace) -> AnyView {
    let opened = wizard.opened(&place.key());
    let shown = {
        let place = place.clone();
        memo(move || match (is_used(wizard, &place), opened.get()) {
            (false, _) => HIDDEN,
            (true, false) => CLOSED,
            (true, true) => OPEN,
        })
    };
    dynamic(move || match shown.get() {
        OPEN => {
            let close = view! {
                <Button
                    look=Look::Quiet
                    expanded=Signal::derive(|| Some(true))
                    on_press=move |()| opened.set(false)
                >
                    {words::close()}
                </Button>
            };
            open(wizard, &place, Some(close.into_any()))
        }
        CLOSED => closed(wizard, &place),
        _ => ().into_any(),
    })
}

/// A card in one line.
fn closed(wizard: Wizard, place: &CardPlace) -> AnyView {
    let opened = wizard.opened(&place.key());
    let id = place.key().to_string();
    let target = id.clone();
    let open = move |_| {
        opened.set(true);
        let id = target.clone();
        request_animation_frame(move || focus_into(&id));
    };
    let summary = {
        let place = place.clone();
        memo(move || summary_of(wizard, &place))
    };
    let is_wrong = {
        let place = place.clone();
        memo(move || {
            let fields = [place.first(), place.more()].concat();
            fields.iter().any(|field| wizard.is_wrong(&field.path))
        })
    };
    view! {
        <button type="button" class="card card-closed" id=id aria-expanded="false" on:click=open>
            <span class="card-heading">{labels::card(place.card.name)}</span>
            <span class="card-summary">{shown(summary.into())}</span>
            {dynamic(move || {
                is_wrong.get().then(|| {
                    view! {
                        <i class="severity severity-error" aria-hidden="true"></i>
                        <span class="visually-hidden">{words::has_problems()}</span>
                    }
                })
            })}
            <Icon shape=Shape::ChevronRight/>
        </button>
    }
    .into_any()
}

/// What a card holds, in one line; tracked.
fn summary_of(wizard: Wizard, place: &CardPlace) -> String {
    let fields = [place.first(), place.more()].concat();
    let is_one = fields.len() == 1;
    let mut text = String::new();
    for field in &fields {
        let Some(value) = wizard.document.with(|document| document.get(&field.path)) else {
            continue;
        };
        if !text.is_empty() {
            text.push_str(" · ");
        }
        if !is_one {
            text.push_str(field.label());
            text.push(' ');
        }
        text.push_str(&summary::brief(&value));
    }
    summary::cut(text)
}

/// The button on the shelf that opens a card, at one of its fields or, where it has one list alone, with its
/// first row.
fn opener(wizard: Wizard, place: &CardPlace, field: Option<&Place>) -> AnyView {
    let opened = wizard.opened(&place.key());
    let first = place.first();
    let (target, inner, label) = match (field, first.as_slice()) {
        (Some(field), _) => (&field.path, Some(&field.path), field.label()),
        (None, [only]) => (&only.path, Some(&only.path), labels::card(place.card.name)),
        (None, _) => (&place.key(), None, labels::card(place.card.name)),
    };
    let id = target.to_string();
    let inner = inner.map(|inner| wizard.opened(inner));
    let open = move |()| {
        opened.set(true);
        if let Some(inner) = inner {
            inner.set(true);
        }
        let id = id.clone();
        request_animation_frame(move || focus_into(&id));
    };
    view! {
        <Button look=Look::Quiet on_press=open>
            <Icon shape=Shape::Plus/>
            {label}
        </Button>
    }
    .into_any()
}

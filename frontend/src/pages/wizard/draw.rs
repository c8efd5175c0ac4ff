//! Draws fields as the catalogue and the schema say. A few kinds of control draw everything, so a field that
//! nobody laid out has one too.

pub mod amounts;
pub mod cards;
pub mod items;
pub mod keys;
pub mod paste;
pub mod shelf;
pub mod structure;
pub mod suggestions;
pub mod texts;

use leptos::prelude::*;
use manifest::ScalarKind;
use manifest::schema::Kind;

use super::catalogue::Place;
use super::catalogue::traits::{self, Reference};
use super::control::{Checkbox, Entries, ValueSelect, ValueText};
use super::registry::Registry;
use super::state::Wizard;
use super::volumes::claim;
use crate::text::wizard::draw as words;
use crate::ui::Choice;

/// The control of a field, whatever it holds.
#[must_use]
pub fn control(place: &Place) -> AnyView {
    let wizard = Wizard::expect();
    let (owner, name) = (place.owner.name, place.field.name);
    if let Some(known) = traits::words(owner, place.field) {
        return choice(wizard, place, plain(known));
    }
    if traits::reference(owner, name) == Some(Reference::Volume) {
        // A name that is typed letter by letter would be another volume's, or none's, on its way.
        let volumes = suggestions::of(wizard, place);
        let choices = Signal::derive(move || {
            let mut choices = Vec::new();
            for volume in volumes.get() {
                choices.push(Choice::plain(volume));
            }
            choices
        });
        return choice(wizard, place, choices);
    }
    match place.field.kind {
        Kind::Boolean if place.field.is_pointer() => {
            choice(wizard, place, plain(&["true", "false"]))
        }
        Kind::Boolean => {
            view! { <Checkbox label=place.label() path=place.path.clone() help=place.help()/> }
                .into_any()
        }
        Kind::Struct(of) if (owner, name) == ("Container", "resources") => {
            amounts::amounts(&place.path, of)
        }
        Kind::Struct(of) => structure::optional(place, of),
        Kind::List(list) => match list.item {
            Kind::Struct(of) => items::items(place, of),
            item => texts::texts(place, scalar_kind(item)),
        },
        Kind::Map(item) => map(wizard, place, scalar_kind(*item)),
        Kind::Raw => ().into_any(),
        kind => text(wizard, place, scalar_kind(kind)),
    }
}

/// How what is typed for a field of this kind is meant.
fn scalar_kind(kind: Kind) -> ScalarKind {
    match kind {
        Kind::Int32 | Kind::Int64 | Kind::Quantity | Kind::IntOrString => ScalarKind::Number,
        Kind::Boolean => ScalarKind::Boolean,
        _ => ScalarKind::String,
    }
}

/// What holds while nothing is typed: what the API server fills in, where that is known.
fn unset(wizard: Wizard, place: &Place) -> Signal<String> {
    let (path, name) = (place.path.clone(), place.field.name);
    let hint = traits::hint(place.owner.name, name);
    Signal::derive(move || match wizard.stored(&path) {
        Some(stored) if traits::is_file_mode(name) => octal(&stored),
        Some(stored) => stored,
        None => hint.to_owned(),
    })
}

/// A file mode as one writes it: `0644` for 420.
fn octal(decimal: &str) -> String {
    decimal
        .parse::<u32>()
        .map_or_else(|_| decimal.to_owned(), |mode| format!("0{mode:o}"))
}

fn text(wizard: Wizard, place: &Place, kind: ScalarKind) -> AnyView {
    let path = place.path.clone();
    let placeholder = unset(wizard, place);
    let help = place.help();
    let suggestions = suggestions::of(wizard, place);
    let locked = wizard.is_locked(&path);
    if traits::reference(place.owner.name, place.field.name) == Some(Reference::Image) {
        let registry = Registry::follow(wizard, &path);
        let suggestions = Signal::derive(move || {
            let mut all = suggestions.get();
            all.extend(registry.suggestions());
            all
        });
        return view! {
            <ValueText label=place.label() path placeholder help suggestions locked kind/>
            {registry.note(wizard)}
        }
        .into_any();
    }
    if traits::reference(place.owner.name, place.field.name) == Some(Reference::Claim) {
        let note = claim::note(wizard, &path);
        return view! {
            <ValueText label=place.label() path placeholder help suggestions locked kind/>
            {note}
        }
        .into_any();
    }
    if traits::is_called(place.owner.name, place.field.name) {
        let on_input = wizard.rename_at(&path);
        view! { <ValueText label=place.label() path placeholder help suggestions locked on_input/> }
            .into_any()
    } else {
        view! { <ValueText label=place.label() path placeholder help suggestions locked kind/> }
            .into_any()
    }
}

/// Words as choices that are called what they are. An empty one stands for "not written".
fn plain(known: &'static [&'static str]) -> Signal<Vec<Choice>> {
    let mut choices = Vec::new();
    for word in known {
        if !word.is_empty() {
            choices.push(Choice::plain(*word));
        }
    }
    choices.into()
}

fn choice(wizard: Wizard, place: &Place, choices: Signal<Vec<Choice>>) -> AnyView {
    let path = place.path.clone();
    let holds = unset(wizard, place);
    let unset = Signal::derive(move || {
        let holds = holds.get();
        if holds.is_empty() {
            words::unset().to_owned()
        } else {
            words::default(holds)
        }
    });
    let kind = scalar_kind(place.field.kind);
    view! { <ValueSelect label=place.label() path unset choices help=place.help() kind/> }
        .into_any()
}

fn map(wizard: Wizard, place: &Place, kind: ScalarKind) -> AnyView {
    let (keys, values) = suggestions::of_map(wizard, place);
    view! {
        <h3 class="form-heading">{place.label()}</h3>
        <Entries
            label=place.label()
            path=place.path.clone()
            empty=place.help()
            add=words::add_entry()
            locked=wizard.is_locked(&place.path)
            keys
            values
            kind
        />
    }
    .into_any()
}

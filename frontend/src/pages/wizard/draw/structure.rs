//! A struct: its fields in the order of its layout, the unused ones on its shelf, and of a union the one that is
//! chosen.

use leptos::prelude::*;
use manifest::schema::{Kind, Struct};
use manifest::{Document, FieldPath};
use serde_json::{Value, json};

use super::shelf;
use crate::pages::wizard::catalogue::{Place, labels, layouts, others, places};
use crate::pages::wizard::control::{Group, Optional};
use crate::pages::wizard::state::Wizard;
use crate::state::document::Origin;
use crate::text::wizard::draw as words;
use crate::ui::{Choice, Select};

/// How many fields a struct without a layout shows whether they are used or not.
const SHORT: usize = 6;

/// A struct that may not be there: a button that opens it, or its fields under their heading.
#[must_use]
pub fn optional(place: &Place, of: &'static Struct) -> AnyView {
    let (path, label) = (place.path.clone(), place.label());
    let help = place.help();
    view! {
        <Optional path=place.path.clone() add=label remove=words::remove(label)>
            <fieldset class="part">
                <legend class="part-legend">{label}</legend>
                <p class="field-help">{help}</p>
                {within(&path, of)}
            </fieldset>
        </Optional>
    }
    .into_any()
}

/// The fields of a struct, with the problems that none of them shows.
#[must_use]
pub fn within(path: &FieldPath, of: &'static Struct) -> AnyView {
    let (path, fields) = (path.clone(), fields(path, of, &[]));
    view! { <Group path>{fields}</Group> }.into_any()
}

/// The fields of a struct but for some that are shown elsewhere.
#[must_use]
pub fn fields(path: &FieldPath, of: &'static Struct, but: &[&str]) -> AnyView {
    let layout = layouts::layout(of.name);
    let one_of = layout.and_then(|layout| layout.one_of);
    let alternatives = one_of
        .map(|usual| alternatives(of, usual))
        .unwrap_or_default();
    let mut rest = others(of, &[but, &alternatives]);
    rest.retain(|name| !places::is_not_typed(of.name, name));
    let is_first = |name: &&str| match layout {
        Some(layout) => layout.first.contains(name),
        None => {
            of.fields.len() <= SHORT || of.field(name).is_some_and(|field| !field.omits_empty())
        }
    };
    let mut first = Vec::new();
    if let Some(layout) = layout {
        first.extend(
            layout
                .first
                .iter()
                .copied()
                .filter(|name| !but.contains(name)),
        );
    } else {
        first.extend(rest.iter().copied().filter(is_first));
    }
    rest.retain(|name| !first.contains(name));
    let union = one_of.map(|_| union(path, of, alternatives));
    view! {
        {union}
        {shelf::fields(placed(of, path, &first), placed(of, path, &rest), &path.key("more"))}
    }
    .into_any()
}

fn placed(of: &'static Struct, path: &FieldPath, names: &[&str]) -> Vec<Place> {
    let mut found = Vec::new();
    for name in names {
        found.extend(Place::of(of, path, name));
    }
    found
}

/// What a union is one of: the usual ones first, then all others.
fn alternatives(of: &'static Struct, usual: &[&'static str]) -> Vec<&'static str> {
    let mut all = usual.to_vec();
    for name in others(of, &[usual]) {
        if matches!(of.field(name), Some(field) if matches!(field.kind, Kind::Struct(_))) {
            all.push(name);
        }
    }
    all
}

/// The choice of a union and the fields of what is chosen. Those that are written beside it, which the API server
/// refuses, are shown as well.
fn union(path: &FieldPath, of: &'static Struct, alternatives: Vec<&'static str>) -> AnyView {
    let wizard = Wizard::expect();
    let path = path.clone();
    let all = alternatives.clone();
    let written = {
        let path = path.clone();
        Memo::new(move |_| {
            wizard
                .document
                .with(|document| written(document, &path, &all))
        })
    };
    let chosen = Signal::derive(move || {
        written.with(|written| written.first().copied().unwrap_or_default().to_owned())
    });
    let mut choices = vec![Choice::new("", words::nothing_chosen())];
    for name in &alternatives {
        choices.push(Choice::new(*name, labels::label(of.name, name)));
    }
    let choose = {
        let path = path.clone();
        move |chosen: String| {
            wizard.document.edit(Origin::Act, |document| {
                change(document, &path, of, &alternatives, &chosen)
            });
        }
    };
    let id = format!("{path}-kind");
    let details = move || {
        let mut views = Vec::new();
        for name in written.get() {
            if let Some(Kind::Struct(inner)) = of.field(name).map(|field| field.kind) {
                views.push(within(&path.key(name), inner));
            }
        }
        views
    };
    view! {
        <Select
            label=labels::label(of.name, "kind")
            value=chosen
            choices
            on_choose=choose
            id
        />
        {details}
    }
    .into_any()
}

/// Which alternatives of a union a document has, in its own order.
fn written(
    document: &Document,
    path: &FieldPath,
    alternatives: &[&'static str],
) -> Vec<&'static str> {
    let mut found = Vec::new();
    for key in document.keys(path) {
        found.extend(alternatives.iter().copied().find(|name| *name == key));
    }
    found
}

/// Makes a union what was chosen: nothing of another kind stays.
fn change(
    document: &mut Document,
    path: &FieldPath,
    of: &'static Struct,
    alternatives: &[&'static str],
    chosen: &str,
) -> Result<(), manifest::EditError> {
    let before = written(document, path, alternatives);
    if before == [chosen] {
        return Ok(());
    }
    if let Some(Kind::Struct(inner)) = of.field(chosen).map(|field| field.kind) {
        document.set(&path.key(chosen), blank(inner))?;
    }
    for name in before {
        if name != chosen {
            document.remove(&path.key(name))?;
        }
    }
    Ok(())
}

/// What a struct begins as: its first text, empty, so that what is typed stands where one expects it.
#[must_use]
pub fn blank(of: &'static Struct) -> Value {
    let first = layouts::layout(of.name)
        .and_then(|layout| layout.first.first())
        .and_then(|name| of.field(name));
    match first {
        Some(field) if matches!(field.kind, Kind::String) && !field.omits_empty() => {
            let mut blank = json!({});
            blank[field.name] = "".into();
            blank
        }
        _ => json!({}),
    }
}

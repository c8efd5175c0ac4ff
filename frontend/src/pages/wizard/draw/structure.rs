//! A struct: its fields in the order of its layout, the unused ones on its shelf, and of a union the one that is
//! chosen.

use leptos::prelude::*;
use manifest::schema::{Kind, Struct};
use manifest::{Document, FieldPath};
use serde_json::{Value, json};

use super::shelf;
use crate::pages::wizard::catalogue::{Place, labels, layouts, names, others, places};
use crate::pages::wizard::control::Group;
use crate::pages::wizard::state::Wizard;
use crate::reactive::{dynamic, effect, memo};
use crate::state::document::Origin;
use crate::text::wizard::draw as words;
use crate::ui::{Button, Choice, Icon, Look, Select, Shape};

/// How many fields a struct without a layout shows whether they are used or not.
const SHORT: usize = 6;

/// A struct that may not be there: a button that opens it, or its fields under their heading. Opening it writes
/// nothing; taking it away removes everything in it.
#[must_use]
pub fn optional(place: &Place, of: &'static Struct) -> AnyView {
    let wizard = Wizard::expect();
    let (path, label, help) = (place.path.clone(), place.label(), place.help());
    let opened = wizard.opened(&path);
    let exists = {
        let path = path.clone();
        memo(move || wizard.document.has(&path))
    };
    let is_open = memo(move || opened.get() || exists.get());
    // What the text has once had stays open when it is emptied: one may be typing it anew.
    effect(move || {
        if exists.get() {
            opened.set(true);
        }
    });
    dynamic(move || {
        if !is_open.get() {
            return shelf::opener(wizard, label.to_owned(), &path);
        }
        let taken = path.clone();
        let take_away = move |()| {
            wizard.document.remove(&taken);
            opened.set(false);
        };
        let fields = within(&path, of);
        view! {
            <div class="part" role="group" aria-label=label>
                <div class="part-head">
                    <p class="part-name">{label}</p>
                    <p class="field-help">{help}</p>
                    <Button look=Look::Quiet label=words::remove(label) on_press=take_away>
                        <Icon shape=Shape::Close/>
                    </Button>
                </div>
                {fields}
            </div>
        }
        .into_any()
    })
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
        .map(|usual| alternatives(of, names(usual)))
        .unwrap_or_default();
    let mut rest = others(of, &[but, &alternatives]);
    rest.retain(|name| !places::is_not_typed(of.name, name));
    let mut first = match layout {
        Some(layout) => names(layout.first),
        None => rest.clone(),
    };
    first.retain(|name| {
        let is_short = of.fields.len() <= SHORT;
        let is_needed = || of.field(name).is_some_and(|field| !field.omits_empty());
        !but.contains(name) && (layout.is_some() || is_short || is_needed())
    });
    rest.retain(|name| !first.contains(name));
    // A name comes before what is named.
    let is_named = first == ["name"];
    let is_row = layout.is_some_and(|layout| layout.is_row);
    let union = one_of.map(|_| union(path, of, alternatives));
    let (before, after) = if is_named {
        (None, union)
    } else {
        (union, None)
    };
    view! {
        {before}
        {shelf::fields(placed(of, path, &first), placed(of, path, &rest), &path.key("more"), is_row)}
        {after}
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
fn alternatives(of: &'static Struct, usual: Vec<&'static str>) -> Vec<&'static str> {
    let mut all = usual.clone();
    for name in others(of, &[&usual]) {
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
        memo(move || {
            wizard
                .document
                .with(|document| written(document, &path, &all))
        })
    };
    let chosen = Signal::derive(move || {
        written.with(|written| written.first().cloned().unwrap_or_default())
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
            if let Some(Kind::Struct(inner)) = of.field(&name).map(|field| field.kind) {
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
        {dynamic(details)}
    }
    .into_any()
}

/// Which alternatives of a union a document has, in its own order.
fn written(document: &Document, path: &FieldPath, alternatives: &[&'static str]) -> Vec<String> {
    let mut keys = document.keys(path);
    keys.retain(|key| alternatives.contains(&key.as_str()));
    keys
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
    let first = layouts::layout(of.name).map(|layout| names(layout.first));
    let first = first.and_then(|names| of.field(names.first()?));
    match first {
        Some(field) if matches!(field.kind, Kind::String) && !field.omits_empty() => {
            let mut blank = json!({});
            blank[field.name] = "".into();
            blank
        }
        _ => json!({}),
    }
}

//! Lines of names and values, under a label or alone.

use leptos::prelude::*;
use manifest::json::items;
use serde_json::Value;

use super::words::Line;

/// A line for each item of a list.
#[must_use]
pub fn list(of: &Value, line: fn(&Value) -> Line) -> Vec<Line> {
    let mut lines = Vec::new();
    for item in items(of) {
        lines.push(line(item));
    }
    lines
}

/// The lines. Without any it says `none`, and nothing where that is empty.
#[component]
pub fn Facts(
    /// What they are; a term of the list that this stands in. None stand in no list.
    #[prop(optional)]
    label: &'static str,
    /// The lines.
    lines: Vec<Line>,
    /// What is said where there are none.
    #[prop(optional)]
    none: &'static str,
) -> AnyView {
    let mut drawn: Vec<AnyView> = Vec::new();
    for (name, value) in lines {
        if name.is_empty() && value.is_empty() {
            continue;
        }
        let name = (!name.is_empty()).then(|| view! { <code>{name}</code> });
        drawn.push(
            view! { <div class="contents-line">{name} <span>{value}</span></div> }.into_any(),
        );
    }
    if drawn.is_empty() && none.is_empty() {
        return ().into_any();
    }
    if drawn.is_empty() {
        drawn.push(view! { <span class="contents-none">{none}</span> }.into_any());
    }
    if label.is_empty() {
        return view! { <div>{drawn}</div> }.into_any();
    }
    view! { <dt>{label}</dt> <dd>{drawn}</dd> }.into_any()
}

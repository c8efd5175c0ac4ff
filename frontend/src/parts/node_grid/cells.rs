//! The cells of one zone, written to the document by hand.
//!
//! A view and an effect for each of 5,000 cells would cost megabytes and milliseconds; here a change
//! compares class names and writes those that differ.

use std::collections::BTreeSet;

use contract::NodeRow;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::legend::{Entry, class, entries};
use super::words::{self, Tense};

/// The cells.
#[component]
pub fn Cells(
    /// The nodes, by name.
    nodes: Memo<Vec<NodeRow>>,
    /// Whether the grid says what will be or what is.
    tense: Tense,
    /// The entry of the legend that is looked at alone.
    only: RwSignal<Option<Entry>>,
    /// The name of the node under the pointer.
    hovered: RwSignal<Option<String>>,
    /// The names of the nodes that are chosen by clicking; none where nodes cannot be chosen.
    chosen: Option<RwSignal<BTreeSet<String>>>,
) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    Effect::new(move |drawn: Option<Vec<String>>| {
        let Some(element) = element.get() else {
            return Vec::new();
        };
        let chosen = chosen.map(|chosen| chosen.get()).unwrap_or_default();
        let classes: Vec<String> = nodes.with(|nodes| {
            only.with(|only| {
                nodes
                    .iter()
                    .map(|node| cell(node, tense, only.as_ref(), chosen.contains(&node.name)))
                    .collect()
            })
        });
        write(&element, &drawn.unwrap_or_default(), &classes);
        classes
    });
    let summary =
        move || nodes.with(|nodes| words::summary(&entries(nodes, tense), tense, nodes.len()));
    let node_under = move |target: Option<web_sys::EventTarget>| {
        let target = target?.dyn_into::<web_sys::Element>().ok()?;
        let parent = target.parent_element()?;
        if Some(&*parent) != element.get_untracked().as_deref().map(AsRef::as_ref) {
            return None;
        }
        let mut position = 0;
        let mut before = target.previous_element_sibling();
        while let Some(sibling) = before {
            position += 1;
            before = sibling.previous_element_sibling();
        }
        nodes.with_untracked(|nodes| nodes.get(position).map(|node| node.name.clone()))
    };
    let choose = move |target: Option<web_sys::EventTarget>| {
        if let (Some(chosen), Some(name)) = (chosen, node_under(target)) {
            toggle(chosen, name);
        }
    };
    view! {
        <div
            class="cells"
            class:cells-choice=chosen.is_some()
            role="img"
            aria-label=summary
            node_ref=element
            on:pointerover=move |event| hovered.set(node_under(event.target()))
            on:pointerleave=move |_| hovered.set(None)
            on:click=move |event| choose(event.target())
        ></div>
    }
}

/// Chooses a node, or no longer.
pub fn toggle(chosen: RwSignal<BTreeSet<String>>, name: String) {
    chosen.update(|chosen| {
        if !chosen.remove(&name) {
            chosen.insert(name);
        }
    });
}

/// The class names of a node's cell.
fn cell(node: &NodeRow, tense: Tense, only: Option<&Entry>, is_chosen: bool) -> String {
    let dim = only.is_some_and(|entry| !entry.holds(node, tense));
    let end = if dim { " cell-dim" } else { "" };
    let choice = if is_chosen { " cell-chosen" } else { "" };
    format!("cell {}{end}{choice}", class(node.state))
}

/// Makes the children of `element` have these classes; `drawn` is what they have.
fn write(element: &web_sys::Element, drawn: &[String], classes: &[String]) {
    let mut child = element.first_element_child();
    for (position, class) in classes.iter().enumerate() {
        match child {
            Some(cell) => {
                if drawn.get(position) != Some(class) {
                    cell.set_class_name(class);
                }
                child = cell.next_element_sibling();
            }
            None => {
                if let Ok(cell) = document().create_element("i") {
                    cell.set_class_name(class);
                    // An element that was just made can be put anywhere.
                    let _ = element.append_child(&cell);
                }
            }
        }
    }
    while let Some(cell) = child {
        child = cell.next_element_sibling();
        cell.remove();
    }
}

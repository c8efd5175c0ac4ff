//! The cells of one zone, written to the document by hand.
//!
//! A view and an effect for each of 5,000 cells would cost megabytes and milliseconds; here a change
//! compares class names and writes those that differ.

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
) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    Effect::new(move |drawn: Option<Vec<String>>| {
        let Some(element) = element.get() else {
            return Vec::new();
        };
        let classes: Vec<String> = nodes.with(|nodes| {
            only.with(|only| {
                nodes
                    .iter()
                    .map(|node| cell(node, tense, only.as_ref()))
                    .collect()
            })
        });
        write(&element, &drawn.unwrap_or_default(), &classes);
        classes
    });
    let summary =
        move || nodes.with(|nodes| words::summary(&entries(nodes, tense), tense, nodes.len()));
    let node_under = move |event: web_sys::PointerEvent| {
        let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
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
    view! {
        <div
            class="cells"
            role="img"
            aria-label=summary
            node_ref=element
            on:pointerover=move |event| hovered.set(node_under(event))
            on:pointerleave=move |_| hovered.set(None)
        ></div>
    }
}

/// The class names of a node's cell.
fn cell(node: &NodeRow, tense: Tense, only: Option<&Entry>) -> String {
    let dim = only.is_some_and(|entry| !entry.holds(node, tense));
    let end = if dim { " cell-dim" } else { "" };
    format!("cell {}{end}", class(node.state))
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

//! The cells of one zone: a picture that is drawn anew when something in it changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use contract::NodeRow;
use leptos::html;
use leptos::prelude::*;

use crate::reactive::{effect, memo};
use wasm_bindgen::{JsCast, JsValue};

use super::OpenNode;
use super::legend::{Entry, entries};
use super::paint::{Look, Palette, Tiles, paint};
use super::room;
use super::sheet::{Scale, Sheet};
use super::words::{self, Tense};

/// The cells.
#[component]
pub fn Cells(
    /// All nodes, by name.
    nodes: Signal<Arc<Vec<NodeRow>>>,
    /// Those of the zone, by their positions among all.
    own: Memo<Vec<usize>>,
    /// Whether the grid says what will be or what is.
    tense: Tense,
    /// The colours.
    palette: Memo<Palette>,
    /// The entry of the legend that is looked at alone.
    only: RwSignal<Option<Entry>>,
    /// The name of the node under the pointer.
    hovered: RwSignal<Option<String>>,
    /// The names of the nodes that are chosen by clicking; none where nodes cannot be chosen.
    chosen: Option<RwSignal<BTreeSet<String>>>,
) -> impl IntoView {
    let ruler = NodeRef::<html::Div>::new();
    let canvas = NodeRef::<html::Canvas>::new();
    let room = room::follow(ruler);
    let scale = memo(move || Scale::of(nodes.with(|nodes| nodes.len())));
    let sheet = memo(move || {
        let (width, ratio) = room.get();
        own.with(|own| Sheet::new(own.len(), scale.get(), width, ratio))
    });
    let looks = memo(move || {
        with_own(nodes, own, |nodes| {
            only.with(|only| {
                let look = |node: &&NodeRow| Look {
                    state: node.state,
                    is_dim: only.as_ref().is_some_and(|only| !only.holds(node, tense)),
                };
                nodes.iter().map(look).collect::<Vec<_>>()
            })
        })
    });
    let outlined = memo(move || {
        let Some(chosen) = chosen else {
            return Vec::new();
        };
        chosen.with(|chosen| {
            if chosen.is_empty() {
                return Vec::new();
            }
            with_own(nodes, own, |nodes| {
                let nodes = nodes.iter().enumerate();
                let chosen = nodes.filter(|(_, node)| chosen.contains(&node.name));
                chosen.map(|(position, _)| position).collect()
            })
        })
    });
    let pointed = RwSignal::new(None::<usize>);
    let tiles = StoredValue::new_local(Tiles::default());
    effect(move || {
        let (Some(canvas), Some(sheet)) = (canvas.get(), sheet.get()) else {
            return;
        };
        palette.with(|palette| {
            looks.with(|looks| {
                outlined.with(|chosen| {
                    let outlined = (chosen.as_slice(), pointed.get());
                    tiles.update_value(|tiles| {
                        // What a browser cannot draw it leaves out, and the table says the same in words.
                        let _ = draw(&canvas, &sheet, (palette, tiles), looks, outlined);
                    });
                });
            });
        });
    });
    let summary = move || {
        with_own(nodes, own, |nodes| {
            words::summary(&entries(nodes, tense), tense, nodes.len())
        })
    };
    let name_at = move |position: usize| {
        let position = own.with_untracked(|own| own.get(position).copied())?;
        nodes.with_untracked(|nodes| nodes.get(position).map(|node| node.name.clone()))
    };
    let under = move |event: &web_sys::PointerEvent| {
        let sheet = sheet.get_untracked()?;
        let position = sheet.position(event.offset_x(), event.offset_y())?;
        let is_there = own.with_untracked(|own| position < own.len());
        is_there.then_some(position)
    };
    let point = move |position: Option<usize>| {
        if pointed.get_untracked() != position {
            pointed.set(position);
            hovered.set(position.and_then(name_at));
        }
    };
    let open = use_context::<OpenNode>();
    let choose = move |event: &web_sys::PointerEvent| {
        let Some(name) = under(event).and_then(name_at) else {
            return;
        };
        match (chosen, open) {
            (Some(chosen), _) => toggle(chosen, name),
            (None, Some(OpenNode(open))) => open.run(name),
            (None, None) => {}
        }
    };
    let is_choice = chosen.is_some() || open.is_some();
    view! {
        <div class="cells">
            <div node_ref=ruler></div>
            <canvas
                class:cells-choice=Signal::derive(move || is_choice && pointed.get().is_some())
                role="img"
                aria-label=summary
                node_ref=canvas
                on:pointermove=move |event| point(under(&event))
                on:pointerleave=move |_| point(None)
                on:click=move |event| choose(event.unchecked_ref())
            ></canvas>
        </div>
    }
}

/// Reads the nodes of the zone; tracked.
pub(super) fn with_own<T>(
    nodes: Signal<Arc<Vec<NodeRow>>>,
    own: Memo<Vec<usize>>,
    read: impl FnOnce(&[&NodeRow]) -> T,
) -> T {
    nodes.with(|nodes| {
        own.with(|own| {
            let own: Vec<_> = own.iter().filter_map(|at| nodes.get(*at)).collect();
            read(&own)
        })
    })
}

/// Chooses a node, or no longer.
pub fn toggle(chosen: RwSignal<BTreeSet<String>>, name: String) {
    chosen.update(|chosen| {
        if !chosen.remove(&name) {
            chosen.insert(name);
        }
    });
}

/// Makes the canvas as large as the sheet and draws the cells on it.
fn draw(
    canvas: &web_sys::HtmlCanvasElement,
    sheet: &Sheet,
    colours: (&Palette, &mut Tiles),
    looks: &[Look],
    outlined: (&[usize], Option<usize>),
) -> Result<(), JsValue> {
    // To set a size makes a new picture, even if it is the same.
    if (canvas.width(), canvas.height()) != (sheet.width, sheet.height) {
        canvas.set_width(sheet.width);
        canvas.set_height(sheet.height);
    }
    let width = sheet.width_on_page();
    web_sys::HtmlElement::style(canvas).set_property("width", &width)?;
    let Some(context) = canvas.get_context("2d")? else {
        return Ok(());
    };
    paint(context.unchecked_ref(), sheet, colours, looks, outlined)
}

//! The node grid: one cell a node, coloured and shaped by what happens there, with a legend that
//! counts and filters. The same cells in the same order in the forecast and in the live rollout.
//!
//! The cells are a picture to a screen reader; the table beneath them says the same in words.

pub mod cells;
pub mod grouping;
pub mod legend;
pub mod paint;
pub mod room;
pub mod sheet;
pub mod table;
pub mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use contract::NodeRow;
use leptos::prelude::*;

use crate::parts::strip::StripBar;
use crate::reactive::{dynamic, memo};
use crate::state::theme::ThemeChoice;
use crate::text::common::grid;
use crate::ui::NamedRows;
use crate::ui::{Icon, Shape};
use cells::{Cells, with_own};
use grouping::{Group, group};
use legend::{Entry, Legend};
use paint::Palette;
use table::NodeTable;
use words::Tense;

/// Above so many nodes the zones start folded.
const FOLD_ABOVE: usize = 2_000;

/// Opens a node by its name, as a context: where it is there, a cell and a row of the table lead to it.
#[derive(Clone, Copy, Debug)]
pub struct OpenNode(pub Callback<String>);

/// The grid with its legend and its table.
#[component]
pub fn NodeGrid(
    /// The nodes, by name.
    #[prop(into)]
    nodes: Signal<Arc<Vec<NodeRow>>>,
    /// Whether it says what will be or what is.
    #[prop(optional)]
    tense: Tense,
    /// What stands at the end of an entry of the legend: the one-click answer to a reason.
    #[prop(into, optional)]
    answer: Option<Callback<Entry, Option<AnyView>>>,
    /// The names of the nodes that are chosen by clicking; none where nodes cannot be chosen.
    #[prop(into, optional)]
    chosen: Option<RwSignal<BTreeSet<String>>>,
) -> impl IntoView {
    let only = RwSignal::new(None::<Entry>);
    let hovered = RwSignal::new(None::<String>);
    let groups = memo(move || nodes.with(|nodes| group(nodes)));
    let zones = memo(move || {
        groups.with(|groups| {
            groups
                .iter()
                .map(|group| group.zone.clone())
                .collect::<Vec<_>>()
        })
    });
    let theme = ThemeChoice::expect();
    let palette = memo(move || {
        theme.track_colours();
        Palette::read()
    });
    let under_pointer = move || {
        let name = hovered.get()?;
        nodes.with(|nodes| {
            let at = nodes.binary_search_by(|node| node.name.cmp(&name)).ok()?;
            Some(words::one_line(nodes.get(at)?, tense))
        })
    };
    view! {
        <div class="node-grid">
            <div class="node-grid-zones">
                <NamedRows
                    names=zones
                    row=Callback::new(move |zone| {
                        view! { <Zone nodes groups zone tense palette only hovered chosen/> }
                            .into_any()
                    })
                />
            </div>
            <p class="node-grid-pointer" aria-hidden="true">
                {dynamic(move || under_pointer().unwrap_or_else(|| grid::hint().to_owned()))}
            </p>
            <Legend nodes tense only answer/>
            <NodeTable nodes tense only chosen/>
        </div>
    }
}

/// The cells of one zone, with its name where there are several.
#[component]
fn Zone(
    /// All nodes, by name.
    nodes: Signal<Arc<Vec<NodeRow>>>,
    /// All zones.
    groups: Memo<Vec<Group>>,
    /// The name of this one; empty for the nodes that have none.
    zone: String,
    /// Whether the grid says what will be or what is.
    tense: Tense,
    /// The colours.
    palette: Memo<Palette>,
    /// The entry of the legend that is looked at alone.
    only: RwSignal<Option<Entry>>,
    /// The name of the node under the pointer.
    hovered: RwSignal<Option<String>>,
    /// The names of the nodes that are chosen.
    chosen: Option<RwSignal<BTreeSet<String>>>,
) -> impl IntoView {
    let own = Memo::new({
        let zone = zone.clone();
        move |_| {
            groups.with(|groups| {
                let own = groups.iter().find(|group| group.zone == zone);
                own.map(|group| group.nodes.clone()).unwrap_or_default()
            })
        }
    });
    let count = memo(move || own.with(Vec::len));
    let (several, all) = groups.with_untracked(|groups| {
        (
            groups.len() > 1,
            groups.iter().map(|group| group.nodes.len()).sum::<usize>(),
        )
    });
    let folded = RwSignal::new(several && all > FOLD_ABOVE);
    let label = if zone.is_empty() {
        grid::no_zone().to_owned()
    } else {
        zone
    };
    let head = several.then(|| {
        view! {
            <button
                type="button"
                class="node-grid-zone-name"
                aria-expanded=Signal::derive(move || if folded.get() { "false" } else { "true" })
                on:click=move |_| folded.update(|folded| *folded = !*folded)
            >
                <Icon shape=Shape::ChevronDown/>
                <span title=label.clone()>{label.clone()}</span>
                <span class="node-grid-zone-count">{dynamic(move || count.get())}</span>
            </button>
        }
    });
    let body = move || {
        if folded.get() {
            let parts =
                Signal::derive(move || with_own(nodes, own, |nodes| legend::parts(nodes, tense)));
            let whole = Signal::derive(move || u32::try_from(count.get()).unwrap_or(u32::MAX));
            view! { <StripBar label=Signal::stored(label.clone()) whole parts/> }.into_any()
        } else {
            view! { <Cells nodes own tense palette only hovered chosen/> }.into_any()
        }
    };
    view! { <div class="node-grid-zone">{head}{dynamic(body)}</div> }
}

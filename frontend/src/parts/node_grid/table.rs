//! The grid as a table: for the keyboard, for a screen reader, and for whoever wants names.

use std::collections::BTreeSet;
use std::sync::Arc;

use contract::NodeRow;
use leptos::prelude::*;

use super::OpenNode;
use super::cells::toggle;
use super::legend::{Entry, class};
use super::words::{self, Tense};
use crate::parts::quoted::quoted;
use crate::reactive::{dynamic, memo};
use crate::text::common::grid;
use crate::ui::{Button, Look};

/// How many rows are drawn at first, and more at a time.
const PAGE: usize = 200;

/// The table, drawn only while it is open.
#[component]
pub fn NodeTable(
    /// The nodes, by name.
    nodes: Signal<Arc<Vec<NodeRow>>>,
    /// Whether the grid says what will be or what is.
    tense: Tense,
    /// The entry of the legend that is looked at alone.
    only: RwSignal<Option<Entry>>,
    /// The names of the nodes that are chosen; none where nodes cannot be chosen.
    chosen: Option<RwSignal<BTreeSet<String>>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <details
            class="node-grid-table"
            on:toggle:target=move |event| open.set(event.target().open())
        >
            <summary>{grid::as_table()}</summary>
            {dynamic(move || open.get().then(|| view! { <Rows nodes tense only chosen/> }))}
        </details>
    }
}

#[component]
fn Rows(
    /// The nodes, by name.
    nodes: Signal<Arc<Vec<NodeRow>>>,
    /// Whether the grid says what will be or what is.
    tense: Tense,
    /// The entry of the legend that is looked at alone.
    only: RwSignal<Option<Entry>>,
    /// The names of the nodes that are chosen; none where nodes cannot be chosen.
    chosen: Option<RwSignal<BTreeSet<String>>>,
) -> impl IntoView {
    let shown = RwSignal::new(PAGE);
    let wanted = memo(move || {
        only.with(|only| {
            let holds = |node: &&NodeRow| only.as_ref().is_none_or(|only| only.holds(node, tense));
            nodes.with(|nodes| nodes.iter().filter(holds).cloned().collect::<Vec<_>>())
        })
    });
    let open = use_context::<OpenNode>();
    let row = move |node: NodeRow| {
        let (words, code) = words::reason(&node.reason);
        view! {
            <tr>
                {chosen.map(|chosen| view! { <Choice chosen name=node.name.clone()/> })}
                <th scope="row">{name_of(open, node.name)}</th>
                <td>{node.zone}</td>
                <td>
                    <i class=format!("cell {}", class(node.state)) aria-hidden="true"></i>
                    " " {words::state(node.state, tense)}
                </td>
                <td>{quoted(words)} " " <code>{code}</code></td>
                <td><code>{node.pod}</code></td>
            </tr>
        }
    };
    let rows = move || {
        let nodes = wanted.get().into_iter().take(shown.get());
        nodes.map(row).collect_view()
    };
    let rest = memo(move || wanted.with(Vec::len).saturating_sub(shown.get()));
    let more = move || {
        (rest.get() > 0).then(|| {
            view! {
                <Button on_press=move |()| shown.update(|shown| *shown += PAGE)>
                    {dynamic(move || grid::more(rest.get().min(PAGE)))}
                </Button>
            }
        })
    };
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=grid::as_table()>
            <table class="table">
                <thead>
                    <tr>
                        {chosen.map(|_| view! { <th scope="col">{grid::choice()}</th> })}
                        <th scope="col">{grid::node()}</th>
                        <th scope="col">{grid::zone()}</th>
                        <th scope="col">{grid::state()}</th>
                        <th scope="col">{grid::reason()}</th>
                        <th scope="col">{grid::pod()}</th>
                    </tr>
                </thead>
                <tbody>{dynamic(rows)}</tbody>
            </table>
        </div>
        {dynamic(more)}
    }
}

/// The name of a node, which leads to it where it can be opened.
fn name_of(open: Option<OpenNode>, name: String) -> AnyView {
    let Some(OpenNode(open)) = open else {
        return name.into_any();
    };
    let words = name.clone();
    let on_press = move |()| open.run(name.clone());
    view! { <Button look=Look::Quiet on_press>{words}</Button> }.into_any()
}

/// The box that chooses a node.
#[component]
fn Choice(
    /// The names of the nodes that are chosen.
    chosen: RwSignal<BTreeSet<String>>,
    /// This one's.
    name: String,
) -> impl IntoView {
    let is_chosen = {
        let name = name.clone();
        move || chosen.with(|chosen| chosen.contains(&name))
    };
    view! {
        <td>
            <input
                type="checkbox"
                aria-label=grid::choose(&name)
                prop:checked=is_chosen
                on:change=move |_| toggle(chosen, name.clone())
            />
        </td>
    }
}

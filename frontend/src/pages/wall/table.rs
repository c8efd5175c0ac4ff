//! The wall as a table, for keyboard and screen reader: of each DaemonSet what is not simply ready, with its nodes.

use contract::{Wall, WallRow};
use leptos::prelude::*;

use super::told::{InState, by_state};
use crate::parts::node_grid::words::{self, Tense};
use crate::parts::status;
use crate::reactive::dynamic;
use crate::routes;
use crate::text::wall as say;

/// How many nodes of a state are named.
const NAMED: usize = 20;

/// The table, drawn when it is unfolded.
#[component]
pub fn Told(
    /// Whose it is.
    cluster: Signal<String>,
    /// What is told.
    wall: Memo<Wall>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let table = move || {
        open.get().then(|| {
            let rows = wall.with(|wall| {
                let mut drawn: Vec<AnyView> = Vec::new();
                for row in &wall.rows {
                    drawn.push(line(&cluster.get_untracked(), wall, row));
                }
                drawn
            });
            view! {
                <table class="table wall-table" aria-label=say::table()>
                    <thead>
                        <tr>
                            <th scope="col">{say::name()}</th>
                            <th scope="col">{say::status()}</th>
                            <th scope="col">{say::nodes()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            }
        })
    };
    view! {
        <details class="wall-told" on:toggle:target=move |event| open.set(event.target().open())>
            <summary>{say::table()}</summary>
            <div class="card">{dynamic(table)}</div>
        </details>
    }
}

fn line(cluster: &str, wall: &Wall, row: &WallRow) -> AnyView {
    let href = routes::detail(cluster, &row.namespace, &row.name);
    let mut groups: Vec<AnyView> = Vec::new();
    for InState { state, columns } in by_state(row) {
        let mut links: Vec<AnyView> = Vec::new();
        for column in columns.iter().take(NAMED) {
            let Some(node) = wall.nodes.get(*column) else {
                continue;
            };
            let href = routes::node(cluster, &row.namespace, &row.name, &node.name);
            links.push(view! { <a href=href>{node.name.clone()}</a> " " }.into_any());
        }
        let rest = columns.len().saturating_sub(NAMED);
        let rest = (rest > 0).then(|| say::more(u32::try_from(rest).unwrap_or(u32::MAX)));
        groups.push(
            view! { <p><b>{words::state(state, Tense::Live)}</b> " " {links} {rest}</p> }
                .into_any(),
        );
    }
    view! {
        <tr>
            <th scope="row"><a href=href>{row.name.clone()}</a> " " {row.namespace.clone()}</th>
            <td>{status::sentence(&row.status, row.desired)}</td>
            <td>{groups}</td>
        </tr>
    }
    .into_any()
}

//! The picture: names at the left, cells beside them; a cell leads to its pod, by pointer and by keyboard.

use contract::wall::state_of;
use contract::{Wall, WallRow};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::paint::paint;
use super::plan::{Plan, ROW, number, pixels};
use super::told;
use crate::pages::{detail_chunk, pods_chunk};
use crate::parts::node_grid::legend::class;
use crate::parts::node_grid::paint::Palette;
use crate::parts::node_grid::words::Tense;
use crate::parts::node_grid::{room, words};
use crate::reactive::{dynamic, effect, memo};
use crate::routes;
use crate::state::theme::ThemeChoice;
use crate::text::wall as say;

/// The picture with its names, its legend and what the pointer is on.
#[component]
pub fn Cells(
    /// Whose it is.
    cluster: Signal<String>,
    /// What is drawn.
    wall: Memo<Wall>,
) -> impl IntoView {
    let ruler = NodeRef::<html::Div>::new();
    let room = room::follow(ruler);
    let plan = memo(move || {
        let (width, _) = room.get();
        wall.with(|wall| Plan::new(&wall.nodes, wall.rows.len(), width))
    });
    let pointed = RwSignal::new(None::<(usize, usize)>);
    let said = move || {
        wall.with(|wall| match pointed.get() {
            Some(at) => one_line(wall, at).unwrap_or_default(),
            None => hint(wall),
        })
    };
    let names = move || {
        let mut drawn: Vec<AnyView> = Vec::new();
        wall.with(|wall| {
            for row in &wall.rows {
                drawn.push(name(cluster, row));
            }
        });
        drawn
    };
    let zones = move || {
        let mut drawn: Vec<AnyView> = Vec::new();
        plan.with(|plan| {
            for zone in &plan.zones {
                let (left, width) = (pixels(zone.left), pixels(number(zone.count) * plan.step));
                let label = [zone.name.as_str(), " ", &zone.count.to_string()].concat();
                drawn.push(
                    view! { <span style:left=left style:width=width>{label}</span> }.into_any(),
                );
            }
        });
        drawn
    };
    view! {
        <section class="card wall-card">
            <ul class="wall-names">{dynamic(names)}</ul>
            <div class="wall-scroll">
                <div node_ref=ruler></div>
                <div class="wall-zones">{dynamic(zones)}</div>
                <Picture cluster wall room plan pointed/>
            </div>
        </section>
        <p class="wall-said" role="status">{dynamic(said)}</p>
        <Legend wall/>
    }
}

/// The cells: drawn on one canvas, walked by keyboard. It stays while what it shows changes.
#[component]
fn Picture(
    /// Whose it is.
    cluster: Signal<String>,
    /// What is drawn.
    wall: Memo<Wall>,
    /// The room that there is.
    room: Memo<room::Room>,
    /// Where the cells stand.
    plan: Memo<Plan>,
    /// The cell that is pointed at, by row and column.
    pointed: RwSignal<Option<(usize, usize)>>,
) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let theme = ThemeChoice::expect();
    effect(move || {
        theme.track_colours();
        let (Some(canvas), (width, ratio)) = (canvas.get(), room.get()) else {
            return;
        };
        if width > 0.0 {
            let palette = Palette::read();
            wall.with(|wall| {
                plan.with(|plan| {
                    // What a browser cannot draw it leaves out, and the table says the same in words.
                    let _ = paint(&canvas, (plan, ratio), &palette, &wall.rows);
                });
            });
        }
    });
    let navigate = routes::use_navigate();
    let open = Callback::new(move |(row, column): (usize, usize)| {
        let href = wall.with_untracked(|wall| {
            let (row, node) = (wall.rows.get(row)?, wall.nodes.get(column)?);
            Some(routes::node(
                &cluster.get_untracked(),
                &row.namespace,
                &row.name,
                &node.name,
            ))
        });
        if let Some(href) = href {
            navigate(&href, leptos_router::NavigateOptions::default());
        }
    });
    let under = move |event: &web_sys::MouseEvent| {
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        plan.with_untracked(|plan| plan.at(x, y))
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let at = pointed.get_untracked();
        if event.key() == "Enter" {
            event.prevent_default();
            return open.run(at.unwrap_or_default());
        }
        let to = wall.with_untracked(|wall| moved(wall, at.unwrap_or_default(), &event.key()));
        if to.is_some() {
            event.prevent_default();
            pointed.set(to);
        }
    };
    let cursor = move || {
        let (row, column) = pointed.get()?;
        let (left, width) = plan.with(|plan| (plan.left(column), plan.step - plan.gap));
        let top = pixels(number(row) * ROW);
        let (left, width) = (pixels(left), pixels(width));
        Some(view! {
            <i
                class="wall-cursor"
                aria-hidden="true"
                style:left=left
                style:top=top
                style:width=width
            ></i>
        })
    };
    let width = move || plan.with(|plan| pixels(plan.width));
    let height = move || plan.with(|plan| pixels(plan.height()));
    view! {
        <div
            class="wall-cells"
            role="application"
            tabindex="0"
            aria-label=say::label()
            style:width=width
            style:height=height
            on:keydown=on_key
        >
            <canvas
                node_ref=canvas
                aria-hidden="true"
                on:pointerenter=move |_| {
                    detail_chunk::prefetch();
                    pods_chunk::prefetch();
                }
                on:pointermove=move |event| {
                    let now = under(event.unchecked_ref());
                    if pointed.get_untracked() != now {
                        pointed.set(now);
                    }
                }
                on:click=move |event| {
                    if let Some(at) = under(&event) {
                        open.run(at);
                    }
                }
            ></canvas>
            {dynamic(cursor)}
        </div>
    }
}

/// Where a key leads to from a cell; none where it leads nowhere.
fn moved(wall: &Wall, (row, column): (usize, usize), key: &str) -> Option<(usize, usize)> {
    let last_row = wall.rows.len().checked_sub(1)?;
    let last_column = wall.nodes.len().checked_sub(1)?;
    Some(match key {
        "ArrowLeft" => (row, column.saturating_sub(1)),
        "ArrowRight" => (row, (column + 1).min(last_column)),
        "ArrowUp" => (row.saturating_sub(1), column),
        "ArrowDown" => ((row + 1).min(last_row), column),
        "Home" => (row, 0),
        "End" => (row, last_column),
        "n" => told::next_trouble(&wall.rows, (row, column))?,
        _ => return None,
    })
}

/// The name of a row, with its numbers.
fn name(cluster: Signal<String>, row: &WallRow) -> AnyView {
    let href = routes::detail(&cluster.get_untracked(), &row.namespace, &row.name);
    let counts = format!("{} / {}", row.ready, row.desired);
    view! {
        <li>
            <a href=href>{row.name.clone()}</a>
            <span class="wall-namespace">{row.namespace.clone()}</span>
            <span class="wall-counts number">{counts}</span>
        </li>
    }
    .into_any()
}

/// One cell in a line.
fn one_line(wall: &Wall, (row, column): (usize, usize)) -> Option<String> {
    let (row, node) = (wall.rows.get(row)?, wall.nodes.get(column)?);
    let letter = row.cells.as_bytes().get(column)?;
    let state = words::state(state_of(*letter), Tense::Live);
    Some(
        [
            node.name.as_str(),
            " · ",
            &row.namespace,
            "/",
            &row.name,
            " · ",
            state,
        ]
        .concat(),
    )
}

/// What is said while nothing is pointed at: the node that most feel, where there is one.
fn hint(wall: &Wall) -> String {
    match told::felt_by_most(&wall.nodes, &wall.rows) {
        Some((column, count)) => {
            let node = wall.nodes.get(column);
            say::felt(node.map_or("", |node| &node.name), count)
        }
        None => say::hint().to_owned(),
    }
}

/// What the colours mean, with how many cells have each.
#[component]
fn Legend(
    /// What is drawn.
    wall: Memo<Wall>,
) -> impl IntoView {
    let counts = memo(move || wall.with(counts));
    view! { <ul class="wall-legend">{dynamic(move || counts.with(entries))}</ul> }
}

/// The letters of the states that a legend tells, in its order.
const STATES: [u8; 11] = *b"rousmtpnfxw";

/// How many cells have each of [`STATES`].
fn counts(wall: &Wall) -> Vec<u32> {
    let mut counts = vec![0; STATES.len()];
    for row in &wall.rows {
        for letter in row.cells.bytes() {
            if let Some(at) = STATES.iter().position(|known| *known == letter) {
                counts[at] += 1;
            }
        }
    }
    counts
}

/// The entries of the legend: a state with the number of its cells, where there are any.
fn entries(counts: &Vec<u32>) -> Vec<AnyView> {
    let mut drawn: Vec<AnyView> = Vec::new();
    for (letter, count) in STATES.iter().zip(counts) {
        if *count == 0 {
            continue;
        }
        let state = state_of(*letter);
        drawn.push(
            view! {
                <li>
                    <i class=format!("cell {}", class(state)) aria-hidden="true"></i>
                    {words::state(state, Tense::Live)} " " <b class="number">{*count}</b>
                </li>
            }
            .into_any(),
        );
    }
    drawn
}

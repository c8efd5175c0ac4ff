//! Draws the wall. Cells that are alike and side by side are one rectangle, and what is free between columns is taken
//! out of all rows at once: so 60,000 cells are some thousand strokes.

use contract::WallRow;
use contract::wall::state_of;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement};

use super::plan::{HEIGHT, Plan, ROW, number};
use crate::parts::node_grid::paint::{Palette, Parts};

/// From which width on a cell has room for an edge and a mark.
const ROOMY: f64 = 7.0;

/// Draws all rows.
///
/// # Errors
/// The browser refuses to draw.
pub fn paint(
    canvas: &HtmlCanvasElement,
    (plan, ratio): (&Plan, f64),
    palette: &Palette,
    rows: &[WallRow],
) -> Result<(), JsValue> {
    let pixels = |length: f64| whole((length * ratio).ceil());
    canvas.set_width(pixels(plan.width.max(1.0)));
    canvas.set_height(pixels(plan.height().max(1.0)));
    let Some(context) = canvas.get_context("2d")? else {
        return Ok(());
    };
    let context: Context = context.unchecked_into();
    context.scale(ratio, ratio)?;
    for (at, row) in rows.iter().enumerate() {
        grounds(
            &context,
            plan,
            palette,
            number(at) * ROW,
            row.cells.as_bytes(),
        );
    }
    for zone in &plan.zones {
        for column in 1..=zone.count {
            let right = zone.left + number(column) * plan.step;
            context.clear_rect(right - plan.gap, 0.0, plan.gap, plan.height());
        }
    }
    if plan.step >= ROOMY {
        for (at, row) in rows.iter().enumerate() {
            marks(
                &context,
                plan,
                palette,
                number(at) * ROW,
                row.cells.as_bytes(),
            );
        }
    }
    Ok(())
}

/// The grounds of a row, a rectangle for each run of like cells.
fn grounds(context: &Context, plan: &Plan, palette: &Palette, top: f64, cells: &[u8]) {
    for zone in &plan.zones {
        let Some(own) = cells.get(zone.first..zone.first + zone.count) else {
            continue;
        };
        let mut left = zone.left;
        for run in own.chunk_by(PartialEq::eq) {
            let width = number(run.len()) * plan.step;
            let Parts { ground, edge, .. } = palette.parts(state_of(run[0]));
            let is_roomy = plan.step >= ROOMY;
            // A cell without room for its edge is filled with it: what is wrong has to be seen.
            let fill = if is_roomy { ground } else { edge.or(ground) };
            if let Some(fill) = fill.filter(|_| run[0] != b'.') {
                context.set_fill_style_str(fill);
                context.fill_rect(left, top, width, HEIGHT);
            }
            left += width;
        }
    }
}

/// The edges and marks of a row: a state is told by more than its colour.
fn marks(context: &Context, plan: &Plan, palette: &Palette, top: f64, cells: &[u8]) {
    let width = plan.step - plan.gap;
    for zone in &plan.zones {
        for (at, cell) in cells.iter().skip(zone.first).take(zone.count).enumerate() {
            let Parts { edge, mark, .. } = palette.parts(state_of(*cell));
            let left = zone.left + number(at) * plan.step;
            if *cell == b'.' {
                continue;
            }
            if let Some(edge) = edge {
                context.set_stroke_style_str(edge);
                context.set_line_width(1.5);
                context.stroke_rect(left + 0.75, top + 0.75, width - 1.5, HEIGHT - 1.5);
            }
            if let Some(mark) = mark {
                context.set_fill_style_str(mark);
                context.fill_rect(left + 2.0, top + HEIGHT / 2.0 - 1.0, width - 4.0, 2.0);
            }
        }
    }
}

/// A length in whole pixels.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` gives the nearest number that there is, which is what is meant"
)]
const fn whole(length: f64) -> u32 {
    length as u32
}

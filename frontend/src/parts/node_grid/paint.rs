//! The cells, drawn. The style sheet has the same eight looks for legend and table, which are elements
//! (`styles/node-grid.css`): whoever changes one changes the other.
//!
//! They are drawn because a thousand elements that change their class keep Chromium busy for some 30 ms of
//! script, style and paint at every key; and from tiles, because a thousand paths take it as long as the
//! judging.

mod palette;
mod tile;

use contract::NodeState;
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d as Context;

use self::palette::Colour;
pub use self::{
    palette::{Palette, Parts},
    tile::Tiles,
};
use super::sheet::Sheet;

/// How thick the outline of a cell is, and how far from it, in pixels of the page.
const OUTLINE: (f64, f64) = (2.0, 1.0);

/// What shines through where a cell does not belong to the entry that is looked at alone.
const DIM: f64 = 0.16;

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// What happens on the node.
    pub state: NodeState,
    /// Whether another entry of the legend is looked at alone.
    pub is_dim: bool,
}

/// Draws the cells anew, and outlines: those of the chosen ones, and the one under the pointer.
///
/// # Errors
/// The browser refuses to draw.
pub fn paint(
    context: &Context,
    sheet: &Sheet,
    (palette, tiles): (&Palette, &mut Tiles),
    looks: &[Look],
    (chosen, pointed): (&[usize], Option<usize>),
) -> Result<(), JsValue> {
    // Should it have been left where it was when something could not be drawn.
    context.reset_transform()?;
    context.clear_rect(0.0, 0.0, sheet.width.into(), sheet.height.into());
    // A tile repeats from the corner of the first cell on.
    let margin = f64::from(sheet.margin);
    context.translate(margin, margin)?;
    let (mut start, mut last) = (0, None);
    for row in looks.chunks(sheet.columns()) {
        for cells in row.chunk_by(PartialEq::eq) {
            let look = cells.first().copied();
            if look != last
                && let Some(look) = look
            {
                context.set_global_alpha(if look.is_dim { DIM } else { 1.0 });
                context.set_fill_style_canvas_pattern(&tiles.get(look.state, sheet, palette)?);
            }
            let ((x, y), width) = (sheet.corner(start), sheet.length(cells.len()));
            context.fill_rect(x - margin, y - margin, width, sheet.cell);
            start += cells.len();
            last = look;
        }
    }
    context.translate(-margin, -margin)?;
    context.set_global_alpha(1.0);
    let pointed: Vec<usize> = pointed.into_iter().filter(|at| *at < looks.len()).collect();
    outline(context, sheet, palette.get(Colour::Accent), chosen)?;
    outline(context, sheet, palette.get(Colour::Ink), &pointed)
}

/// Draws a line around each of these cells.
fn outline(context: &Context, sheet: &Sheet, colour: &str, cells: &[usize]) -> Result<(), JsValue> {
    if cells.is_empty() {
        return Ok(());
    }
    let (line, distance) = (OUTLINE.0 * sheet.ratio, OUTLINE.1 * sheet.ratio);
    let out = distance + line / 2.0;
    let (side, radius) = (sheet.cell + 2.0 * out, sheet.radius + out);
    context.begin_path();
    for position in cells {
        let (x, y) = sheet.corner(*position);
        context.round_rect_with_f64(x - out, y - out, side, side, radius)?;
    }
    context.set_line_dash(&js_sys::Array::new())?;
    context.set_stroke_style_str(colour);
    context.set_line_width(line);
    context.stroke();
    Ok(())
}

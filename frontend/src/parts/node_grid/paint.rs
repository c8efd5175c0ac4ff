//! The looks of a cell, drawn. The style sheet has the same eight for legend and table, which are elements
//! (`styles/node-grid.css`): whoever changes one changes the other.
//!
//! They are drawn because a thousand elements that change their class keep Chromium busy for some 30 ms of
//! script, style and paint at every key.

use std::f64::consts::TAU;

use contract::NodeState;
use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d as Context;

use super::legend::ORDER;
use super::sheet::Sheet;

/// How thick an edge is, in pixels of the page.
const EDGE: f64 = 1.5;

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

/// A colour of the style sheet's tokens.
#[derive(Clone, Copy, Debug)]
enum Colour {
    Panel,
    Ready,
    ReadySoft,
    Updating,
    Pending,
    PendingSoft,
    Failing,
    LeftOut,
    Accent,
    Ink,
}

/// The names of the tokens, in the order of [`Colour`].
const TOKENS: [&str; 10] = [
    "--panel",
    "--ready",
    "--ready-soft",
    "--updating",
    "--pending",
    "--pending-soft",
    "--failing",
    "--left-out",
    "--accent",
    "--ink",
];

/// The colours as they are now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette([String; TOKENS.len()]);

impl Palette {
    /// Reads the colours from the style sheet.
    #[must_use]
    pub fn read() -> Self {
        let root = document().document_element();
        let style = root.and_then(|root| window().get_computed_style(&root).ok()?);
        Self(TOKENS.map(|token| {
            let value = style.as_ref().map(|style| style.get_property_value(token));
            value.and_then(Result::ok).unwrap_or_default()
        }))
    }

    fn get(&self, colour: Colour) -> &str {
        &self.0[colour as usize]
    }
}

/// A part of a look.
#[derive(Clone, Copy, Debug)]
enum Layer {
    /// The whole cell, filled.
    Ground(Colour),
    /// A line along its edge.
    Edge(Colour),
    /// The same, dashed.
    Dashes(Colour),
    /// A dot in the middle.
    Dot(Colour),
    /// A bar across the middle.
    Bar(Colour),
    /// A band from corner to corner.
    Band(Colour),
}

/// What a state is drawn with, from the ground up.
const fn layers(state: NodeState) -> &'static [Layer] {
    use Colour::{Failing, LeftOut, Panel, Pending, PendingSoft, Ready, ReadySoft, Updating};
    use Layer::{Band, Bar, Dashes, Dot, Edge, Ground};
    match state {
        NodeState::Ready => &[Ground(Ready)],
        NodeState::Old => &[Ground(ReadySoft), Edge(Ready)],
        NodeState::Updating => &[Ground(Updating), Dot(Panel)],
        NodeState::Pending => &[Ground(PendingSoft), Edge(Pending)],
        NodeState::Failing => &[Ground(Failing), Bar(Panel)],
        NodeState::Missing => &[Dashes(Updating)],
        NodeState::Misscheduled => &[Ground(Pending), Band(Panel)],
        NodeState::LeftOut => &[Edge(LeftOut)],
    }
}

/// Draws the cells anew, and outlines: those of the chosen ones, and the one under the pointer.
///
/// # Errors
/// The browser refuses to draw.
pub fn paint(
    context: &Context,
    sheet: &Sheet,
    palette: &Palette,
    looks: &[Look],
    (chosen, pointed): (&[usize], Option<usize>),
) -> Result<(), JsValue> {
    context.clear_rect(0.0, 0.0, sheet.width.into(), sheet.height.into());
    for state in ORDER {
        for is_dim in [false, true] {
            let look = Look { state, is_dim };
            let cells = || {
                let cells = looks.iter().enumerate();
                cells.filter(move |(_, other)| **other == look)
            };
            if cells().next().is_none() {
                continue;
            }
            context.set_global_alpha(if is_dim { DIM } else { 1.0 });
            for layer in layers(state) {
                context.begin_path();
                for (position, _) in cells() {
                    layer.trace(context, sheet, sheet.corner(position))?;
                }
                layer.finish(context, sheet, palette)?;
            }
        }
    }
    context.set_global_alpha(1.0);
    let pointed: Vec<usize> = pointed.into_iter().filter(|at| *at < looks.len()).collect();
    outline(context, sheet, palette.get(Colour::Accent), chosen)?;
    outline(context, sheet, palette.get(Colour::Ink), &pointed)
}

impl Layer {
    /// Adds this part of one cell to the path.
    fn trace(self, context: &Context, sheet: &Sheet, (x, y): (f64, f64)) -> Result<(), JsValue> {
        let side = sheet.cell;
        match self {
            Self::Ground(_) => context.round_rect_with_f64(x, y, side, side, sheet.radius),
            Self::Edge(_) | Self::Dashes(_) => {
                let half = EDGE * sheet.ratio / 2.0;
                let (side, radius) = (side - 2.0 * half, sheet.radius - half);
                context.round_rect_with_f64(x + half, y + half, side, side, radius.max(0.0))
            }
            Self::Dot(_) => {
                let (x, y, radius) = (x + side / 2.0, y + side / 2.0, side * 0.18);
                context.move_to(x + radius, y);
                context.arc(x, y, radius, 0.0, TAU)
            }
            Self::Bar(_) => {
                let height = (2.0 * sheet.ratio).round();
                let top = ((side - height) / 2.0).floor();
                context.rect(x + side * 0.2, y + top, side * 0.6, height);
                Ok(())
            }
            Self::Band(_) => {
                // Within the edge, which keeps its colour.
                let edge = EDGE * sheet.ratio;
                let (left, top, side) = (x + edge, y + edge, side - 2.0 * edge);
                let (right, bottom, width) = (left + side, top + side, side * 0.16);
                context.move_to(left, top);
                context.line_to(left + width, top);
                context.line_to(right, bottom - width);
                context.line_to(right, bottom);
                context.line_to(right - width, bottom);
                context.line_to(left, top + width);
                context.close_path();
                Ok(())
            }
        }
    }

    /// Draws the path.
    fn finish(self, context: &Context, sheet: &Sheet, palette: &Palette) -> Result<(), JsValue> {
        match self {
            Self::Ground(colour) | Self::Dot(colour) | Self::Bar(colour) | Self::Band(colour) => {
                context.set_fill_style_str(palette.get(colour));
                context.fill();
            }
            Self::Edge(colour) | Self::Dashes(colour) => {
                let dashes = js_sys::Array::new();
                if matches!(self, Self::Dashes(_)) {
                    dashes.push(&JsValue::from(2.0 * EDGE * sheet.ratio));
                }
                context.set_line_dash(&dashes)?;
                context.set_stroke_style_str(palette.get(colour));
                context.set_line_width(EDGE * sheet.ratio);
                context.stroke();
            }
        }
        Ok(())
    }
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

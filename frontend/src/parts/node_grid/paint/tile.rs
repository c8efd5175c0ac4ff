//! The looks of a cell, each drawn once: a tile, with which all cells of that look are filled.

use std::f64::consts::TAU;

use contract::NodeState;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasPattern, CanvasRenderingContext2d as Context, HtmlCanvasElement};

use super::super::sheet::Sheet;
use super::palette::{Colour, Palette};

/// How thick an edge is, in pixels of the page.
const EDGE: f64 = 1.5;

/// A part of a look.
#[derive(Clone, Copy, Debug)]
pub(super) enum Layer {
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
pub(super) const fn layers(state: NodeState) -> &'static [Layer] {
    use Colour::{Failing, LeftOut, Panel, Pending, PendingSoft, Ready, ReadySoft, Updating};
    use Layer::{Band, Bar, Dashes, Dot, Edge, Ground};
    match state {
        NodeState::Ready => &[Ground(Ready)],
        NodeState::Old => &[Ground(ReadySoft), Edge(Ready)],
        NodeState::Updating => &[Ground(Updating), Dot(Panel)],
        NodeState::Starting => &[Edge(Updating), Dot(Updating)],
        NodeState::Stopping => &[Edge(LeftOut), Dot(LeftOut)],
        NodeState::Contested => &[Ground(ReadySoft), Dashes(Pending)],
        NodeState::Pending => &[Ground(PendingSoft), Edge(Pending)],
        NodeState::Unavailable => &[Ground(PendingSoft), Edge(Pending), Bar(Pending)],
        NodeState::Refused => &[Dashes(Failing), Bar(Failing)],
        NodeState::Failing => &[Ground(Failing), Bar(Panel)],
        NodeState::Missing => &[Dashes(Updating)],
        NodeState::Misscheduled => &[Ground(Pending), Band(Panel)],
        NodeState::LeftOut => &[Edge(LeftOut)],
    }
}

/// The tiles that have been drawn for one size and one set of colours.
#[derive(Default)]
pub struct Tiles {
    /// What they were drawn for.
    palette: Palette,
    /// The side of a tile, which follows from the scale and the fineness of the screen.
    side: u32,
    ratio: f64,
    drawn: Vec<(NodeState, CanvasPattern)>,
}

impl Tiles {
    /// The tile of a state.
    ///
    /// # Errors
    /// The browser refuses to draw, or has no room for another picture.
    pub(super) fn get(
        &mut self,
        state: NodeState,
        sheet: &Sheet,
        palette: &Palette,
    ) -> Result<CanvasPattern, JsValue> {
        if (self.side, self.ratio) != (sheet.step, sheet.ratio) || self.palette != *palette {
            self.palette = palette.clone();
            (self.side, self.ratio) = (sheet.step, sheet.ratio);
            self.drawn.clear();
        }
        if let Some((_, tile)) = self.drawn.iter().find(|(drawn, _)| *drawn == state) {
            return Ok(tile.clone());
        }
        let picture: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
        picture.set_width(sheet.step);
        picture.set_height(sheet.step);
        let context = picture.get_context("2d")?.ok_or(JsValue::NULL)?;
        let context: Context = context.unchecked_into();
        for layer in layers(state) {
            layer.draw(&context, sheet, palette)?;
        }
        let tile = context.create_pattern_with_html_canvas_element(&picture, "repeat")?;
        let tile = tile.ok_or(JsValue::NULL)?;
        self.drawn.push((state, tile.clone()));
        Ok(tile)
    }
}

impl Layer {
    /// Draws this part of a cell in the corner of a picture.
    fn draw(self, context: &Context, sheet: &Sheet, palette: &Palette) -> Result<(), JsValue> {
        context.begin_path();
        self.trace(context, sheet)?;
        self.finish(context, sheet, palette)
    }

    /// Makes the path.
    fn trace(self, context: &Context, sheet: &Sheet) -> Result<(), JsValue> {
        let side = sheet.cell;
        match self {
            Self::Ground(_) => context.round_rect_with_f64(0.0, 0.0, side, side, sheet.radius),
            Self::Edge(_) | Self::Dashes(_) => {
                let half = EDGE * sheet.ratio / 2.0;
                let (side, radius) = (side - 2.0 * half, sheet.radius - half);
                context.round_rect_with_f64(half, half, side, side, radius.max(0.0))
            }
            Self::Dot(_) => context.arc(side / 2.0, side / 2.0, side * 0.18, 0.0, TAU),
            Self::Bar(_) => {
                let height = (2.0 * sheet.ratio).round();
                let top = ((side - height) / 2.0).floor();
                context.rect(side * 0.2, top, side * 0.6, height);
                Ok(())
            }
            Self::Band(_) => {
                // Within the edge, which keeps its colour.
                let edge = EDGE * sheet.ratio;
                let (left, top, side) = (edge, edge, side - 2.0 * edge);
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

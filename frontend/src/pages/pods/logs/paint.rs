//! The rows in view, as elements: a row that stays in view keeps its element, so that what is selected stays selected.

use std::collections::HashMap;
use std::ops::Range;

use js_sys::RegExp;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

use super::ansi::Piece;

/// The height of a row, in pixels of the page; the style sheet has the same.
pub const ROW: u64 = 18;

/// What a row shows.
pub struct RowText {
    /// When; empty in the further rows of a line.
    pub time: String,
    /// From where, and its colour.
    pub name: Option<(String, usize)>,
    /// What it says.
    pub pieces: Vec<Piece>,
    /// What it is like.
    pub class: &'static str,
}

/// The elements of the rows in view.
#[derive(Default)]
pub struct Painter {
    rows: HashMap<u64, HtmlElement>,
    /// The number of the row that stands at the top of the box.
    base: u64,
}

impl Painter {
    /// Takes all rows away: they are drawn otherwise from now on.
    pub fn clear(&mut self) {
        for (_, row) in self.rows.drain() {
            row.remove();
        }
    }

    /// Draws the rows of these numbers into the box; the row `first` is at the top of the whole.
    ///
    /// # Errors
    /// The browser refuses an element.
    pub fn paint(
        &mut self,
        parent: &HtmlElement,
        first: u64,
        wanted: Range<u64>,
        marks: Option<&RegExp>,
        text: impl Fn(u64) -> Option<RowText>,
    ) -> Result<(), JsValue> {
        self.rows.retain(|number, row| {
            let stays = wanted.contains(number);
            if !stays {
                row.remove();
            }
            stays
        });
        if self.rows.is_empty() {
            self.base = first;
        }
        // All move at once where older rows have gone.
        let up = pixels(first - self.base);
        let style = HtmlElement::style(parent);
        style.set_property("transform", &["translateY(-", &up, ")"].concat())?;
        for number in wanted {
            if self.rows.contains_key(&number) {
                continue;
            }
            let Some(text) = text(number) else { continue };
            let row = draw(&text, marks)?;
            let top = pixels(number.saturating_sub(self.base));
            HtmlElement::style(&row).set_property("top", &top)?;
            parent.append_child(&row)?;
            self.rows.insert(number, row);
        }
        Ok(())
    }
}

/// The length of so many rows, as CSS has it.
#[must_use]
pub fn pixels(rows: u64) -> String {
    [&(rows * ROW).to_string(), "px"].concat()
}

fn element(tag: &str, class: &str) -> Result<HtmlElement, JsValue> {
    let element = document().create_element(tag)?;
    element.set_class_name(class);
    Ok(element.unchecked_into())
}

fn draw(text: &RowText, marks: Option<&RegExp>) -> Result<HtmlElement, JsValue> {
    const NAMES: [&str; 6] = [
        "log-name log-name-0",
        "log-name log-name-1",
        "log-name log-name-2",
        "log-name log-name-3",
        "log-name log-name-4",
        "log-name log-name-5",
    ];
    let row = element("div", text.class)?;
    let time = element("span", "log-time")?;
    time.set_text_content(Some(&text.time));
    row.append_child(&time)?;
    if let Some((name, colour)) = &text.name {
        let part = element("span", NAMES[colour % NAMES.len()])?;
        part.set_text_content(Some(name));
        part.set_title(name);
        row.append_child(&part)?;
    }
    let line = element("span", "log-text")?;
    for piece in &text.pieces {
        draw_piece(&line, piece, marks)?;
    }
    row.append_child(&line)?;
    Ok(row)
}

fn draw_piece(line: &Element, piece: &Piece, marks: Option<&RegExp>) -> Result<(), JsValue> {
    const COLOURS: [&str; 8] = [
        "ansi-0", "ansi-1", "ansi-2", "ansi-3", "ansi-4", "ansi-5", "ansi-6", "ansi-7",
    ];
    let colour = piece
        .colour
        .and_then(|colour| COLOURS.get(usize::from(colour)));
    let class = match (colour, piece.is_bold) {
        (None, false) => "",
        (None, true) => "ansi-bold",
        (Some(colour), false) => *colour,
        (Some(colour), true) => &[colour, " ansi-bold"].concat(),
    };
    let part = element("span", class)?;
    let mut rest = piece.text.as_str();
    // What matches nothing would match for ever.
    while let Some(found) = marks
        .and_then(|marks| first_match(marks, rest))
        .filter(|it| !it.is_empty())
    {
        let Some((before, after)) = rest.split_once(found.as_str()) else {
            break;
        };
        part.append_child(&document().create_text_node(before))?;
        let mark = element("mark", "log-mark")?;
        mark.set_text_content(Some(&found));
        part.append_child(&mark)?;
        rest = after;
    }
    part.append_child(&document().create_text_node(rest))?;
    line.append_child(&part)?;
    Ok(())
}

fn first_match(marks: &RegExp, text: &str) -> Option<String> {
    marks.exec(text)?.get(0).as_string()
}

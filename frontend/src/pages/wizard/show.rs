//! The way to a place of the manifest: to its control in the form, or to its line in the text.

use leptos::prelude::*;
use manifest::{FieldPath, Segment};

use super::drawn;
use super::placing::Placed;
use super::state::{View, Wizard};
use super::step::Step;

impl Wizard {
    /// Shows a place: in the text its line, in the form its control.
    pub fn show(self, placed: &Placed) {
        match self.view.get_untracked() {
            View::Form => self.show_control(&placed.problem.path),
            View::Text | View::Other => {
                self.show_line(&placed.problem.path, placed.problem.line);
            }
        }
    }

    /// Shows a step, or the text; whether it does. It does not where something typed would be lost.
    pub fn go(self, step: Step, view: View) -> bool {
        if self.view.get_untracked() != view && !self.look(view) {
            return false;
        }
        if self.step.get_untracked() != step {
            self.step.set(step);
        }
        true
    }

    /// Shows the form of a step and puts the cursor at its heading.
    pub fn open(self, step: Step) {
        if self.go(step, View::Form) {
            request_animation_frame(|| focus(super::HEADING));
        }
    }

    /// Shows the control of a place, or its step where it has none, and puts the cursor there.
    pub fn show_control(self, path: &FieldPath) {
        if !self.go(Step::of(path), View::Form) {
            return;
        }
        if let Some(index) = container_of(path) {
            self.container.set(index);
        }
        let target = drawn::anchor(path)
            .map_or_else(|| super::HEADING.to_owned(), |anchor| anchor.to_string());
        // After the step has been drawn.
        request_animation_frame(move || focus(&target));
    }

    /// Shows the line of a place in the editor; `line` where the place itself says less.
    pub fn show_line(self, path: &FieldPath, line: Option<u32>) {
        let place = match self.view.get_untracked() {
            View::Other => self.place_in_other(path),
            View::Form | View::Text => self.document.with_untracked(|document| {
                let position = document.position(path)?;
                Some((position.line, position.column))
            }),
        };
        if self.view.get_untracked() == View::Form {
            self.look(View::Text);
        }
        self.reveal.set(match (line, place) {
            (Some(line), Some(place)) if place.0 == line => Some(place),
            (Some(line), _) => Some((line, 1)),
            (None, place) => Some(place.unwrap_or((1, 1))),
        });
    }
}

/// The position of the container that a path is in.
fn container_of(path: &FieldPath) -> Option<usize> {
    match path.segments() {
        [_, _, _, Segment::Key(list), Segment::Index(index), ..] if list == "containers" => {
            Some(*index)
        }
        _ => None,
    }
}

/// Puts the cursor into the control of this `id`, or to the card of it.
fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        element.scroll_into_view();
        // What is not drawn cannot take the focus; it is in view then, and that is all one can do.
        let _ = element.focus();
    }
}

//! The way to a place of the manifest: to its control in the form, or to its line in the text.

use leptos::prelude::*;
use manifest::schema::Kind;
use manifest::{FieldPath, Segment};
use wasm_bindgen::JsCast as _;

use super::catalogue::{Place, places};
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

    /// Shows the control of a place, or its step where it has none, and puts the cursor there. What is folded
    /// away around it is opened, also where nothing is written yet.
    pub fn show_control(self, path: &FieldPath) {
        if !self.go(places::step_of(path), View::Form) {
            return;
        }
        if let Some(container) = places::container_of(path) {
            self.container.set(container);
        }
        self.unfold(path);
        let mut place = places::anchor(path);
        // After the step has been drawn.
        request_animation_frame(move || {
            // What a list or a union does not have yet is not drawn: then what is around it.
            while let Some(path) = place.take() {
                if element(&path.to_string()).is_some() {
                    focus_into(&path.to_string());
                    return;
                }
                place = path.parent();
            }
            focus(super::HEADING);
        });
    }

    /// Opens the card, the parts and the rows that a place is in.
    fn unfold(self, path: &FieldPath) {
        if let Some(card) = places::card_of(path) {
            self.opened(&card.key()).set(true);
        }
        let mut above = FieldPath::root();
        for segment in path.segments() {
            let list = above.clone();
            above = above.with(segment.clone());
            match segment {
                Segment::Index(index) => {
                    // A row that is not written yet is shown as the one that is being added.
                    if !list.is_root() && *index >= untrack(|| self.document.len_of(&list)) {
                        self.opened(&list).set(true);
                    }
                }
                Segment::Key(_) => {
                    let is_list =
                        matches!(places::kind_at(&above), Some(Kind::List(_) | Kind::Map(_)));
                    if Place::at(&above).is_some() && !is_list {
                        self.opened(&above).set(true);
                    }
                }
            }
        }
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

/// Puts the cursor into the control of this `id`.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        element.scroll_into_view();
        // What is not drawn cannot take the focus; it is in view then, and that is all one can do.
        let _ = element.focus();
    }
}

/// Puts the cursor into the control of this `id` or, where that is a card, into its first control.
pub fn focus_into(id: &str) {
    let Some(element) = element(id) else {
        return;
    };
    let inner = element
        .query_selector("input, select, textarea, button.button-quiet")
        .ok()
        .flatten()
        .and_then(|inner| inner.dyn_into::<web_sys::HtmlElement>().ok());
    element.scroll_into_view();
    // As above.
    let _ = inner.unwrap_or(element).focus();
}

fn element(id: &str) -> Option<web_sys::HtmlElement> {
    document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into().ok())
}

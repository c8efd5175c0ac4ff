//! Edits by path as before and after: shapes of YAML, each with the one change that is meant.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod fields;
mod others;
mod places;
mod refusals;
mod scalars;

use std::fmt::Write as _;

use manifest::{Document, EditError, FieldPath};
use serde_json::Value;

type Edit = fn(&mut Document) -> Result<(), EditError>;

fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

#[track_caller]
fn check(cases: &[(&str, Edit, &str)]) {
    let mut failures = String::new();
    for (before, edit, after) in cases {
        let mut document = Document::parse(*before);
        let outcome = edit(&mut document);
        if outcome.is_err() || document.text() != *after {
            let got = document.text();
            writeln!(
                failures,
                "{before:?}\n got {got:?} {outcome:?}\nwant {after:?}\n"
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn set(document: &mut Document, at: &str, value: impl Into<Value>) -> Result<(), EditError> {
    document.set(&path(at), value)
}

//! `Findings`: where the rules put what they find, worded as the API server words it.

use crate::cursor::Cursor;
use crate::go;
use crate::problem::tally::Tally;
use crate::problem::{Problem, Severity, Source};
use serde_json::Value;

/// A bad value as the API server repeats it in its message. How Go prints it depends on its type
/// there (`ErrorBody` in apimachinery's `pkg/util/validation/field/errors.go`).
#[derive(Clone, Copy)]
pub(crate) enum Bad<'a> {
    /// Of the type `string`.
    Text(&'a str),
    /// Of a named string type or behind a pointer: printed as JSON.
    Word(&'a str),
    /// Of a whole number type.
    Number(i64),
    /// A truth value.
    Truth(bool),
    /// A map, a list or a struct with JSON names: printed as JSON. Nothing is `null`.
    Json(Option<&'a Value>),
    /// Printed already.
    Printed(&'a str),
}

impl Bad<'_> {
    fn print(self) -> String {
        match self {
            Bad::Text(text) => go::quote(text),
            Bad::Word(text) => go::json_text(text),
            Bad::Number(number) => number.to_string(),
            Bad::Truth(truth) => truth.to_string(),
            Bad::Json(value) => go::json(value.unwrap_or(&Value::Null)),
            Bad::Printed(text) => text.to_owned(),
        }
    }
}

/// What the rules have found so far.
#[derive(Default)]
pub(crate) struct Findings {
    problems: Vec<Problem>,
    tally: Tally,
}

impl Findings {
    /// All that was found.
    pub(crate) fn into_problems(mut self) -> Vec<Problem> {
        self.problems.extend(self.tally.untold(Source::Validation));
        self.problems
    }

    /// How many problems there are, to see later whether more came.
    pub(crate) fn count(&self) -> usize {
        self.tally.found()
    }

    fn add(&mut self, at: &Cursor, reason: &str, parts: [&str; 3]) {
        if !self.tally.tells(Severity::Error, reason) {
            return;
        }
        let [kind, bad, detail] = parts;
        let mut message = String::with_capacity(kind.len() + bad.len() + detail.len() + 4);
        message.push_str(kind);
        for part in [bad, detail] {
            if !part.is_empty() {
                message.push_str(": ");
                message.push_str(part);
            }
        }
        self.problems.push(Problem {
            severity: Severity::Error,
            source: Source::Validation,
            reason: reason.to_owned(),
            field: at.to_string(),
            message: message.into(),
            path: at.path(),
            line: None,
            column: None,
        });
    }

    /// A value is missing.
    pub(crate) fn required(&mut self, at: &Cursor, detail: &str) {
        self.add(at, "FieldValueRequired", ["Required value", "", detail]);
    }

    /// A value may not be here.
    pub(crate) fn forbidden(&mut self, at: &Cursor, detail: &str) {
        self.add(at, "FieldValueForbidden", ["Forbidden", "", detail]);
    }

    /// A value is not what it must be.
    pub(crate) fn invalid(&mut self, at: &Cursor, bad: Bad, detail: &str) {
        self.add(
            at,
            "FieldValueInvalid",
            ["Invalid value", &bad.print(), detail],
        );
    }

    /// A text is not what it must be, for each of several reasons.
    pub(crate) fn invalid_text<M: AsRef<str>>(
        &mut self,
        at: &Cursor,
        text: &str,
        messages: impl IntoIterator<Item = M>,
    ) {
        for message in messages {
            self.invalid(at, Bad::Text(text), message.as_ref());
        }
    }

    /// A value is not among the ones allowed.
    pub(crate) fn not_supported(&mut self, at: &Cursor, bad: Bad, supported: &[&str]) {
        let mut detail = String::from("supported values: ");
        for (position, value) in supported.iter().enumerate() {
            if position > 0 {
                detail.push_str(", ");
            }
            detail.push_str(&go::quote(value));
        }
        let detail = if supported.is_empty() { "" } else { &detail };
        self.add(
            at,
            "FieldValueNotSupported",
            ["Unsupported value", &bad.print(), detail],
        );
    }

    /// A value is there already.
    pub(crate) fn duplicate(&mut self, at: &Cursor, bad: Bad) {
        self.add(
            at,
            "FieldValueDuplicate",
            ["Duplicate value", &bad.print(), ""],
        );
    }

    /// A value names something that is not there.
    pub(crate) fn not_found(&mut self, at: &Cursor, bad: Bad) {
        self.add(at, "FieldValueNotFound", ["Not found", &bad.print(), ""]);
    }

    /// A value names something that is not there, and what would be.
    pub(crate) fn not_found_because(&mut self, at: &Cursor, bad: Bad, detail: &str) {
        self.add(
            at,
            "FieldValueNotFound",
            ["Not found", &bad.print(), detail],
        );
    }

    /// A text is longer than `limit` bytes.
    pub(crate) fn too_long(&mut self, at: &Cursor, limit: usize) {
        let detail = format!("may not be more than {limit} bytes");
        self.add(at, "FieldValueTooLong", ["Too long", "", &detail]);
    }

    /// A list has more items than allowed.
    pub(crate) fn too_many(&mut self, at: &Cursor, count: usize, limit: usize) {
        let detail = format!("must have at most {limit} items");
        self.add(
            at,
            "FieldValueTooMany",
            ["Too many", &count.to_string(), &detail],
        );
    }
}

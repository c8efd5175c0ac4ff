//! Broken rules as problems: each an entry of `errors` with its field.

use std::borrow::Cow;

use contract::FieldError;
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use super::rules::INVALID;
use crate::problem::{Problem, ProblemType};

/// Where a value stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In the body.
    Body,
}

impl Place {
    const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Body => "body",
        }
    }
}

/// All rules that a request breaks.
#[derive(Debug, Default)]
pub(crate) struct Broken {
    entries: Vec<FieldError>,
    kind: Option<ProblemType>,
}

impl Broken {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Notes one. What cannot be read at all decides what the whole is called.
    pub(super) fn push(&mut self, (kind, entry): (ProblemType, FieldError)) {
        if self.kind != Some(ProblemType::MalformedRequest) {
            self.kind = Some(kind);
        }
        self.entries.push(entry);
    }
}

impl From<Broken> for Problem {
    fn from(broken: Broken) -> Self {
        let sentences: Vec<String> = broken
            .entries
            .iter()
            .map(|entry| format!("{}: {}", entry.field, entry.message))
            .collect();
        let kind = broken.kind.unwrap_or(ProblemType::InvalidRequest);
        Problem::new(kind, format!("{}.", sentences.join("; "))).with_errors(broken.entries)
    }
}

/// Holds what was read to its rules.
pub(super) fn hold<T: Validate>(place: Place, value: Option<T>, broken: &mut Broken) -> Option<T> {
    let value = value?;
    let Err(errors) = value.validate() else {
        return Some(value);
    };
    for entry in entries(&errors) {
        broken.push((kind(place, &entry), entry));
    }
    None
}

/// The entries of broken rules, by field.
pub(crate) fn entries(errors: &ValidationErrors) -> Vec<FieldError> {
    let mut found = Vec::new();
    collect("", errors, &mut found);
    found.sort_by(|one, other| (&one.field, &one.message).cmp(&(&other.field, &other.message)));
    found
}

/// Collects those of a part of the input, whose path with a dot at its end is `of`.
fn collect(of: &str, errors: &ValidationErrors, found: &mut Vec<FieldError>) {
    for (field, kind) in errors.errors() {
        let path = format!("{of}{}", on_the_wire(field));
        match kind {
            ValidationErrorsKind::Field(errors) => {
                found.extend(errors.iter().map(|error| entry(path.clone(), error)));
            }
            ValidationErrorsKind::Struct(errors) => collect(&format!("{path}."), errors, found),
            ValidationErrorsKind::List(items) => {
                for (index, errors) in items {
                    collect(&format!("{path}[{index}]."), errors, found);
                }
            }
        }
    }
}

fn entry(field: String, error: &ValidationError) -> FieldError {
    let number = |name: &str| error.params.get(name).and_then(serde_json::Value::as_i64);
    let message: Cow<'static, str> = match (&error.message, number("min"), number("max")) {
        (Some(message), ..) => message.clone(),
        (None, Some(min), Some(max)) if error.code == "range" => {
            format!("must be from {min} to {max}").into()
        }
        (None, Some(min), None) if error.code == "range" => {
            format!("must be at least {min}").into()
        }
        (None, Some(min), Some(max)) => format!("must have {min} to {max} characters").into(),
        (None, None, Some(max)) => format!("must have at most {max} characters").into(),
        _ => "is not allowed".into(),
    };
    let reason = match error.code.as_ref() {
        "length" if !is_too_short(error) => "FieldValueTooLong",
        "length" | "range" => INVALID,
        own => own,
    };
    FieldError {
        field,
        reason: reason.to_owned(),
        message: message.into_owned(),
        ..FieldError::default()
    }
}

/// Whether a rule of length is broken at its lower end.
fn is_too_short(error: &ValidationError) -> bool {
    let value = error
        .params
        .get("value")
        .and_then(serde_json::Value::as_str);
    let least = error.params.get("min").and_then(serde_json::Value::as_u64);
    let length = value.map(|value| value.chars().count() as u64);
    length
        .zip(least)
        .is_some_and(|(length, least)| length < least)
}

/// A field's name as clients write it: `labelSelector` for `label_selector`. A word of Rust's own has got an end.
fn on_the_wire(field: &str) -> String {
    let field = field.strip_suffix("_token").unwrap_or(field);
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

/// A query that breaks a rule is called what one is called that cannot be read.
fn kind(place: Place, entry: &FieldError) -> ProblemType {
    match place {
        Place::Query => ProblemType::MalformedRequest,
        Place::Body if entry.reason == "FieldValueTooLong" => ProblemType::TooLarge,
        Place::Path | Place::Body => ProblemType::InvalidRequest,
    }
}

/// A value that is of the wrong type, missing or unknown.
pub(super) fn unreadable_field(
    place: Place,
    field: &str,
    words: &str,
) -> (ProblemType, FieldError) {
    let reason = if words.starts_with("missing field") {
        "FieldValueRequired"
    } else if words.starts_with("unknown field") {
        "UnknownField"
    } else if words.starts_with("unknown variant") {
        "FieldValueNotSupported"
    } else {
        INVALID
    };
    let kind = match place {
        Place::Path => ProblemType::InvalidRequest,
        Place::Query | Place::Body => ProblemType::MalformedRequest,
    };
    let entry = FieldError {
        field: field.to_owned(),
        reason: reason.to_owned(),
        message: words.to_owned(),
        ..FieldError::default()
    };
    (kind, entry)
}

/// A part of the request of which nothing can be read.
pub(super) fn unreadable(place: Place, field: &str, words: &str) -> Problem {
    let detail = format!("The {} cannot be read: {words}.", place.name());
    let problem = Problem::new(ProblemType::MalformedRequest, detail);
    if field.is_empty() {
        problem
    } else {
        problem.with_errors(vec![unreadable_field(place, field, words).1])
    }
}

/// The field that an error speaks of, and its words. What serde says of names it says in its sentence alone.
pub(super) fn field_of<E: std::fmt::Display>(
    error: &serde_path_to_error::Error<E>,
) -> (String, String) {
    let words = error.inner().to_string();
    // `serde_json` adds a place in a text that was not sent.
    let words = words
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned();
    let path = error.path().to_string();
    for begin in ["missing field `", "unknown field `", "duplicate field `"] {
        let named = words.strip_prefix(begin);
        if let Some((name, _)) = named.and_then(|rest| rest.split_once('`')) {
            let is_whole = path.rsplit('.').next() == Some(name);
            return match path.as_str() {
                "." => (name.to_owned(), words),
                path if is_whole => (path.to_owned(), words),
                path => (format!("{path}.{name}"), words),
            };
        }
    }
    (path, words)
}

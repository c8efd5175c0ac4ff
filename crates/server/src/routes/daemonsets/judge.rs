//! The verdict before anything is sent, and the API server's words as errors at fields of the text.

use std::sync::Arc;

use cluster::{ClusterError, NotServed};
use contract::{FieldError, problem::SAME_EXISTS};
use manifest::message::of_manifest as said;
use manifest::{Document, FieldPath, Message, Segment};
use preflight::{CONFLICT, Facts, NOT_SERVED, Policy, Severity, Source};
use serde_json::Value;

use crate::{
    judgements,
    problem::{Problem, ProblemType},
};

/// What a manifest takes the place of.
pub(super) enum Replaced {
    /// It makes a new object.
    Nothing,
    /// This object, as it is stored.
    Stored(Value),
    /// An object that the user may replace and not read.
    Unreadable,
}

/// Refuses a manifest that the API server or the house would refuse, with every error at its line.
///
/// Without facts: whether the namespace exists and the name is free only the API server knows at the very
/// moment of writing, so what it says about that is passed on instead of guessed.
///
/// What replaces an object is judged by the rules of an update; whether it still is of that version is again
/// for the API server to say. Where the object may not be read only that is refused which is wrong whatever it
/// says, and all else is left to the API server.
///
/// # Errors
///
/// [`ProblemType::SyntaxError`] if the text cannot be parsed, [`ProblemType::InvalidManifest`] if it says something wrong.
pub(super) fn refuse_errors(
    document: &Document,
    replaced: &Replaced,
    policy: &Policy,
) -> Result<(), Problem> {
    let stored = match replaced {
        Replaced::Nothing | Replaced::Unreadable => None,
        Replaced::Stored(object) => Some(object),
    };
    let mut errors = preflight::refusals(document, stored, policy);
    if stored.is_none() {
        errors.extend(of_further_daemon_sets(document, policy));
    }
    errors.retain(|error| error.reason != CONFLICT);
    if matches!(replaced, Replaced::Unreadable) {
        // What rules refuse of a new object an old one may have.
        errors.retain(|error| {
            matches!(
                error.source,
                Source::Syntax | Source::Decode | Source::Policy
            )
        });
    }
    let is_broken = errors.iter().any(|error| error.source == Source::Syntax);
    if is_broken {
        // What a broken text seems to lack may stand behind the break.
        errors.retain(|error| error.source == Source::Syntax);
    }
    let Some(first) = errors.first() else {
        return Ok(());
    };
    let kind = if is_broken {
        ProblemType::SyntaxError
    } else {
        ProblemType::InvalidManifest
    };
    let place = if first.field.is_empty() {
        String::new()
    } else {
        format!("{}: ", first.field)
    };
    let detail = match errors.len() {
        1 => format!("{place}{}", first.message),
        count => format!("{place}{} (and {} more)", first.message, count - 1),
    };
    Err(Problem::new(kind, detail).with_errors(
        errors
            .iter()
            .map(|error| FieldError {
                document: companion_of(error),
                ..FieldError::from(error)
            })
            .collect(),
    ))
}

/// What is wrong with the DaemonSets beside the first one, each judged by itself, at its own lines.
fn of_further_daemon_sets(document: &Document, policy: &Policy) -> Vec<preflight::Problem> {
    if document.object_count() < 2 || !document.is_intact() {
        return Vec::new();
    }
    let facts = Facts::default();
    let further = document.object_values().into_iter().enumerate();
    let further = further.filter(|(number, value)| {
        value["kind"] == "DaemonSet" && document.chosen() != Some(*number)
    });
    further
        .filter_map(|(number, _)| Some((number, document.object(number)?)))
        .flat_map(|(number, object)| {
            let report = preflight::report_object(&object, None, &facts, policy);
            let problems = report.problems.into_iter();
            problems.map(move |problem| preflight::Problem {
                path: problem.path.within(number),
                ..problem
            })
        })
        .filter(|problem| problem.severity == Severity::Error)
        .collect()
}

/// The object of the text that a problem is about, where it is not the DaemonSet.
fn companion_of(problem: &preflight::Problem) -> Option<u32> {
    match problem.path.segments() {
        [Segment::Index(number), ..] => u32::try_from(*number).ok(),
        _ => None,
    }
}

/// An error at one field of the document.
pub(super) fn error_at(
    document: &Document,
    field: &str,
    reason: &str,
    message: impl Into<Message>,
) -> FieldError {
    let message = message.into();
    let (code, arguments) = message.english_parts();
    let position = field
        .parse::<FieldPath>()
        .ok()
        .and_then(|path| document.position(&path));
    FieldError {
        field: field.to_owned(),
        reason: reason.to_owned(),
        message: message.to_string(),
        code,
        arguments,
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
        ..FieldError::default()
    }
}

/// What the API server said about a manifest, at the fields of the text that was sent.
pub(super) async fn refused_by_cluster(error: ClusterError, document: &Arc<Document>) -> Problem {
    let sent = Arc::clone(document);
    let place = move || {
        let errors = field_errors(&error, &sent);
        Problem::from(error).with_errors(errors)
    };
    let placed = judgements::beside(document.text().len(), place);
    placed.await.unwrap_or_else(|problem| problem)
}

/// The same of one object of several that were refused, by its place among them as they were sent.
pub(super) async fn refused_beside(
    sent: usize,
    error: ClusterError,
    document: &Arc<Document>,
) -> Problem {
    let text = Arc::clone(document);
    let place = move || {
        let errors = errors_of_companion(sent, &error, &text);
        Problem::from(error).with_errors(errors)
    };
    let placed = judgements::beside(document.text().len(), place);
    placed.await.unwrap_or_else(|problem| problem)
}

fn field_errors(error: &ClusterError, document: &Document) -> Vec<FieldError> {
    if let ClusterError::Companion {
        document: sent,
        source,
        ..
    } = error
    {
        return errors_of_companion(*sent, source, document);
    }
    if let ClusterError::NotServed(documents) = error {
        return documents
            .iter()
            .filter_map(|it| not_served(it, document))
            .collect();
    }
    if let ClusterError::Existing { source, differs } = error {
        let mut errors = field_errors(source, document);
        for at in &mut errors {
            at.message = format!("{}: {error}", at.message);
            if differs.is_empty() {
                SAME_EXISTS.clone_into(&mut at.reason);
            }
        }
        return errors;
    }
    let ClusterError::Refused {
        status,
        reason,
        message,
        causes,
        ..
    } = error
    else {
        return Vec::new();
    };
    if !causes.is_empty() {
        return causes
            .iter()
            .map(|cause| {
                error_at(
                    document,
                    &cause.field,
                    &cause.reason,
                    cause.message.as_str(),
                )
            })
            .collect();
    }
    // These come without causes, though it is clear which field they speak of.
    let field = match (reason.as_str(), status["details"]["kind"].as_str()) {
        ("AlreadyExists", _) => "metadata.name",
        ("NotFound", Some("namespaces")) => "metadata.namespace",
        ("Conflict", _) if message.contains("UID in precondition") => "metadata.uid",
        ("Conflict", _) => "metadata.resourceVersion",
        _ => return Vec::new(),
    };
    vec![error_at(document, field, reason, message.as_str())]
}

/// A refusal for what is wrong at one field.
pub(super) fn refusal_at(
    document: &Document,
    field: &str,
    reason: &str,
    message: Message,
) -> Problem {
    let error = error_at(document, field, reason, message.clone());
    let detail = said::at_field(field, message);
    Problem::new(ProblemType::InvalidManifest, detail).with_errors(vec![error])
}

/// In which versions a kind is served.
fn served(it: &NotServed) -> Message {
    if it.served.is_empty() {
        said::serves_no(it.kind.as_str())
    } else {
        said::serves_as(it.kind.as_str(), it.served.join(", "))
    }
}

/// That a kind is not served, at the line that says which it is.
fn not_served(it: &NotServed, document: &Document) -> Option<FieldError> {
    let (place, _) = in_sending_order(document).into_iter().nth(it.document)?;
    let object = document.object(place)?;
    // Where the kind is served otherwise, its version is what is wrong.
    let field = if it.served.is_empty() {
        "kind"
    } else {
        "apiVersion"
    };
    let mut error = error_at(&object, field, NOT_SERVED, served(it));
    if document.chosen() != Some(place) {
        error.document = u32::try_from(place).ok();
    }
    Some(error)
}

/// What is wrong with an object beside the DaemonSet, at the fields of its own document. `sent` is its place among the
/// documents as they were sent.
fn errors_of_companion(sent: usize, error: &ClusterError, document: &Document) -> Vec<FieldError> {
    let place = in_sending_order(document)
        .get(sent)
        .map(|(place, _)| *place);
    let Some((place, companion)) = place.zip(place.and_then(|place| document.object(place))) else {
        return Vec::new();
    };
    let mut errors = field_errors(error, &companion);
    for error in &mut errors {
        error.document = u32::try_from(place).ok();
    }
    errors
}

/// The objects of a text as the API server gets them to create: the DaemonSet first, then the others, each in
/// the served version of its kind and, as kubectl sends it, without the version that another object had
/// (`Helper.Create` of cli-runtime's `pkg/resource/helper.go`).
pub(super) fn to_create(document: &Document) -> Vec<Value> {
    let objects = in_sending_order(document).into_iter();
    let mut objects: Vec<Value> = objects
        .map(|(_, value)| manifest::to_served_version(value))
        .collect();
    for object in &mut objects {
        let metadata = object.get_mut("metadata").and_then(Value::as_object_mut);
        if let Some(metadata) = metadata {
            metadata.shift_remove("resourceVersion");
        }
    }
    objects
}

/// The objects in the order in which they are sent, each with its place in the text.
pub(super) fn in_sending_order(document: &Document) -> Vec<(usize, Value)> {
    let mut documents: Vec<(usize, Value)> =
        document.object_values().into_iter().enumerate().collect();
    documents.sort_by_key(|(_, value)| value["kind"] != "DaemonSet");
    documents
}

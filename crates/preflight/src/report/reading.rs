//! What could not be read: broken text, fields that cannot be decoded, and what is unsure for that.

use manifest::gather::Gather;
use manifest::{DecodeProblem, DecodeProblemKind, Decoded, Document, FieldPath, ProblemKind};

use crate::problem::{Problem, Severity, Source};

/// What is wrong with the text itself.
pub(super) fn syntax_problems(document: &Document) -> Vec<Problem> {
    let problems = document.problems().iter().map(|problem| {
        let (source, reason) = match problem.kind {
            ProblemKind::DuplicateKey => (Source::Decode, "DuplicateField"),
            ProblemKind::Syntax => (Source::Syntax, "Syntax"),
            ProblemKind::Ignored => (Source::Syntax, "Ignored"),
            ProblemKind::TooLarge => (Source::Syntax, "TooLarge"),
            ProblemKind::TooDeep => (Source::Syntax, "TooDeep"),
            ProblemKind::TooManyNodes => (Source::Syntax, "TooManyNodes"),
        };
        Problem {
            // kubectl takes such a text, and leaves out of it what somebody meant to be in it.
            severity: match problem.kind {
                ProblemKind::Ignored => Severity::Warning,
                _ => Severity::Error,
            },
            source,
            reason: reason.to_owned(),
            field: problem.path.to_string(),
            message: problem.message.clone(),
            path: problem.path.clone(),
            line: Some(problem.line),
            column: Some(problem.column),
        }
    });
    problems.gather()
}

/// What cannot be decoded.
pub(super) fn decode_problems(decoded: &Decoded) -> impl Iterator<Item = Problem> {
    decoded.problems.iter().map(decode_problem)
}

/// One of them.
pub(super) fn decode_problem(problem: &DecodeProblem) -> Problem {
    Problem {
        severity: Severity::Error,
        source: Source::Decode,
        reason: problem.kind.reason().to_owned(),
        field: problem.field.clone(),
        message: problem.message.clone(),
        path: problem.path.clone(),
        line: None,
        column: None,
    }
}

/// The places that hold something of the wrong type. What a rule says of them, of a place above or
/// below, may only say that they could not be read.
pub(super) fn wrong_places(decoded: &Decoded) -> impl Iterator<Item = &FieldPath> {
    let wrong = decoded.problems.iter();
    wrong
        .filter(|problem| problem.kind == DecodeProblemKind::WrongType)
        .map(|problem| &problem.path)
}

/// Whether something could not be read that decides where pods go: without it, the nodes would seem to be
/// others than they are meant to be.
pub(super) fn hides_placement(document: &Document, decoded: &Decoded) -> bool {
    let pod = ["spec", "template", "spec"];
    let pod = pod
        .iter()
        .fold(FieldPath::root(), |path, key| path.key(*key));
    let deciding = [
        "nodeName",
        "nodeSelector",
        "affinity",
        "tolerations",
        "hostNetwork",
    ];
    let deciding: Vec<FieldPath> = deciding.iter().map(|field| pod.key(*field)).gather();
    let lies_in = |place: &FieldPath| deciding.iter().any(|field| place.starts_with(field));
    let holds = |place: &FieldPath| deciding.iter().any(|field| field.starts_with(place));
    let mut broken = document.problems().iter();
    wrong_places(decoded).any(|place| lies_in(place) || holds(place))
        || broken.any(|problem| problem.kind == ProblemKind::Syntax && lies_in(&problem.path))
}

//! One object of which a text says two things. kubectl would create the first and then be told that it is there, or let
//! the last one win.

use cluster::Plan;
use contract::FieldError;
use manifest::Document;
use manifest::message::of_manifest as said;

use super::super::judge;
use crate::problem::{Problem, ProblemType};

/// The reason, as Kubernetes calls it (`field.ErrorTypeDuplicate`).
const DUPLICATE: &str = "FieldValueDuplicate";

/// What is to be said of objects that stand there again, each at its name.
pub(super) fn refusal(plan: &Plan<'_>, document: &Document) -> Option<Problem> {
    let objects: Vec<_> = plan.objects().collect();
    let numbers: Vec<usize> = judge::in_sending_order(document)
        .into_iter()
        .map(|(number, _)| number)
        .collect();
    let mut errors: Vec<FieldError> = Vec::new();
    for (place, object) in objects.iter().enumerate() {
        let is_same = |other: &&cluster::Planned<'_>| {
            (other.resource, other.namespace, other.name)
                == (object.resource, object.namespace, object.name)
        };
        let first = objects[..place].iter().find(is_same);
        if object.name.is_empty() || object.is_repeated || first.is_none() {
            continue;
        }
        let number = numbers.get(place).copied().unwrap_or_default();
        let kind = object.resource.kind();
        let message = said::says_something_else(kind, object.name);
        let own = document.object(number);
        let mut error = judge::error_at(
            own.as_ref().unwrap_or(document),
            "metadata.name",
            DUPLICATE,
            message,
        );
        error.document = u32::try_from(number).ok();
        errors.push(error);
    }
    let first = errors.first()?;
    let detail = said::at_field("metadata.name", first.said());
    Some(Problem::new(ProblemType::InvalidManifest, detail).with_errors(errors))
}

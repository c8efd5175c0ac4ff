//! Problems and where they are shown: at their control, in their step, at their line.

use contract::FieldError;
use manifest::{Document, FieldPath};
use preflight::{CONFLICT, Problem, Severity, Source};
use serde_json::Value;

use super::catalogue::{places, ways};
use super::step::Step;
use crate::text::said;

/// A problem with its place on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The problem, its line included.
    pub problem: Problem,
    /// The control or card that shows it; none where the step does.
    pub anchor: Option<FieldPath>,
    /// The step that it is in.
    pub step: Step,
}

impl Placed {
    /// Finds the place of a problem.
    #[must_use]
    pub fn new(problem: Problem) -> Self {
        Self {
            anchor: places::anchor(&problem.path),
            step: places::step_of(&problem.path),
            problem,
        }
    }

    /// Whether it holds Create back. That somebody else was faster does not: saving catches up with them.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.problem.severity == Severity::Error && self.problem.reason != CONFLICT
    }

    /// Whether all it says is that nothing has been typed yet.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.problem.reason == "FieldValueRequired"
    }
}

/// Something that the server refused, and the value that it refused it for.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    problem: Problem,
    value: Option<Value>,
}

impl Refusal {
    /// What the server said about this document.
    #[must_use]
    pub fn new(error: &FieldError, document: &Document) -> Self {
        let way = error.field.parse().unwrap_or_else(|_| FieldPath::root());
        let path = match error.document {
            Some(number) => way.within(number as usize),
            None => way,
        };
        Self {
            value: document.get(&path),
            problem: Problem {
                severity: Severity::Error,
                source: Source::Cluster,
                reason: error.reason.clone(),
                field: error.field.clone(),
                message: error.said(),
                path,
                line: error.line,
                column: error.column,
            },
        }
    }

    /// Whether the document still says what was refused.
    #[must_use]
    pub fn holds(&self, document: &Document) -> bool {
        document.get(&self.problem.path) == self.value
    }
}

/// Everything that is wrong with a document: what preflight finds and, where it is not the same,
/// what the server refused. Lines are those of the text as it is now.
#[must_use]
pub fn place(found: &[Problem], refusals: &[Refusal], document: &Document) -> Vec<Placed> {
    let is_new = |refused: &Problem| {
        !found.iter().any(|problem| {
            problem.field == refused.field && said(&problem.message) == said(&refused.message)
        })
    };
    let refused = refusals
        .iter()
        .filter(|refusal| refusal.holds(document))
        .map(|refusal| &refusal.problem)
        .filter(|problem| is_new(problem));
    refused
        .chain(found)
        .cloned()
        .map(|mut problem| {
            let is_placed = problem.source == Source::Syntax
                // What belongs to no field.
                || (problem.path.is_root() && problem.line.is_some());
            if !is_placed && let Some(position) = document.position(&problem.path) {
                problem.line = Some(position.line);
                problem.column = Some(position.column);
            }
            let other = places::service_of(&problem.path);
            let mut placed = Placed::new(problem);
            if other.is_some_and(|object| !ways::is_service(document, &object)) {
                // The form draws no other kind.
                placed.anchor = None;
            }
            placed
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use contract::FieldError;
    use manifest::Document;

    use super::{Refusal, place};

    fn refused(field: &str, message: &str) -> FieldError {
        FieldError {
            field: field.to_owned(),
            reason: "FieldValueInvalid".to_owned(),
            message: message.to_owned(),
            ..FieldError::default()
        }
    }

    #[test]
    fn a_refusal_stays_until_its_field_changes() {
        let before = Document::parse("metadata:\n  name: a\nspec: {}\n");
        let refusal = [Refusal::new(&refused("metadata.name", "taken"), &before)];
        let elsewhere = Document::parse("# moved\nmetadata:\n  name: a\nspec: 1\n");
        let placed = place(&[], &refusal, &elsewhere);
        assert_eq!(placed.len(), 1);
        assert_eq!(placed[0].problem.line, Some(3));
        let mended = Document::parse("metadata:\n  name: b\n");
        assert_eq!(place(&[], &refusal, &mended), []);
    }

    #[test]
    fn the_same_is_not_said_twice() {
        let document = Document::parse("metadata:\n  name: a\n");
        let refusal = [Refusal::new(&refused("metadata.name", "taken"), &document)];
        let found: Vec<_> = place(&[], &refusal, &document)
            .into_iter()
            .map(|placed| placed.problem)
            .collect();
        assert_eq!(place(&found, &refusal, &document).len(), 1);
    }
}

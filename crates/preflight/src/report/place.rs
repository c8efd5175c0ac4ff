//! Where in the text each problem stands, and in which order they are told.

use manifest::{Document, FieldPath, Position, Segment};

use super::hints;
use crate::problem::Problem;

/// Gives each problem its line and column, adds what they may come from, and puts errors first, then what comes first
/// in the text.
pub(super) fn place_in_text(problems: &mut Vec<Problem>, document: &Document) {
    for problem in problems.iter_mut().filter(|problem| problem.line.is_none()) {
        if let Some(position) = position(document, &problem.path) {
            problem.line = Some(position.line);
            problem.column = Some(position.column);
        }
    }
    hints::add(document, problems);
    manifest::order::sort_by(problems, |one, two| {
        let place = |problem: &Problem| (problem.severity, problem.line, problem.column);
        place(one).cmp(&place(two))
    });
}

/// Where a field stands, or the nearest of those that hold it. A `targetPort` that was not written is its `port`
/// (`SetDefaults_Service` in `pkg/apis/core/v1/defaults.go`) and stands with that: there is the cause, and what is said
/// of it comes first.
pub(super) fn position(document: &Document, path: &FieldPath) -> Option<Position> {
    let is_target = matches!(path.last(), Some(Segment::Key(name)) if name == "targetPort");
    if is_target && document.get(path).is_none() {
        let port = path.parent()?.key("port");
        return document.position(&port);
    }
    document.position(path)
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use crate::{Facts, report_service};

    fn told(service: &str) -> Vec<(String, Option<u32>, Option<u32>)> {
        let report = report_service(&Document::parse(service), &Facts::default());
        let problems = report.problems.into_iter();
        problems
            .map(|problem| (problem.field, problem.line, problem.column))
            .collect()
    }

    #[test]
    fn what_took_its_value_from_another_field_is_told_after_that_and_there() {
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - name: a\n    port: 70000\n";
        let at = |field: &str, line: u32| (format!("spec.ports[0].{field}"), Some(line), Some(5));
        assert_eq!(told(service), [at("port", 7), at("targetPort", 7)]);
        let written = service.replace("    port:", "    targetPort: 80000\n    port:");
        assert_eq!(told(&written), [at("targetPort", 7), at("port", 8)]);
    }
}

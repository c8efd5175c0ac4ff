//! What stands in the way of a document, or of one beside it, whatever its fields say.

use manifest::gather::Gather;
use manifest::message::document as said;
use manifest::{Document, Dropped, FieldPath, Gate};
use serde_json::Value;

use crate::problem::{NOT_SERVED, Problem, Severity, Source};
use crate::rules;

/// That a version is no longer served, where it is one of those that Kubernetes has had.
pub(super) fn not_served(api_version: &str) -> Option<Problem> {
    (api_version != "apps/v1").then(|| {
        Problem::at(
            FieldPath::root().key("apiVersion"),
            Severity::Warning,
            Source::Cluster,
            NOT_SERVED,
            said::not_served(api_version),
        )
    })
}

/// That the cluster leaves a field out of what it stores.
pub(super) fn dropped(field: &Dropped) -> Problem {
    Problem::at(
        field.path.clone(),
        Severity::Warning,
        Source::Cluster,
        "FieldDropped",
        said::gate_off(field.gate.name),
    )
}

/// That a cluster of this minor version leaves a field out of what it stores, or does not take it: it does not know
/// it, or not there.
pub(super) fn newer(field: &Dropped, minor: u8) -> Problem {
    let Gate { name, known, on } = field.gate;
    let message = if *known > minor {
        said::gate_not_known(minor, *known, *on, *name)
    } else {
        said::gate_not_on(minor, *name, *on)
    };
    let (severity, source) = (Severity::Warning, Source::Cluster);
    Problem::at(
        field.path.clone(),
        severity,
        source,
        "FieldDropped",
        message,
    )
}

/// What is wrong beside the DaemonSet. On create everything is written with it; of that Services and further
/// DaemonSets are judged, and what says neither what it is nor its name. On update nothing of it would be written.
pub(super) fn beside(document: &Document, is_create: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    if document.object_count() < 2 {
        return problems;
    }
    let chosen = document.chosen();
    for (number, value) in document.object_values().into_iter().enumerate() {
        let text = |field: &str| value[field].as_str().unwrap_or_default();
        let message = match (text("kind"), text("apiVersion")) {
            _ if chosen == Some(number) => continue,
            _ if !is_create => said::only_daemon_set(),
            ("Service", "v1") => {
                let problems_of_it = problems_of_service(value);
                problems.extend(in_object(document, number, problems_of_it));
                continue;
            }
            _ if text("kind").is_empty() || text("apiVersion").is_empty() => said::says_not_what(),
            _ => continue,
        };
        let problem = Problem::at(
            FieldPath::root().key("kind"),
            Severity::Error,
            Source::Policy,
            "OtherDocument",
            message,
        );
        problems.extend(in_object(document, number, vec![problem]));
    }
    problems
}

/// What is wrong with a Service by itself.
pub(super) fn problems_of_service(service: Value) -> Vec<Problem> {
    let (mut object, problems) = manifest::decode_service(service);
    let own = object["metadata"]["namespace"].as_str().unwrap_or_default();
    if own.is_empty() {
        // That of the request.
        object["metadata"]["namespace"] = "default".into();
    }
    let undecoded = problems.iter().map(super::reading::decode_problem);
    let mut problems: Vec<Problem> = undecoded.gather();
    if problems.is_empty() {
        problems = rules::validate_service(&object);
    }
    problems
}

/// Problems of another object of the text, at its lines and with paths that lead into it.
fn in_object(document: &Document, number: usize, mut problems: Vec<Problem>) -> Vec<Problem> {
    if let Some(object) = (!problems.is_empty())
        .then(|| document.object(number))
        .flatten()
    {
        for problem in &mut problems {
            let position = super::place::position(&object, &problem.path);
            problem.line = position.map(|position| position.line);
            problem.column = position.map(|position| position.column);
            problem.path = problem.path.within(number);
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::beside;

    #[test]
    fn what_is_not_written_with_a_daemon_set_is_told_at_its_own_line() {
        let text = "kind: DaemonSet\n---\napiVersion: v1\nkind: Service\n---\nkind: ConfigMap\n\
                    ---\napiVersion: apps/v1\nkind: DaemonSet\n---\napiVersion: a/v1\nkind: B\n";
        let lines = |is_create| {
            let problems = beside(&Document::parse(text), is_create);
            let others = problems.iter().filter(|it| it.reason == "OtherDocument");
            others.map(|problem| problem.line).collect::<Vec<_>>()
        };
        assert_eq!(lines(true), [Some(6)]);
        assert_eq!(lines(false), [Some(4), Some(6), Some(9), Some(12)]);
        assert_eq!(beside(&Document::parse("kind: ConfigMap\n"), true), []);
    }
}

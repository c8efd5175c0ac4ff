//! What stands in the way of a document, or of one beside it, whatever its fields say.

use manifest::{Document, FieldPath};

use crate::problem::{Problem, Severity, Source};

/// That a version is no longer served, where it is one of those that Kubernetes has had.
pub(super) fn not_served(api_version: &str) -> Option<Problem> {
    (api_version != "apps/v1").then(|| {
        Problem::at(
            FieldPath::root().key("apiVersion"),
            Severity::Warning,
            Source::Cluster,
            "NotServed",
            format!(
                "{api_version} is not served since Kubernetes 1.16, and kubectl would be refused; \
                 from here it is sent as apps/v1"
            ),
        )
    })
}

/// The documents beside the DaemonSet that would not be written with it: on create all but Services,
/// on update all.
pub(super) fn not_written(document: &Document, is_create: bool) -> Vec<Problem> {
    if document.object_count() < 2 {
        return Vec::new();
    }
    let kind = FieldPath::root().key("kind");
    let mut has_daemon_set = false;
    let mut problems = Vec::new();
    for (number, value) in document.object_values().iter().enumerate() {
        let text = |field: &str| value[field].as_str().unwrap_or_default();
        let message = match (text("kind"), text("apiVersion")) {
            // The one that is judged: the first, as the document chooses it.
            ("DaemonSet", _) if !has_daemon_set => {
                has_daemon_set = true;
                continue;
            }
            ("Service", "v1") if is_create => continue,
            _ if !is_create => "only the DaemonSet itself is saved here; take this document out",
            ("DaemonSet", _) => "only one DaemonSet is created at a time; take this document out",
            _ => "only Services of v1 are created with the DaemonSet; take this document out",
        };
        let position = document
            .object(number)
            .and_then(|document| document.position(&kind));
        // The paths of the document that is judged are not those of another one.
        let mut problem = Problem::at(
            FieldPath::root(),
            Severity::Error,
            Source::Policy,
            "OtherDocument",
            message.to_owned(),
        );
        problem.field = kind.to_string();
        problem.line = position.map(|position| position.line);
        problem.column = position.map(|position| position.column);
        problems.push(problem);
    }
    problems
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::not_written;

    #[test]
    fn what_is_not_written_with_a_daemon_set_is_told_at_its_own_line() {
        let text = "kind: DaemonSet\n---\napiVersion: v1\nkind: Service\n---\nkind: ConfigMap\n\
                    ---\napiVersion: apps/v1\nkind: DaemonSet\n";
        let lines = |is_create| {
            let problems = not_written(&Document::parse(text), is_create);
            let lines = problems.iter().map(|problem| problem.line);
            lines.collect::<Vec<_>>()
        };
        assert_eq!(lines(true), [Some(6), Some(9)]);
        assert_eq!(lines(false), [Some(4), Some(6), Some(9)]);
        assert_eq!(not_written(&Document::parse("kind: ConfigMap\n"), true), []);
    }
}

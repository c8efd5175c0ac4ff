//! Checks of an object against a policy.

use manifest::Message;
use manifest::message::policy as said;
use serde_json::Value;

use super::{NameForm, Policy};
use crate::cursor::Cursor;
use crate::problem::{Problem, Severity, Source};

/// Everything that the house finds, in the order of the policy.
pub(crate) fn check(policy: &Policy, object: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let root = Cursor::root(object);
    let metadata = root.field("metadata");
    if let Some(form) = &policy.object_name {
        check_name(&metadata.field("name"), *form, &policy.name, &mut problems);
    }
    let annotations = metadata.field("annotations");
    for length in &policy.annotation_lengths {
        let annotation = annotations.key(&length.key);
        let count = annotation.text().chars().count();
        if count > length.max {
            let message = said::too_long(length.max, &policy.name, count);
            problems.push(problem(&annotation, Severity::Error, "TooLong", message));
        }
    }
    let spec = root.field("spec");
    let template = spec.field("template");
    let pod = template.field("spec");
    for list in ["initContainers", "containers"] {
        for container in pod.field(list).items() {
            check_container(&container, policy, &mut problems);
        }
    }
    problems
}

fn check_container(container: &Cursor, policy: &Policy, problems: &mut Vec<Problem>) {
    if let Some(form) = &policy.container_name {
        check_name(&container.field("name"), *form, &policy.name, problems);
    }
    if let Some(required) = &policy.limits {
        let resources = container.field("resources");
        let limits = resources.field("limits");
        for name in &required.resources {
            let limit = limits.key(name);
            if !limit.is_set() {
                let message = said::limit_missing(name, &policy.name);
                problems.push(problem(&limit, required.severity, "LimitMissing", message));
            }
        }
    }
    let image = container.field("image");
    if !policy.registries.is_empty() && !image.text().is_empty() {
        check_registry(&image, policy, problems);
    }
}

fn check_name(name: &Cursor, form: NameForm, policy: &str, problems: &mut Vec<Problem>) {
    // That there is a name at all is Kubernetes' own rule.
    let text = name.text();
    if text.is_empty() || is_of_form(text, form) {
        return;
    }
    let first = if form.starts_with_letter {
        said::first_letter()
    } else {
        said::first_letter_or_digit()
    };
    let characters = if form.allows_dots {
        said::with_dots()
    } else {
        said::without_dots()
    };
    let message = said::name_form(form.min, form.max, characters, first, policy);
    problems.push(problem(name, Severity::Error, "NameForm", message));
}

fn is_of_form(text: &str, form: NameForm) -> bool {
    let bytes = text.as_bytes();
    let edge = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (form.min..=form.max).contains(&bytes.len())
        && bytes.first().is_some_and(|byte| {
            byte.is_ascii_lowercase() || (!form.starts_with_letter && byte.is_ascii_digit())
        })
        && bytes.last().is_some_and(edge)
        && bytes
            .iter()
            .all(|byte| edge(byte) || *byte == b'-' || (form.allows_dots && *byte == b'.'))
}

fn check_registry(image: &Cursor, policy: &Policy, problems: &mut Vec<Problem>) {
    let name = full_name(image.text());
    let is_allowed = policy.registries.iter().any(|registry| {
        let registry = registry.trim_end_matches('/');
        name.strip_prefix(registry)
            .is_some_and(|rest| rest.starts_with('/'))
    });
    if !is_allowed {
        let mut registries = Message::default();
        for registry in &policy.registries {
            registries = if registries.is_empty() {
                registry.into()
            } else {
                said::either(registries, registry)
            };
        }
        let message = said::registry(registries, &policy.name);
        problems.push(problem(
            image,
            Severity::Error,
            "RegistryNotAllowed",
            message,
        ));
    }
}

/// An image with its registry written out, as the container runtime resolves it.
fn full_name(image: &str) -> String {
    match image.split_once('/') {
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => image.to_owned(),
        Some(_) => format!("docker.io/{image}"),
        None => format!("docker.io/library/{image}"),
    }
}

fn problem(at: &Cursor, severity: Severity, reason: &str, message: Message) -> Problem {
    Problem {
        severity,
        source: Source::Policy,
        reason: reason.to_owned(),
        field: at.to_string(),
        message,
        path: at.path(),
        line: None,
        column: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::check;
    use crate::policy::Policy;

    fn found(policy: &Policy, object: &serde_json::Value) -> Vec<(String, String)> {
        let problems = check(policy, object);
        problems
            .into_iter()
            .map(|problem| (problem.field, problem.reason))
            .collect()
    }

    #[test]
    fn dce_asks_for_longer_names_and_limits() {
        let object = json!({
            "metadata": {"name": "1abc", "annotations": {"description": "x".repeat(513)}},
            "spec": {"template": {"spec": {"containers": [
                {"name": "agent", "resources": {"limits": {"cpu": "1"}}},
                {"name": "log"},
            ]}}},
        });
        let field =
            |index: usize, rest: &str| format!("spec.template.spec.containers[{index}].{rest}");
        assert_eq!(
            found(&Policy::dce(), &object),
            [
                ("metadata.name".to_owned(), "NameForm".to_owned()),
                (
                    "metadata.annotations[description]".to_owned(),
                    "TooLong".to_owned()
                ),
                (
                    field(0, "resources.limits[memory]"),
                    "LimitMissing".to_owned()
                ),
                (field(1, "name"), "NameForm".to_owned()),
                (field(1, "resources.limits[cpu]"), "LimitMissing".to_owned()),
                (
                    field(1, "resources.limits[memory]"),
                    "LimitMissing".to_owned()
                ),
            ]
        );
        assert!(found(&Policy::kubernetes(), &object).is_empty());
    }

    #[test]
    fn registries_are_told_apart_as_the_runtime_does() {
        let policy = Policy {
            registries: vec!["docker.io/library".to_owned(), "quay.io/".to_owned()],
            ..Policy::default()
        };
        for (image, is_allowed) in [
            ("nginx", true),
            ("nginx:1", true),
            ("team/nginx", false),
            ("quay.io/a/b@sha256:00", true),
            ("quay.io.evil.com/a", false),
            ("localhost/a", false),
        ] {
            let object =
                json!({"spec": {"template": {"spec": {"containers": [{"image": image}]}}}});
            assert_eq!(found(&policy, &object).is_empty(), is_allowed, "{image}");
        }
    }
}

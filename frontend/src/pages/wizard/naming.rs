//! What follows the name of the DaemonSet until it is given a value of its own: the label
//! `app.kubernetes.io/name`, the selector with the pods' label, the name of an only container, and the Services
//! beside it with what they select.
//!
//! Nothing remembers what was touched: a value follows as long as it is what the name would make of
//! it, so the rule holds for a draft that comes back and for a text typed by hand as well.

use manifest::{Document, EditError, FieldPath, ScalarKind};

use super::catalogue::ways::services;
use crate::state::document::write_text;

/// The recommended label for the name of an application.
const NAME_LABEL: &str = "app.kubernetes.io/name";

/// The longest value of a label, and the longest name of a container.
const LONGEST: usize = 63;

/// Writes the name, and with it what has followed it so far.
///
/// # Errors
/// The text cannot be edited at one of these places.
pub fn rename(document: &mut Document, name: &str) -> Result<(), EditError> {
    let metadata = FieldPath::root().key("metadata");
    let path = metadata.key("name");
    let before = document.text_at(&path).unwrap_or_default();
    let followers = followers(document, &before);
    write_text(document, &path, name, ScalarKind::String)?;
    for follower in followers {
        let value = follower.value(name);
        write_text(document, &follower.path, &value, ScalarKind::String)?;
    }
    Ok(())
}

/// Writes the namespace, also into the Services that say the one of before.
///
/// # Errors
/// The text cannot be edited at one of these places.
pub fn move_to(document: &mut Document, namespace: &str) -> Result<(), EditError> {
    let own = FieldPath::root().key("metadata").key("namespace");
    let before = document.text_at(&own);
    let mut places = vec![own];
    for service in services(document) {
        let place = service.key("metadata").key("namespace");
        if document.text_at(&place) == before && before.is_some() {
            places.push(place);
        }
    }
    for place in places {
        if !namespace.is_empty() {
            write_text(document, &place, namespace, ScalarKind::String)?;
        } else if document.has(&place) {
            document.remove(&place)?;
        }
    }
    Ok(())
}

/// A place whose value is made from the name.
struct Follower {
    path: FieldPath,
    derive: fn(&str) -> String,
}

impl Follower {
    fn label(labels: &FieldPath) -> Self {
        Self {
            path: labels.key(NAME_LABEL),
            derive: label_value,
        }
    }

    fn name(metadata: &FieldPath) -> Self {
        Self {
            path: metadata.key("name"),
            derive: str::to_owned,
        }
    }

    fn value(&self, name: &str) -> String {
        (self.derive)(name)
    }

    fn follows(&self, document: &Document, name: &str) -> bool {
        document.text_at(&self.path).as_deref() == Some(&self.value(name))
    }
}

/// The places that follow this name now.
fn followers(document: &Document, name: &str) -> Vec<Follower> {
    let spec = FieldPath::root().key("spec");
    let template = spec.key("template");
    let containers = template.key("spec").key("containers");
    let own = Follower::label(&FieldPath::root().key("metadata").key("labels"));
    let selector = Follower::label(&spec.key("selector").key("matchLabels"));
    let pods = Follower::label(&template.key("metadata").key("labels"));
    let container = Follower {
        path: containers.index(0).key("name"),
        derive: container_name,
    };
    let mut found = Vec::new();
    if own.follows(document, name) {
        found.push(own);
    }
    // One without the other would select no pod.
    if selector.follows(document, name) && pods.follows(document, name) {
        found.extend([selector, pods]);
    }
    for service in services(document) {
        let metadata = service.key("metadata");
        let of_service = [
            Follower::name(&metadata),
            Follower::label(&metadata.key("labels")),
            Follower::label(&service.key("spec").key("selector")),
        ];
        for follower in of_service {
            if follower.follows(document, name) {
                found.push(follower);
            }
        }
    }
    if document.len_of(&containers) == 1 && container.follows(document, name) {
        found.push(container);
    }
    found
}

/// The name as a label's value: its first 63 characters, which must end in a letter or digit.
fn label_value(name: &str) -> String {
    let value: String = name.chars().take(LONGEST).collect();
    value
        .trim_end_matches(|last: char| !last.is_ascii_alphanumeric())
        .to_owned()
}

/// The name as a container's name, which takes no dots.
fn container_name(name: &str) -> String {
    label_value(name).replace('.', "-")
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::{container_name, label_value, rename};
    use crate::pages::wizard::template;

    fn renamed(text: &str, names: &[&str]) -> String {
        let mut document = Document::parse(text);
        for name in names {
            rename(&mut document, name).unwrap();
        }
        document.text().to_owned()
    }

    #[test]
    fn all_follow_the_name_of_a_new_manifest() {
        let text = renamed(&template::manifest("logging"), &["a", "ag", "agent"]);
        assert_eq!(
            text.matches("app.kubernetes.io/name: agent\n").count(),
            3,
            "{text}"
        );
        assert_eq!(text.matches(" name: agent\n").count(), 2, "{text}");
    }

    #[test]
    fn services_of_its_name_go_along_and_others_stay() {
        let service = |name: &str| {
            format!(
                "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: b}}\n\
                 spec: {{selector: {{app.kubernetes.io/name: {name}}}}}\n"
            )
        };
        let text = "kind: DaemonSet\nmetadata: {name: a, namespace: b}\n".to_owned();
        let (own, other) = (service("a"), service("x"));
        let renamed = renamed(&format!("{text}{own}{other}"), &["c"]);
        assert_eq!(
            renamed,
            format!(
                "kind: DaemonSet\nmetadata: {{name: c, namespace: b}}\n{}{other}",
                service("c")
            )
        );
        let mut document = Document::parse(renamed);
        super::move_to(&mut document, "d").unwrap();
        assert_eq!(document.text().matches("namespace: d").count(), 3);
        super::move_to(&mut document, "").unwrap();
        assert!(
            !document.text().contains("namespace"),
            "{}",
            document.text()
        );
    }

    #[test]
    fn what_has_a_value_of_its_own_stays() {
        let text = template::manifest("").replacen(
            "app.kubernetes.io/name: \"\"",
            "app.kubernetes.io/name: mine",
            1,
        );
        let text = renamed(&text, &["agent"]);
        assert!(text.contains("app.kubernetes.io/name: mine\n"), "{text}");
        assert_eq!(
            text.matches("app.kubernetes.io/name: agent\n").count(),
            2,
            "{text}"
        );
    }

    #[test]
    fn a_selector_of_its_own_keeps_the_label_of_the_pods_beside_it() {
        let text = template::manifest("").replacen(
            "matchLabels:\n      app.kubernetes.io/name: \"\"",
            "matchLabels:\n      app: x",
            1,
        );
        let text = renamed(&text, &["agent"]);
        assert!(
            text.contains("      labels:\n        app.kubernetes.io/name: \"\"\n"),
            "{text}"
        );
    }

    #[test]
    fn derived_values_are_valid_ones() {
        assert_eq!(label_value("agent-"), "agent");
        assert_eq!(
            label_value(&format!("{}-{}", "a".repeat(62), "b")),
            "a".repeat(62)
        );
        assert_eq!(container_name("node.agent"), "node-agent");
    }
}

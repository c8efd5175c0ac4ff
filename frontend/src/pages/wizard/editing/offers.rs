//! What may stand at a cursor: the keys that the schema knows there and that are not written yet, the words that a field
//! takes, and the names that exist.

use std::collections::HashSet;

use manifest::schema::{Kind, Struct};
use manifest::{Document, FieldPath, Segment};
use preflight::Facts;

use super::cursor::Cursor;
use super::roots;
use crate::pages::wizard::catalogue::traits;
use crate::pages::wizard::draw::suggestions;
use crate::parts::editor::knowledge::Offer;

/// What may stand at a cursor; `column` is the one of what is typed there, counted from 0.
#[must_use]
pub fn offers(document: &Document, facts: &Facts, cursor: &Cursor, column: usize) -> Vec<Offer> {
    if cursor.is_key {
        keys(facts, cursor, column)
    } else {
        values(document, facts, cursor)
    }
}

fn keys(facts: &Facts, cursor: &Cursor, column: usize) -> Vec<Offer> {
    match roots::kind_at(&cursor.kind, &cursor.path) {
        Some(Kind::Struct(owner)) => fields(owner, cursor, column),
        Some(Kind::Map(_)) => {
            let mut found = Vec::new();
            if last_key(&cursor.path) == Some("nodeSelector") {
                for label in suggestions::node_labels(facts) {
                    found.push(name(label, cursor, ": "));
                }
            }
            found.retain(|offer| !cursor.beside.contains(&offer.label));
            found
        }
        _ => Vec::new(),
    }
}

fn fields(owner: &'static Struct, cursor: &Cursor, column: usize) -> Vec<Offer> {
    let is_known = roots::of_kind(&cursor.kind).1 || !cursor.path.is_root();
    let mut found = Vec::new();
    for field in owner.fields {
        let is_there = cursor.beside.iter().any(|key| key == field.name);
        if is_there || !(is_known || roots::is_common(field.name)) {
            continue;
        }
        let mut written = field.name.to_owned();
        written.extend(cursor.quote);
        if !cursor.has_colon {
            written.push(':');
            let below = |step: &str| format!("\n{}{step}", " ".repeat(column));
            match field.kind {
                Kind::Struct(_) | Kind::Map(_) if cursor.is_block => written.push_str(&below("  ")),
                Kind::List(_) if cursor.is_block => written.push_str(&below("- ")),
                _ => written.push(' '),
            }
        }
        found.push(Offer {
            label: field.name.to_owned(),
            written,
            holds: holds(field.kind),
            field: [owner.name, field.name].join("."),
        });
    }
    found
}

fn values(document: &Document, facts: &Facts, cursor: &Cursor) -> Vec<Offer> {
    let path = &cursor.path;
    let mut texts = Vec::new();
    let mut found = Vec::<Offer>::new();
    match (path.segments(), last_key(path)) {
        ([Segment::Key(key)], _) if key == "kind" => {
            texts.extend(KINDS.split(' ').map(str::to_owned));
        }
        ([Segment::Key(key)], _) if key == "apiVersion" => {
            texts.push(version(&cursor.kind).to_owned());
        }
        _ => {}
    }
    // A value of a map of labels of nodes.
    let parent = path.parent().unwrap_or_default();
    if last_key(&parent) == Some("nodeSelector")
        && let Some(label) = last_key(path)
    {
        texts.extend(suggestions::node_label_values(facts, label));
    }
    if let Some((owner, field)) = roots::field_at(&cursor.kind, path) {
        let kind = roots::kind_at(&cursor.kind, path);
        if let Some(words) = traits::words(owner.name, field) {
            texts.extend(
                words
                    .iter()
                    .filter(|word| !word.is_empty())
                    .map(|word| (*word).to_owned()),
            );
        } else if let Some(Kind::Boolean) = kind {
            for word in ["true", "false"] {
                found.push(Offer {
                    label: word.to_owned(),
                    written: word.to_owned(),
                    ..Offer::default()
                });
            }
        }
        texts.extend(suggestions::at(
            document,
            facts,
            (owner.name, field.name),
            path,
        ));
    }
    let mut seen: HashSet<String> = found.iter().map(|offer| offer.label.clone()).collect();
    for text in texts {
        if seen.insert(text.clone()) {
            found.push(name(text, cursor, ""));
        }
    }
    found
}

/// A name or a word as it is written.
fn name(text: String, cursor: &Cursor, behind: &str) -> Offer {
    let mut written = match cursor.quote {
        Some(quote) => [text.as_str(), quote.encode_utf8(&mut [0; 4])].concat(),
        None => manifest::written(&text),
    };
    if !cursor.has_colon {
        written.push_str(behind);
    }
    Offer {
        label: text,
        written,
        holds: String::new(),
        field: String::new(),
    }
}

/// The kinds that DaemonSets come with.
const KINDS: &str = "ClusterRole ClusterRoleBinding ConfigMap DaemonSet Namespace PodDisruptionBudget Role RoleBinding \
                     Secret Service ServiceAccount";

/// The version in which an object of a kind is written.
fn version(kind: &str) -> &'static str {
    match kind {
        "DaemonSet" => "apps/v1",
        "ClusterRole" | "ClusterRoleBinding" | "Role" | "RoleBinding" => {
            "rbac.authorization.k8s.io/v1"
        }
        "PodDisruptionBudget" => "policy/v1",
        _ => "v1",
    }
}

fn last_key(path: &FieldPath) -> Option<&str> {
    match path.last() {
        Some(Segment::Key(key)) => Some(key),
        _ => None,
    }
}

/// What a field holds, in the words of the API.
fn holds(kind: Kind) -> String {
    let word = match kind {
        Kind::String | Kind::Enumeration(_) => "string",
        Kind::Boolean => "boolean",
        Kind::Int32 | Kind::Int64 => "integer",
        Kind::Quantity => "Quantity",
        Kind::IntOrString => "IntOrString",
        Kind::Time => "Time",
        Kind::Raw => "",
        Kind::Struct(held) => held.name,
        Kind::List(list) => return ["[]", &holds(list.item)].concat(),
        Kind::Map(item) => return ["map of ", &holds(*item)].concat(),
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use manifest::Document;
    use manifest::schema::{DAEMON_SET, Kind, Struct};
    use preflight::{Facts, NodeFacts};
    use serde_json::json;

    use super::super::cursor::cursor;
    use super::offers;
    use crate::parts::editor::knowledge::Offer;

    /// What is offered at `|`.
    fn at(text: &str, facts: &Facts) -> Vec<Offer> {
        let offset = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let found = cursor(&text, offset).unwrap();
        let line = text[..found.typed.start].rfind('\n').map_or(0, |at| at + 1);
        let column = found.typed.start - line;
        offers(&Document::parse(text.as_str()), facts, &found, column)
    }

    fn labels(text: &str, facts: &Facts) -> Vec<String> {
        at(text, facts)
            .into_iter()
            .map(|offer| offer.label)
            .collect()
    }

    /// A manifest that leads to a place, with the cursor in it.
    fn leading_to(path: &[&str]) -> String {
        let mut text = "kind: DaemonSet\n".to_owned();
        let mut column = 0;
        let mut is_item = false;
        for name in path {
            let dash = if is_item { "- " } else { "" };
            is_item = false;
            if *name == "[]" {
                is_item = true;
                continue;
            }
            text.push_str(&format!("{}{dash}{name}:\n", " ".repeat(column)));
            column += 2 + dash.len();
        }
        let dash = if is_item { "- " } else { "" };
        text.push_str(&format!("{}{dash}|\n", " ".repeat(column)));
        text
    }

    #[test]
    fn every_key_that_the_schema_knows_is_offered_at_its_place_and_no_other() {
        fn walk(of: &'static Struct, path: &mut Vec<&'static str>, tried: &mut u32) {
            let text = leading_to(path);
            let mut expected: Vec<_> = of.fields.iter().map(|field| field.name).collect();
            // It is written at the top already.
            expected.retain(|name| !(path.is_empty() && *name == "kind"));
            assert_eq!(labels(&text, &Facts::default()), expected, "{text}");
            *tried += 1;
            if path.len() > 12 {
                return;
            }
            for field in of.fields {
                let (inner, is_list) = match field.kind {
                    Kind::Struct(inner) => (inner, false),
                    Kind::List(list) => match list.item {
                        Kind::Struct(inner) => (inner, true),
                        _ => continue,
                    },
                    _ => continue,
                };
                path.push(field.name);
                if is_list {
                    path.push("[]");
                }
                walk(inner, path, tried);
                path.truncate(path.len() - 1 - usize::from(is_list));
            }
        }
        let mut tried = 0;
        walk(&DAEMON_SET, &mut Vec::new(), &mut tried);
        assert!(tried > 200, "only {tried} places were tried");
    }

    #[test]
    fn words_names_and_keys_that_exist_are_offered() {
        let node = NodeFacts::from_node(
            &json!({"metadata": {"name": "a", "labels": {"disk": "ssd", "gpu": "true"}}}),
        );
        let facts = Facts {
            nodes: Some([node].into_iter().collect()),
            ..Facts::default()
        };
        let spec = "kind: DaemonSet\nspec:\n  template:\n    spec:\n";
        let pod = |rest: &str| [spec, rest].concat();
        assert_eq!(
            labels("spec:\n  updateStrategy:\n    type: |\n", &facts),
            ["RollingUpdate", "OnDelete"]
        );
        assert_eq!(
            labels(&pod("      hostPID: |\n"), &facts),
            ["true", "false"]
        );
        let selector = at(&pod("      nodeSelector:\n        |\n"), &facts);
        assert!(
            selector
                .iter()
                .any(|offer| offer.label == "disk" && offer.written == "disk: ")
        );
        let value = at(&pod("      nodeSelector:\n        gpu: |\n"), &facts);
        assert_eq!(value[0].written, "\"true\"");
        assert_eq!(labels("ki|\n", &Facts::default())[1], "kind");
    }

    #[test]
    fn what_follows_a_key_stands_where_it_belongs() {
        let offer = |text: &str, label: &str| {
            let found = at(text, &Facts::default());
            found
                .into_iter()
                .find(|offer| offer.label == label)
                .unwrap()
        };
        let spec = "kind: DaemonSet\nspec:\n  template:\n    spec:\n      |\n";
        let containers = offer(spec, "containers");
        assert_eq!(
            (containers.written.as_str(), containers.holds.as_str()),
            ("containers:\n      - ", "[]Container")
        );
        assert_eq!(
            offer(spec, "securityContext").written,
            "securityContext:\n        "
        );
        assert_eq!(offer(spec, "hostPID").written, "hostPID: ");
        assert_eq!(
            offer("{\"kind\": \"DaemonSet\", \"|\"}", "spec").written,
            "spec\": "
        );
        assert_eq!(
            offer("spec|:\n  selector: {}\n", "metadata").written,
            "metadata"
        );
    }

    #[test]
    fn of_a_kind_that_the_schema_does_not_know_only_what_every_object_has_is_offered() {
        let text = "kind: ConfigMap\n|\n";
        assert_eq!(labels(text, &Facts::default()), ["apiVersion", "metadata"]);
        assert!(labels("kind: ConfigMap\nspec:\n  |\n", &Facts::default()).is_empty());
        assert!(
            labels("kind: ConfigMap\nmetadata:\n  |\n", &Facts::default())
                .contains(&"labels".to_owned())
        );
    }
}

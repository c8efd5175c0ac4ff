//! The objects that stand in the text besides the DaemonSet, for the list beside the steps and for what is sent.

use leptos::prelude::*;
use manifest::{Document, FieldPath};
use serde_json::{Value, json};

use super::paths;
use super::state::{View, Wizard};
use super::step::Step;
use crate::pages::companions::{Row, Together};
use crate::reactive::memo;
use crate::state::document::Origin;

/// The objects of the wizard's text.
#[must_use]
pub fn together(wizard: Wizard) -> Together {
    let bare = memo(move || wizard.document.with(rows));
    let show = Callback::new(move |row: Row| {
        if row.is_chosen {
            wizard.open(Step::Basic);
        } else {
            let number = usize::try_from(row.number).unwrap_or_default();
            wizard.show_line(&FieldPath::root().index(number), Some(row.line));
        }
    });
    let leave_out = Callback::new(move |number: u32| {
        let number = usize::try_from(number).unwrap_or_default();
        wizard.document.remove(&FieldPath::root().index(number));
    });
    let add = Callback::new(move |kind: &'static str| {
        wizard.document.edit(Origin::Act, |document| {
            let object = object(document, kind);
            document.append(&object)
        });
        if wizard.document.refusal.get_untracked().is_none()
            && let Some(row) = untrack(|| wizard.document.with(rows)).pop()
        {
            if wizard.view.get_untracked() == View::Other {
                wizard.look(View::Text);
            }
            show.run(row);
        }
    });
    Together::new(
        (
            wizard.cluster,
            Signal::derive(move || wizard.namespace()),
            Signal::derive(move || wizard.document.text()),
        ),
        bare,
        (show, leave_out, add),
    )
}

/// The objects of a text.
fn rows(document: &Document) -> Vec<Row> {
    let chosen = document.chosen();
    let mut rows = Vec::new();
    for number in 0..document.object_count() {
        let is_chosen = chosen == Some(number);
        let object = if is_chosen {
            FieldPath::root()
        } else {
            FieldPath::root().index(number)
        };
        let metadata = object.key("metadata");
        let text = |path: FieldPath| document.text_at(&path).unwrap_or_default();
        rows.push(Row {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            line: document
                .position(&object)
                .map_or(1, |position| position.line),
            api_version: text(object.key("apiVersion")),
            kind: text(object.key("kind")),
            namespace: text(metadata.key("namespace")),
            name: text(metadata.key("name")),
            is_chosen,
            answer: None,
        });
    }
    rows
}

/// The least that an object of a kind says, with the name of the DaemonSet that it goes with.
fn object(document: &Document, kind: &str) -> Value {
    let metadata = paths::metadata();
    let name = document.text_at(&metadata.key("name")).unwrap_or_default();
    let labels = document.get(&paths::spec().key("selector").key("matchLabels"));
    let labels = labels.unwrap_or_else(|| json!({}));
    let version = if kind == "PodDisruptionBudget" {
        "policy/v1"
    } else {
        "v1"
    };
    let mut object = json!({"apiVersion": version, "kind": kind, "metadata": {"name": name}});
    match kind {
        "Namespace" => {
            object["metadata"]["name"] = document
                .get(&metadata.key("namespace"))
                .unwrap_or_else(|| name.into());
        }
        _ => {
            if let Some(namespace) = document.get(&metadata.key("namespace")) {
                object["metadata"]["namespace"] = namespace;
            }
        }
    }
    match kind {
        "ConfigMap" => object["data"] = json!({}),
        "Secret" => {
            object["type"] = "Opaque".into();
            object["stringData"] = json!({});
        }
        "Service" => object["spec"] = json!({"selector": labels, "ports": [{"port": 80}]}),
        "PodDisruptionBudget" => {
            object["spec"] = json!({"maxUnavailable": 1, "selector": {"matchLabels": labels}});
        }
        _ => {}
    }
    object
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    const TEXT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: logging
spec:
  selector:
    matchLabels:
      app: agent
---
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: settings
";

    #[test]
    fn each_object_has_a_row_with_its_line() {
        let rows = super::rows(&Document::parse(TEXT));
        let told: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.line,
                    row.kind.as_str(),
                    row.name.as_str(),
                    row.is_chosen,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (1, "DaemonSet", "agent", true),
                (13, "ConfigMap", "settings", false)
            ]
        );
    }

    #[test]
    fn what_is_added_has_the_name_and_the_place_of_the_daemon_set() {
        let mut document = Document::parse(&TEXT[..TEXT.find("---").unwrap()]);
        for kind in [
            "ConfigMap",
            "Namespace",
            "PodDisruptionBudget",
            "Secret",
            "Service",
            "ServiceAccount",
        ] {
            let object = super::object(&document, kind);
            document.append(&object).unwrap();
        }
        let rows = super::rows(&document);
        let told: Vec<_> = rows
            .iter()
            .skip(1)
            .map(|row| [row.kind.as_str(), &row.namespace, &row.name].join(" "))
            .collect();
        assert_eq!(
            told,
            [
                "ConfigMap logging agent",
                "Namespace  logging",
                "PodDisruptionBudget logging agent",
                "Secret logging agent",
                "Service logging agent",
                "ServiceAccount logging agent",
            ]
        );
    }
}

//! What differs between two DaemonSets, or parts of them, field by field.

use contract::FieldChange;
use manifest::{
    diff::{ChangeKind, diff},
    quantity::Quantity,
    schema::DAEMON_SET,
};
use serde_json::{Value, json};

/// The annotations that each cluster writes for itself.
const OWN: [&str; 2] = [
    "deprecated.daemonset.template.generation",
    "kubectl.kubernetes.io/last-applied-configuration",
];

/// What differs between two DaemonSets that two clusters hold: their labels, annotations and specifications. What each
/// cluster gives itself (uid, times, status) is no difference, and neither are amounts that are the same in other words.
#[must_use]
pub fn differences(before: &Value, after: &Value) -> Vec<FieldChange> {
    let [before, after] = [before, after].map(|object| {
        let mut annotations = object["metadata"]["annotations"].clone();
        if let Some(annotations) = annotations.as_object_mut() {
            annotations.retain(|key, _| !OWN.contains(&key.as_str()));
        }
        // So that the first of them is a difference at its own place.
        let whole = |part: &Value| {
            if part.is_null() {
                json!({})
            } else {
                part.clone()
            }
        };
        json!({
            "metadata": {
                "labels": whole(&object["metadata"]["labels"]),
                "annotations": whole(&annotations),
            },
            "spec": object["spec"],
        })
    });
    changes(&before, &after)
}

/// What differs between two objects of the shape of a DaemonSet.
pub(super) fn changes(before: &Value, after: &Value) -> Vec<FieldChange> {
    let found = diff(before, after, &DAEMON_SET).into_iter();
    let changes = found.filter_map(|change| {
        let (before, after) = match change.kind {
            ChangeKind::Added(after) => (None, Some(after)),
            ChangeKind::Removed(before) => (Some(before), None),
            ChangeKind::Replaced { before, after } => (Some(before), Some(after)),
            ChangeKind::Moved { .. } => (None, None),
        };
        let field = change.path.to_string();
        if let (Some(before), Some(after)) = (&before, &after)
            && are_equal_amounts(&field, before, after)
        {
            return None;
        }
        Some(FieldChange {
            field,
            before: before.map(|value| value.to_string()),
            after: after.map(|value| value.to_string()),
        })
    });
    changes.collect()
}

/// Whether these are the same amount in other words: `0.5` and `500m`.
fn are_equal_amounts(field: &str, before: &Value, after: &Value) -> bool {
    let is_amount = ["resources.", "sizeLimit", "divisor", "overhead"];
    if !is_amount.iter().any(|part| field.contains(part)) {
        return false;
    }
    let amount = |value: &Value| {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        text.parse::<Quantity>().ok()
    };
    matches!((amount(before), amount(after)), (Some(before), Some(after)) if before == after)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::differences;

    #[test]
    fn what_each_cluster_gives_itself_is_no_difference() {
        let object = |uid: &str, image: &str, cpu: &str, labels: &Value| {
            json!({
                "metadata": {
                    "uid": uid,
                    "labels": labels,
                    "annotations": {"deprecated.daemonset.template.generation": uid},
                },
                "spec": {"template": {"spec": {"containers": [
                    {"name": "agent", "image": image, "resources": {"limits": {"cpu": cpu}}},
                ]}}},
                "status": {"numberReady": 3},
            })
        };
        let one = object("1", "a:1", "0.5", &json!(null));
        assert_eq!(
            differences(&one, &object("2", "a:1", "500m", &json!({}))),
            []
        );
        let other = object("2", "a:2", "0.5", &json!({"tier": "edge"}));
        let said: Vec<_> = differences(&one, &other)
            .into_iter()
            .map(|it| (it.field, it.before, it.after))
            .collect();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            said,
            [
                ("metadata.labels[tier]".to_owned(), None, text("\"edge\"")),
                (
                    "spec.template.spec.containers[0].image".to_owned(),
                    text("\"a:1\""),
                    text("\"a:2\"")
                ),
            ]
        );
    }
}

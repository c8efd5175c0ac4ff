//! What is another in one object than in the other, a line each.

use leptos::prelude::*;
use manifest::diff::{Change, ChangeKind, diff};
use manifest::schema::Struct;
use serde_json::Value;

use crate::pages::wizard::catalogue::summary::cut;
use crate::reactive::dynamic;
use crate::text::wizard::review as words;

/// The fields that the server alone writes: that they differ says nothing.
const OF_THE_SERVER: [&str; 9] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "status",
    "uid",
];

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where.
    pub path: String,
    /// What was there; none where nothing was.
    pub before: Option<String>,
    /// What is there; none where nothing is.
    pub after: Option<String>,
}

/// What a user has changed from one object of a kind to the other.
#[must_use]
pub fn of(before: &Value, after: &Value, declared: &'static Struct) -> Vec<Row> {
    let (before, after) = (of_the_user(before), of_the_user(after));
    let mut rows = Vec::new();
    for change in diff(&before, &after, declared) {
        rows.push(row(&change));
    }
    rows
}

fn of_the_user(object: &Value) -> Value {
    let mut object = object.clone();
    for owner in ["", "/metadata", "/spec/template/metadata"] {
        if let Some(Value::Object(fields)) = object.pointer_mut(owner) {
            for name in OF_THE_SERVER {
                fields.shift_remove(name);
            }
        }
    }
    object
}

fn row(change: &Change) -> Row {
    let (before, after) = match &change.kind {
        ChangeKind::Added(value) => (None, Some(brief(value))),
        ChangeKind::Removed(value) => (Some(brief(value)), None),
        ChangeKind::Replaced { before, after } => (Some(brief(before)), Some(brief(after))),
        ChangeKind::Moved { from } => (Some(format!("[{from}]")), Some(words::moved().to_owned())),
    };
    Row {
        path: change.path.to_string(),
        before,
        after,
    }
}

fn brief(value: &Value) -> String {
    cut(value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned))
}

/// Changes, or the words for none.
#[component]
pub fn Rows(
    /// The changes.
    rows: Signal<Vec<Row>>,
    /// What is said where there are none.
    none: &'static str,
) -> impl IntoView {
    dynamic(move || {
        let rows = rows.get();
        if rows.is_empty() {
            return view! { <p class="field-help">{none}</p> }.into_any();
        }
        let mut views = Vec::new();
        for Row {
            path,
            before,
            after,
        } in rows
        {
            let before = before.map(|text| view! { <del>{text}</del> });
            let after = after.map(|text| view! { <ins>{text}</ins> });
            views.push(view! { <li><code>{path}</code> <span>{before} " " {after}</span></li> });
        }
        view! { <ul class="changes">{views}</ul> }.into_any()
    })
}

#[cfg(test)]
mod tests {
    use manifest::schema::DAEMON_SET;
    use serde_json::json;

    use super::of;

    #[test]
    fn what_the_server_writes_is_no_change() {
        let before = json!({
            "metadata": {"name": "a", "uid": "1", "generation": 2},
            "spec": {"minReadySeconds": 1, "template": {"metadata": {"creationTimestamp": null}}},
            "status": {"numberReady": 1},
        });
        let after = json!({
            "metadata": {"name": "a", "labels": {"a": "b"}},
            "spec": {"minReadySeconds": 2, "template": {"metadata": {}}},
        });
        let rows = of(&before, &after, &DAEMON_SET);
        let told: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.path.as_str(),
                    row.before.as_deref(),
                    row.after.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("metadata.labels", None, Some("{\"a\":\"b\"}")),
                ("spec.minReadySeconds", Some("1"), Some("2")),
            ]
        );
    }
}

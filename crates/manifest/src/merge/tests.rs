//! What a three-way merge takes over, and what it reports as a conflict.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Conflict, Edit, merge};
use crate::diff::{ChangeKind, diff};
use crate::schema::DAEMON_SET;
use crate::{Document, Format};

fn pod(spec: &Value) -> Value {
    json!({ "spec": { "template": { "spec": spec } } })
}

/// The merged pod spec, by way of a document, and the conflicts as `path: base, ours, theirs`.
fn merged(base: &Value, ours: &Value, theirs: &Value) -> (Value, Vec<String>) {
    let merged = merge(&pod(base), &pod(ours), &pod(theirs), &DAEMON_SET);
    let mut document = Document::parse(pod(ours).to_string());
    merged.apply(&mut document).unwrap();
    let spec = document.value()["spec"]["template"]["spec"].clone();
    let side = |side: &Option<Value>| side.as_ref().map_or("-".to_owned(), Value::to_string);
    let line = |conflict: &Conflict| {
        let path = conflict.path.to_string();
        let path = path.trim_start_matches("spec.template.spec.");
        let sides = [&conflict.base, &conflict.ours, &conflict.theirs].map(side);
        format!("{path}: {}", sides.join(", "))
    };
    (spec, merged.conflicts.iter().map(line).collect())
}

#[test]
fn changes_of_both_sides_come_together() {
    let base = json!({
        "dnsPolicy": "Default",
        "hostNetwork": true,
        "containers": [{ "name": "a", "image": "x:1" }, { "name": "b", "image": "y:1" }],
    });
    let ours = json!({
        "dnsPolicy": "None",
        "hostNetwork": true,
        "containers": [
            { "name": "mine", "image": "m:1" },
            { "name": "a", "image": "x:1", "tty": true },
            { "name": "b", "image": "y:1" },
        ],
    });
    let theirs = json!({
        "dnsPolicy": "Default",
        "hostPID": true,
        "containers": [
            { "name": "a", "image": "x:2" },
            { "name": "theirs", "image": "t:1" },
            { "name": "late", "image": "t:2" },
        ],
    });
    assert_eq!(
        merged(&base, &ours, &theirs),
        (
            json!({
                "dnsPolicy": "None",
                "hostPID": true,
                "containers": [
                    { "name": "mine", "image": "m:1" },
                    { "name": "a", "image": "x:2", "tty": true },
                    { "name": "theirs", "image": "t:1" },
                    { "name": "late", "image": "t:2" },
                ],
            }),
            vec![]
        )
    );
}

#[test]
fn what_both_changed_is_a_conflict_and_stays_as_it_is() {
    let base = json!({
        "dnsPolicy": "Default",
        "schedulerName": "a",
        "containers": [{ "name": "a", "args": ["1"] }, { "name": "b" }, { "name": "c" }],
    });
    let ours = json!({
        "dnsPolicy": "None",
        "schedulerName": "b",
        "containers": [{ "name": "a", "args": ["2"] }, { "name": "b", "tty": true }],
    });
    let theirs = json!({
        "dnsPolicy": "ClusterFirst",
        "schedulerName": "b",
        "containers": [{ "name": "a", "args": ["3"] }, { "name": "c", "tty": true }],
    });
    assert_eq!(
        merged(&base, &ours, &theirs),
        (
            ours.clone(),
            vec![
                r#"dnsPolicy: "Default", "None", "ClusterFirst""#.to_owned(),
                r#"containers[0].args: ["1"], ["2"], ["3"]"#.to_owned(),
                r#"containers[1]: {"name":"b"}, {"name":"b","tty":true}, -"#.to_owned(),
                r#"containers: {"name":"c"}, -, {"name":"c","tty":true}"#.to_owned(),
            ]
        )
    );
}

#[test]
fn comments_of_ones_own_survive() {
    let base = pod(&json!({ "hostPID": true, "dnsPolicy": "Default" }));
    let text = "# mine\nspec:\n  template:\n    spec:\n      dnsPolicy: Default # why\n      hostPID: true\n";
    let theirs = pod(&json!({ "hostPID": true, "dnsPolicy": "None" }));
    let mut document = Document::parse(text);
    assert_eq!(document.format(), Format::Yaml);
    let merged = merge(&base, &document.value(), &theirs, &DAEMON_SET);
    merged.apply(&mut document).unwrap();
    assert_eq!(document.text(), text.replace("Default", "None"));
}

/// A list of containers, each with one of three images.
fn containers() -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[a-e]", 0..3_u8, 0..5)
        .prop_map(|entries| entries.into_iter().collect::<Vec<_>>())
        .prop_shuffle()
        .prop_map(|entries| {
            let container =
                |(name, tag): (String, u8)| json!({ "name": name, "image": format!("i:{tag}") });
            pod(&json!({ "containers": entries.into_iter().map(container).collect::<Value>() }))
        })
}

/// Does the edits on a plain value.
fn applied(edits: &[Edit], value: &Value) -> Value {
    let mut value = value.clone();
    for edit in edits {
        let (Edit::Set { path, .. } | Edit::Insert { list: path, .. } | Edit::Remove { path }) =
            edit
        else {
            panic!("a merge moves nothing");
        };
        let place = |path: &crate::FieldPath| {
            let step = |segment: &crate::Segment| match segment {
                crate::Segment::Key(key) => format!("/{key}"),
                crate::Segment::Index(index) => format!("/{index}"),
            };
            path.segments().iter().map(step).collect::<String>()
        };
        match edit {
            Edit::Set { value: new, .. } => *value.pointer_mut(&place(path)).unwrap() = new.clone(),
            Edit::Insert {
                index, value: new, ..
            } => {
                let list = value
                    .pointer_mut(&place(path))
                    .unwrap()
                    .as_array_mut()
                    .unwrap();
                list.insert(*index, new.clone());
            }
            Edit::Remove { path } => {
                let list = value.pointer_mut(&place(&path.parent().unwrap())).unwrap();
                let Some(crate::Segment::Index(index)) = path.last() else {
                    panic!("only items go in this test");
                };
                list.as_array_mut().unwrap().remove(*index);
            }
            _ => {}
        }
    }
    value
}

proptest! {
    #[test]
    fn an_untouched_side_takes_all_of_the_other(base in containers(), other in containers()) {
        let unchanged = merge(&base, &other, &base, &DAEMON_SET);
        prop_assert_eq!(unchanged.edits, []);
        prop_assert_eq!(unchanged.conflicts, []);
        let taken = merge(&base, &base, &other, &DAEMON_SET);
        prop_assert_eq!(&taken.conflicts, &[]);
        // But for the order, which is one's own.
        let left = diff(&applied(&taken.edits, &base), &other, &DAEMON_SET);
        let moved = |change: &crate::Change| matches!(change.kind, ChangeKind::Moved { .. });
        prop_assert!(left.iter().all(moved), "{left:?}");
    }
}

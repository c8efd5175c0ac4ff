//! Edits in the other objects of a text, and of whole ones.

use manifest::{Document, EditError, FieldPath};
use serde_json::json;

use crate::{check, path, set};

#[test]
fn a_path_that_begins_with_a_number_leads_into_that_object() {
    let text = "kind: DaemonSet\nspec: {a: 1}\n---\n# why\nkind: Service\nspec: {a: 2}\n";
    let document = Document::parse(text);
    assert_eq!(document.get(&path("spec.a")), Some(json!(1)));
    assert_eq!(document.get(&path("[1].spec.a")), Some(json!(2)));
    assert_eq!(document.get(&path("[2].spec.a")), None);
    assert_eq!(document.position(&path("[1].spec.a")).unwrap().line, 6);
    let list = Document::parse("- a: 1\n");
    assert_eq!(
        list.get(&path("[0].a")),
        Some(json!(1)),
        "an item of a list"
    );
}

#[test]
fn edits_stay_in_their_object() {
    check(&[
        (
            "kind: DaemonSet\n---\nkind: Service # why\nports:\n- port: 1\n---\nkind: B\n",
            |document| set(document, "[1].ports[0].port", 2),
            "kind: DaemonSet\n---\nkind: Service # why\nports:\n- port: 2\n---\nkind: B\n",
        ),
        (
            "kind: DaemonSet\n---\nkind: Service\nports:\n- port: 1\n",
            |document| document.insert(&path("[1].ports"), 1, json!({"port": 2})),
            "kind: DaemonSet\n---\nkind: Service\nports:\n- port: 1\n- port: 2\n",
        ),
        (
            "{\"kind\": \"DaemonSet\"}\n{\"kind\": \"Service\", \"a\": 1}\n",
            |document| document.rename_key(&path("[1].a"), "b"),
            "{\"kind\": \"DaemonSet\"}\n{\"kind\": \"Service\", \"b\": 1}\n",
        ),
        (
            "kind: List\nitems:\n- kind: DaemonSet\n- kind: Service\n  a: 1\n",
            |document| document.remove(&path("[1].a")),
            "kind: List\nitems:\n- kind: DaemonSet\n- kind: Service\n",
        ),
    ]);
}

#[test]
fn an_object_is_added_behind_all_others() {
    let add = |document: &mut Document| document.append(&json!({"kind": "Service", "a": {"b": 1}}));
    check(&[
        (
            "kind: DaemonSet # why",
            add,
            "kind: DaemonSet # why\n---\nkind: Service\na:\n  b: 1\n",
        ),
        (
            "kind: A\n---\n# nothing\n---\nkind: DaemonSet\n",
            add,
            "kind: A\n---\n# nothing\n---\nkind: DaemonSet\n---\nkind: Service\na:\n  b: 1\n",
        ),
        (
            "{\"kind\": \"DaemonSet\"}\n",
            |document| document.append(&json!({"kind": "B"})),
            "{\"kind\": \"DaemonSet\"}\n{\n  \"kind\": \"B\"\n}\n",
        ),
    ]);
}

#[test]
fn an_object_is_taken_out_with_its_document() {
    check(&[
        (
            "kind: A # first\n---\nkind: DaemonSet\n",
            |document| document.remove(&path("[0]")),
            "kind: DaemonSet\n",
        ),
        (
            "kind: DaemonSet\n---\n# why\nkind: A\n---\nkind: B\n",
            |document| document.remove(&path("[1]")),
            "kind: DaemonSet\n---\nkind: B\n",
        ),
        (
            "kind: DaemonSet\n---\nkind: A\n",
            |document| document.remove(&path("[1]")),
            "kind: DaemonSet\n",
        ),
        (
            "{\"kind\": \"DaemonSet\"}\n{\"kind\": \"A\"}\n",
            |document| document.remove(&path("[1]")),
            "{\"kind\": \"DaemonSet\"}",
        ),
        (
            "{\"kind\": \"A\"}\n{\"kind\": \"DaemonSet\"}\n",
            |document| document.remove(&path("[0]")),
            "{\"kind\": \"DaemonSet\"}\n",
        ),
    ]);
}

#[test]
fn the_daemon_set_stays_the_one_that_is_shown() {
    let mut document = Document::parse("kind: A\n---\nkind: DaemonSet\n");
    document.remove(&path("[0]")).unwrap();
    assert_eq!(document.text_at(&path("kind")).unwrap(), "DaemonSet");
    document
        .append(&json!({"kind": "DaemonSet", "a": 1}))
        .unwrap();
    assert_eq!(document.get(&path("a")), None);
}

#[test]
fn an_item_of_a_list_and_a_broken_text_are_left_as_they_are() {
    let mut list = Document::parse("kind: List\nitems:\n- kind: DaemonSet\n- kind: A\n");
    let refused = list.remove(&path("[1]"));
    assert!(
        matches!(refused, Err(EditError::Unplaceable { .. })),
        "{refused:?}"
    );
    let mut broken = Document::parse("kind: DaemonSet\na: [\n");
    let refused = broken.append(&json!({"kind": "A"}));
    assert!(
        matches!(refused, Err(EditError::Unreadable { .. })),
        "{refused:?}"
    );
    assert_eq!(
        list.get(&FieldPath::root().key("kind")),
        Some("DaemonSet".into())
    );
}

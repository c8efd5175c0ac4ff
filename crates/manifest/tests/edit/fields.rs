//! Fields that are added, renamed and taken away.

use manifest::{Document, EditError};
use serde_json::json;

use super::{check, path, set};

#[test]
fn adds_fields_after_their_siblings() {
    check(&[
        ("a: 1\n", |d| set(d, "b", 2), "a: 1\nb: 2\n"),
        ("a: 1", |d| set(d, "b", 2), "a: 1\nb: 2"),
        ("a: 1\r\n", |d| set(d, "b.c", 2), "a: 1\r\nb:\r\n  c: 2\r\n"),
        ("", |d| set(d, "a.b", 2), "a:\n  b: 2\n"),
        (
            "# only a comment\n",
            |d| set(d, "a", 2),
            "# only a comment\na: 2\n",
        ),
        (
            "# only a comment",
            |d| set(d, "a", 2),
            "# only a comment\na: 2\n",
        ),
        (
            "a:\n  b: 1\n  # last\n# end\n",
            |d| set(d, "a.c", 2),
            "a:\n  b: 1\n  c: 2\n  # last\n# end\n",
        ),
        (
            "a:\n  b:\n  - 1\nc: 1\n",
            |d| set(d, "a.d", 2),
            "a:\n  b:\n  - 1\n  d: 2\nc: 1\n",
        ),
        (
            "a:\n    b:\n        c: 1\n",
            |d| set(d, "a.x.z", 2),
            "a:\n    b:\n        c: 1\n    x:\n        z: 2\n",
        ),
        ("a: |\n  x\n", |d| set(d, "b", 2), "a: |\n  x\nb: 2\n"),
        ("a: |+\n  x\n\n", |d| set(d, "b", 2), "a: |+\n  x\n\nb: 2\n"),
        ("a: |\n  x", |d| set(d, "b", 2), "b: 2\na: |\n  x"),
        ("a:\nb: 1\n", |d| set(d, "a.c", 2), "a:\n  c: 2\nb: 1\n"),
        (
            "a: # c\nb: 1\n",
            |d| set(d, "a.c", 2),
            "a: # c\n  c: 2\nb: 1\n",
        ),
        ("a:", |d| set(d, "a.c", 2), "a:\n  c: 2"),
        (
            "a: null # c\n",
            |d| set(d, "a[0].b", 2),
            "a: # c\n  - b: 2\n",
        ),
        (
            "- name: x\n- y\n",
            |d| set(d, "[0].b", 2),
            "- name: x\n  b: 2\n- y\n",
        ),
        (
            "- - a\n  - b\n",
            |d| set(d, "[0][2]", "c"),
            "- - a\n  - b\n  - c\n",
        ),
        ("-\n  a: 1\n", |d| set(d, "[0].b", 2), "-\n  a: 1\n  b: 2\n"),
    ]);
}

#[test]
fn adds_fields_in_flow_style_and_between_documents() {
    check(&[
        ("--- {a: 1}\n", |d| set(d, "b", 2), "--- {a: 1, b: 2}\n"),
        (
            "--- # h\na: 1\n...\n",
            |d| set(d, "b", 2),
            "--- # h\na: 1\nb: 2\n...\n",
        ),
        (
            "a: 1\n---\nkind: DaemonSet\n---\nc: 1\n",
            |d| set(d, "b", 2),
            "a: 1\n---\nkind: DaemonSet\nb: 2\n---\nc: 1\n",
        ),
        ("a: 1\n", |d| set(d, "y", 2), "a: 1\n\"y\": 2\n"),
        (
            "a: {b: 1}\n",
            |d| set(d, "a.off", 2),
            "a: {b: 1, \"off\": 2}\n",
        ),
        (
            "a: {b: 1}\n",
            |d| set(d, "a.c", json!({"d": ["e", "f g"]})),
            "a: {b: 1, c: {d: [e, f g]}}\n",
        ),
        (
            "a: {\n  b: 1, # one\n  c: 2 # two\n}\n",
            |d| set(d, "a.d", 3),
            "a: {\n  b: 1, # one\n  c: 2, # two\n  d: 3\n}\n",
        ),
        (
            "a: {\n  b: 1,\n  c: 2,\n}\n",
            |d| set(d, "a.d", 3),
            "a: {\n  b: 1,\n  c: 2,\n  d: 3,\n}\n",
        ),
        ("a: [b, c, ]\n", |d| set(d, "a[2]", 3), "a: [b, c, 3, ]\n"),
        (
            "{\"a\":1,\"b\":[]}",
            |d| set(d, "c.d", "x"),
            "{\"a\":1,\"b\":[],\"c\":{\"d\":\"x\"}}",
        ),
        (
            "{\"a\": 1}",
            |d| set(d, "c", "x"),
            "{\"a\": 1, \"c\": \"x\"}",
        ),
        ("{}", |d| set(d, "c", "x"), "{\"c\": \"x\"}"),
        (
            "{\n    \"a\": 1\n}\n",
            |d| set(d, "b.c", json!([1])),
            "{\n    \"a\": 1,\n    \"b\": {\n        \"c\": [\n            1\n        ]\n    }\n}\n",
        ),
        (
            "{\n\t\"a\": 1\n}\n",
            |d| set(d, "b", 2),
            "{\n\t\"a\": 1,\n\t\"b\": 2\n}\n",
        ),
        (
            "a: &x # c\n  b: 1\n",
            |d| set(d, "a.c", 2),
            "a: &x # c\n  b: 1\n  c: 2\n",
        ),
    ]);
}

#[test]
fn removes_entries_and_what_they_leave_empty() {
    check(&[
        ("a: 1\nb: 2\n", |d| d.remove(&path("a")), "b: 2\n"),
        ("a: 1\nb: 2\n", |d| d.remove(&path("b")), "a: 1\n"),
        ("a: 1\nb: 2", |d| d.remove(&path("b")), "a: 1"),
        ("a: 1\r\nb: 2", |d| d.remove(&path("b")), "a: 1"),
        (
            "a: 1\n# two\nb: 2 # 2\nc: 3\n",
            |d| d.remove(&path("b")),
            "a: 1\n# two\nc: 3\n",
        ),
        (
            "a:\n  b: |\n    x\n\n  c: 1\n",
            |d| d.remove(&path("a.b")),
            "a:\n\n  c: 1\n",
        ),
        (
            "a:\n  b: |+\n    x\n\n  c: 1\n",
            |d| d.remove(&path("a.b")),
            "a:\n  c: 1\n",
        ),
        (
            "- name: a\n  image: b\n",
            |d| d.remove(&path("[0].name")),
            "- image: b\n",
        ),
        (
            "- name: a\n  # c\n  image: b\n",
            |d| d.remove(&path("[0].name")),
            "-\n  # c\n  image: b\n",
        ),
        (
            "a: 1\nb:\n  c:\n  - d: 1\n",
            |d| d.remove(&path("b.c[0].d")),
            "a: 1\n",
        ),
        (
            "a: 1\nb:\n  c: 1\n  d: 2\n",
            |d| d.remove(&path("b.c")),
            "a: 1\nb:\n  d: 2\n",
        ),
        (
            "a:\n- 1\n-\n- 3\n",
            |d| d.remove(&path("a[1]")),
            "a:\n- 1\n- 3\n",
        ),
        ("a: [1, 2, 3]\n", |d| d.remove(&path("a[0]")), "a: [2, 3]\n"),
        ("a: [1, 2, 3]\n", |d| d.remove(&path("a[1]")), "a: [1, 3]\n"),
        ("a: [1, 2, 3]\n", |d| d.remove(&path("a[2]")), "a: [1, 2]\n"),
        ("a: [1, 2, ]\n", |d| d.remove(&path("a[1]")), "a: [1, ]\n"),
        ("a: [1]\nb: 2\n", |d| d.remove(&path("a[0]")), "b: 2\n"),
        (
            "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
            |d| d.remove(&path("a")),
            "{\n  \"b\": 2\n}\n",
        ),
        (
            "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
            |d| d.remove(&path("b")),
            "{\n  \"a\": 1\n}\n",
        ),
        ("{\"a\":1}", |d| d.remove(&path("a")), "{}"),
        ("# c\na: 1\n", |d| d.remove(&path("a")), "# c\n"),
        ("a: 1\nb: 2\na: 3\n", |d| d.remove(&path("a")), "b: 2\n"),
        ("a: 1\nb:\n", |d| d.remove(&path("b")), "a: 1\n"),
    ]);
}

#[test]
fn renames_keys() {
    check(&[
        (
            "a: 1 # c\n",
            |d| d.rename_key(&path("a"), "b"),
            "b: 1 # c\n",
        ),
        ("a: 1\n", |d| d.rename_key(&path("a"), "on"), "\"on\": 1\n"),
        ("'a': 1\n", |d| d.rename_key(&path("a"), "b"), "'b': 1\n"),
        ("{\"a\":1}", |d| d.rename_key(&path("a"), "b"), "{\"b\":1}"),
        (
            "a: &x\n  b: 1\n",
            |d| d.rename_key(&path("a.b"), "a.b/c"),
            "a: &x\n  a.b/c: 1\n",
        ),
    ]);
    let mut document = Document::parse("a: 1\nb: 2\n");
    let taken = document.rename_key(&path("a"), "b");
    assert_eq!(taken, Err(EditError::KeyTaken { path: path("b") }));
}

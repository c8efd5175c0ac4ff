//! Edits by path as before and after: shapes of YAML, each with the one change that is meant.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Write as _;

use manifest::{Document, EditError, FieldPath, ScalarKind};
use serde_json::{Value, json};

type Edit = fn(&mut Document) -> Result<(), EditError>;

fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

#[track_caller]
fn check(cases: &[(&str, Edit, &str)]) {
    let mut failures = String::new();
    for (before, edit, after) in cases {
        let mut document = Document::parse(*before);
        let outcome = edit(&mut document);
        if outcome.is_err() || document.text() != *after {
            let got = document.text();
            writeln!(
                failures,
                "{before:?}\n got {got:?} {outcome:?}\nwant {after:?}\n"
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn set(document: &mut Document, at: &str, value: impl Into<Value>) -> Result<(), EditError> {
    document.set(&path(at), value)
}

#[test]
fn replaces_scalars_in_their_style() {
    check(&[
        ("a: b\n", |d| set(d, "a", "c"), "a: c\n"),
        ("a: b # c\n", |d| set(d, "a", "x"), "a: x # c\n"),
        ("a: \"b\"\n", |d| set(d, "a", "c"), "a: \"c\"\n"),
        ("a: 'b'\n", |d| set(d, "a", "it's"), "a: 'it''s'\n"),
        ("a: 'b'\n", |d| set(d, "a", 5), "a: 5\n"),
        ("a: b\n", |d| set(d, "a", "yes"), "a: \"yes\"\n"),
        (
            "a: b\nc: 'd'\n",
            |d| set(d, "a", "0644"),
            "a: '0644'\nc: 'd'\n",
        ),
        ("a: b\n", |d| set(d, "a", ""), "a: \"\"\n"),
        ("a: b\n", |d| set(d, "a", " x"), "a: \" x\"\n"),
        ("a: b\n", |d| set(d, "a", "x: y"), "a: \"x: y\"\n"),
        ("a: b\n", |d| set(d, "a", "x #y"), "a: \"x #y\"\n"),
        // Other readers of YAML 1.1 take these for a date and a number in base 60.
        (
            "a: b\n",
            |d| set(d, "a", "2001-01-01"),
            "a: \"2001-01-01\"\n",
        ),
        ("a: b\n", |d| set(d, "a", "1:30"), "a: \"1:30\"\n"),
        ("a: b\n", |d| set(d, "a", "1:80"), "a: 1:80\n"),
        (
            "a: b\n",
            |d| set(d, "a", json!({"2001-01-01": "="})),
            "a:\n  \"2001-01-01\": \"=\"\n",
        ),
        ("a: b\n", |d| set(d, "a", "1_000"), "a: \"1_000\"\n"),
        (
            "a: b\n",
            |d| set(d, "a", "\u{7}\u{2028}é"),
            "a: \"\\u0007\\u2028é\"\n",
        ),
        (
            "a: [x, y]\n",
            |d| set(d, "a[0]", "p,q"),
            "a: [\"p,q\", y]\n",
        ),
        // In brackets a question mark ends a plain text for kubectl.
        ("a: [x]\n", |d| set(d, "a[0]", "p?q"), "a: [\"p?q\"]\n"),
        (
            "a: {b: 1}\n",
            |d| set(d, "a.c", json!({"d?": 2})),
            "a: {b: 1, c: {\"d?\": 2}}\n",
        ),
        ("a:\n", |d| set(d, "a", 1), "a: 1\n"),
        ("a: # c\n", |d| set(d, "a", 1), "a: 1 # c\n"),
        ("a: ~ # c\n", |d| set(d, "a", 1), "a: 1 # c\n"),
        ("a:", |d| set(d, "a", true), "a: true"),
        ("- \n- b\n", |d| set(d, "[0]", "x"), "- x\n- b\n"),
        ("a: b\n", |d| set(d, "a", Value::Null), "a: null\n"),
        (
            "a: long\n  text\nb: 1\n",
            |d| set(d, "a", "x"),
            "a: x\nb: 1\n",
        ),
        (
            "a: \"long\n  text\" # c\nb: 1\n",
            |d| set(d, "a", "x"),
            "a: \"x\" # c\nb: 1\n",
        ),
        ("a: &x 1\nb: 2\n", |d| set(d, "a", 5), "a: &x 5\nb: 2\n"),
        ("a: !!str 1\n", |d| set(d, "a", 5), "a: 5\n"),
        ("a: 1\na: 2\n", |d| set(d, "a", 5), "a: 1\na: 5\n"),
        ("\u{feff}a: 1\n", |d| set(d, "a", 5), "\u{feff}a: 5\n"),
        ("a: 1\r\nb: 2\r\n", |d| set(d, "a", 5), "a: 5\r\nb: 2\r\n"),
        ("\"a\": 1\n", |d| set(d, "a", 5), "\"a\": 5\n"),
        ("? a\n: b\n", |d| set(d, "a", "c"), "? a\n: c\n"),
        ("on: 1\n", |d| set(d, "true", 2), "on: 2\n"),
    ]);
}

#[test]
fn replaces_block_scalars_and_collections() {
    check(&[
        (
            "a: |\n  x\n  y\nb: 1\n",
            |d| set(d, "a", "z"),
            "a: z\nb: 1\n",
        ),
        (
            "a: >- # c\n  x\n\n\nb: 1\n",
            |d| set(d, "a", "z"),
            "a: z # c\n\n\nb: 1\n",
        ),
        (
            "a: |\n  x\n  y\nb: 1\n",
            |d| set(d, "a", "p\nq\n"),
            "a: |\n  p\n  q\nb: 1\n",
        ),
        (
            "a: x\nb: 1\n",
            |d| set(d, "a", "p\n\nq"),
            "a: |-\n  p\n\n  q\nb: 1\n",
        ),
        ("a: x", |d| set(d, "a", "p\nq\n"), "a: \"p\\nq\\n\""),
        (
            "a: x\nb: 1\n",
            |d| set(d, "a", " p\nq"),
            "a: \" p\\nq\"\nb: 1\n",
        ),
        ("- x\n", |d| set(d, "[0]", "p\nq\n"), "- |\n  p\n  q\n"),
        (
            "a: # c\n  b: 1\n  c: 2\nd: 3\n",
            |d| set(d, "a", 5),
            "a: 5 # c\nd: 3\n",
        ),
        (
            "a:\n- 1\n- 2\nd: 3\n",
            |d| set(d, "a", json!([])),
            "a: []\nd: 3\n",
        ),
        (
            "a: &x\n  b: 1\nd: 3\n",
            |d| set(d, "a", json!({"e": 1})),
            "a: &x\n  e: 1\nd: 3\n",
        ),
        (
            "a: 1 # c\nb: 2\n",
            |d| set(d, "a", json!({"e": 1})),
            "a: # c\n  e: 1\nb: 2\n",
        ),
        ("a: {}\n", |d| set(d, "a.b.c", 1), "a:\n  b:\n    c: 1\n"),
        ("a: [] # c\n", |d| set(d, "a[0]", "x"), "a: # c\n  - x\n"),
        (
            "- a: 1\n  b: 2\n- c\n",
            |d| set(d, "[0]", json!({"x": 1, "z": [1]})),
            "- x: 1\n  z:\n    - 1\n- c\n",
        ),
        ("- a: 1\n  b: 2\n- c\n", |d| set(d, "[0]", 5), "- 5\n- c\n"),
        (
            "- # c\n  a: 1\n- b\n",
            |d| set(d, "[0]", json!({"x": 1})),
            "- # c\n  x: 1\n- b\n",
        ),
        (
            "a: |\n  x\nb: 1\n",
            |d| set(d, "a", json!({"x": 1})),
            "a:\n  x: 1\nb: 1\n",
        ),
    ]);
}

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
fn inserts_and_moves_items() {
    let insert =
        |d: &mut Document, list: &str, index, value: Value| d.insert(&path(list), index, value);
    let _ = insert;
    check(&[
        (
            "a:\n- 1\n- 2\n",
            |d| d.insert(&path("a"), 0, 0),
            "a:\n- 0\n- 1\n- 2\n",
        ),
        (
            "a:\n  - 1\n  # two\n  - 2\n",
            |d| d.insert(&path("a"), 1, 5),
            "a:\n  - 1\n  - 5\n  # two\n  - 2\n",
        ),
        (
            "a:\n- 1\n- 2",
            |d| d.insert(&path("a"), 2, 3),
            "a:\n- 1\n- 2\n- 3",
        ),
        (
            "- - a\n  - b\n",
            |d| d.insert(&path("[0]"), 0, "c"),
            "- - c\n  - a\n  - b\n",
        ),
        (
            "a: [1, 2]\n",
            |d| d.insert(&path("a"), 0, 0),
            "a: [0, 1, 2]\n",
        ),
        (
            "a: [1, 2]\n",
            |d| d.insert(&path("a"), 2, 3),
            "a: [1, 2, 3]\n",
        ),
        (
            "a: [\n  1,\n  2\n]\n",
            |d| d.insert(&path("a"), 1, 3),
            "a: [\n  1,\n  3,\n  2\n]\n",
        ),
        (
            "a: []\n",
            |d| d.insert(&path("a"), 0, json!({"b": 1, "c": 2})),
            "a:\n  - b: 1\n    c: 2\n",
        ),
        (
            "b: 1\n",
            |d| d.insert(&path("a"), 0, 1),
            "b: 1\na:\n  - 1\n",
        ),
        (
            "a:\n- x: |\n    t\n- y: 1\n",
            |d| d.insert(&path("a"), 1, 1),
            "a:\n- x: |\n    t\n- 1\n- y: 1\n",
        ),
        (
            "a:\n- 1 # one\n# two\n- 2\n- 3\n",
            |d| d.move_item(&path("a"), 1, 0),
            "a:\n# two\n- 2\n- 1 # one\n- 3\n",
        ),
        (
            "a:\n- 1\n- b: 2\n  c: 3\n- 3",
            |d| d.move_item(&path("a"), 0, 2),
            "a:\n- b: 2\n  c: 3\n- 3\n- 1",
        ),
        (
            "a:\n- 1\n- 2\n- 3",
            |d| d.move_item(&path("a"), 2, 0),
            "a:\n- 3\n- 1\n- 2",
        ),
        (
            "a: [1, {b: 2}, 3]\n",
            |d| d.move_item(&path("a"), 0, 2),
            "a: [{b: 2}, 3, 1]\n",
        ),
        (
            "- - a\n  - b\n",
            |d| d.move_item(&path("[0]"), 0, 1),
            "- - b\n  - a\n",
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

#[test]
fn edits_behind_an_alias_touch_the_place_of_the_alias() {
    check(&[
        (
            "a: &x {k: 1}\nb: *x\n",
            |d| set(d, "b.k", 2),
            "a: &x {k: 1}\nb:\n  k: 2\n",
        ),
        (
            "a: &x\n  k: 1\n  l: 2\nb: *x # c\n",
            |d| d.remove(&path("b.k")),
            "a: &x\n  k: 1\n  l: 2\nb: # c\n  l: 2\n",
        ),
        (
            "a: &x {k: 1}\nb: [*x, 1]\n",
            |d| set(d, "b[0].k", 2),
            "a: &x {k: 1}\nb: [{k: 2}, 1]\n",
        ),
        (
            "a: &x [1]\nb: *x\n",
            |d| d.insert(&path("b"), 1, 2),
            "a: &x [1]\nb:\n  - 1\n  - 2\n",
        ),
        ("a: &x 1\nb: *x\n", |d| set(d, "b", 2), "a: &x 1\nb: 2\n"),
        (
            "a: &x\n  k: 1\nb:\n  <<: *x\n  l: 2\n",
            |d| set(d, "b.k", 5),
            "a: &x\n  k: 1\nb:\n  <<: *x\n  l: 2\n  k: 5\n",
        ),
        (
            "a: &x\n  k: 1\n  m: 3\nb:\n  <<: *x\n  l: 2\n",
            |d| d.remove(&path("b.k")),
            "a: &x\n  k: 1\n  m: 3\nb:\n  m: 3\n  l: 2\n",
        ),
        (
            "a: &x\n  k: {z: 1}\nb:\n  <<: *x\n  l: 2\n",
            |d| set(d, "b.k.z", 5),
            "a: &x\n  k: {z: 1}\nb:\n  <<: *x\n  l: 2\n  k:\n    z: 5\n",
        ),
        (
            "a: &x\n  k: 1\nb:\n  <<: *x\n  l: 2\n",
            |d| d.rename_key(&path("b.l"), "m"),
            "a: &x\n  k: 1\nb:\n  <<: *x\n  m: 2\n",
        ),
    ]);
}

#[test]
fn what_a_merge_key_brings_does_not_come_back() {
    check(&[
        // The key stands there as well, and would show through.
        (
            "a: &x {k: 1, m: 3}\nb:\n  <<: *x\n  k: 2\n",
            |d| d.remove(&path("b.k")),
            "a: &x {k: 1, m: 3}\nb:\n  m: 3\n",
        ),
        (
            "a: &x {k: 1}\nb:\n  <<: *x\n  k: 2\n  l: 2\n",
            |d| d.remove(&path("b.k")),
            "a: &x {k: 1}\nb:\n  l: 2\n",
        ),
        (
            "a: &x {k: 1, m: 3}\nb:\n  <<: *x\n  k: 2\n",
            |d| d.rename_key(&path("b.k"), "p"),
            "a: &x {k: 1, m: 3}\nb:\n  m: 3\n  p: 2\n",
        ),
        // The mapping's own value of a key that is brought stays.
        (
            "a: &x {k: 1, m: 3}\nb:\n  <<: *x\n  k: 2\n  m: 4\n",
            |d| d.remove(&path("b.k")),
            "a: &x {k: 1, m: 3}\nb:\n  m: 4\n",
        ),
        (
            "a: &x {k: 1, m: 3}\nb:\n  <<: *x\n  l: 2\n",
            |d| d.rename_key(&path("b.k"), "p"),
            "a: &x {k: 1, m: 3}\nb:\n  p: 1\n  m: 3\n  l: 2\n",
        ),
        (
            "a: &x {k: 1, m: 3}\nb:\n  <<: *x\n  m: 2\n",
            |d| d.remove(&path("b.k")),
            "a: &x {k: 1, m: 3}\nb:\n  m: 2\n",
        ),
    ]);
}

#[test]
fn a_block_behind_the_anchor_of_an_item_gets_lines_of_its_own() {
    check(&[
        (
            "a:\n  - &x b\n",
            |d| set(d, "a[0]", json!(["c"])),
            "a:\n  - &x\n    - c\n",
        ),
        (
            "a:\n  - &x b # c\n",
            |d| set(d, "a[0]", json!({"k": 1})),
            "a:\n  - &x # c\n    k: 1\n",
        ),
    ]);
}

#[test]
fn refuses_what_would_change_other_fields() {
    let shared = "a: &x\n  k: 1\nb: *x\n";
    let mut document = Document::parse(shared);
    assert_eq!(
        set(&mut document, "a.k", 2),
        Err(EditError::Shared { path: path("a.k") })
    );
    assert_eq!(
        document.remove(&path("a")),
        Err(EditError::Shared { path: path("a") })
    );
    assert_eq!(document.text(), shared);
}

#[test]
fn refuses_what_cannot_be() {
    let mut document = Document::parse("a: 1\nb: [1]\n");
    assert_eq!(
        set(&mut document, "a.b", 2),
        Err(EditError::NotACollection { path: path("a") })
    );
    assert_eq!(
        set(&mut document, "b[5]", 2),
        Err(EditError::OutOfRange {
            path: path("b"),
            index: 5,
            length: 1
        })
    );
    assert_eq!(
        document.remove(&path("c")),
        Err(EditError::NotFound { path: path("c") })
    );
    assert_eq!(document.text(), "a: 1\nb: [1]\n");
}

#[test]
fn leaves_the_text_alone_where_nothing_changes() {
    check(&[
        ("a: 0644\n", |d| set(d, "a", 420), "a: 0644\n"),
        (
            "a: 'x'\n",
            |d| d.set_text(&path("a"), "x", ScalarKind::String),
            "a: 'x'\n",
        ),
        (
            "a: 0644\n",
            |d| d.set_text(&path("a"), "0644", ScalarKind::Number),
            "a: 0644\n",
        ),
    ]);
}

#[test]
fn writes_what_was_typed() {
    check(&[
        (
            "a: 1\n",
            |d| d.set_text(&path("a"), "0644", ScalarKind::Number),
            "a: 0644\n",
        ),
        (
            "a: 1\n",
            |d| d.set_text(&path("a"), "5x", ScalarKind::Number),
            "a: 5x\n",
        ),
        (
            "a: 1\n",
            |d| d.set_text(&path("a"), "50%", ScalarKind::Number),
            "a: 50%\n",
        ),
        (
            "a: 1\n",
            |d| d.set_text(&path("a"), "100m", ScalarKind::Number),
            "a: 100m\n",
        ),
        (
            "a: 1\nb: 2\n",
            |d| d.set_text(&path("a"), "", ScalarKind::Number),
            "b: 2\n",
        ),
        (
            "a: 1\n",
            |d| d.set_text(&path("a"), "yes", ScalarKind::Number),
            "a: \"yes\"\n",
        ),
        (
            "a: 1\n",
            |d| d.set_text(&path("a"), "1", ScalarKind::String),
            "a: \"1\"\n",
        ),
        (
            "a: 1\n",
            |d| d.set_text(&path("a"), "true", ScalarKind::Boolean),
            "a: true\n",
        ),
        (
            "a: 1\n",
            |d| d.set_text(&path("a"), "maybe", ScalarKind::Boolean),
            "a: maybe\n",
        ),
        (
            "{\"a\": 1}",
            |d| d.set_text(&path("a"), "0644", ScalarKind::Number),
            "{\"a\": 420}",
        ),
        (
            "b: 1\n",
            |d| d.set_text(&path("a"), "1.50", ScalarKind::Number),
            "b: 1\na: 1.50\n",
        ),
    ]);
}

#[test]
fn edits_the_intact_lines_of_a_broken_text() {
    check(&[
        (
            "a: 1\nhalf\nb: 2\n",
            |d| set(d, "b", 3),
            "a: 1\nhalf\nb: 3\n",
        ),
        (
            "a: \"open\nb: 2\nc: 3\n",
            |d| set(d, "b", 3),
            "a: \"open\nb: 3\nc: 3\n",
        ),
        (
            "a: [1, 2\nb: 2\n",
            |d| set(d, "c", 3),
            "a: [1, 2\nb: 2\nc: 3\n",
        ),
        (
            "a:\n\tb: 1\nc: 2\n",
            |d| set(d, "c", 3),
            "a:\n\tb: 1\nc: 3\n",
        ),
        ("a: b: c\nd: 1\n", |d| d.remove(&path("d")), "a: b: c\n"),
    ]);
}

//! Items of lists, and values that stand elsewhere: aliases, merge keys, anchors.

use serde_json::json;

use super::{check, path, set};

#[test]
fn inserts_and_moves_items() {
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
fn an_item_is_repeated_as_it_is_written() {
    check(&[
        (
            "a:\n# one\n- k: 'x' # why\n  l: [1,  2]\n- 2\n",
            |d| d.repeat_item(&path("a"), 0),
            "a:\n# one\n- k: 'x' # why\n  l: [1,  2]\n# one\n- k: 'x' # why\n  l: [1,  2]\n- 2\n",
        ),
        (
            "a:\n- 1\n- 2",
            |d| d.repeat_item(&path("a"), 1),
            "a:\n- 1\n- 2\n- 2",
        ),
        (
            "a: [1, {b: 2}]\n",
            |d| d.repeat_item(&path("a"), 1),
            "a: [1, {b: 2}, {b: 2}]\n",
        ),
        // YAML takes an anchor that is set once more, and all aliases mean the same as before.
        (
            "a:\n- k: &x 1\n  l: *x\n",
            |d| d.repeat_item(&path("a"), 0),
            "a:\n- k: &x 1\n  l: *x\n- k: &x 1\n  l: *x\n",
        ),
    ]);
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

/// A block scalar that ends a text without a final line break would be another text.
#[test]
fn what_comes_last_keeps_its_place_and_its_text_without_a_final_line_break() {
    check(&[
        ("a: 1", |d| set(d, "b", "t\n"), "a: 1\nb: \"t\\n\""),
        ("- 1", |d| d.insert(&path(""), 1, "t\n"), "- 1\n- \"t\\n\""),
        (
            "a: |\n  t\nb: 1",
            |d| d.move_key(&path("a"), 1),
            "b: 1\na: |\n  t\n",
        ),
        (
            "a: |\n  t\nb: 1",
            |d| d.move_key(&path("b"), 0),
            "b: 1\na: |\n  t\n",
        ),
        (
            "- |\n  t\n- 1",
            |d| d.move_item(&path(""), 0, 1),
            "- 1\n- |\n  t\n",
        ),
        ("a: 2\nb: 1", |d| d.move_key(&path("a"), 1), "b: 1\na: 2"),
    ]);
}

//! Values that take the place of others, each in its style.

use manifest::ScalarKind;
use serde_json::{Value, json};

use super::{check, path, set};

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

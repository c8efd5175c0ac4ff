//! Texts that are broken.

use std::fmt::Write as _;

use manifest::{Document, ProblemKind};
use serde_json::{Value, json};

/// Texts with what is wrong, where, and what of the text is still read.
#[test]
fn says_what_is_wrong_and_keeps_what_can_be_read() {
    use ProblemKind::{DuplicateKey, Syntax};
    #[rustfmt::skip]
    let cases: &[(&str, ProblemKind, u32, u32, Value)] = &[
        ("a: 1\na: 2\n", DuplicateKey, 2, 1, json!({"a": 2})),
        ("a: *b\nc: 1\n", Syntax, 1, 4, json!({"a": null, "c": 1})),
        ("a: .inf\n", Syntax, 1, 4, json!({"a": null})),
        ("a: !!int x\n", Syntax, 1, 10, json!({"a": "x"})),
        ("~: 1\nb: 2\n", Syntax, 1, 1, json!({"b": 2})),
        ("[a]: 1\nb: 2\n", Syntax, 1, 1, json!({"b": 2})),
        ("<<: 1\nb: 2\n", Syntax, 1, 5, json!({"b": 2})),
        ("a: &x\n  b: *x\n", Syntax, 2, 6, json!({"a": {"b": null}})),
        // Half-typed.
        ("a: 1\nhalf\nb: 2\n", Syntax, 2, 1, json!({"a": 1, "half": null, "b": 2})),
        ("a: \"open\nb: 2\n", Syntax, 1, 4, json!({"a": "open", "b": 2})),
        ("a: 'open\nb: 2\n", Syntax, 1, 4, json!({"a": "open", "b": 2})),
        ("a: [1, 2\nb: 2\n", Syntax, 1, 4, json!({"a": [1, 2], "b": 2})),
        ("a: {x: 1\nb: 2\n", Syntax, 1, 4, json!({"a": {"x": 1}, "b": 2})),
        ("a:\n  b: 1\n   c: 2\nd: 3\n", Syntax, 3, 5, json!({"a": {"b": 1}, "d": 3})),
        ("a:\n\tb: 1\nc: 2\n", Syntax, 2, 1, json!({"a": null, "c": 2})),
        ("a: b: c\nd: 1\n", Syntax, 1, 5, json!({"d": 1})),
        ("a: @x\nd: 1\n", Syntax, 1, 4, json!({"d": 1})),
        ("{\"a\": 1, \"b\": \n", Syntax, 1, 1, json!({"a": 1, "b": null})),
    ];
    let mut failures = String::new();
    for (text, kind, line, column, value) in cases {
        let document = Document::parse(*text);
        let Some(problem) = document.problems().first() else {
            writeln!(failures, "{text:?}: nothing wrong").unwrap();
            continue;
        };
        if (problem.kind, problem.line, problem.column) != (*kind, *line, *column)
            || document.value() != *value
        {
            writeln!(failures, "{text:?}: {problem:?} {}", document.value()).unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// What yaml.v2 makes of texts that YAML's specification reads otherwise or not at all; `None` where
/// kubectl refuses them.
#[test]
fn a_syntax_error_is_at_the_field_whose_value_is_broken() {
    for (text, field) in [
        ("x: 1\na: @x\nd: 1\n", "a"),
        ("x: 1\na: \"open\nd: 1\n", "a"),
        ("x: 1\na: [1, 2\nd: 1\n", "a"),
        ("x: 1\na: {b: 1, c: @x}\nd: 1\n", "a.c"),
        ("x: 1\na: b: c\nd: 1\n", "a"),
        ("x: 1\na: *none\nd: 1\n", "a"),
        ("x: 1\na: !!int y\nd: 1\n", "a"),
        ("spec:\n  x: 1\n  a: %x\n  d: 1\n", "spec.a"),
        (
            "spec:\n  list:\n  - name: a\n    image: \"b\n  - name: c\n",
            "spec.list[0].image",
        ),
        (
            "spec:\n  list:\n  - name: a\n  - name: @b\n  - name: c\n",
            "spec.list[1].name",
        ),
        ("spec:\n  list:\n  - name: `b\n", "spec.list[0].name"),
        ("a: 1\n\"b.c/d\": 'x\n", "[b.c/d]"),
        ("{\"a\": 1, \"b\": {\"c\": [1, @]}}", "b.c[1]"),
        ("{a: 1, b: [x, @y]}", "b[1]"),
    ] {
        let document = Document::parse(text);
        let problem = document.problems().first().unwrap();
        assert_eq!(problem.path.to_string(), field, "{text:?} {problem:?}");
    }
}

#[test]
fn a_broken_line_of_json_keeps_what_stands_before_it_breaks() {
    let document = Document::parse("{\"a\": 1, \"b\": {\"c\": [1, 2, }, \"d\": \"e\"}");
    assert!(!document.is_intact());
    assert_eq!(document.value(), json!({ "a": 1, "b": { "c": [1, 2] } }));
}

#[test]
fn the_field_of_what_no_reader_gets_to_is_the_key_before_it() {
    for (text, field) in [
        ("{\n \"a\": 1,\n \"b\": @\n}", "b"),
        ("{\n \"a\": {\"c\": [1, @]}\n}", "a.c[1]"),
        ("{\"a\": 1, \"b\": {\"c\": `}}", "b.c"),
        ("a: 1\nb: @\n", "b"),
    ] {
        let document = Document::parse(text);
        let paths: Vec<String> = document
            .problems()
            .iter()
            .map(|it| it.path.to_string())
            .collect();
        assert_eq!(paths, [field], "{text}");
    }
}

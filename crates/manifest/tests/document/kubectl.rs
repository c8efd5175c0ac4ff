//! Texts as kubectl reads them.

use std::fmt::Write as _;

use manifest::{Document, ProblemKind};
use serde_json::{Value, json};

use super::path;

#[test]
fn reads_what_kubectl_reads() {
    #[rustfmt::skip]
    let cases: &[(&str, Option<Value>)] = &[
        // Line breaks.
        ("a: b\u{85}c: d\n", Some(json!({"a": "b", "c": "d"}))),
        ("a: 1\u{2028}b: 2\n", Some(json!({"a": 1, "b": 2}))),
        ("a: x\u{2029}  y\n", Some(json!({"a": "x\u{2029}y"}))),
        ("a: |\n  x\u{85}  y\n", Some(json!({"a": "x\ny\n"}))),
        ("a: 'x\r  y'\rb: 1\r", Some(json!({"a": "x y", "b": 1}))),
        ("a: |\n\r\r\n  b\n", Some(json!({"a": "\nb\n"}))),
        ("a: |\n\r\r\r\n  b\n", Some(json!({"a": "\n\nb\n"}))),
        ("a: 'x\r\r\n  y'\r\r\nb: 1", Some(json!({"a": "x y", "b": 1}))),
        // What divides documents is a line of its own, and a carriage return ends none of those.
        ("---\r!!str {a: b}\n", None),
        ("---\ra\": 1.0,<\n", None),
        ("---\r\na: 1\r\n", Some(json!({"a": 1}))),
        // The end of a document.
        ("a: 1\n...\nb: 2\n", Some(json!({"a": 1}))),
        ("a: 1\n...\n", Some(json!({"a": 1}))),
        ("  a: 1\nb: 2\n", Some(json!({"a": 1}))),
        ("{a: 1} b\n", Some(json!({"a": 1}))),
        ("...\n", None),
        ("x\na: 1\n", None),
        // Byte order marks and control characters.
        ("\u{feff}a: 1\n", Some(json!({"a": 1}))),
        ("a: \u{feff}b\n", Some(json!({"a": "\u{feff}b"}))),
        ("a: \u{1}\n", None),
        ("a: \u{fffe}\n", None),
        ("a: \u{9f}\n", None),
        ("---\n\u{feff}a: 1\n", Some(json!({"\u{feff}a": 1}))),
        ("# c\n---\n\u{feff}b: 2\n", Some(json!({"b": 2}))),
        // Flow style.
        ("{a: g:}\n", Some(json!({"a": "g:"}))),
        ("{a:}\n", Some(json!({"a:": null}))),
        ("[a?b]\n", None),
        ("a: [x, ? k : z, w: v]\n", Some(json!({"a": ["x", {"k": "z"}, {"w": "v"}]}))),
        ("a: {b, c: , d}\n", Some(json!({"a": {"b": null, "c": null, "d": null}}))),
        ("a: [\n1,\n]\n", Some(json!({"a": [1]}))),
        ("a: [1,,2]\n", None),
        ("a: {\"b\":1}\n", Some(json!({"a": {"b": 1}}))),
        ("a: {b:1}\n", Some(json!({"a": {"b:1": null}}))),
        // Tabs.
        ("a:\tb\n", Some(json!({"a": "b"}))),
        ("a: b\tc\t\n", Some(json!({"a": "b\tc"}))),
        ("a:\n\tb: 1\n", None),
        ("- \ta\n", None),
        // Keys.
        ("? a\n: b\n", Some(json!({"a": "b"}))),
        ("a\n: b\n", None),
        (": b\n", None),
        ("a: b: c\n", None),
        ("\"a\nb\": c\n", None),
        // Scalars.
        ("a: \"x\n\n  y \\\n  z\"\n", Some(json!({"a": "x\ny z"}))),
        ("a: \"b\\/c\"\n", None),
        ("a: |2-\n   x\n  y\n", Some(json!({"a": " x\ny"}))),
        ("a: >\n  x\n  y\n\n   z\n  w\n", Some(json!({"a": "x y\n\n z\nw\n"}))),
        ("a: |+\n  x\n\n", Some(json!({"a": "x\n\n"}))),
        ("a: |0\n  x\n", None),
        ("a: 1E400\n", Some(json!({"a": "1E400"}))),
        // JSON is read as such.
        ("{\"a\": 1e400}", None),
        ("{\"a\": \"\\ud83d\\ude00\\/\\ud83d\"}", Some(json!({"a": "\u{1f600}/\u{fffd}"}))),
        ("{\"a\"\n:1}", Some(json!({"a": 1}))),
        ("{\"a\": \"b\u{7f}\"}", Some(json!({"a": "b\u{7f}"}))),
        ("{a: \"b\u{7f}\"}", None),
        ("{a: \"\\ud83d\\ude00\"}", None),
        // Directives and separators.
        ("%YAML 1.1\n---\na: 1\n", None),
        ("---b: 2\n", None),
        ("--- {a: 1}\n", None),
        ("---\t\na: 1\n", Some(json!({"a": 1}))),
        ("--- # c\na: 1\n", Some(json!({"a": 1}))),
        // Anchors and tags.
        ("a: &x! 1\n", None),
        ("a: &x.y 1\n", None),
        ("a: !!str &x-1_b 1\nb: [*x-1_b]\n", Some(json!({"a": "1", "b": ["1"]}))),
        ("a: !<tag:yaml.org,2002:str> 1\n", Some(json!({"a": "1"}))),
        ("a: !x 1\n", Some(json!({"a": "1"}))),
        ("a: !e!x 1\n", None),
        ("a: !%41 1\n", Some(json!({"a": "1"}))),
        ("a: !%C3%A9 1\n", Some(json!({"a": "1"}))),
        ("a: !%fa 1\n", None),
        ("a: !%C3%41 1\n", None),
        ("a: !%C3 1\n", None),
        ("a: !%4 1\n", None),
        ("a: !!float\n", None),
        ("a: !!binary gICA\n", Some(json!({"a": "\u{fffd}\u{fffd}\u{fffd}"}))),
    ];
    check_reading(cases);
}

#[test]
fn reads_brackets_as_kubectl_does() {
    #[rustfmt::skip]
    check_reading(&[
        // Empty brackets are handed on before their colon is seen.
        ("---\n{}a\": 1.0, \"b\": [1]}\n", Some(json!({}))),
        ("---\n{}: 1\nb: 2\n", Some(json!({}))),
        ("---\n{\n}b: 1\n", Some(json!({}))),
        ("---\n{} # c\n: 1\n", Some(json!({}))),
        ("---\n{ # c\n}: 1\n", None),
        ("---\n&a {}b: 1\n", None),
        ("---\n{a: 1}b: 2\n", None),
        ("a:\n  {}: 1\n", None),
        ("a:\n  []b: 1\n", None),
        ("a:\n- []: 1\n", None),
        ("a: [[]: 1]\n", None),
        ("a: {{} : {}, b: c}\n", None),
        ("a: {b: c, [] : }\n", None),
        ("a: {? []: 1}\n", None),
        ("b: 2\n[]: 1\nc: 3\n", None),
        // What begins with a brace and is no JSON begins behind the blanks before it.
        ("  {a: 1}\n  b: 2\n", Some(json!({"a": 1}))),
        ("\t{a: 1}\n", Some(json!({"a": 1}))),
        ("\u{b}{a: 1}\n", Some(json!({"a": 1}))),
        ("\n\t{a: 1}\n", None),
        ("   {a: 1,\nb: 2}\n", Some(json!({"a": 1, "b": 2}))),
        ("{a}", None),
        ("{a}\n", Some(json!({"a": null}))),
        ("{\"a\": 1} # c\n", Some(json!({"a": 1}))),
        ("{\"a\": 1} #c", None),
    ]);
}

/// Holds what is read to what kubectl reads; `None` where it refuses.
#[track_caller]
fn check_reading(cases: &[(&str, Option<Value>)]) {
    let mut failures = String::new();
    for (text, expected) in cases {
        let document = Document::parse(*text);
        let read = Some(document.value()).filter(|value| document.is_intact() && value.is_object());
        if read != *expected {
            let problems = document.problems();
            writeln!(failures, "{text:?}: {read:?} {problems:?}").unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn says_what_kubectl_ignores() {
    for (text, line) in [
        ("a: 1\n...\nb: 2\n", 3),
        ("  a: 1\n b: 2\n", 2),
        ("{a: 1}\nb: 2\n", 2),
        ("---\n{}b: 2\n", 2),
        // Nothing but null, which kubectl passes over.
        ("&a---  }\n", 1),
        ("&a ~\n...\nb: 2\n", 3),
        ("!!null ''\n}\n", 2),
    ] {
        let document = Document::parse(text);
        let problems: Vec<_> = document.problems().iter().collect();
        assert!(document.is_intact());
        assert_eq!(problems.len(), 1, "{text}");
        assert_eq!(
            (problems[0].kind, problems[0].line),
            (ProblemKind::Ignored, line),
            "{text}"
        );
    }
    assert_eq!(
        Document::parse("a: 1\n...\n# comment\n---\nb: 1\n").problems(),
        []
    );
}

#[test]
fn numbers_of_json_stay_as_written_when_something_else_is_edited() {
    let text = "{\"a\": 1.0, \"b\": [1e3, -0, 1E2], \"c\": \"d\"}";
    let mut document = Document::parse(text);
    document.set(&path("c"), "e").unwrap();
    document.move_item(&path("b"), 0, 2).unwrap();
    document.rename_key(&path("a"), "z").unwrap();
    let edited = "{\"z\": 1.0, \"b\": [-0, 1E2, 1e3], \"c\": \"e\"}";
    assert_eq!(document.text(), edited);
}

#[test]
fn holds_its_limits() {
    let problem = |text: String| {
        let document = Document::parse(text);
        assert_eq!(document.value(), Value::Null);
        document.problems()[0].kind
    };
    assert_eq!(problem("a: b\n".repeat(700_000)), ProblemKind::TooLarge);
    assert_eq!(problem("[".repeat(100_000)), ProblemKind::TooDeep);
    assert_eq!(problem("- ".repeat(1_000)), ProblemKind::TooDeep);
    assert_eq!(problem("- a\n".repeat(300_000)), ProblemKind::TooManyNodes);
    let mut laughs = "a0: &a0 [x, x]\n".to_owned();
    for level in 1..40 {
        let below = level - 1;
        writeln!(laughs, "a{level}: &a{level} [*a{below}, *a{below}]").unwrap();
    }
    assert_eq!(problem(laughs), ProblemKind::TooManyNodes);
    // Few values, of which each is long.
    let long = format!(
        "a: &a {}\nb:\n{}",
        "x".repeat(1 << 20),
        "- *a\n".repeat(9_000)
    );
    assert_eq!(problem(long), ProblemKind::TooLarge);
    assert!(
        Document::parse("- a\n".repeat(249_999))
            .problems()
            .is_empty()
    );
    let variables = "- {name: SOME_VARIABLE, value: \"some value\"}\n".repeat(20_000);
    assert!(Document::parse(variables).problems().is_empty());
    assert!(
        Document::parse("a: b # c\n".to_owned() + &"# x\n".repeat(700_000))
            .problems()
            .is_empty()
    );
    let deep = format!("{}{}", "[".repeat(64), "]".repeat(64));
    assert!(Document::parse(deep).problems().is_empty());
}

#[test]
fn a_key_that_a_merge_key_behind_it_overrides_is_told() {
    let told = |text: &str| -> Vec<(ProblemKind, u32, String)> {
        let document = Document::parse(text);
        assert!(document.is_intact(), "{text}");
        let problems = document.problems().iter();
        problems
            .map(|it| (it.kind, it.line, it.path.to_string()))
            .collect()
    };
    let base = "b: &b {p: 1, q: 2}\nc:\n";
    let overridden = format!("{base}  p: 3\n  r: 4\n  <<: *b\n");
    assert_eq!(
        told(&overridden),
        [(ProblemKind::Ignored, 3, "c.p".to_owned())]
    );
    assert_eq!(Document::parse(overridden).value()["c"]["p"], 1);
    assert_eq!(told(&format!("{base}  <<: *b\n  p: 3\n")), []);
    assert_eq!(told(&format!("{base}  r: 3\n  <<: *b\n")), []);
    let listed = format!("{base}  q: 3\n  <<: [*b, {{r: 1}}]\n");
    assert_eq!(told(&listed), [(ProblemKind::Ignored, 3, "c.q".to_owned())]);
}

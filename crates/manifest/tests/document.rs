//! Reading a document: values, texts, keys, positions, problems, limits, half-typed texts.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Write as _;

use manifest::{Document, FieldPath, ProblemKind};
use serde_json::{Value, json};

fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

const MANIFEST: &str = "# head
apiVersion: apps/v1
kind: DaemonSet # the kind
metadata:
  name: agent
  labels:
    app.kubernetes.io/name: agent
spec:
  template:
    spec:
      containers:
      - name: agent
        image: \"busybox:1\"
        args: [a, 'b']
        ports:
          -
            containerPort: 80
      nodeSelector:
";

#[test]
fn reads_values_texts_and_keys() {
    let document = Document::parse(MANIFEST);
    assert_eq!(document.problems(), []);
    assert!(document.is_intact());
    assert_eq!(
        document.get(&path("metadata.labels[app.kubernetes.io/name]")),
        Some(json!("agent"))
    );
    let container = path("spec.template.spec.containers[0]");
    assert_eq!(
        document.get(&container.key("args")),
        Some(json!(["a", "b"]))
    );
    assert_eq!(
        document.text_at(&container.key("image")).unwrap(),
        "busybox:1"
    );
    assert_eq!(
        document
            .text_at(&path("spec.template.spec.nodeSelector"))
            .unwrap(),
        ""
    );
    assert_eq!(document.text_at(&container), None);
    assert_eq!(document.keys(&path("metadata")), ["name", "labels"]);
    assert_eq!(document.len_of(&path("spec.template.spec.containers")), 1);
    assert_eq!(document.get(&path("spec.selector")), None);
}

#[test]
fn every_path_knows_its_place() {
    let document = Document::parse(MANIFEST);
    let place = |at: &str| {
        let (key, value) = (
            document.position(&path(at)),
            document.value_position(&path(at)),
        );
        let (key, value) = (key.unwrap(), value.unwrap());
        let text = &document.text()[value.start..value.end];
        (
            key.line,
            key.column,
            value.line,
            value.column,
            text.lines().next().unwrap_or_default(),
        )
    };
    assert_eq!(place("kind"), (3, 1, 3, 7, "DaemonSet"));
    assert_eq!(
        place("metadata.labels"),
        (6, 3, 7, 5, "app.kubernetes.io/name: agent")
    );
    assert_eq!(
        place("metadata.labels[app.kubernetes.io/name]"),
        (7, 5, 7, 29, "agent")
    );
    let container = "spec.template.spec.containers[0]";
    assert_eq!(place(container), (12, 9, 12, 9, "name: agent"));
    assert_eq!(
        place(&format!("{container}.image")),
        (13, 9, 13, 16, "\"busybox:1\"")
    );
    assert_eq!(
        place(&format!("{container}.args[1]")),
        (14, 19, 14, 19, "'b'")
    );
    assert_eq!(
        place(&format!("{container}.ports[0].containerPort")),
        (17, 13, 17, 28, "80")
    );
    assert_eq!(
        place("spec.template.spec.nodeSelector"),
        (18, 7, 18, 20, "")
    );
    // What is not there is at its nearest ancestor.
    assert_eq!(place("metadata.annotations.x"), (4, 1, 5, 3, "name: agent"));
}

#[test]
fn columns_count_characters_and_a_byte_order_mark() {
    let document = Document::parse("\u{feff}é: {ü: 1, b: 2}\r\nc: 3\r\n");
    let key = document.position(&path("[é].b")).unwrap();
    assert_eq!((key.line, key.column), (1, 12));
    assert_eq!(document.position(&path("c")).unwrap().line, 2);
}

#[test]
fn a_cursor_is_in_the_field_it_is_indented_under() {
    let text = "spec:\n  a: 1\n  \n  list:\n  - name: x\n    \n  - y\n  flow: {b: [1, 22]}\n\n";
    let document = Document::parse(text);
    let at = |needle: &str| document.path_at(text.find(needle).unwrap()).to_string();
    assert_eq!(at("pec"), "spec");
    assert_eq!(at("1\n"), "spec.a");
    assert_eq!(
        document
            .path_at(text.find("  \n  list").unwrap() + 2)
            .to_string(),
        "spec"
    );
    assert_eq!(at("x\n"), "spec.list[0].name");
    assert_eq!(
        document
            .path_at(text.find("    \n").unwrap() + 4)
            .to_string(),
        "spec.list[0]"
    );
    assert_eq!(at("y\n"), "spec.list[1]");
    assert_eq!(at("22"), "spec.flow.b[1]");
    assert_eq!(document.path_at(text.len()).to_string(), "");
}

#[test]
fn reads_the_first_daemon_set_of_several_documents() {
    let document = Document::parse("kind: Service\n---\nkind: DaemonSet\na: 1\n---\nkind: Pod\n");
    assert_eq!(document.object_count(), 3);
    assert_eq!(document.get(&path("a")), Some(json!(1)));
    assert_eq!(document.position(&path("a")).unwrap().line, 4);
    assert_eq!(document.object_values()[2], json!({"kind": "Pod"}));
    assert_eq!(Document::parse("# nothing\n").object_count(), 0);
}

#[test]
fn what_says_nothing_is_no_object() {
    let service = json!({"kind": "Service"});
    let daemon_set = json!({"kind": "DaemonSet", "a": 1});
    for text in [
        "---\nkind: Service\n---\nkind: DaemonSet\na: 1\n",
        "kind: Service\n---\nkind: DaemonSet\na: 1\n---\n",
        "# c\n---\nkind: Service\n--- # c\n# d\n---\nkind: DaemonSet\na: 1\n---\n# e\n---\n",
        "null\n---\nkind: Service\n---\n~\n---\nkind: DaemonSet\na: 1\n",
        "\u{feff}---\r\nkind: Service\r\n---\r\nkind: DaemonSet\r\na: 1\r\n---\r\n",
        "{\"kind\": \"Service\"}\n{\"kind\": \"DaemonSet\", \"a\": 1}\n",
        "---\n{kind: \"Service\"}\n---\n{\n  kind: \"DaemonSet\",\n  a: 1,\n}\n",
    ] {
        let document = Document::parse(text);
        assert!(document.is_intact(), "{text:?} {:?}", document.problems());
        let values = document.object_values();
        assert_eq!(values, [service.clone(), daemon_set.clone()], "{text:?}");
        assert_eq!(document.value(), daemon_set, "{text:?}");
        assert_eq!(document.chosen(), Some(1), "{text:?}");
    }
}

#[test]
fn a_list_is_its_items() {
    let named = |kind: &str, name: &str| json!({"apiVersion": "v1", "kind": kind, "name": name});
    let list = |kind: &str, items: &str| format!("apiVersion: v1\nkind: {kind}\nitems:{items}");
    let pod = "{apiVersion: v1, kind: Pod, name: a}";
    for (text, expected) in [
        (
            list("List", &format!("\n- {pod}\n- {pod}\n")),
            vec![named("Pod", "a"), named("Pod", "a")],
        ),
        // The items of a typed list say nothing of their kind, or both.
        (
            list("PodList", "\n- name: a\n- kind: Pod\n  name: b\n"),
            vec![
                json!({"name": "a", "apiVersion": "v1", "kind": "Pod"}),
                json!({"kind": "Pod", "name": "b"}),
            ],
        ),
        (
            list(
                "List",
                &format!("\n- kind: List\n  items: [{pod}]\n- {pod}\n"),
            ),
            vec![named("Pod", "a"), named("Pod", "a")],
        ),
        (list("List", " []\n"), vec![]),
        // What is no list of that name, or has no items, is an object.
        (
            list("List", " a\n"),
            vec![json!({"apiVersion": "v1", "kind": "List", "items": "a"})],
        ),
        (
            list("Pod", " [a]\n"),
            vec![json!({"apiVersion": "v1", "kind": "Pod", "items": ["a"]})],
        ),
        (
            format!("{}---\n{pod}\n", list("List", &format!(" [{pod}]\n"))),
            vec![named("Pod", "a"), named("Pod", "a")],
        ),
    ] {
        assert_eq!(Document::parse(&*text).object_values(), expected, "{text}");
    }
}

#[test]
fn the_daemon_set_of_a_list_is_shown_and_edited_at_its_place() {
    let text = "apiVersion: v1\nitems:\n- kind: Service # one\n- kind: DaemonSet # two\n  metadata:\n    name: a\nkind: List\n";
    let mut document = Document::parse(text);
    assert_eq!(document.chosen(), Some(1));
    assert_eq!(document.position(&path("metadata.name")).unwrap().line, 6);
    document.set(&path("metadata.name"), json!("b")).unwrap();
    document.set(&path("spec.paused"), json!(true)).unwrap();
    document
        .set(&path("metadata.labels.x"), json!("y"))
        .unwrap();
    document.remove(&path("spec")).unwrap();
    assert_eq!(
        document.text(),
        text.replace("name: a", "name: b\n    labels:\n      x: \"y\"")
    );
    let json = document.shown_as(manifest::Format::Json).unwrap();
    assert_eq!(
        Document::parse(json).object_values(),
        document.object_values()
    );
    document.turn_to(0);
    document.set(&path("spec.x"), json!(1)).unwrap();
    assert_eq!(
        document.object_values()[0],
        json!({"kind": "Service", "spec": {"x": 1}})
    );
}

#[test]
fn aliases_and_merge_keys_are_values_and_places() {
    let document = Document::parse("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\nc: *x\n");
    assert_eq!(document.get(&path("b")), Some(json!({"k": 3, "l": 2})));
    assert_eq!(document.get(&path("c.l")), Some(json!(2)));
    assert_eq!(document.position(&path("b.l")).unwrap().line, 3);
    assert_eq!(document.position(&path("c.l")).unwrap().line, 5);
}

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
fn a_text_without_an_object_is_not_passed_over() {
    for text in [
        "''\n}\n",
        "!!str\n}\n",
        "! ~\n}\n",
        "!x\n}\n",
        "NULL\n}\n",
        "!!int\n}\n",
    ] {
        let document = Document::parse(text);
        let is_text = document.is_intact() && document.value().is_string();
        assert!(is_text || !document.is_intact(), "{text:?}");
    }
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
fn a_broken_line_of_json_keeps_what_stands_before_it_breaks() {
    let document = Document::parse("{\"a\": 1, \"b\": {\"c\": [1, 2, }, \"d\": \"e\"}");
    assert!(!document.is_intact());
    assert_eq!(document.value(), json!({ "a": 1, "b": { "c": [1, 2] } }));
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

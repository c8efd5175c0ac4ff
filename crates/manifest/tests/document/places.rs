//! Values and their places.

use manifest::Document;
use serde_json::json;

use super::{MANIFEST, path};

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
fn aliases_and_merge_keys_are_values_and_places() {
    let document = Document::parse("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\nc: *x\n");
    assert_eq!(document.get(&path("b")), Some(json!({"k": 3, "l": 2})));
    assert_eq!(document.get(&path("c.l")), Some(json!(2)));
    assert_eq!(document.position(&path("b.l")).unwrap().line, 3);
    assert_eq!(document.position(&path("c.l")).unwrap().line, 5);
}

//! Texts of several objects.

use manifest::Document;
use serde_json::json;

use super::path;

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

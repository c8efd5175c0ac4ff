//! Reading a document: values, texts, keys, positions.

use manifest::{Document, FieldPath};
use serde_json::json;

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
    assert_eq!(
        document.get(&path("spec.template.spec.containers[0].args")),
        Some(json!(["a", "b"]))
    );
    assert_eq!(
        document
            .text_at(&path("spec.template.spec.containers[0].image"))
            .unwrap(),
        "busybox:1"
    );
    assert_eq!(document.keys(&path("metadata")), ["name", "labels"]);
    assert_eq!(document.len_of(&path("spec.template.spec.containers")), 1);
    assert_eq!(document.get(&path("spec.selector")), None);
}

#[test]
fn sets_in_place() {
    let mut document = Document::parse(MANIFEST);
    document
        .set(&path("spec.template.spec.containers[0].image"), "busybox:2")
        .unwrap();
    document
        .set(&path("metadata.labels[tier]"), "node")
        .unwrap();
    document
        .set(
            &path("spec.template.spec.nodeSelector[kubernetes.io/os]"),
            "linux",
        )
        .unwrap();
    document
        .insert(
            &path("spec.template.spec.tolerations"),
            0,
            json!({"operator": "Exists"}),
        )
        .unwrap();
    document
        .remove(&path("spec.template.spec.containers[0].args[0]"))
        .unwrap();
    insta::assert_snapshot!(document.text());
}

//! What a new manifest begins as: the least that a DaemonSet needs, with its blanks.

/// The manifest of a new DaemonSet in this namespace.
///
/// The blanks are written as empty strings so that they have a place in the text, in the order in
/// which people write a manifest; the label, the selector and the container's name follow the name
/// (see [`super::naming`]).
#[must_use]
pub fn manifest(namespace: &str) -> String {
    let namespace = if namespace.is_empty() {
        "default"
    } else {
        namespace
    };
    format!(
        r#"apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ""
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: ""
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: ""
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ""
    spec:
      containers:
        - name: ""
          image: ""
"#
    )
}

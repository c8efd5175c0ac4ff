//! Reading a document: values, texts, keys, positions, problems, limits, half-typed texts.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod broken;
mod kubectl;
mod objects;
mod places;

use manifest::FieldPath;

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

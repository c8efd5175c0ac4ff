//! A new manifest that begins as a DaemonSet that exists.

use manifest::Document;

use super::{cleaning, naming};

/// The manifest of a stored DaemonSet, without what the API server writes by itself, under a name of its
/// own. What followed the name (labels, selector, an only container) follows the new one, so that the two
/// do not select each other's pods.
#[must_use]
pub fn of(text: String, name: &str) -> String {
    let mut document = Document::parse(text);
    cleaning::clean(&mut document);
    // A text that cannot be edited keeps the name, and the judgement says that it is taken.
    let _ = naming::rename(&mut document, &format!("{name}-copy"));
    document.text().to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_clone_is_a_manifest_of_its_own() {
        let stored = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  annotations:
    deprecated.daemonset.template.generation: \"3\"
  creationTimestamp: \"2026-01-01T00:00:00Z\"
  generation: 3
  labels:
    app.kubernetes.io/name: agent
  name: agent
  namespace: logging
  resourceVersion: \"12\"
  uid: abc
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: agent
  template:
    metadata:
      labels:
        app.kubernetes.io/name: agent
    spec:
      containers:
        - name: agent
          image: agent:1
status:
  numberReady: 3
";
        let expected = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  labels:
    app.kubernetes.io/name: agent-copy
  name: agent-copy
  namespace: logging
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: agent-copy
  template:
    metadata:
      labels:
        app.kubernetes.io/name: agent-copy
    spec:
      containers:
        - name: agent-copy
          image: agent:1
";
        assert_eq!(super::of(stored.to_owned(), "agent"), expected);
    }
}

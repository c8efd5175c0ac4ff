//! A new manifest that begins as a DaemonSet that exists.

use manifest::{Document, FieldPath};

use super::{naming, paths};

/// The manifest of a stored DaemonSet, without what the API server writes by itself, under a name of its
/// own. What followed the name (labels, selector, an only container) follows the new one, so that the two
/// do not select each other's pods.
#[must_use]
pub fn of(text: String, name: &str) -> String {
    let mut document = Document::parse(text);
    for path in written_by_the_cluster() {
        if document.get(&path).is_some() {
            // What cannot be taken away stays in the text, where the judgement says what it means.
            let _ = document.remove(&path);
        }
    }
    let annotations = paths::metadata().key("annotations");
    if document.len_of(&annotations) == 0 && document.get(&annotations).is_some() {
        let _ = document.remove(&annotations);
    }
    // A text that cannot be edited keeps the name, and the judgement says that it is taken.
    let _ = naming::rename(&mut document, &format!("{name}-copy"));
    document.text().to_owned()
}

fn written_by_the_cluster() -> impl Iterator<Item = FieldPath> {
    let own = [
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "generation",
        "managedFields",
        "resourceVersion",
        "selfLink",
        "uid",
        "ownerReferences",
    ]
    .map(|field| paths::metadata().key(field));
    let annotations = [
        "deprecated.daemonset.template.generation",
        "kubectl.kubernetes.io/last-applied-configuration",
    ]
    .map(|key| paths::metadata().key("annotations").key(key));
    own.into_iter()
        .chain(annotations)
        .chain([FieldPath::root().key("status")])
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

//! What `kubectl get -o yaml` prints of several objects: a list, whose items are manifests of their own.

use manifest::{Document, FieldPath};
use serde_json::Value;

/// The items of a `List` or `DaemonSetList`, each as a text of its own at the lines and columns that it has
/// in the list; `None` where the text is no such list.
pub(super) fn items(part: &str) -> Option<Vec<String>> {
    // The word comes first because reading a text twice would double the time of every check.
    if !part.contains("List") {
        return None;
    }
    let document = Document::parse_objects(part);
    let value = document.value();
    let kind = value["kind"].as_str()?;
    let Value::Array(items) = &value["items"] else {
        return None;
    };
    if !document.is_intact() || !["List", "DaemonSetList"].contains(&kind) {
        return None;
    }
    let list = FieldPath::root().key("items");
    let texts = (0..items.len()).map(|index| {
        let position = document.position(&list.index(index))?;
        let mut text = "\n".repeat(position.line as usize - 1);
        text.push_str(&" ".repeat(position.column as usize - 1));
        text.push_str(part.get(position.start..position.end)?);
        Some(text)
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn items_keep_their_places() {
        let text = "apiVersion: v1\nitems:\n- kind: DaemonSet\n  metadata:\n    name: a # - {\n\
                    - kind: DaemonSet\nkind: List\n";
        assert_eq!(
            items(text).unwrap(),
            [
                "\n\n  kind: DaemonSet\n  metadata:\n    name: a",
                "\n\n\n\n\n  kind: DaemonSet",
            ]
        );
        let text = "{\"kind\": \"List\",\n \"items\": [{\"kind\": \"}\\\"\"},\n  {\"a\": [{}]}]}";
        assert_eq!(
            items(text).unwrap(),
            [
                format!("\n{}{{\"kind\": \"}}\\\"\"}}", " ".repeat(11)),
                "\n\n  {\"a\": [{}]}".to_owned(),
            ]
        );
        assert_eq!(items("kind: DaemonSet # of the List\nitems: []\n"), None);
    }
}

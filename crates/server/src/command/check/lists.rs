//! What `kubectl get -o yaml` prints of several objects: a list, whose items are manifests of their own.

use manifest::{Document, FieldPath};
use serde_json::Value;

use super::documents::Part;

/// The items of a `List` or `DaemonSetList`, each as a text of its own; `None` where the text is no such list.
pub(super) fn items(part: &Part) -> Option<Vec<Part<'static>>> {
    // The word comes first because reading a text twice would double the time of every check.
    if !part.text.contains("List") {
        return None;
    }
    let document = Document::parse_objects(&*part.text);
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
        let mut text = " ".repeat(position.column as usize - 1);
        text.push_str(part.text.get(position.start..position.end)?);
        Some(Part {
            lines_before: part.lines_before + position.line - 1,
            text: text.into(),
        })
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::{Part, items};

    /// The items of a list that begins on the fourth line of its file.
    fn items_of(text: &str) -> Option<Vec<(u32, String)>> {
        let items = items(&Part {
            lines_before: 3,
            text: text.into(),
        })?;
        let items = items
            .into_iter()
            .map(|item| (item.lines_before, item.text.into_owned()));
        Some(items.collect())
    }

    #[test]
    fn items_keep_their_places() {
        let text = "apiVersion: v1\nitems:\n- kind: DaemonSet\n  metadata:\n    name: a # - {\n\
                    - kind: DaemonSet\nkind: List\n";
        assert_eq!(
            items_of(text).unwrap(),
            [
                (5, "  kind: DaemonSet\n  metadata:\n    name: a".to_owned()),
                (8, "  kind: DaemonSet".to_owned()),
            ]
        );
        let text = "{\"kind\": \"List\",\n \"items\": [{\"kind\": \"}\\\"\"},\n  {\"a\": [{}]}]}";
        assert_eq!(
            items_of(text).unwrap(),
            [
                (4, format!("{}{{\"kind\": \"}}\\\"\"}}", " ".repeat(11))),
                (5, "  {\"a\": [{}]}".to_owned()),
            ]
        );
        assert_eq!(items_of("kind: DaemonSet # of the List\nitems: []\n"), None);
    }
}

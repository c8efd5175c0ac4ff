//! A document brought to another value, as an edit of its JSON view does: the value is met, its order
//! too, and nothing else of the text changes.

use manifest::view::to_json;
use manifest::{Document, EditError, FieldPath, Segment};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value};

use super::{any_value, changed, paths, pointer, written};

/// What is changed in a value.
#[derive(Clone, Debug)]
enum Change {
    Set(Value),
    Add(Index, Value),
    Remove,
    Move(Index),
    Rename,
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        any_value().prop_map(Change::Set),
        (any::<Index>(), any_value()).prop_map(|(at, value)| Change::Add(at, value)),
        Just(Change::Remove),
        any::<Index>().prop_map(Change::Move),
        Just(Change::Rename),
    ]
}

/// The entries of an object with one at another place, under another key, or gone.
fn with_entries(map: &mut Map<String, Value>, change: impl FnOnce(&mut Vec<(String, Value)>)) {
    let mut entries: Vec<_> = std::mem::take(map).into_iter().collect();
    change(&mut entries);
    map.extend(entries);
}

impl Change {
    /// Changes a value at a path; whether there was anything to change in this way.
    fn make(self, value: &mut Value, path: &FieldPath) -> Option<()> {
        if let Self::Set(new) = self {
            *value.pointer_mut(&pointer(path))? = new;
            return Some(());
        }
        if let Self::Add(at, new) = self {
            match value.pointer_mut(&pointer(path))? {
                Value::Object(map) => with_entries(map, |entries| {
                    entries.insert(at.index(entries.len() + 1), ("new".to_owned(), new));
                }),
                Value::Array(items) => items.insert(at.index(items.len() + 1), new),
                _ => return None,
            }
            return Some(());
        }
        let parent = path.parent()?;
        match (value.pointer_mut(&pointer(&parent))?, path.last()?) {
            (Value::Object(map), Segment::Key(key)) => {
                let from = map.keys().position(|other| other == key)?;
                with_entries(map, |entries| {
                    let (key, value) = entries.remove(from);
                    match self {
                        Self::Move(to) => entries.insert(to.index(entries.len() + 1), (key, value)),
                        Self::Rename => entries.insert(from, ("renamed".to_owned(), value)),
                        _ => {}
                    }
                });
            }
            (Value::Array(items), Segment::Index(from)) if !matches!(self, Self::Rename) => {
                let item = items.remove(*from);
                if let Self::Move(to) = self {
                    items.insert(to.index(items.len() + 1), item);
                }
            }
            _ => return None,
        }
        Some(())
    }
}

fn some_path(value: &Value, at: Index) -> FieldPath {
    let mut all = Vec::new();
    paths(value, &FieldPath::root(), &mut all);
    if all.len() > 1 {
        all.remove(0);
    }
    all[at.index(all.len())].clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 600 } else { 100_000 }))]

    #[test]
    fn one_change_of_the_value_changes_its_own_lines(
        (text, root) in written(), at in any::<Index>(), change in any_change(),
    ) {
        let mut document = Document::parse(text.clone());
        let mut wanted = root.clone();
        let path = some_path(&root, at);
        if change.clone().make(&mut wanted, &path).is_none() || !wanted.is_object() {
            return Ok(());
        }
        prop_assert_eq!(document.revise(&wanted), Ok(()), "{:?} {}\n{}", change, path, text);
        let again = Document::parse(document.text());
        prop_assert_eq!(again.problems(), [], "{}", document.text());
        if !(again.value().is_null() && wanted == serde_json::json!({})) {
            prop_assert_eq!(to_json(&again.value()), to_json(&wanted), "{:?} {}\n{}\n->\n{}", change, path, text, document.text());
        }
        let comments = |text: &str| text.matches("# before").count();
        let is_kept = matches!(change, Change::Add(..) | Change::Move(_) | Change::Rename);
        if is_kept {
            prop_assert_eq!(comments(document.text()), comments(&text), "{:?} {}\n{}\n->\n{}", change, path, text, document.text());
        }
        // Where nothing moves, the lines of the place change and no others.
        let is_in_place = matches!(change, Change::Set(_) | Change::Rename);
        if is_in_place {
            let before = Document::parse(text.clone());
            let place = before.position(&path).unwrap();
            let (last, _) = before.line_and_column(place.end);
            let closed = |text: &str| if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
            let lines = changed(&closed(&text), &closed(document.text()));
            let own = (place.line as usize).saturating_sub(1).max(1)..last as usize + 1;
            prop_assert!(
                lines.is_empty() || (own.contains(&lines.start) && lines.end <= own.end),
                "{:?} {} changed {:?} of {:?}\n{}\n->\n{}", change, path, lines, own, text, document.text()
            );
        }
    }

    #[test]
    fn many_changes_of_the_value_are_all_made(
        (text, root) in written(), changes in prop::collection::vec((any::<Index>(), any_change()), 1..6),
    ) {
        let mut document = Document::parse(text.clone());
        let mut wanted = root;
        for (at, change) in changes {
            let path = some_path(&wanted, at);
            let before = wanted.clone();
            // No manifest is anything but an object.
            if change.make(&mut wanted, &path).is_none() || !wanted.is_object() {
                wanted = before;
            }
        }
        prop_assert_eq!(document.revise(&wanted), Ok(()), "{}\n{}", text, to_json(&wanted));
        let again = Document::parse(document.text());
        prop_assert_eq!(super::anchors::faults(&again), [], "{}", document.text());
        if !(again.value().is_null() && wanted == serde_json::json!({})) {
            prop_assert_eq!(to_json(&again.value()), to_json(&wanted), "{}\n->\n{}", text, document.text());
        }
    }

    #[test]
    fn among_anchors_a_change_is_made_or_refused(
        (writer, _) in super::anchors::written::written(), at in any::<Index>(), change in any_change(),
    ) {
        let text = &writer.text;
        let mut document = Document::parse(text.clone());
        let mut wanted = document.value();
        let path = some_path(&wanted, at);
        if change.clone().make(&mut wanted, &path).is_none() || !wanted.is_object() {
            return Ok(());
        }
        match document.revise(&wanted) {
            Ok(()) => {
                let again = Document::parse(document.text());
                prop_assert_eq!(super::anchors::faults(&again), [], "{}", document.text());
                let is_empty = |value: &Value| value.is_null() || *value == serde_json::json!({});
                prop_assert!(again.value() == wanted || (is_empty(&again.value()) && is_empty(&wanted)));
            }
            Err(error) => {
                prop_assert_eq!(document.text(), text);
                let is_shared = matches!(error, EditError::Shared { .. } | EditError::Unplaceable { .. });
                prop_assert!(is_shared, "{:?} {:?} {}\n{}", error, change, path, text);
            }
        }
    }
}

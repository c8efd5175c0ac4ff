//! Edits of documents with anchors, aliases and merge keys: what is edited changes and nothing else, in
//! the text as in the values.

pub(super) mod written;

use manifest::{Document, EditError, FieldPath, ProblemKind, Segment, SyntaxProblem};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use self::written::written;
use super::{any_value, changed, paths, pointer};

/// What is done to a document.
#[derive(Clone, Debug)]
enum Edit {
    Set(Value),
    SetBelow(Value),
    Insert(Index, Value),
    Remove,
    Move(Index, Index),
    Rename,
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        any_value().prop_map(Edit::Set),
        any_value().prop_map(Edit::SetBelow),
        (any::<Index>(), any_value()).prop_map(|(at, value)| Edit::Insert(at, value)),
        Just(Edit::Remove),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Move(from, to)),
        Just(Edit::Rename),
    ]
}

impl Edit {
    /// Makes the edit in a document and in its value; the place that may change, or nothing where
    /// there is nothing to be edited in this way.
    fn make(
        self,
        document: &mut Document,
        value: &mut Value,
        path: &FieldPath,
    ) -> Option<(Result<(), EditError>, FieldPath)> {
        let there = value.pointer_mut(&pointer(path))?;
        match self {
            Edit::Set(new) => {
                *there = new.clone();
                Some((document.set(path, new), path.clone()))
            }
            Edit::SetBelow(new) => {
                there.as_object_mut()?.insert("new".to_owned(), new.clone());
                Some((document.set(&path.key("new"), new), path.clone()))
            }
            Edit::Insert(at, new) => {
                let items = there.as_array_mut()?;
                let at = at.index(items.len() + 1);
                items.insert(at, new.clone());
                Some((document.insert(path, at, new), path.clone()))
            }
            Edit::Move(from, to) => {
                let items = there.as_array_mut().filter(|items| !items.is_empty())?;
                let (from, to) = (from.index(items.len()), to.index(items.len()));
                let item = items.remove(from);
                items.insert(to, item);
                Some((document.move_item(path, from, to), path.clone()))
            }
            Edit::Rename => {
                let Segment::Key(key) = path.last()? else {
                    return None;
                };
                let parent = path.parent()?;
                let map = value.pointer_mut(&pointer(&parent))?.as_object_mut()?;
                let moved = map.remove(key)?;
                map.insert("renamed".to_owned(), moved);
                Some((document.rename_key(path, "renamed"), path.clone()))
            }
            Edit::Remove => {
                let mut gone = path.clone();
                loop {
                    let parent = gone.parent()?;
                    let is_empty = match (value.pointer_mut(&pointer(&parent))?, gone.last()?) {
                        (Value::Object(map), Segment::Key(key)) => {
                            map.remove(key);
                            map.is_empty()
                        }
                        (Value::Array(items), Segment::Index(index)) => {
                            items.remove(*index);
                            items.is_empty()
                        }
                        _ => return None,
                    };
                    if !is_empty || parent.segments().is_empty() {
                        break;
                    }
                    gone = parent;
                }
                Some((document.remove(path), gone))
            }
        }
    }
}

/// What is wrong with a text. That a merge key overrides a key before it is told too, and no fault.
pub(super) fn faults(document: &Document) -> Vec<SyntaxProblem> {
    let problems = document.problems().iter();
    let faults = problems.filter(|problem| problem.kind != ProblemKind::Ignored);
    faults.cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 600 } else { 100_000 }))]

    #[test]
    fn an_edit_among_anchors_changes_its_own_lines_and_its_own_value(
        (writer, ends) in written(), at in any::<Index>(), edit in any_edit(),
    ) {
        let text = &writer.text;
        let mut document = Document::parse(text.clone());
        prop_assert_eq!(faults(&document), [], "\n{}", text);
        let root = document.value();
        let mut all = Vec::new();
        paths(&root, &FieldPath::root(), &mut all);
        all.remove(0);
        let path = all[at.index(all.len())].clone();
        let mut expected = root.clone();
        let made = edit.clone().make(&mut document, &mut expected, &path);
        let Some((outcome, own)) = made else {
            return Ok(());
        };
        if let Err(error) = outcome {
            prop_assert_eq!(document.text(), text);
            // A part that has an anchor is not changed for all that stand for it.
            let is_shared = matches!(error, EditError::Shared { .. });
            let is_late = writer.late.iter().any(|mapping| own.starts_with(mapping));
            prop_assert!(is_shared && (is_late || writer.is_shared(&own)), "{:?} {:?} {}\n{}", error, edit, path, text);
            return Ok(());
        }
        let again = Document::parse(document.text());
        prop_assert_eq!(faults(&again), [], "{:?} {}\n{}\n->\n{}", edit, path, text, document.text());
        if expected == serde_json::json!({}) && again.value().is_null() {
            expected = Value::Null;
        }
        prop_assert_eq!(again.value(), expected, "{:?} {}\n{}\n->\n{}", edit, path, text, document.text());
        let closed = |text: &str| if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
        let lines = changed(&closed(text), &closed(document.text()));
        // What a merge key brings as well goes out of there too.
        let is_taken = matches!(edit, Edit::Remove | Edit::Rename);
        let merging = own.parent().filter(|parent| is_taken && writer.merging.contains(parent));
        let own = writer.lines_of(&merging.unwrap_or(own));
        // A comment above goes with its entry, and the dash over to the entry below.
        let is_removal = matches!(edit, Edit::Remove);
        let around = own.start.saturating_sub(1).max(1)..own.end + usize::from(is_removal);
        let rows: Vec<&str> = text.lines().collect();
        let is_like_own = is_removal
            && lines.clone().all(|line| around.clone().any(|other| rows.get(other - 1) == rows.get(line - 1)));
        prop_assert!(
            is_like_own || lines.is_empty() || (around.contains(&lines.start) && lines.end <= around.end),
            "{:?} {} changed {:?} of {:?} ({})\n{}\n->\n{}", edit, path, lines, around, ends, text, document.text()
        );
    }
}

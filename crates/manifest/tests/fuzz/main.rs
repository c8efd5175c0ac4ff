//! Whatever the text: no panic, no hang, and every edit is either refused or exactly what was meant.

mod anchors;
mod revise;

use manifest::{Document, FieldPath};
use proptest::prelude::*;
use serde_json::{Value, json};

const SEED: &str = "# head
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: &n agent, labels: {\"a/b\": 'x', on: *n}}
spec:
  base: &base
    k: 1
  merged:
    <<: *base
    j: |
      text
       more
  list:
  - name: a # c
    items: [1, {x: y}, \"q\"]
  - - b
    - >-
      folded
  -
  empty:
---
second: 1
";

/// Pieces that mean something to YAML.
const PIECES: [&str; 36] = [
    "\n", "\r\n", "\r", " ", "  ", "\t", ":", ": ", "- ", "? ", "#", " # c", "\"", "'", "{", "}",
    "[", "]", ",", "&a ", "*a", "*base", "<<: ", "!!str ", "!x ", "|", ">-", "|+2", "---\n",
    "...\n", "\u{feff}", "é", "\u{2028}", "\0", "%", "@",
];

/// A text that was damaged in a few places.
fn damaged() -> impl Strategy<Value = String> {
    let damage = (
        any::<prop::sample::Index>(),
        0..4_u8,
        0..PIECES.len(),
        0..12_usize,
    );
    (prop::collection::vec(damage, 0..6), any::<bool>()).prop_map(|(damages, json)| {
        let mut characters: Vec<char> = if json {
            Document::parse(SEED).value().to_string().chars().collect()
        } else {
            SEED.chars().collect()
        };
        for (at, how, piece, length) in damages {
            let at = at.index(characters.len() + 1);
            let end = (at + length).min(characters.len());
            match how {
                0 => drop(characters.drain(at..end)),
                1 => characters.truncate(at.max(1)),
                2 => drop(characters.splice(at..end, PIECES[piece].chars())),
                _ => drop(characters.splice(at..at, PIECES[piece].chars())),
            }
        }
        characters.into_iter().collect()
    })
}

fn paths(value: &Value, path: &FieldPath, found: &mut Vec<FieldPath>) {
    found.push(path.clone());
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, value)| paths(value, &path.key(key), found)),
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                paths(value, &path.index(index), found);
            }
        }
        _ => {}
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[ -~]{0,8}".prop_map(Value::from),
        "(y|no|0x1|1e3|~|null|-|---|a: b|a #b|\\PC{0,4}|[\\t\\n a]{0,5})".prop_map(Value::from),
        prop::sample::select(&PIECES[..]).prop_map(Value::from),
    ];
    let leaf = prop_oneof![
        text,
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[ -~]{1,6}", inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 400 } else { 20_000 }))]

    #[test]
    fn any_damaged_text_is_read_and_edited_or_refused(
        text in damaged(), at in any::<prop::sample::Index>(), value in any_value(), edit in 0..6_u8,
    ) {
        let mut document = Document::parse(text.clone());
        prop_assert_eq!(document.text(), &text);
        let before = document.value();
        for problem in document.problems() {
            prop_assert!(problem.line >= 1 && problem.column >= 1);
        }
        let mut all = Vec::new();
        paths(&before, &FieldPath::root(), &mut all);
        for path in &all {
            let position = document.position(path).unwrap();
            prop_assert!(text.get(position.start..position.end).is_some(), "{path} {position:?}");
        }
        let path = all[at.index(all.len())].clone();
        let outcome = match edit {
            0 => document.set(&path, value.clone()),
            1 => document.set(&path.key("new").key("k"), value.clone()),
            2 => document.remove(&path),
            3 => document.insert(&path, document.len_of(&path) / 2, value.clone()),
            4 => document.move_item(&path, document.len_of(&path).saturating_sub(1), 0),
            _ => document.rename_key(&path, "renamed: key"),
        };
if outcome.is_err() {
            prop_assert_eq!(document.text(), &text);
            return Ok(());
        }
        // What was written is read again as what the document says.
        let again = Document::parse(document.text());
        prop_assert_eq!(again.object_values(), document.object_values());
        let items = |value: &Value| value.pointer(&pointer(&path)).and_then(Value::as_array).map_or(0, Vec::len);
        match edit {
            0 => prop_assert_eq!(document.get(&path), Some(value)),
            1 => prop_assert_eq!(document.get(&path.key("new").key("k")), Some(value)),
            3 => prop_assert_eq!(document.len_of(&path), items(&before) + 1),
            _ => {}
        }
    }

    #[test]
    fn any_value_survives_being_written(value in any_value()) {
        for format in ["a: 1\nb:\n- c\n", "{a: {b: c}}", "{\n  \"a\": 1\n}\n", "'x':\r\n    y: '1'\r\n"] {
            let mut document = Document::parse(format);
            document.set(&FieldPath::root().key("new"), json!([value])).unwrap();
            let again = Document::parse(document.text());
            prop_assert_eq!(&again.value()["new"][0], &value, "{}", document.text());
        }
    }
}

fn pointer(path: &FieldPath) -> String {
    path.segments()
        .iter()
        .map(|segment| match segment {
            manifest::Segment::Key(key) => {
                format!("/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            manifest::Segment::Index(index) => format!("/{index}"),
        })
        .collect()
}

/// How a text is written, for [`write`].
#[derive(Clone, Copy, Debug)]
struct Manner {
    is_indented: bool,
    flow_below: usize,
    quote: u8,
    has_comments: bool,
}

/// A value as YAML in one manner or another; block style down to a depth, flow style below.
fn write(value: &Value, indent: usize, depth: usize, manner: Manner, text: &mut String) {
    let comment = if manner.has_comments { " # c" } else { "" };
    match value {
        Value::Object(map) if !map.is_empty() && depth < manner.flow_below => {
            for (number, (key, value)) in map.iter().enumerate() {
                if manner.has_comments && number == 1 {
                    text.extend([format!("{:indent$}# before {key}\n", "")]);
                }
                let is_first = text.ends_with("- ");
                let pad = if is_first { 0 } else { indent };
                text.extend([format!("{:pad$}{key}:", "")]);
                let deeper = match value {
                    Value::Array(_) if !manner.is_indented => indent,
                    _ => indent + 2,
                };
                if is_block(value, depth + 1, manner) {
                    text.push_str(comment);
                    text.push('\n');
                } else {
                    text.push(' ');
                }
                write(value, deeper, depth + 1, manner, text);
            }
        }
        Value::Array(items) if !items.is_empty() && depth < manner.flow_below => {
            for item in items {
                text.extend([format!("{:indent$}- ", "")]);
                if matches!(item, Value::Array(_)) && is_block(item, depth + 1, manner) {
                    text.pop();
                    text.push('\n');
                }
                write(item, indent + 2, depth + 1, manner, text);
            }
        }
        Value::String(word) if manner.quote == 1 => text.extend([format!("'{word}'{comment}\n")]),
        Value::String(word) if manner.quote == 2 && depth < 3 => {
            text.extend([format!("|-\n{:indent$}{word}\n", "")]);
        }
        value => text.extend([format!("{value}{comment}\n")]),
    }
}

fn is_block(value: &Value, depth: usize, manner: Manner) -> bool {
    let is_filled = match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    is_filled && depth < manner.flow_below
}

/// A document of any style, and its value.
fn written() -> impl Strategy<Value = (String, Value)> {
    let leaf = prop_oneof![
        "[a-z]{1,6}".prop_map(Value::from),
        any::<u8>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(json!({})),
        Just(json!([])),
    ];
    let value = leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[g-k][a-z]{0,3}", inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    });
    let root = prop::collection::vec(("[g-k][a-z]{0,3}", value), 1..5)
        .prop_map(|entries| Value::Object(entries.into_iter().collect()));
    let manner = (any::<bool>(), 0..6_usize, 0..3_u8, any::<bool>()).prop_map(
        |(is_indented, flow_below, quote, has_comments)| Manner {
            is_indented,
            flow_below,
            quote,
            has_comments,
        },
    );
    (root, manner, 0..6_u8).prop_map(|(root, manner, ends)| {
        let mut text = String::new();
        write(&root, 0, 0, manner, &mut text);
        match ends {
            0 => text = text.replace('\n', "\r\n"),
            // kubectl takes no comment as short as this at the very end of JSON.
            1 if !text.starts_with('{') => text.truncate(text.trim_end().len()),
            2 => text.insert(0, '\u{feff}'),
            3 => text.push_str("\n# the end\n"),
            4 => text.insert_str(0, "# head\n---\n"),
            _ => {}
        }
        (text, root)
    })
}

/// The lines of a text that stand in another one neither at its start nor at its end, as the range of
/// their numbers from 1.
fn changed<'text>(before: &'text str, after: &'text str) -> std::ops::Range<usize> {
    let (old, new): (Vec<_>, Vec<_>) = (
        before.split_inclusive('\n').collect(),
        after.split_inclusive('\n').collect(),
    );
    let same = |pairs: &mut dyn Iterator<Item = (&&'text str, &&'text str)>| {
        pairs.take_while(|(old, new)| old == new).count()
    };
    let head = same(&mut old.iter().zip(&new));
    let tail = same(&mut old[head..].iter().rev().zip(new[head..].iter().rev()));
    head + 1..old.len() - tail + 1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 400 } else { 100_000 }))]

    #[test]
    fn an_edit_changes_its_own_lines_and_its_own_value(
        (text, root) in written(), at in any::<prop::sample::Index>(), value in any_value(), edit in 0..6_u8,
    ) {
        let mut document = Document::parse(text.clone());
        prop_assert_eq!(document.problems(), []);
        prop_assert_eq!(document.value(), root.clone(), "{}", text);
        let mut all = Vec::new();
        paths(&root, &FieldPath::root(), &mut all);
        all.remove(0);
        let path = all[at.index(all.len())].clone();
        let (mut expected, mut gone) = (root.clone(), path.clone());
        let there = expected.pointer_mut(&pointer(&path)).unwrap();
        let outcome = match edit {
            0 => {
                *there = value.clone();
                document.set(&path, value)
            }
            1 if there.is_object() => {
                there["new"] = value.clone();
                document.set(&path.key("new"), value)
            }
            2 if there.is_array() => {
                let items = there.as_array_mut().unwrap();
                let middle = items.len() / 2;
                items.insert(middle, value.clone());
                document.insert(&path, middle, value)
            }
            3 => {
                // What a removal leaves empty goes with it.
                loop {
                    let parent = gone.parent().unwrap();
                    let holder = expected.pointer_mut(&pointer(&parent)).unwrap();
                    let is_empty = match (holder, gone.segments().last().unwrap()) {
                        (Value::Object(map), manifest::Segment::Key(key)) => {
                            map.shift_remove(key);
                            map.is_empty()
                        }
                        (Value::Array(items), manifest::Segment::Index(index)) => {
                            items.remove(*index);
                            items.is_empty()
                        }
                        _ => unreachable!(),
                    };
                    if !is_empty || parent.segments().is_empty() {
                        break;
                    }
                    gone = parent;
                }
                document.remove(&path)
            }
            4 if there.as_array().is_some_and(|items| items.len() > 1) => {
                let items = there.as_array_mut().unwrap();
                let (from, to) = (at.index(items.len()), items.len() / 2);
                let item = items.remove(from);
                items.insert(to, item);
                document.move_item(&path, from, to)
            }
            5 if matches!(path.last(), Some(manifest::Segment::Key(_))) => {
                let parent = path.parent().unwrap();
                let map = expected.pointer_mut(&pointer(&parent)).unwrap().as_object_mut().unwrap();
                let Some(manifest::Segment::Key(key)) = path.last() else { unreachable!() };
                let value = map.remove(key).unwrap();
                map.insert("new: key".to_owned(), value);
                document.rename_key(&path, "new: key")
            }
            _ => return Ok(()),
        };
        prop_assert!(outcome.is_ok(), "{outcome:?} {path}\n{text}");
        let again = Document::parse(document.text());
        prop_assert_eq!(again.problems(), [], "{}", document.text());
        // Without its last entry a document is empty.
        if expected == json!({}) && again.value().is_null() {
            expected = Value::Null;
        }
        prop_assert_eq!(again.value(), expected, "{} {}\n{}\n->\n{}", edit, path, text, document.text());
        let before = Document::parse(text.clone());
        let place = before.position(&gone).unwrap();
        let (last, _) = before.line_and_column(place.end);
        // A last line that ends without a line break goes with the break before it.
        let closed = |text: &str| if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
        let lines = changed(&closed(&text), &closed(document.text()));
        // The dash of an item may stand on the line above it, and goes over to the entry below where
        // the first one is removed.
        let below = usize::from(edit == 3);
        let own = (place.line as usize).saturating_sub(1).max(1)..last as usize + 1 + below;
        // Of lines that are the same it cannot be told which one went.
        let all: Vec<&str> = text.lines().collect();
        let is_like_own = edit == 3
            && lines.clone().all(|line| own.clone().any(|other| all.get(other - 1) == all.get(line - 1)));
        prop_assert!(
            is_like_own || lines.is_empty() || (own.contains(&lines.start) && lines.end <= own.end),
            "{} {} changed {:?} of {:?}\n{}\n->\n{}", edit, path, lines, own, text, document.text()
        );
    }
}

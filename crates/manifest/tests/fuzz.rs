//! Whatever the text: no panic, no hang, and every edit is either refused or exactly what was meant.

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
        prop_assert_eq!(again.document_values(), document.document_values());
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

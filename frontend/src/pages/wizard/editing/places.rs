//! From a place of the text to its path, and to all paths of a text.

use manifest::{Document, FieldPath};
use serde_json::Value;

use super::roots;
use crate::parts::editor::knowledge::Outlined;

/// How many places an outline has at most.
const MOST: usize = 5000;

/// The byte at which so many UTF-16 units of a text end.
#[must_use]
pub fn byte_of(text: &str, units: u32) -> usize {
    let mut left = units;
    for (at, found) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(if u32::from(found) > 0xffff { 2 } else { 1 });
    }
    text.len()
}

/// How many UTF-16 units a text has up to a byte.
#[must_use]
pub fn units_of(text: &str, byte: usize) -> u32 {
    let mut units = 0;
    for found in text[..byte].chars() {
        units += if u32::from(found) > 0xffff { 2 } else { 1 };
    }
    units
}

/// The object in which a byte of the text is, with its number.
fn object_at(document: &Document, byte: usize) -> Option<(usize, Document)> {
    let mut last = None;
    for number in 0..document.object_count() {
        let object = document.object(number)?;
        let begins = object.position(&FieldPath::root())?.start;
        if begins > byte && last.is_some() {
            break;
        }
        last = Some((number, object));
    }
    last
}

/// The path of a byte of the text; one that begins with a number is of another object than the DaemonSet.
#[must_use]
pub fn path_at(document: &Document, byte: usize) -> Option<FieldPath> {
    let (number, object) = object_at(document, byte)?;
    let path = object.path_at(byte);
    Some(if document.chosen() == Some(number) {
        path
    } else {
        path.within(number)
    })
}

/// The field at a byte of the text, as `Struct.field`; empty for none.
#[must_use]
pub fn field_at(document: &Document, byte: usize) -> String {
    let Some((_, object)) = object_at(document, byte) else {
        return String::new();
    };
    let kind = object
        .text_at(&FieldPath::root().key("kind"))
        .unwrap_or_default();
    match roots::field_at(&kind, &object.path_at(byte)) {
        Some((owner, field)) => [owner.name, field.name].join("."),
        None => String::new(),
    }
}

/// All places of a text.
#[must_use]
pub fn outline(document: &Document) -> Vec<Outlined> {
    let mut found = Vec::new();
    for number in 0..document.object_count() {
        let Some(object) = document.object(number) else {
            continue;
        };
        let is_chosen = document.chosen() == Some(number);
        let mut add = |path: &FieldPath| {
            if let Some(position) = object.position(path) {
                let path = if is_chosen {
                    path.clone()
                } else {
                    path.within(number)
                };
                found.push((path.to_string(), position.line, position.column));
            }
            found.len() < MOST
        };
        walk(&object.value(), &FieldPath::root(), &mut add);
    }
    found
}

fn walk(value: &Value, path: &FieldPath, add: &mut dyn FnMut(&FieldPath) -> bool) {
    if !add(path) {
        return;
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &path.index(index), add);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                walk(value, &path.key(key.as_str()), add);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::{byte_of, field_at, outline, path_at, units_of};

    const TEXT: &str = "\
kind: Service
spec:
  type: ClusterIP
---
kind: DaemonSet
metadata:
  annotations: {note: \"\u{1f600}\"}
spec:
  template:
    spec:
      hostPID: true
";

    #[test]
    fn a_place_has_a_path_and_a_field() {
        let document = Document::parse(TEXT);
        let at = |word: &str| TEXT.find(word).unwrap() + 1;
        let told = |word: &str| {
            (
                path_at(&document, at(word)).unwrap().to_string(),
                field_at(&document, at(word)),
            )
        };
        assert_eq!(
            told("type:"),
            ("[0].spec.type".to_owned(), "ServiceSpec.type".to_owned())
        );
        assert_eq!(
            told("hostPID"),
            (
                "spec.template.spec.hostPID".to_owned(),
                "PodSpec.hostPID".to_owned()
            )
        );
        assert_eq!(told("note").1, "ObjectMeta.annotations");
    }

    #[test]
    fn an_outline_has_every_path_with_its_line() {
        let places = outline(&Document::parse(TEXT));
        assert!(places.contains(&("[0].spec.type".to_owned(), 3, 3)));
        assert!(places.contains(&("spec.template.spec.hostPID".to_owned(), 11, 7)));
    }

    #[test]
    fn units_and_bytes_are_told_apart() {
        let text = "a\u{e9}\u{1f600}b";
        for (byte, units) in [(0, 0), (1, 1), (3, 2), (7, 4), (8, 5)] {
            assert_eq!(units_of(text, byte), units);
            assert_eq!(byte_of(text, units), byte);
        }
    }
}

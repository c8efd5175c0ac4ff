//! JSON as such. kubectl reads a text as JSON first and as YAML if it is none, and JSON allows in its
//! strings what YAML 1.1 does not.

use serde::de::IgnoredAny;
use serde_json::Deserializer;

use super::events::Fault;
use crate::document::ProblemKind;
use crate::tree::{Content, Kind, Style, Tree};

/// A character that may stand in a JSON string but nowhere in YAML.
const DELETE: char = '\u{7f}';

/// Whether a text is nothing but JSON values.
fn is_json(text: &str) -> bool {
    let values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
    text.trim_start().starts_with('{') && values.into_iter().all(|value| value.is_ok())
}

/// The text without what the parser would refuse though JSON allows it, every other byte where it
/// was; `None` where there is no such thing. See [`restore`].
pub(super) fn conceal(text: &str) -> Option<String> {
    (text.contains(DELETE) && is_json(text)).then(|| text.replace(DELETE, " "))
}

/// Puts the text as it is into a tree that was read from [`conceal`].
pub(super) fn restore(tree: &mut Tree, text: &str) {
    text.clone_into(&mut tree.text);
    for node in &mut tree.nodes {
        let written = text.get(node.content..node.end).unwrap_or_default();
        if let Kind::Scalar { content, .. } = &mut node.kind
            && matches!(content, Content::Decoded(_))
            && let Ok(decoded) = serde_json::from_str::<String>(written)
        {
            *content = Content::Decoded(decoded.into());
        }
    }
}

/// Reports escapes that only JSON has, in a text that is none.
pub(super) fn check_escapes(tree: &Tree, faults: &mut Vec<Fault>) {
    let found = tree.nodes.iter().find_map(|node| match &node.kind {
        Kind::Scalar {
            content: Content::Decoded(_),
            style: Style::DoubleQuoted,
        } => {
            let written = tree.text.get(node.content..node.end)?;
            Some(node.content + json_escape(written)?)
        }
        _ => None,
    });
    if let Some(offset) = found
        && !is_json(&tree.text)
    {
        faults.push(Fault {
            kind: ProblemKind::Syntax,
            message: "Only JSON has this escape, and the text is YAML; write the character itself."
                .to_owned(),
            offset,
        });
    }
}

/// Where `\/` or one half of a pair such as `\ud83d\ude00` stands.
fn json_escape(written: &str) -> Option<usize> {
    let mut bytes = written.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if byte != b'\\' {
            continue;
        }
        let is_half = |code: Option<&str>| {
            code.and_then(|code| u32::from_str_radix(code, 16).ok())
                .is_some_and(|code| (0xD800..0xE000).contains(&code))
        };
        match bytes.next() {
            Some((_, b'/')) => return Some(at),
            Some((_, b'u')) if is_half(written.get(at + 2..at + 6)) => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Document;

    #[test]
    fn json_has_what_yaml_has_not() {
        for (text, expected) in [
            ("{\"a\": \"x\\/y\"}", Some(json!({ "a": "x/y" }))),
            (
                "{\"a\": \"\\ud83d\\ude00\"}",
                Some(json!({ "a": "\u{1f600}" })),
            ),
            ("{\"a\": \"b\u{7f}\"}", Some(json!({ "a": "b\u{7f}" }))),
            ("{\"a\": \"b\u{7f}\\n\"}", Some(json!({ "a": "b\u{7f}\n" }))),
            // YAML in flow style.
            ("{a: \"x\\/y\"}", None),
            ("a: \"\\ud83d\\ude00\"", None),
            ("a: \"b\u{7f}\"", None),
            ("a: \"\\\\/\"", Some(json!({ "a": "\\/" }))),
        ] {
            let document = Document::parse(text);
            assert_eq!(document.is_intact(), expected.is_some(), "{text}");
            if let Some(expected) = expected {
                assert_eq!(document.value(), expected, "{text}");
            }
        }
    }

    #[test]
    fn numbers_stay_as_written_when_something_else_is_edited() {
        let text = "{\"a\": 1.0, \"b\": [1e3, -0, 1E2], \"c\": \"d\"}";
        let mut document = Document::parse(text);
        document.set(&"c".parse().unwrap(), "e").unwrap();
        document.move_item(&"b".parse().unwrap(), 0, 2).unwrap();
        document.rename_key(&"a".parse().unwrap(), "z").unwrap();
        assert_eq!(
            document.text(),
            "{\"z\": 1.0, \"b\": [-0, 1E2, 1e3], \"c\": \"e\"}"
        );
    }
}

//! Values as Go prints them, because the API server puts the bad value into its message.

use std::fmt::Write;

use serde_json::Value;

/// A text as `%q` prints it (`strconv.Quote`).
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{07}' => quoted.push_str("\\a"),
            '\u{08}' => quoted.push_str("\\b"),
            '\u{0C}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{0B}' => quoted.push_str("\\v"),
            _ if is_printable(character) => quoted.push(character),
            _ => push_escaped(&mut quoted, character),
        }
    }
    quoted.push('"');
    quoted
}

fn push_escaped(quoted: &mut String, character: char) {
    let code = u32::from(character);
    let written = match code {
        0..0x20 | 0x7F => write!(quoted, "\\x{code:02x}"),
        0..=0xFFFF => write!(quoted, "\\u{code:04x}"),
        _ => write!(quoted, "\\U{code:08x}"),
    };
    debug_assert!(written.is_ok(), "writing to a String cannot fail");
}

/// Whether Go prints a character as it is. Rust's own table for `Debug` answers the same question
/// from the same Unicode data, save for the characters that only extend another one.
fn is_printable(character: char) -> bool {
    character == ' '
        || (!character.is_whitespace() && character.escape_debug().len() == 1)
        || matches!(character, '\'' | '"' | '\\')
}

/// A value as `json.Marshal` prints it: maps sorted by key, and `<`, `>`, `&` escaped.
pub(crate) fn json(value: &Value) -> String {
    let mut text = String::new();
    push_json(value, &mut text, true);
    text
}

/// A struct as `json.Marshal` prints it: fields in the order of the value.
pub(crate) fn json_in_order(value: &Value) -> String {
    let mut text = String::new();
    push_json(value, &mut text, false);
    text
}

fn push_json(value: &Value, text: &mut String, sorted: bool) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            if sorted {
                entries.sort_unstable_by_key(|(key, _)| key.as_str());
            }
            text.push('{');
            for (position, (key, value)) in entries.into_iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                push_json_text(key, text);
                text.push(':');
                push_json(value, text, sorted);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                push_json(item, text, sorted);
            }
            text.push(']');
        }
        Value::String(content) => push_json_text(content, text),
        other => text.push_str(&other.to_string()),
    }
}

fn push_json_text(content: &str, text: &mut String) {
    text.push('"');
    for character in content.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{08}' => text.push_str("\\b"),
            '\u{0C}' => text.push_str("\\f"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\0'..' ' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let written = write!(text, "\\u{:04x}", u32::from(character));
                debug_assert!(written.is_ok(), "writing to a String cannot fail");
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}

/// A text as JSON, the way Go prints a value of a named string type.
pub(crate) fn json_text(content: &str) -> String {
    let mut text = String::with_capacity(content.len() + 2);
    push_json_text(content, &mut text);
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{json, json_text, quote};

    #[test]
    fn quotes_as_strconv_does() {
        assert_eq!(
            quote("a\"b\\c\n\u{7}\u{0}\u{7f}"),
            r#""a\"b\\c\n\a\x00\x7f""#
        );
        assert_eq!(quote("é<>'\u{a0}\u{200b}"), "\"é<>'\\u00a0\\u200b\"");
    }

    #[test]
    fn marshals_as_go_does() {
        assert_eq!(
            json(&json!({"b": [1, true, null], "a": "<&>"})),
            r#"{"a":"\u003c\u0026\u003e","b":[1,true,null]}"#,
        );
        assert_eq!(json_text("a\u{1}\u{7f}"), "\"a\\u0001\u{7f}\"");
    }
}

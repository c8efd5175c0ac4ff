//! A text as Go prints it, because the API server puts the bad value into its message.

use std::fmt::Write;

/// A text as `%q` prints it (`strconv.Quote`).
#[must_use]
pub fn quote(text: &str) -> String {
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

/// Whether Go prints a character as it is (`unicode.IsPrint`). Rust's own table for `Debug` answers the same question
/// from the same Unicode data, save for the characters that only extend another one.
#[must_use]
pub fn is_printable(character: char) -> bool {
    character == ' '
        || (!character.is_whitespace() && character.escape_debug().len() == 1)
        || matches!(character, '\'' | '"' | '\\')
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn quotes_as_strconv_does() {
        assert_eq!(
            quote("a\"b\\c\n\u{7}\u{0}\u{7f}"),
            r#""a\"b\\c\n\a\x00\x7f""#
        );
        assert_eq!(quote("é<>'\u{a0}\u{200b}"), "\"é<>'\\u00a0\\u200b\"");
    }
}

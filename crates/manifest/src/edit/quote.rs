//! Writing a scalar so that kubectl reads exactly the value that is meant.

use super::misread::is_misread;
use crate::texts;
use crate::tree::Style;
use crate::yaml::scalar::{Resolved, Tag, resolve};

/// Where a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Block,
    /// Between braces or brackets, where commas and brackets mean something.
    Flow,
    Json,
}

/// Writes a string on one line, in the style that stood there before where it can be kept.
///
/// Quotes stand only where the plain text would be read as something else, or where they stood before.
pub(super) fn string(text: &str, place: Place, before: Option<Style>, quote: Style) -> String {
    if place == Place::Json {
        return json(text);
    }
    let style = match before {
        Some(style @ (Style::SingleQuoted | Style::DoubleQuoted)) => style,
        _ if fits_plain(text, place) => return text.to_owned(),
        _ => quote,
    };
    if style == Style::SingleQuoted && text.chars().all(is_printable) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    double_quoted(text)
}

/// Writes a key.
pub(super) fn key(text: &str, place: Place, before: Option<Style>, quote: Style) -> String {
    // A plain `<<` would merge, and `? x` would begin an explicit key.
    if text == "<<" && place != Place::Json && before.is_none_or(|style| style == Style::Plain) {
        return double_quoted(text);
    }
    string(text, place, before, quote)
}

/// Whether a text stays the same string when it is written without quotes, for kubectl and for every
/// other reader of YAML 1.1.
pub(super) fn fits_plain(text: &str, place: Place) -> bool {
    if resolve(text, &Tag::None) != Resolved::Text || is_misread(text) {
        return false;
    }
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    let begins_well = match first {
        b'-' | b'?' | b':' => {
            // An indicator only where a blank follows; in flow style never risked.
            place == Place::Block && bytes.get(1).is_some_and(|byte| *byte != b' ')
        }
        b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
        | b'"' | b'%' | b'@' | b'`' | b' ' => false,
        _ => true,
    };
    begins_well
        && !matches!(last, b' ' | b':')
        && !texts::contains(text, ": ")
        && !texts::contains(text, " #")
        && !text.starts_with("---")
        && !text.starts_with("...")
        && text.chars().all(is_printable)
        && (place == Place::Block || !text.contains([',', '?', '[', ']', '{', '}']))
}

/// Whether a character stands for itself in YAML 1.1: no control characters, and none of the three
/// characters that only YAML takes for a line break.
pub(super) fn is_printable(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if is_printable(c) => quoted.push(c),
            c => quoted.push_str(&escaped(c)),
        }
    }
    quoted.push('"');
    quoted
}

fn escaped(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

/// A JSON string. Its escapes are all escapes of YAML too.
fn json(text: &str) -> String {
    double_quoted(text)
}

//! What a scalar means: the rules of YAML 1.1 as kubectl and the API server apply them.
//!
//! Mirrors `resolve` of go.yaml.in/yaml/v2 (`resolve.go`) and `convertToJSONableObject` of
//! sigs.k8s.io/yaml (`yaml.go`). They differ from the YAML 1.1 specification: no sexagesimal numbers,
//! and only the exact spellings `yes`, `Yes`, `YES` and so on are booleans.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::float;

/// The tag of a node, as far as tags change what is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tag {
    #[default]
    None,
    Str,
    Bool,
    Int,
    Float,
    Null,
    Binary,
    Merge,
    /// Any other, `!custom` or the lone `!`: the scalar is a string.
    Other,
}

/// The meaning of a scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Resolved {
    Null,
    Bool(bool),
    /// Wide enough for what fits `int64` or `uint64`, the two integers of yaml.v2.
    Int(i128),
    Float(f64),
    /// A string: the decoded text itself.
    Text,
    /// A string in base 64 under `!!binary`.
    Binary,
    /// The text is not what its tag says.
    Contradiction,
}

impl Resolved {
    /// The JSON value, given the decoded text of the scalar.
    pub(crate) fn to_value(self, text: &str) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(value) => integer(value).map_or(Value::Null, Value::Number),
            Self::Float(value) => float(value).map_or(Value::Null, Value::Number),
            Self::Text | Self::Contradiction => Value::String(text.to_owned()),
            Self::Binary => match decode_base64(text) {
                Some(bytes) => Value::String(lossy(&bytes)),
                None => Value::String(text.to_owned()),
            },
        }
    }
}

/// What an untagged plain scalar, or a plain scalar with a tag, means.
pub(crate) fn resolve(text: &str, tag: &Tag) -> Resolved {
    match tag {
        Tag::None => resolve_plain(text),
        tag => resolve_tagged(text, tag),
    }
}

/// What a scalar with a tag means, quoted or not.
pub(crate) fn resolve_tagged(text: &str, tag: &Tag) -> Resolved {
    let resolved = resolve_plain(text);
    let fits = match tag {
        Tag::None | Tag::Str | Tag::Other | Tag::Merge => return Resolved::Text,
        Tag::Binary if decode_base64(text).is_some() => return Resolved::Binary,
        Tag::Binary => false,
        Tag::Bool => matches!(resolved, Resolved::Bool(_)),
        Tag::Null => matches!(resolved, Resolved::Null),
        Tag::Int => matches!(resolved, Resolved::Int(_)),
        Tag::Float => match resolved {
            // yaml.v2 widens `int64`, but not `uint64`, to a float.
            #[expect(clippy::cast_precision_loss, reason = "as Go's float64(int64) does")]
            Resolved::Int(value) if i64::try_from(value).is_ok() => {
                return Resolved::Float(value as f64);
            }
            other => matches!(other, Resolved::Float(_)),
        },
    };
    if fits {
        resolved
    } else {
        Resolved::Contradiction
    }
}

/// What a plain scalar without a tag means.
fn resolve_plain(text: &str) -> Resolved {
    match text.as_bytes().first() {
        None => Resolved::Null,
        Some(b'~' | b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O') => {
            resolve_word(text)
        }
        Some(b'.') => resolve_dotted(text),
        Some(b'+' | b'-' | b'0'..=b'9') => resolve_number(text),
        Some(_) => Resolved::Text,
    }
}

fn resolve_word(text: &str) -> Resolved {
    match text {
        "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Resolved::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Resolved::Bool(false)
        }
        _ => Resolved::Text,
    }
}

fn resolve_dotted(text: &str) -> Resolved {
    match text {
        ".nan" | ".NaN" | ".NAN" => Resolved::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" => Resolved::Float(f64::INFINITY),
        // Here alone yaml.v2 leaves the underscores to Go's own `ParseFloat`, which wants a digit on
        // either side of each.
        _ if underscores_between_digits(text) => {
            decimal(&text.replace('_', "")).map_or(Resolved::Text, Resolved::Float)
        }
        _ => Resolved::Text,
    }
}

fn resolve_number(text: &str) -> Resolved {
    match text {
        "+.inf" | "+.Inf" | "+.INF" => return Resolved::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Resolved::Float(f64::NEG_INFINITY),
        _ => {}
    }
    let plain = if text.contains('_') {
        Cow::Owned(text.replace('_', ""))
    } else {
        Cow::Borrowed(text)
    };
    integer_literal(&plain)
        .map(Resolved::Int)
        .or_else(|| decimal(&plain).map(Resolved::Float))
        .unwrap_or(Resolved::Text)
}

/// Go's `strconv.ParseInt(text, 0, 64)`, then `ParseUint`, then yaml.v2's own reading of `0b`.
fn integer_literal(text: &str) -> Option<i128> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match unsigned.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &unsigned[2..]),
        [b'0', b'o' | b'O', ..] => (8, &unsigned[2..]),
        [b'0', b'b' | b'B', ..] => (2, &unsigned[2..]),
        [b'0', _, ..] => (8, &unsigned[1..]),
        _ => (10, unsigned),
    };
    // `0b-11` is a number to yaml.v2, since it parses what follows the prefix with its sign.
    let (negative, digits) = match digits.as_bytes().first()? {
        b'-' if text.starts_with("0b") => (true, &digits[1..]),
        b'+' if text.starts_with("0b") => (false, &digits[1..]),
        _ => (negative, digits),
    };
    if digits.is_empty() || !digits.bytes().all(|b| char::from(b).is_digit(radix)) {
        return None;
    }
    let magnitude = i128::from(u64::from_str_radix(digits, radix).ok()?);
    let value = if negative { -magnitude } else { magnitude };
    // Only what is written without a sign may need all 64 bits.
    let widest = if text.starts_with(['+', '-']) {
        i128::from(i64::MAX)
    } else {
        i128::from(u64::MAX)
    };
    (i128::from(i64::MIN)..=widest)
        .contains(&value)
        .then_some(value)
}

/// yaml.v2's `yamlStyleFloat`, `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, where the result
/// is finite.
fn decimal(text: &str) -> Option<f64> {
    let digits_from = |at: usize| {
        text.as_bytes()[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let mut at = usize::from(text.starts_with(['+', '-']));
    let whole = digits_from(at);
    at += whole;
    if text[at..].starts_with('.') {
        at += 1;
        let fraction = digits_from(at);
        at += fraction;
        if whole + fraction == 0 {
            return None;
        }
    } else if whole == 0 {
        return None;
    }
    if text[at..].starts_with(['e', 'E']) {
        at += 1;
        at += usize::from(text[at..].starts_with(['+', '-']));
        let exponent = digits_from(at);
        if exponent == 0 {
            return None;
        }
        at += exponent;
    }
    if at < text.len() {
        return None;
    }
    float::parse(text)
}

fn underscores_between_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        *byte != b'_' || (at > 0 && digit(at - 1) && digit(at + 1))
    })
}

/// An integer as a JSON number.
pub(crate) fn integer(value: i128) -> Option<Number> {
    i64::try_from(value)
        .map(Number::from)
        .or_else(|_| u64::try_from(value).map(Number::from))
        .ok()
}

/// A float as the JSON number that Go prints for it: `1.0` is written `1` and so is an integer to
/// whoever reads it next. `None` for infinities and NaN, which JSON does not have.
fn float(value: f64) -> Option<Number> {
    let number = Number::from_f64(value)?;
    // Go prints the shortest digits that mean the float and fills up with zeros; what then looks like
    // an `int64` is one.
    if value.fract() == 0.0
        && let Ok(integer) = float::spell(&number).parse::<i64>()
    {
        return Some(Number::from(integer));
    }
    Some(number)
}

/// A resolved scalar as a key of a JSON object, or `None` where it cannot be one (null, `uint64`).
pub(crate) fn key_text(resolved: Resolved, text: &str) -> Option<Cow<'_, str>> {
    match resolved {
        Resolved::Text | Resolved::Contradiction => Some(Cow::Borrowed(text)),
        Resolved::Bool(value) => Some(Cow::Borrowed(if value { "true" } else { "false" })),
        Resolved::Int(value) => i64::try_from(value)
            .ok()
            .map(|value| Cow::Owned(value.to_string())),
        Resolved::Float(value) => Some(Cow::Owned(float_key(value))),
        Resolved::Binary => match resolved.to_value(text) {
            Value::String(text) => Some(Cow::Owned(text)),
            _ => None,
        },
        Resolved::Null => None,
    }
}

/// Go's `strconv.FormatFloat(value, 'g', -1, 32)` with YAML's names for what is not finite.
fn float_key(value: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "sigs.k8s.io/yaml prints the 32-bit float"
    )]
    let narrow = value as f32;
    if narrow.is_nan() {
        return ".nan".to_owned();
    }
    if narrow.is_infinite() {
        return if narrow > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    float::spell_narrow(narrow)
}

/// Bytes as a text, with one character in the place of each byte that is none, as Go's JSON has it.
fn lossy(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

/// Standard base 64 with padding, line breaks allowed, as Go's `base64.StdEncoding` reads it.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held, mut padding, mut symbols) = (0_u32, 0_u32, 0_usize, 0_usize);
    for symbol in text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
        symbols += 1;
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held).unwrap_or_default());
            bits &= (1 << held) - 1;
        }
    }
    (symbols % 4 == 0 && padding <= 2 && bytes.len() == symbols / 4 * 3 - padding).then_some(bytes)
}

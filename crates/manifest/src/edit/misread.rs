//! Strings that kubectl reads as strings without quotes too, and other readers of YAML 1.1 do not.
//!
//! The types are those of yaml.org/type: sexagesimal numbers, dates, `=` and `<<`, and numbers with
//! underscores at places where Go has none. kubectl quotes the first two when it writes (`stringv` in
//! go.yaml.in/yaml/v2's `encode.go`).

use crate::yaml::scalar::{Resolved, Tag, resolve};

/// Whether some reader of YAML 1.1 takes this text without quotes for something else than a string.
pub(super) fn is_misread(text: &str) -> bool {
    matches!(text, "=" | "<<") || is_sexagesimal(text) || is_date(text) || is_underscored(text)
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
fn is_sexagesimal(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'_';
    let (whole, fraction) = match unsigned(text).split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (unsigned(text), ""),
    };
    let mut places = whole.split(':');
    let first = places.next().unwrap_or_default();
    let is_place = |place: &str| match place.as_bytes() {
        [one] => one.is_ascii_digit(),
        [ten, one] => matches!(ten, b'0'..=b'5') && one.is_ascii_digit(),
        _ => false,
    };
    whole.contains(':')
        && first.starts_with(|first: char| first.is_ascii_digit())
        && first.bytes().all(is_digit)
        && places.all(is_place)
        && fraction.bytes().all(is_digit)
}

/// A day, `2024-1-31`, alone or with a time behind it.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let day = rest.bytes().take_while(u8::is_ascii_digit).count();
    let time = &rest[day..];
    let hour = match time.strip_prefix(['T', 't']) {
        Some(hour) => hour,
        None => time.trim_start_matches([' ', '\t']),
    };
    year.len() == 4
        && is_number(year)
        && matches!(month.len(), 1..=2)
        && is_number(month)
        && matches!(day, 1..=2)
        && (time.is_empty()
            || (hour.len() < time.len() && hour.starts_with(|first: char| first.is_ascii_digit())))
}

/// A number that underscores part, or nothing but them behind `0x` or `0b`.
fn is_underscored(text: &str) -> bool {
    if !text.contains('_')
        || !unsigned(text).starts_with(|first: char| first == '.' || first.is_ascii_digit())
    {
        return false;
    }
    let bare = text.replace('_', "");
    matches!(unsigned(&bare), "0x" | "0b")
        || matches!(
            resolve(&bare, &Tag::None),
            Resolved::Int(_) | Resolved::Float(_)
        )
}

#[cfg(test)]
mod tests {
    use super::is_misread;

    #[test]
    fn what_another_reader_takes_for_something_else() {
        for text in [
            "12:30:45",
            "-1_2:30",
            "190:20:30.15",
            "1:5",
            "2024-01-01",
            "2024-1-1",
            "2024-01-01T00:00:00Z",
            "2024-01-01t1:2:3.5+01:00",
            "2024-01-01 \t 12:00:00",
            "=",
            "<<",
            "._5",
            ".5_",
            "0x_",
            "1_.5_",
        ] {
            assert!(is_misread(text), "{text}");
        }
    }

    #[test]
    fn what_every_reader_takes_for_a_string() {
        for text in [
            "1:60",
            "80:443",
            "10.0.0.1:9100",
            "::1",
            "a:30",
            "1:",
            ":30",
            "1:2.3.4",
            "2024-01",
            "2024-01-01-02",
            "2024-01-01x",
            "2024-01-001",
            "24-01-01",
            "=x",
            "a_1",
            "1_a",
            "_1",
            "",
        ] {
            assert!(!is_misread(text), "{text}");
        }
    }
}

//! A line as it is shown: JSON as words, long ones shortened, cut into rows where it is wrapped. Pure.

use contract::{LogKind, LogMessage};
use serde_json::Value;

use super::ansi::{Piece, pieces};
use crate::text::{pods::log::note, said};

/// How many characters of a line are shown.
const LONGEST: usize = 8_000;

/// The fields in which JSON lines say what happened, and those that are shown beside it already.
const MESSAGE: [&str; 3] = ["msg", "message", "log"];
const SHOWN_BESIDE: [&str; 5] = ["time", "ts", "timestamp", "@timestamp", "t"];

/// The pieces of a line; `is_raw`: as it was written.
#[must_use]
pub fn shown(text: &str, left_out: u64, is_raw: bool) -> Vec<Piece> {
    let readable = if is_raw || text.len() > LONGEST {
        None
    } else {
        readable_json(text)
    };
    let (kept, more) = shortened(readable.as_deref().unwrap_or(text));
    let mut pieces = pieces(kept);
    let more = u64::try_from(more).unwrap_or_default() + left_out;
    if more > 0 {
        pieces.push(Piece {
            text: [" … ", &note::more(u32::try_from(more).unwrap_or(u32::MAX))].concat(),
            colour: Some(4),
            is_bold: false,
        });
    }
    pieces
}

/// The beginning of a text, and how many bytes are left out.
fn shortened(text: &str) -> (&str, usize) {
    if text.len() <= LONGEST {
        return (text, 0);
    }
    let mut end = LONGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (&text[..end], text.len() - end)
}

/// `level message key=value …` of a line that is a JSON object; none of one that is not.
fn readable_json(text: &str) -> Option<String> {
    if !text.starts_with('{') {
        return None;
    }
    let Value::Object(fields) = serde_json::from_str(text).ok()? else {
        return None;
    };
    let message = MESSAGE
        .iter()
        .find_map(|name| Some((*name, fields.get(*name)?.as_str()?)));
    let mut words = String::new();
    let level = ["level", "severity", "lvl"]
        .iter()
        .find_map(|name| Some((*name, fields.get(*name)?.as_str()?)));
    let parts = [level, message];
    for (_, part) in parts.iter().flatten() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(part);
    }
    for (name, value) in &fields {
        let is_said = parts.iter().flatten().any(|(said, _)| said == name);
        if is_said || SHOWN_BESIDE.contains(&name.as_str()) {
            continue;
        }
        words.push(' ');
        words.push_str(name);
        words.push('=');
        match value {
            Value::String(text) if !text.is_empty() && !text.contains([' ', '"']) => {
                words.push_str(text);
            }
            other => words.push_str(&other.to_string()),
        }
    }
    Some(words)
}

/// What a message that is no line of a container says.
#[must_use]
pub fn noted(message: &LogMessage) -> String {
    let count = || u32::try_from(message.count).unwrap_or(u32::MAX);
    match message.kind {
        LogKind::Ended => note::ended(message.exit_code.unwrap_or_default(), &message.reason),
        LogKind::Started if message.count > 0 => note::missed(count()),
        LogKind::Started => note::started().to_owned(),
        LogKind::Waiting => note::waiting(said(&message.said())),
        LogKind::Refused => note::refused(said(&message.said())),
        LogKind::Interrupted => note::interrupted(said(&message.said())),
        LogKind::Gone => note::gone().to_owned(),
        LogKind::LeftOut => note::left_out(count()),
        LogKind::Line | LogKind::Source | LogKind::Live | LogKind::Alive => message.text.clone(),
    }
}

/// How many rows these pieces take where so many characters fit.
#[must_use]
pub fn rows(pieces: &[Piece], columns: usize) -> u32 {
    let mut length = 0;
    for piece in pieces {
        length += piece.text.chars().count();
    }
    u32::try_from(length.div_ceil(columns.max(1)).max(1)).unwrap_or(u32::MAX)
}

/// The pieces of one of these rows.
#[must_use]
pub fn row(pieces: &[Piece], columns: usize, row: u32) -> Vec<Piece> {
    let begin = columns * row as usize;
    let (end, mut at) = (begin + columns, 0);
    let mut cut = Vec::new();
    for piece in pieces {
        let length = piece.text.chars().count();
        let from = begin.clamp(at, at + length) - at;
        let to = end.clamp(at, at + length) - at;
        if from < to {
            cut.push(Piece {
                text: piece.text.chars().skip(from).take(to - from).collect(),
                ..piece.clone()
            });
        }
        at += length;
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::{row, rows, shown};

    fn text(line: &str, is_raw: bool) -> String {
        let pieces = shown(line, 0, is_raw).into_iter();
        pieces.map(|piece| piece.text).collect()
    }

    #[test]
    fn json_is_told_in_words() {
        let line = r#"{"time":"t","level":"error","msg":"no place","path":"/a b","n":3,"to":"x","e":{"a":[1]}}"#;
        assert_eq!(
            text(line, false),
            r#"error no place path="/a b" n=3 to=x e={"a":[1]}"#
        );
        assert_eq!(text(line, true), line);
        for other in ["{no json}", "[1]", "{\"a\":1} and more"] {
            assert_eq!(text(other, false), other);
        }
    }

    #[test]
    fn a_long_line_is_shortened_and_says_so() {
        let line = "\u{fc}".repeat(1 << 20);
        let shown = text(&line, false);
        assert!(
            shown.len() < 9_000 && shown.contains("2089152"),
            "{}",
            &shown[7_900..]
        );
    }

    #[test]
    fn rows_are_cut_by_characters_over_pieces() {
        let pieces = shown("\u{1b}[31m\u{fc}bcd\u{1b}[0mefghij", 0, true);
        assert_eq!(rows(&pieces, 4), 3);
        let told: Vec<Vec<String>> = (0..3)
            .map(|at| {
                row(&pieces, 4, at)
                    .into_iter()
                    .map(|piece| piece.text)
                    .collect()
            })
            .collect();
        assert_eq!(told, [vec!["\u{fc}bcd"], vec!["efgh"], vec!["ij"]]);
        assert_eq!(rows(&[], 4), 1);
    }
}

//! Characters that look like a space, a quote, a colon, a comma or a dash of YAML and are letters to it.
//!
//! Only those are told that stand where YAML's own would: before and behind a key, around a value. In the
//! midst of a value they are what somebody wrote.

use std::ops::Range;

use super::{Slip, StumbleKind};
use crate::document::Document;
use crate::text;

/// How many places are told; nobody reads more, and an answer goes over a text again and again.
const MOST: usize = 10_000;

/// Finds them outside of what is `verbatim`.
pub(super) fn find(document: &Document, verbatim: &[Range<usize>], slips: &mut Vec<Slip>) {
    let source = document.text();
    let mut from = 0;
    for (at, letter) in source.char_indices() {
        if letter.is_ascii() || at < from || slips.len() > MOST {
            continue;
        }
        let known = verbatim.partition_point(|range| range.start <= at);
        if known > 0 && at < verbatim[known - 1].end {
            continue;
        }
        let place = Place {
            before: &source[text::line_start(source, at)..at],
            behind: &source[at + letter.len_utf8()..text::line_end(source, at)],
        };
        if place.is_comment() || (letter == MARK && is_first_mark(source, at)) {
            continue;
        }
        let is_intact = document.is_intact();
        let mut add = |kind, at: usize, length: usize, instead: &str| {
            slips.push(Slip {
                kind,
                range: at..at + length,
                instead: Some(instead.to_owned()),
            });
        };
        let length = letter.len_utf8();
        if let Some(quote) = straight(letter) {
            let Some(offset) = place.closing(quote).filter(|_| place.begins_value()) else {
                if !is_intact && place.begins_value() {
                    add(StumbleKind::CurlyQuote, at, length, quote);
                }
                continue;
            };
            add(StumbleKind::CurlyQuote, at, length, quote);
            let closing = at + length + offset;
            let width = source[closing..].chars().next().map_or(0, char::len_utf8);
            add(StumbleKind::CurlyQuote, closing, width, quote);
            from = closing + width;
        } else if let Some(space) = plain_space(letter) {
            if place.separates() {
                add(StumbleKind::NoBreakSpace, at, length, space);
            }
        } else if let Some(mark) = place.mark(letter) {
            add(StumbleKind::FullWidth, at, length, mark);
        }
    }
}

/// The byte order mark.
const MARK: char = '\u{feff}';

/// Whether a mark stands where a document may begin with one. Of a second one yaml.v2 takes the first letter
/// of every line for a mark too (`is_bom` looks at the beginning of its buffer).
fn is_first_mark(source: &str, at: usize) -> bool {
    at == 0
        || (text::line_start(source, at) == at
            && source[text::line_start(source, at - 1)..].starts_with("---"))
}

/// The space that is meant.
fn plain_space(letter: char) -> Option<&'static str> {
    match letter {
        // Takes no room.
        '\u{200b}' | '\u{2060}' | MARK => Some(""),
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            Some(" ")
        }
        _ => None,
    }
}

fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t') || plain_space(letter).is_some()
}

/// The quote that is meant.
fn straight(letter: char) -> Option<&'static str> {
    match letter {
        '\u{201c}'..='\u{201f}' | '\u{ff02}' => Some("\""),
        '\u{2018}'..='\u{201b}' | '\u{ff07}' => Some("'"),
        _ => None,
    }
}

/// The line that a character stands on, without it.
struct Place<'t> {
    before: &'t str,
    behind: &'t str,
}

impl<'t> Place<'t> {
    fn is_comment(&self) -> bool {
        let mut last = ' ';
        self.before.chars().any(|letter| {
            let is_start = letter == '#' && is_blank(last);
            last = letter;
            is_start
        })
    }

    /// What stands before it, without indentation and dashes; in brackets what of it belongs to it.
    fn content(&self) -> &'t str {
        let mut content = self.before.trim_start_matches(is_blank);
        while let Some(item) = content
            .strip_prefix('-')
            .filter(|it| it.is_empty() || it.starts_with(is_blank))
        {
            content = item.trim_start_matches(is_blank);
        }
        let content = content.trim_end_matches(is_blank);
        match content.rfind(['[', '{']) {
            None => content,
            Some(open) => {
                let inside = &content[open + 1..];
                let from = inside.rfind(',').map_or(0, |comma| comma + 1);
                inside[from..].trim_start_matches(is_blank)
            }
        }
    }

    /// Whether a key stands before it and nothing else.
    fn is_behind_key(&self) -> bool {
        is_key(self.content())
    }

    /// Whether it stands where a value or a key begins.
    fn begins_value(&self) -> bool {
        let content = self.content();
        content.is_empty() || content.strip_suffix(':').is_some_and(is_key)
    }

    /// Whether a space here separates: it indents, stands around the colon of a key, or ends the line.
    fn separates(&self) -> bool {
        let behind = self.behind.trim_start_matches(is_blank);
        self.begins_value()
            || behind.is_empty()
            || (behind.starts_with(':') && self.is_behind_key())
    }

    /// How far behind it the quotes are closed that it opens.
    fn closing(&self, quote: &str) -> Option<usize> {
        let mut letters = self.behind.char_indices();
        let found = letters.find(|(at, letter)| {
            let rest = &self.behind[at + letter.len_utf8()..];
            let rest = rest.trim_start_matches(is_blank);
            straight(*letter) == Some(quote)
                && (rest.is_empty() || rest.starts_with(['#', ',', ']', '}', ':', '\u{ff1a}']))
        });
        found.map(|(at, _)| at)
    }

    /// The mark that is meant.
    fn mark(&self, letter: char) -> Option<&'static str> {
        let is_apart = self.behind.is_empty() || self.behind.starts_with(is_blank);
        match letter {
            '\u{ff1a}' | '\u{fe55}' | '\u{2236}' | '\u{fe13}' if self.is_behind_key() => {
                Some(if is_apart { ":" } else { ": " })
            }
            '\u{ff0c}' | '\u{3001}' if self.before.contains(['[', '{']) => {
                Some(if is_apart { "," } else { ", " })
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}'
                if self.content().is_empty() && is_apart =>
            {
                Some("-")
            }
            _ => None,
        }
    }
}

/// Whether a text is what a key of a manifest looks like, be it in quotes.
fn is_key(text: &str) -> bool {
    let is_of_key = |letter: char| {
        letter.is_ascii_alphanumeric()
            || matches!(letter, '.' | '_' | '-' | '/' | '"' | '\'' | '$')
            || straight(letter).is_some()
    };
    !text.is_empty() && text.chars().all(is_of_key)
}

//! Scalars: plain and in quotes on one line, and `|`.

use super::Reader;
use crate::tree::{Content, NodeId, NodeKind, Style};

/// A scalar that was found, and the byte behind it.
struct Found {
    end: usize,
    kind: NodeKind,
}

/// What ends a plain scalar inside brackets, and what may not stand in one.
pub(super) const FLOW: &[u8] = b",[]{}";

impl Reader<'_> {
    /// The scalar that begins here; a plain one ends before any of `ends` too. What stands behind it is
    /// for the caller to judge.
    pub(super) fn scalar(&mut self, ends: &[u8]) -> Option<NodeId> {
        let start = self.at;
        let Found { end, kind } = self.find_scalar(ends)?;
        self.at = end;
        self.push_scalar(start, end, kind)
    }

    /// Whether what begins here is a key.
    pub(super) fn is_key(&self) -> Option<bool> {
        let Found { end, .. } = self.find_scalar(b"")?;
        Some(self.text.as_bytes().get(end) == Some(&b':'))
    }

    fn find_scalar(&self, ends: &[u8]) -> Option<Found> {
        match self.byte()? {
            b'"' => self.double_quoted(),
            b'\'' => self.single_quoted(),
            _ => self.plain(ends),
        }
    }

    fn plain(&self, ends: &[u8]) -> Option<Found> {
        let rest = &self.text.as_bytes()[self.at..];
        let is_plain = match rest {
            [b'-' | b'+', b'.', ..] | [] => false,
            [b'-', next, ..] => !matches!(next, b' ' | b'\n' | b':' | b'#') && !FLOW.contains(next),
            [b'.', next, ..] => !matches!(next, b'i' | b'I' | b'n' | b'N'),
            [first, ..] => {
                first.is_ascii_alphanumeric()
                    || matches!(
                        first,
                        b'/' | b'_' | b'$' | b'(' | b'+' | b'~' | b'\\' | b'='
                    )
                    || *first >= 0x80
            }
        };
        if !is_plain {
            return None;
        }
        let mut end = 0;
        for (at, &byte) in rest.iter().enumerate() {
            match byte {
                b'\n' => break,
                b' ' => {}
                b':' if matches!(rest.get(at + 1), None | Some(b' ' | b'\n')) => {
                    // A blank before a colon is left to the other reader.
                    if end < at {
                        return None;
                    }
                    break;
                }
                b':' | b'#' | b'?' if !ends.is_empty() => return None,
                b'#' if end < at => break,
                _ if ends.contains(&byte) => break,
                _ => end = at + 1,
            }
        }
        // In JSON such a number may be larger than any float.
        let is_exponent = |byte: &u8| matches!(byte, b'e' | b'E');
        let is_number = matches!(rest, [b'0'..=b'9', ..] | [b'-', b'0'..=b'9', ..]);
        if !ends.is_empty() && is_number && rest[..end].iter().any(is_exponent) {
            return None;
        }
        let range = self.at..self.at + end;
        let end = range.end;
        let content = Content::Source(range);
        let style = Style::Plain;
        let kind = NodeKind::Scalar { content, style };
        Some(Found { end, kind })
    }

    fn single_quoted(&self) -> Option<Found> {
        let start = self.at + 1;
        let length = self.text[start..].find(['\'', '\n'])?;
        let end = start + length;
        let is_whole = self.text[end..].starts_with('\'') && !self.text[end..].starts_with("''");
        let content = Content::Source(start..end);
        let style = Style::SingleQuoted;
        let kind = NodeKind::Scalar { content, style };
        is_whole.then_some(Found { end: end + 1, kind })
    }

    fn double_quoted(&self) -> Option<Found> {
        let start = self.at + 1;
        let mut end = start;
        let mut decoded: Option<String> = None;
        loop {
            let run = self.text[end..].find(['"', '\\', '\n'])?;
            if let Some(decoded) = &mut decoded {
                decoded.push_str(&self.text[end..end + run]);
            }
            end += run;
            match &self.text.as_bytes()[end..] {
                [b'"', ..] => break,
                [b'\\', escape, ..] => {
                    let letter = match escape {
                        b'n' => '\n',
                        b't' => '\t',
                        b'"' => '"',
                        b'\\' => '\\',
                        _ => return None,
                    };
                    let decoded = decoded.get_or_insert_with(|| self.text[start..end].to_owned());
                    decoded.push(letter);
                    end += 2;
                }
                _ => return None,
            }
        }
        let content = match decoded {
            Some(decoded) => Content::Decoded(decoded.into()),
            None => Content::Source(start..end),
        };
        let style = Style::DoubleQuoted;
        let kind = NodeKind::Scalar { content, style };
        Some(Found { end: end + 1, kind })
    }

    /// The lines below a `|` or `|-`, up to the first content behind them.
    pub(super) fn literal(&mut self, column: usize) -> Option<NodeId> {
        let start = self.at;
        self.at += 1;
        let strips = self.byte() == Some(b'-');
        self.at += usize::from(strips);
        let mut decoded = String::new();
        let (mut indentation, mut end) = (0, 0);
        loop {
            // Every line of it is ended by a line break; at the end of a text much is different.
            if self.byte()? != b'\n' {
                return None;
            }
            let line = self.at + 1;
            self.at = line;
            self.skip_spaces();
            let found = self.at - line;
            match self.byte() {
                Some(b'\n') if found == 0 && indentation > 0 => {}
                None if found == 0 && indentation > 0 => break,
                None | Some(b'\n') => return None,
                Some(_) if indentation > 0 && found < indentation => {
                    self.at = line;
                    break;
                }
                Some(_) => {
                    if indentation == 0 {
                        indentation = found;
                    }
                    self.skip_line();
                    end = self.at;
                }
            }
            if indentation <= column {
                return None;
            }
            decoded.push_str(
                self.text
                    .get(line + indentation..self.at)
                    .unwrap_or_default(),
            );
            decoded.push('\n');
        }
        decoded.truncate(decoded.trim_end_matches('\n').len());
        if !strips {
            decoded.push('\n');
        }
        self.content()?;
        let content = Content::Decoded(decoded.into());
        let style = Style::Block;
        self.push_scalar(start, end, NodeKind::Scalar { content, style })
    }
}

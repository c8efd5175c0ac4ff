//! Scalars: plain, in quotes, and in blocks.

use super::{Scanner, Sort, Suspect, Token};
use crate::message::yaml as said;
use crate::tree::{Content, Style};

/// What folding makes of the line breaks between two lines.
#[derive(Default)]
struct Breaks {
    /// The first one; what it is decides whether the lines are folded.
    leading: String,
    trailing: String,
}

impl Breaks {
    /// Puts what stands for the breaks into the text, and forgets them.
    fn fold_into(&mut self, text: &mut String) {
        if !self.leading.starts_with('\n') {
            text.push_str(&self.leading);
            text.push_str(&self.trailing);
        } else if self.trailing.is_empty() {
            text.push(' ');
        } else {
            text.push_str(&self.trailing);
        }
        self.leading.clear();
        self.trailing.clear();
    }
}

impl Scanner<'_> {
    /// Takes a line break and says what it is in a scalar.
    fn read_break(&mut self) -> &'static str {
        let what = match self.byte(0) {
            0xE2 if self.byte(2) == 0xA8 => "\u{2028}",
            0xE2 => "\u{2029}",
            _ => "\n",
        };
        self.skip_break();
        what
    }

    fn scalar(&mut self, style: Style, start: usize, end: usize, content: Content) {
        self.tokens.push_back(Token {
            sort: Sort::Scalar(style),
            start,
            end,
            content,
        });
    }

    pub(super) fn plain(&mut self) {
        self.save_key();
        self.key_allowed = false;
        let start = self.at;
        let (mut end, indent) = (start, self.indent + 1);
        // Of a single line nothing is copied; of several each is, once the next one is sure.
        let (mut folded, mut piece) = (None::<String>, start);
        let mut breaks = Breaks::default();
        let mut is_new_line = false;
        loop {
            if self.is_document_mark() || self.byte(0) == b'#' {
                break;
            }
            let from = self.at;
            self.skip_plain();
            if self.at > from {
                if is_new_line {
                    let folded = folded.get_or_insert_default();
                    folded.push_str(&self.text[piece..end]);
                    breaks.fold_into(folded);
                    piece = from;
                    is_new_line = false;
                }
                end = self.at;
            }
            if self.is_end() || !self.is_gap(0) {
                break;
            }
            while self.is_gap(0) && !self.is_end() {
                if self.break_at(0) == 0 {
                    if is_new_line && self.column() < indent && self.byte(0) == b'\t' {
                        return self.stop(self.at, said::tab_misplaced());
                    }
                    self.at += 1;
                } else if is_new_line {
                    let more = self.read_break();
                    breaks.trailing.push_str(more);
                } else {
                    breaks.leading.push_str(self.read_break());
                    is_new_line = true;
                }
            }
            if self.in_flow() {
                self.look_for_suspect();
            } else if self.column() < indent {
                break;
            }
        }
        let content = match folded {
            None => Content::Source(start..end),
            Some(mut folded) => {
                folded.push_str(&self.text[piece..end]);
                Content::Decoded(folded.into())
            }
        };
        if is_new_line {
            self.key_allowed = true;
        }
        self.scalar(Style::Plain, start, end, content);
    }

    /// Moves over what is not blank and belongs to a plain scalar.
    fn skip_plain(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => return,
                b':' if self.is_gap(1) => return,
                b',' | b'?' | b'[' | b']' | b'{' | b'}' if self.in_flow() => return,
                0xC2 | 0xE2 if self.break_at(0) > 0 => return,
                _ => self.at += 1,
            }
        }
    }

    pub(super) fn quoted(&mut self) {
        self.save_key();
        self.key_allowed = false;
        let (start, quote) = (self.at, self.byte(0));
        self.at += 1;
        let (mut decoded, mut piece) = (None::<String>, self.at);
        let mut breaks = Breaks::default();
        loop {
            if self.is_document_mark() {
                return self.stop(self.at, said::document_in_quotes());
            }
            if self.is_end() {
                return self.stop(start, said::quote_open());
            }
            // Whether the line was ended by a backslash.
            let mut is_new_line = false;
            while !self.is_gap(0) {
                match self.byte(0) {
                    b'\'' if quote == b'\'' && self.byte(1) == b'\'' => {
                        let decoded = decoded.get_or_insert_default();
                        decoded.push_str(&self.text[piece..=self.at]);
                        self.at += 2;
                        piece = self.at;
                    }
                    byte if byte == quote => break,
                    b'\\' if quote == b'"' => {
                        let decoded = decoded.get_or_insert_default();
                        decoded.push_str(&self.text[piece..self.at]);
                        if self.break_at(1) > 0 {
                            self.at += 1;
                            self.skip_break();
                            is_new_line = true;
                        } else if let Some(character) = self.escape() {
                            decoded.push(character);
                        } else {
                            return;
                        }
                        piece = self.at;
                        if is_new_line {
                            break;
                        }
                    }
                    _ => self.at += 1,
                }
            }
            if self.byte(0) == quote && !self.is_end() {
                break;
            }
            let end = self.at;
            while self.is_gap(0) && !self.is_end() {
                if self.break_at(0) == 0 {
                    self.at += 1;
                } else if is_new_line {
                    let more = self.read_break();
                    breaks.trailing.push_str(more);
                } else {
                    breaks.leading.push_str(self.read_break());
                    is_new_line = true;
                }
            }
            if is_new_line {
                let decoded = decoded.get_or_insert_default();
                decoded.push_str(&self.text[piece..end]);
                breaks.fold_into(decoded);
                piece = self.at;
                if !self.in_flow() && self.column() <= self.indent && self.suspect.is_none() {
                    self.suspect = Some(Suspect {
                        opened: start,
                        line: self.at,
                    });
                }
            }
        }
        let content = match decoded {
            None => Content::Source(piece..self.at),
            Some(mut decoded) => {
                decoded.push_str(&self.text[piece..self.at]);
                Content::Decoded(decoded.into())
            }
        };
        self.at += 1;
        let style = match quote {
            b'\'' => Style::SingleQuoted,
            _ => Style::DoubleQuoted,
        };
        self.scalar(style, start, self.at, content);
    }

    /// Takes a backslash and what belongs to it.
    fn escape(&mut self) -> Option<char> {
        let start = self.at;
        let simple = match self.byte(1) {
            b'0' => '\0',
            b'a' => '\u{7}',
            b'b' => '\u{8}',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\u{b}',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'e' => '\u{1b}',
            b' ' => ' ',
            b'"' => '"',
            b'\'' => '\'',
            b'\\' => '\\',
            b'/' if self.is_json => '/',
            b'N' => '\u{85}',
            b'_' => '\u{a0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'x' => return self.code(2),
            b'u' => return self.code(4),
            b'U' => return self.code(8),
            b'/' => {
                self.stop(start, said::json_escape());
                return None;
            }
            _ => {
                self.stop(start, said::no_escape());
                return None;
            }
        };
        self.at += 2;
        Some(simple)
    }

    /// Takes `\x41` and the like.
    fn code(&mut self, digits: usize) -> Option<char> {
        let start = self.at;
        let read = |at: usize| {
            let written = self.text.get(at..at + digits)?;
            let is_number = written.bytes().all(|byte| byte.is_ascii_hexdigit());
            u32::from_str_radix(written, 16).ok().filter(|_| is_number)
        };
        let code = read(start + 2);
        self.at += 2 + digits;
        if let Some(high @ 0xD800..0xE000) = code
            && self.is_json
        {
            // A half of a pair alone is read as what Go puts in its place.
            let low = match self.bytes.get(self.at..self.at + 2) {
                Some(b"\\u") => read(self.at + 2),
                _ => None,
            };
            return Some(match low {
                Some(low @ 0xDC00..0xE000) if high < 0xDC00 => {
                    self.at += 6;
                    let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                }
                _ => char::REPLACEMENT_CHARACTER,
            });
        }
        let character = code.and_then(char::from_u32);
        if character.is_none() {
            self.stop(start, said::escape_no_character());
        }
        character
    }

    pub(super) fn block_scalar(&mut self) {
        self.forget_last_key();
        self.key_allowed = true;
        let (start, is_literal) = (self.at, self.byte(0) == b'|');
        self.at += 1;
        let (mut chomping, mut increment) = (0, 0);
        for _ in 0..2 {
            match self.byte(0) {
                sign @ (b'+' | b'-') if chomping == 0 => chomping = sign,
                digit @ b'1'..=b'9' if increment == 0 => increment = isize::from(digit - b'0'),
                _ => break,
            }
            self.at += 1;
        }
        let mut end = self.at;
        while self.is_blank(0) {
            self.at += 1;
        }
        self.skip_comment();
        if !self.is_end() && self.break_at(0) == 0 {
            let message = said::comment_after_block();
            return self.stop(self.at, message);
        }
        if self.at > end {
            end = self.at;
        }
        self.skip_break();
        let mut indent = match increment {
            0 => 0,
            _ => self.indent.max(0) + increment,
        };
        let mut text = String::new();
        let mut leading_break = "";
        let mut breaks = String::new();
        let mut was_blank = false;
        self.block_breaks(&mut indent, &mut breaks);
        while self.column() == indent && !self.is_end() && self.fault.is_none() {
            let is_blank = self.is_blank(0);
            if !is_literal && !was_blank && !is_blank && leading_break.starts_with('\n') {
                if breaks.is_empty() {
                    text.push(' ');
                }
            } else {
                text.push_str(leading_break);
            }
            text.push_str(&breaks);
            breaks.clear();
            was_blank = is_blank;
            let from = self.at;
            while !self.is_end() && self.break_at(0) == 0 {
                self.at += 1;
            }
            end = self.at;
            text.push_str(&self.text[from..end]);
            leading_break = if self.is_end() { "" } else { self.read_break() };
            self.block_breaks(&mut indent, &mut breaks);
        }
        if chomping != b'-' {
            text.push_str(leading_break);
        }
        if chomping == b'+' {
            text.push_str(&breaks);
            // The blank lines below are part of it, the last line break is not.
            end = end.max(self.line_before());
        }
        self.scalar(Style::Block, start, end, Content::Decoded(text.into()));
    }

    /// Where the line above ends, before its line break.
    fn line_before(&self) -> usize {
        let above = self.text.get(..self.line).unwrap_or_default();
        let ends = ['\n', '\u{85}', '\u{2028}', '\u{2029}'];
        let trimmed = above.strip_suffix(ends).unwrap_or(above);
        trimmed.strip_suffix('\r').unwrap_or(trimmed).len()
    }

    /// Takes indentation and blank lines, and finds the indentation where it is not known.
    fn block_breaks(&mut self, indent: &mut isize, breaks: &mut String) {
        let mut widest = 0;
        loop {
            while (*indent == 0 || self.column() < *indent) && self.byte(0) == b' ' {
                self.at += 1;
            }
            widest = widest.max(self.column());
            if (*indent == 0 || self.column() < *indent) && self.byte(0) == b'\t' {
                let message = said::block_tab();
                return self.stop(self.at, message);
            }
            if self.break_at(0) == 0 {
                break;
            }
            breaks.push_str(self.read_break());
        }
        if *indent == 0 {
            *indent = widest.max(self.indent + 1).max(1);
        }
    }
}

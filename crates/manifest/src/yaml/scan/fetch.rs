//! The tokens of structure: what each indicator means where it stands.

use super::{PossibleKey, Scanner, Sort, Suspect, Token};
use crate::message::yaml as said;

impl Scanner<'_> {
    /// Finds the next token, and what it implies before it.
    pub(super) fn fetch(&mut self) {
        self.skip_to_token();
        self.unroll(self.column());
        if self.is_end() {
            self.unroll(-1);
            self.forget_last_key();
            // Nothing is a key any more, also outside of brackets that were never closed.
            self.keys.clear();
            self.keys.push(PossibleKey::default());
            self.key_allowed = false;
            return self.push(Sort::End, 0);
        }
        if self.in_flow() {
            self.look_for_suspect();
        }
        let (byte, in_flow) = (self.byte(0), self.in_flow());
        if self.at == self.line && byte == b'%' {
            return self.directive();
        }
        if self.is_document_mark() {
            self.unroll(-1);
            self.forget_last_key();
            self.key_allowed = false;
            let sort = match byte {
                b'-' => Sort::DocumentStart,
                _ => Sort::DocumentEnd,
            };
            return self.push(sort, 3);
        }
        let gap = self.is_gap(1);
        match byte {
            b'[' => self.open(Sort::FlowSequence),
            b'{' => self.open(Sort::FlowMapping),
            b']' => self.close(Sort::FlowSequenceEnd),
            b'}' => self.close(Sort::FlowMappingEnd),
            b',' => {
                self.forget_last_key();
                self.key_allowed = true;
                self.push(Sort::Comma, 1);
            }
            b'-' if gap => self.entry(),
            b'?' if in_flow || gap => self.key(),
            b':' if in_flow || gap => self.value(),
            b'*' => self.name(Sort::Alias),
            b'&' => self.name(Sort::Anchor),
            b'!' => self.tag(),
            b'|' | b'>' if !in_flow => self.block_scalar(),
            b'\'' | b'"' => self.quoted(),
            b'-' | b'?' | b':' if !gap => self.plain(),
            b'\t' => self.stop(self.at, said::tab_indents()),
            b'-' | b'?' | b':' | b'|' | b'>' | b'%' | b'@' | b'`' => {
                self.stop(self.at, said::value_begins_with(char::from(byte)));
            }
            _ => self.plain(),
        }
    }

    fn directive(&mut self) {
        let rest = &self.bytes[self.at..];
        if !rest.starts_with(b"%YAML ") && !rest.starts_with(b"%TAG ") {
            return self.stop(self.at, said::value_begins_with('%'));
        }
        self.unroll(-1);
        self.forget_last_key();
        self.key_allowed = false;
        self.push(Sort::Directive, 1);
    }

    fn skip_to_token(&mut self) {
        loop {
            while self.byte(0) == b' '
                || (self.byte(0) == b'\t' && (self.in_flow() || !self.key_allowed))
            {
                self.at += 1;
            }
            self.skip_comment();
            if self.break_at(0) == 0 {
                return;
            }
            self.skip_break();
            if !self.in_flow() {
                self.key_allowed = true;
            }
        }
    }

    /// Notes a line in brackets that is not indented more than the block around them.
    pub(super) fn look_for_suspect(&mut self) {
        let before = &self.bytes[self.line..self.at];
        if self.suspect.is_none()
            && self.column() <= self.indent
            && before.iter().all(u8::is_ascii_whitespace)
            && !matches!(self.byte(0), b']' | b'}')
        {
            self.suspect = Some(Suspect {
                opened: self.brackets.last().copied().unwrap_or(self.at),
                line: self.at,
            });
        }
    }

    /// Opens a block where its first token is indented more than what it stands in.
    fn roll(&mut self, column: isize, position: Option<usize>, sort: Sort, start: usize) {
        if self.in_flow() || self.indent >= column {
            return;
        }
        self.indents.push(self.indent);
        self.indent = column;
        let position = position.unwrap_or(self.tokens.len());
        let token = Token {
            end: start,
            ..self.token(sort, start)
        };
        self.tokens.insert(position, token);
    }

    /// Closes the blocks that are indented more than a column.
    fn unroll(&mut self, column: isize) {
        if self.in_flow() {
            return;
        }
        while self.indent > column {
            self.push(Sort::BlockEnd, 0);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn open(&mut self, sort: Sort) {
        if !self.is_json {
            self.save_key();
        }
        self.keys.push(PossibleKey {
            number: self.taken + self.tokens.len(),
            ..PossibleKey::default()
        });
        self.brackets.push(self.at);
        self.key_allowed = true;
        self.push(sort, 1);
    }

    fn close(&mut self, sort: Sort) {
        self.forget_last_key();
        if self.brackets.pop().is_some()
            && let Some(inner) = self.keys.pop()
        {
            // Brackets in which nothing could be a key still have their own number, and with it
            // yaml.v2 forgets that they are to be held back (`yaml_parser_decrease_flow_level`).
            for key in &mut self.keys {
                key.is_awaited &= key.number != inner.number;
            }
        }
        self.key_allowed = false;
        self.push(sort, 1);
    }

    fn entry(&mut self) {
        if !self.in_flow() {
            if !self.key_allowed {
                return self.stop(self.at, said::item_misplaced());
            }
            self.roll(self.column(), None, Sort::BlockSequence, self.at);
        }
        self.forget_last_key();
        self.key_allowed = true;
        self.push(Sort::Entry, 1);
    }

    fn key(&mut self) {
        if !self.in_flow() {
            if !self.key_allowed {
                return self.stop(self.at, said::key_misplaced());
            }
            self.roll(self.column(), None, Sort::BlockMapping, self.at);
        }
        self.forget_last_key();
        self.key_allowed = !self.in_flow();
        self.push(Sort::Key, 1);
    }

    fn value(&mut self) {
        let level = self.keys.len() - 1;
        if self.is_valid(level) {
            let key = self.keys[level];
            // A token that was not held back is taken already, and the key comes behind it.
            let position = key.number.checked_sub(self.taken);
            let token = Token {
                end: key.start,
                ..self.token(Sort::Key, key.start)
            };
            self.tokens
                .insert(position.unwrap_or(self.tokens.len()), token);
            let column = isize::try_from(key.start - key.line).unwrap_or(isize::MAX);
            self.roll(column, position, Sort::BlockMapping, key.start);
            self.keys[level].possible = false;
            self.key_allowed = false;
        } else {
            if !self.in_flow() {
                if !self.key_allowed {
                    return self.stop(self.at, said::colon_misplaced());
                }
                self.roll(self.column(), None, Sort::BlockMapping, self.at);
            }
            self.key_allowed = !self.in_flow();
        }
        self.push(Sort::Value, 1);
    }

    /// An alias or anchor.
    fn name(&mut self, sort: Sort) {
        self.save_key();
        self.key_allowed = false;
        let rest = &self.bytes[self.at + 1..];
        let length = rest.iter().take_while(|byte| is_name(**byte)).count();
        let next = rest.get(length).copied().unwrap_or(0);
        let ends = matches!(next, b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if length == 0 || !(ends || self.is_gap(length + 1)) {
            return self.stop(self.at, said::anchor_name());
        }
        self.push(sort, length + 1);
    }

    fn tag(&mut self) {
        self.save_key();
        self.key_allowed = false;
        let rest = &self.bytes[self.at..];
        let verbatim = rest.get(1) == Some(&b'<');
        let from = 1 + usize::from(verbatim);
        let length = rest[from..]
            .iter()
            .take_while(|byte| is_uri(**byte))
            .count();
        let written = &rest[from..from + length];
        let sound = has_sound_escapes(written);
        // A handle such as `!!` has to have something behind it.
        let handle = written.iter().take_while(|byte| is_name(**byte)).count();
        let is_empty = if verbatim {
            length == 0
        } else {
            written.get(handle) == Some(&b'!') && handle + 1 == length
        };
        let end = from + length + usize::from(verbatim);
        let closed = !verbatim || rest.get(end - 1) == Some(&b'>');
        if !sound || is_empty || !closed || !self.is_gap(end) {
            return self.stop(self.at, said::tag_unreadable());
        }
        self.push(Sort::Tag, end);
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Whether each `%` stands before two digits, and as many of them follow each other as the first octet
/// says that its character takes (`yaml_parser_scan_uri_escapes`).
fn has_sound_escapes(written: &[u8]) -> bool {
    let octet = |at: usize| match written.get(at..at + 3) {
        Some([b'%', high, low]) => {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            digit(*high)
                .zip(digit(*low))
                .map(|(high, low)| high << 4 | low)
        }
        _ => None,
    };
    let mut at = 0;
    while at < written.len() {
        if written[at] != b'%' {
            at += 1;
            continue;
        }
        let width = match octet(at) {
            Some(0..0x80) => 1,
            Some(0xC0..0xE0) => 2,
            Some(0xE0..0xF0) => 3,
            Some(0xF0..0xF8) => 4,
            _ => return false,
        };
        let mut trailing = (1..width).map(|number| octet(at + 3 * number));
        if !trailing.all(|octet| matches!(octet, Some(0x80..0xC0))) {
            return false;
        }
        at += 3 * width;
    }
    true
}

fn is_uri(byte: u8) -> bool {
    is_name(byte) || b";/?:@&=+$,.!~*'()[]%".contains(&byte)
}

//! From characters to tokens, as yaml.v2 finds them.
//!
//! Mirrors `scannerc.go` of go.yaml.in/yaml/v2, which is libyaml's scanner and reads otherwise than
//! YAML's own specification in many small ways; kubectl and the API server read with nothing else.
//! Directives are left out: kubectl divides a text at its `---` before it reads, so that a directive
//! never gets to the document that it speaks of.

mod fetch;
mod scalar;

use crate::Message;
use crate::message::yaml as said;
use std::collections::VecDeque;

use super::Fault;
use super::documents::Extent;
use crate::tree::{Content, Style};
use crate::yaml::problem_kind::ProblemKind;

/// How many characters a key without `?` may be long.
const MAX_KEY: usize = 1024;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// The end of the text, or of what of it can be read.
    End,
    DocumentStart,
    DocumentEnd,
    /// `%YAML 1.1`
    Directive,
    BlockSequence,
    BlockMapping,
    BlockEnd,
    FlowSequence,
    FlowMapping,
    FlowSequenceEnd,
    FlowMappingEnd,
    /// `-`
    Entry,
    Comma,
    /// `?`, or nothing before a key that does without it.
    Key,
    Value,
    Alias,
    Anchor,
    Tag,
    Scalar(Style),
}

/// A token and the bytes of the text it takes.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) sort: Sort,
    pub(super) start: usize,
    pub(super) end: usize,
    /// What a scalar says; for all others the bytes themselves.
    pub(super) content: Content,
}

/// A token that is a key if a colon follows.
#[derive(Clone, Copy, Debug, Default)]
struct PossibleKey {
    possible: bool,
    /// Whether nothing but a key can stand there.
    required: bool,
    /// Whether its token is held back until it is known. One that is empty brackets is not, and its
    /// colon then comes too late to make it a key.
    is_awaited: bool,
    number: usize,
    start: usize,
    /// Where its line begins.
    line: usize,
}

/// Finds the tokens of one document.
pub(super) struct Scanner<'text> {
    pub(super) text: &'text str,
    /// The text up to where this document ends, or a character stands that no YAML may have.
    bytes: &'text [u8],
    at: usize,
    /// Where the line begins; a column is the distance from it, as all that decides a column is ASCII.
    line: usize,
    pub(super) is_json: bool,
    /// The brackets that are open.
    brackets: Vec<usize>,
    /// The column of the innermost block, -1 outside of all.
    indent: isize,
    indents: Vec<isize>,
    key_allowed: bool,
    /// One for each level of brackets, and one outside of them.
    keys: Vec<PossibleKey>,
    tokens: VecDeque<Token>,
    /// How many tokens were taken out of `tokens`.
    taken: usize,
    /// Whether the token in front stays the one in front.
    is_sure: bool,
    /// What stopped the scanner.
    pub(super) fault: Option<Fault>,
    /// The first line that goes on with quotes or brackets at a lower indentation than the block
    /// they stand in. That is allowed, and where most errors that show further down come from.
    pub(super) suspect: Option<Suspect>,
}

/// See [`Scanner::suspect`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Suspect {
    /// The quote or bracket.
    pub(super) opened: usize,
    /// The first character of the line.
    pub(super) line: usize,
}

impl<'text> Scanner<'text> {
    /// Begins at a range of the text. JSON has no limit for keys and escapes of its own.
    /// A byte order mark is no part of the document where that begins with it, which it does not where
    /// the line `---` before the mark is kept.
    pub(super) fn new(text: &'text str, extent: &Extent) -> Self {
        let (range, is_json) = (extent.range.clone(), extent.is_json);
        let bytes = &text.as_bytes()[..range.end];
        let mark = "\u{feff}".as_bytes();
        let mut at = range.start;
        // Behind `---` the document begins on the next line.
        let lead = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace());
        let content = at + lead.count();
        let is_at_line = at > 0 && matches!(bytes[at..content], [b'\n'] | [b'\r', b'\n']);
        if bytes[content..].starts_with(mark)
            && (content == at || is_at_line)
            && !extent.is_explicit
        {
            at = content + mark.len();
        }
        Self {
            text,
            bytes,
            at,
            line: at,
            is_json,
            brackets: Vec::new(),
            indent: -1,
            indents: Vec::new(),
            key_allowed: true,
            keys: vec![PossibleKey::default()],
            tokens: VecDeque::new(),
            taken: 0,
            is_sure: false,
            fault: None,
            suspect: None,
        }
    }

    /// The next token, which stays.
    pub(super) fn peek(&mut self) -> Sort {
        while !self.is_sure && self.fault.is_none() {
            self.is_sure = !self.needs_more();
            if !self.is_sure {
                self.fetch();
            }
        }
        match self.tokens.front() {
            Some(token) if self.fault.is_none() => token.sort,
            _ => Sort::End,
        }
    }

    /// The next token, which is taken.
    pub(super) fn next(&mut self) -> Token {
        let sort = self.peek();
        match self.tokens.pop_front() {
            Some(token) if sort != Sort::End => {
                self.taken += 1;
                self.is_sure = false;
                token
            }
            _ => self.token(Sort::End, self.at),
        }
    }

    /// Where the next token begins.
    pub(super) fn place(&mut self) -> usize {
        match self.peek() {
            Sort::End => self.bytes.len(),
            _ => self.tokens.front().map_or(self.at, |token| token.start),
        }
    }

    /// How far the scanner got.
    pub(super) fn reached(&self) -> usize {
        self.at
    }

    /// The innermost bracket that is open.
    pub(super) fn bracket(&self) -> Option<usize> {
        self.brackets.last().copied()
    }

    /// Stops, unless it has.
    pub(super) fn stop(&mut self, offset: usize, message: Message) {
        self.fault.get_or_insert(Fault {
            kind: ProblemKind::Syntax,
            message,
            offset,
        });
    }

    /// Whether the token in front may turn out to be a key, which puts another one before it.
    fn needs_more(&mut self) -> bool {
        if self.tokens.is_empty() {
            return true;
        }
        let front = self.taken;
        let is_it = |key: &PossibleKey| key.possible && key.is_awaited && key.number == front;
        let Some(level) = self.keys.iter().position(is_it) else {
            return false;
        };
        self.is_valid(level)
    }

    /// Whether a possible key still is one, where it stands on this line and is not too long.
    fn is_valid(&mut self, level: usize) -> bool {
        let key = self.keys[level];
        if !key.possible || self.is_json {
            return key.possible;
        }
        let is_long = self.at > key.start + MAX_KEY
            && (self.text.get(key.start..self.at))
                .is_some_and(|between| between.chars().count() > MAX_KEY);
        if key.line == self.line && !is_long {
            return true;
        }
        self.forget_key(level);
        false
    }

    fn forget_key(&mut self, level: usize) {
        let key = &mut self.keys[level];
        if key.possible && key.required {
            let start = key.start;
            self.stop(start, said::key_without_value());
        }
        self.keys[level].possible = false;
    }

    fn forget_last_key(&mut self) {
        self.forget_key(self.keys.len() - 1);
    }

    /// Notes that the token that comes may be a key.
    fn save_key(&mut self) {
        if !self.key_allowed {
            return;
        }
        self.forget_last_key();
        let key = PossibleKey {
            possible: true,
            required: !self.in_flow() && self.indent == self.column(),
            is_awaited: true,
            number: self.taken + self.tokens.len(),
            start: self.at,
            line: self.line,
        };
        if let Some(last) = self.keys.last_mut() {
            *last = key;
        }
    }

    fn in_flow(&self) -> bool {
        !self.brackets.is_empty()
    }

    fn column(&self) -> isize {
        isize::try_from(self.at - self.line).unwrap_or(isize::MAX)
    }

    /// The byte so far behind the next one; 0 at the end.
    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn is_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// How many bytes the line break so far behind the next byte takes; 0 where there is none. kubectl
    /// reads by lines and leaves out the carriage return at their end (`LineReader` of apimachinery's
    /// `pkg/util/yaml/decoder.go`), so that of two there yaml.v2 sees one.
    fn break_at(&self, ahead: usize) -> usize {
        match self.bytes.get(self.at + ahead..).unwrap_or_default() {
            [b'\r', b'\r', b'\n', ..] | [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
            [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        }
    }

    fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), b' ' | b'\t')
    }

    /// Whether a blank, a line break or the end stands so far behind the next byte.
    fn is_gap(&self, ahead: usize) -> bool {
        match self.byte(ahead) {
            b' ' | b'\t' | b'\n' | b'\r' => true,
            0 => self.at + ahead >= self.bytes.len(),
            0xC2 | 0xE2 => self.break_at(ahead) > 0,
            _ => false,
        }
    }

    fn skip_break(&mut self) {
        self.at += self.break_at(0);
        self.line = self.at;
    }

    fn skip_comment(&mut self) {
        if self.byte(0) == b'#' {
            while !self.is_end() && self.break_at(0) == 0 {
                self.at += 1;
            }
        }
    }

    /// Whether `---` or `...` stands here at the start of a line.
    fn is_document_mark(&self) -> bool {
        self.at == self.line
            && matches!(self.bytes.get(self.at..self.at + 3), Some(b"---" | b"..."))
            && self.is_gap(3)
    }

    fn token(&self, sort: Sort, start: usize) -> Token {
        Token {
            sort,
            start,
            end: self.at,
            content: Content::Source(start..self.at),
        }
    }

    /// Takes bytes as a token.
    fn push(&mut self, sort: Sort, length: usize) {
        let start = self.at;
        self.at += length;
        let token = self.token(sort, start);
        self.tokens.push_back(token);
    }
}

/// Where the first character stands that no YAML may have.
pub(super) fn control_character(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let suspicious = |byte: &u8| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 0x7F | 0xC2 | 0xEF);
    let mut from = 0;
    while let Some(found) = bytes[from..].iter().position(suspicious) {
        let at = from + found;
        let is_bad = match &bytes[at..] {
            [0xC2, next, ..] => *next < 0xA0 && *next != 0x85,
            [0xEF, rest @ ..] => matches!(rest, [0xBF, 0xBE | 0xBF, ..]),
            _ => true,
        };
        if is_bad {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

//! Writing a value as text in the style of the document around it.

use serde_json::Value;

use super::quote::{self, Place};
use crate::gather::Gather;
use crate::texts;
use crate::tree::{NodeKind, Style, Tree};
use crate::{Format, text};

/// How this document is written, so that what is added looks like it.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent habits of a text, not states"
)]
pub(super) struct Pen {
    /// The line break.
    pub(super) eol: &'static str,
    /// How many spaces a level is indented by.
    pub(super) step: usize,
    /// Whether the dash of a list stands under the first letter of its key.
    pub(super) indentless: bool,
    /// The quotes to use where some are needed.
    pub(super) quote: Style,
    /// JSON: everything quoted, nothing in block style.
    pub(super) json: bool,
    /// Whether flow style goes without blanks after colons and commas.
    pub(super) dense: bool,
    /// Whether texts of several lines may become block scalars.
    pub(super) block_scalars: bool,
}

impl Pen {
    /// The style where nothing is there to follow.
    pub(super) const fn plain(json: bool) -> Self {
        Self {
            eol: "\n",
            step: 2,
            indentless: false,
            quote: Style::DoubleQuoted,
            json,
            dense: false,
            block_scalars: true,
        }
    }

    /// Learns the style of a document.
    pub(super) fn of(tree: &Tree, format: Format) -> Self {
        let mut pen = Self {
            step: 0,
            ..Self::plain(format == Format::Json)
        };
        let end = text::line_end(&tree.text, 0);
        pen.eol = match text::line_break(&tree.text, end) {
            "\r\n" => "\r\n",
            "\r" => "\r",
            _ => "\n",
        };
        pen.learn(tree);
        pen
    }

    /// The line break that ends the line of an offset, or the usual one where none does.
    pub(super) fn with_line_break_at(mut self, source: &str, offset: usize) -> Self {
        match text::line_break(source, text::line_end(source, offset)) {
            "\r\n" => self.eol = "\r\n",
            "\n" => self.eol = "\n",
            _ => {}
        }
        self
    }

    fn learn(&mut self, tree: &Tree) {
        let (mut indented, mut indentless, mut single, mut double) = (0, 0, 0, 0);
        let (mut dense, mut airy) = (0, 0);
        for node in &tree.nodes {
            match &node.kind {
                NodeKind::Scalar {
                    style: Style::SingleQuoted,
                    ..
                } => single += 1,
                NodeKind::Scalar {
                    style: Style::DoubleQuoted,
                    ..
                } => double += 1,
                NodeKind::Mapping { entries, flow } => {
                    for entry in entries {
                        let value = tree.node(entry.value);
                        if *flow {
                            let after = tree.text.as_bytes().get(entry.colon + 1);
                            let blank = after.is_none_or(u8::is_ascii_whitespace);
                            *(if blank { &mut airy } else { &mut dense }) += 1;
                            continue;
                        }
                        let own = text::column(&tree.text, entry.start);
                        match &value.kind {
                            NodeKind::Sequence { flow: false, .. } => {
                                let dash = text::column(&tree.text, value.content);
                                *(if dash > own {
                                    &mut indented
                                } else {
                                    &mut indentless
                                }) += 1;
                            }
                            NodeKind::Mapping { flow: false, .. } if self.step == 0 => {
                                self.step =
                                    text::column(&tree.text, value.content).saturating_sub(own);
                            }
                            _ => {}
                        }
                    }
                    if *flow && self.json && self.step == 0 {
                        self.step = entries.first().map_or(0, |first| {
                            let inner = text::column(&tree.text, first.start);
                            let outer = text::indentation(&tree.text, node.content).len();
                            if text::begins_line(&tree.text, first.start) {
                                inner.saturating_sub(outer)
                            } else {
                                0
                            }
                        });
                    }
                }
                _ => {}
            }
        }
        if !(1..=8).contains(&self.step) {
            self.step = 2;
        }
        self.indentless = indentless > indented;
        self.dense = dense > airy;
        if single > double {
            self.quote = Style::SingleQuoted;
        }
    }

    /// A value on one line, or `None` where it needs lines of its own in block style.
    pub(super) fn inline(&self, value: &Value, before: Option<Style>) -> Option<String> {
        match value {
            Value::Object(map) if !map.is_empty() => None,
            Value::Array(items) if !items.is_empty() => None,
            Value::String(text) if self.is_block_scalar(text) => None,
            value => Some(self.scalar(value, Place::Block, before)),
        }
    }

    fn scalar(&self, value: &Value, place: Place, before: Option<Style>) -> String {
        match value {
            Value::String(text) => {
                let place = if self.json { Place::Json } else { place };
                quote::string(text, place, before, self.quote)
            }
            Value::Object(_) => "{}".to_owned(),
            Value::Array(_) => "[]".to_owned(),
            Value::Null => "null".to_owned(),
            Value::Bool(flag) => flag.to_string(),
            Value::Number(number) => number.to_string(),
        }
    }

    /// A key.
    pub(super) fn key(&self, key: &str, flow: bool, before: Option<Style>) -> String {
        let place = match (self.json, flow) {
            (true, _) => Place::Json,
            (_, true) => Place::Flow,
            _ => Place::Block,
        };
        quote::key(key, place, before, self.quote)
    }

    /// What follows `key:` for a key that stands at a column; begins with its blank or line break.
    pub(super) fn after_colon(&self, value: &Value, column: usize) -> String {
        if let Some(inline) = self.inline(value, None) {
            return format!(" {inline}");
        }
        match value {
            Value::String(text) => format!(" {}", self.block_scalar(text, column + self.step)),
            value => {
                let column = self.child_column(value, column);
                format!(
                    "{}{}{}",
                    self.eol,
                    " ".repeat(column),
                    self.lines(value, column)
                )
            }
        }
    }

    /// What follows the dash of an item at a column; begins with its blank.
    pub(super) fn after_dash(&self, value: &Value, column: usize) -> String {
        match value {
            Value::String(text) if self.is_block_scalar(text) => {
                format!(" {}", self.block_scalar(text, column + 2))
            }
            value => match self.inline(value, None) {
                Some(inline) => format!(" {inline}"),
                None => format!(" {}", self.lines(value, column + 2)),
            },
        }
    }

    /// The column of the lines of a collection below a key.
    pub(super) fn child_column(&self, value: &Value, column: usize) -> usize {
        if value.is_array() && self.indentless {
            column
        } else {
            column + self.step
        }
    }

    /// The lines of a collection in block style; the first one without its indentation, the last one
    /// without its line break.
    pub(super) fn lines(&self, value: &Value, column: usize) -> String {
        let mut text = String::new();
        let break_line = |text: &mut String| {
            if !text.is_empty() {
                text.push_str(self.eol);
                text.extend(std::iter::repeat_n(' ', column));
            }
        };
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    break_line(&mut text);
                    text.push_str(&self.entry(key, value, column));
                }
            }
            Value::Array(items) => {
                for item in items {
                    break_line(&mut text);
                    text.push('-');
                    text.push_str(&self.after_dash(item, column));
                }
            }
            value => text = self.scalar(value, Place::Block, None),
        }
        text
    }

    /// One entry in block style.
    pub(super) fn entry(&self, key: &str, value: &Value, column: usize) -> String {
        format!(
            "{}:{}",
            self.key(key, false, None),
            self.after_colon(value, column)
        )
    }

    /// A value in flow style on one line.
    pub(super) fn flow(&self, value: &Value, before: Option<Style>) -> String {
        let comma = if self.dense { "," } else { ", " };
        match value {
            Value::Object(map) if !map.is_empty() => {
                let entries: Vec<String> = map
                    .iter()
                    .map(|(key, value)| self.flow_entry(key, value))
                    .gather();
                format!("{{{}}}", texts::join(&entries, comma))
            }
            Value::Array(items) if !items.is_empty() => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item, None)).gather();
                format!("[{}]", texts::join(&items, comma))
            }
            value => self.scalar(value, Place::Flow, before),
        }
    }

    /// One entry in flow style.
    pub(super) fn flow_entry(&self, key: &str, value: &Value) -> String {
        // Without quotes around the key `{a:1}` would be the key `a:1`.
        let blank = if self.dense && self.json { "" } else { " " };
        format!(
            "{}:{blank}{}",
            self.key(key, true, None),
            self.flow(value, None)
        )
    }

    /// A value in flow style, collections over several lines as JSON is usually printed.
    pub(super) fn flow_lines(&self, value: &Value, column: usize, before: Option<Style>) -> String {
        let inner = column + self.step;
        let open = |children: Vec<String>, brackets: [char; 2]| {
            let separator = format!(",{}{}", self.eol, " ".repeat(inner));
            format!(
                "{}{eol}{}{}{eol}{}{}",
                brackets[0],
                " ".repeat(inner),
                texts::join(&children, &separator),
                " ".repeat(column),
                brackets[1],
                eol = self.eol,
            )
        };
        match value {
            Value::Object(map) if !map.is_empty() => {
                let children = map
                    .iter()
                    .map(|(key, value)| self.flow_entry_lines(key, value, inner));
                open(children.gather(), ['{', '}'])
            }
            Value::Array(items) if !items.is_empty() => {
                let children = items.iter().map(|item| self.flow_lines(item, inner, None));
                open(children.collect(), ['[', ']'])
            }
            value => self.scalar(value, Place::Flow, before),
        }
    }

    /// One entry in flow style over several lines.
    pub(super) fn flow_entry_lines(&self, key: &str, value: &Value, column: usize) -> String {
        format!(
            "{}: {}",
            self.key(key, true, None),
            self.flow_lines(value, column, None)
        )
    }

    fn is_block_scalar(&self, text: &str) -> bool {
        let lines = text.trim_end_matches('\n');
        self.block_scalars
            && !self.json
            && text.contains('\n')
            && !lines.is_empty()
            && !lines.starts_with([' ', '\t', '\n'])
            && lines
                .chars()
                .all(|c| c == '\n' || c == '\t' || quote::is_printable(c))
    }

    /// A block scalar with its lines at a column, from its `|` on.
    pub(super) fn block_scalar(&self, text: &str, column: usize) -> String {
        let body = text.trim_end_matches('\n');
        let breaks = text.len() - body.len();
        let mut written = String::from(match breaks {
            0 => "|-",
            1 => "|",
            _ => "|+",
        });
        for line in body.split('\n') {
            written.push_str(self.eol);
            if !line.is_empty() {
                written.extend(std::iter::repeat_n(' ', column));
                written.push_str(line);
            }
        }
        for _ in 1..breaks {
            written.push_str(self.eol);
        }
        written
    }
}

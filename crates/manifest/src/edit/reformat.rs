//! Formatting a text when somebody asks for it: two blanks a level, lists in line with their key as kubectl writes them,
//! no blanks at the ends of lines. Comments, quotes, line ends and the order stay as they are.

use std::ops::Range;

use super::{EditError, write_json};
use crate::document::{Document, Format};
use crate::gather::Gather;
use crate::tree::{NodeId, NodeKind, Tree};

impl Document {
    /// Formats the whole text.
    ///
    /// # Errors
    /// The text is broken, or would be read as something else; it is then unchanged.
    pub fn reformat(&mut self) -> Result<(), EditError> {
        if !self.is_intact() {
            return Err(self.unreadable());
        }
        let text = match self.format() {
            Format::Json => {
                let written = self.document_values().iter().map(write_json).gather();
                let mut text = written.join("\n");
                text.push('\n');
                text
            }
            Format::Yaml => Layout::of(self.tree()).apply(self.text()),
        };
        let expected = self.object_values();
        self.become_text(text, &expected, self.chosen())
    }
}

/// Where lines belong.
#[derive(Default)]
struct Layout {
    /// The byte at which something begins on a level of its own, and its new column.
    starts: Vec<(usize, usize)>,
    /// What spans several lines without levels of its own: block and quoted texts, and what stands in brackets.
    whole: Vec<Range<usize>>,
}

impl Layout {
    fn of(tree: &Tree) -> Self {
        let mut layout = Self::default();
        for part in &tree.parts {
            layout.walk(tree, part.root, 0);
        }
        layout
    }

    fn walk(&mut self, tree: &Tree, id: NodeId, column: usize) {
        let node = tree.node(id);
        match &node.kind {
            NodeKind::Mapping {
                entries,
                flow: false,
            } => {
                for entry in entries {
                    self.starts.push((entry.start, column));
                    let is_list = matches!(
                        tree.node(entry.value).kind,
                        NodeKind::Sequence { flow: false, .. }
                    );
                    self.walk(tree, entry.value, if is_list { column } else { column + 2 });
                }
            }
            NodeKind::Sequence { items, flow: false } => {
                for item in items {
                    self.starts.push((item.start, column));
                    self.walk(tree, item.value, column + 2);
                }
            }
            _ => self.whole.push(node.start..node.end),
        }
    }

    /// The new column of what begins at a byte.
    fn column_at(&self, byte: usize) -> Option<usize> {
        let found = self.starts.binary_search_by(|(start, _)| start.cmp(&byte));
        found.ok().map(|at| self.starts[at].1)
    }

    /// Whether a byte is in something that began on a line before this one.
    fn is_inside(&self, line_start: usize, byte: usize) -> bool {
        let after = self.whole.partition_point(|range| range.start < line_start);
        after > 0 && self.whole[after - 1].end > byte
    }

    fn apply(&self, text: &str) -> String {
        let mut formatted = String::with_capacity(text.len());
        // Comments wait for what they stand above.
        let mut waiting: Vec<&str> = Vec::new();
        let mut shift = 0_isize;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let body = line.trim_start_matches(' ');
            let first = start + line.len() - body.len();
            let is_blank = body.trim().is_empty();
            if self.is_inside(start, first.max(start)) {
                flush(&mut formatted, &mut waiting, None);
                push_shifted(&mut formatted, line, body, shift, is_blank);
            } else if let Some(column) = self.column_at(first) {
                flush(&mut formatted, &mut waiting, Some(column));
                let (written, last) = self.line(body, first, column);
                let old = column_of(text, last.0, start);
                shift = signed(last.1) - signed(old);
                push_blanks(&mut formatted, column);
                let spans = self
                    .whole
                    .iter()
                    .any(|range| range.start < at && range.start >= start && range.end >= at);
                formatted.push_str(&if spans { written } else { trimmed(&written) });
            } else if body.starts_with('#') {
                waiting.push(body);
            } else if is_blank && !waiting.is_empty() {
                waiting.push(line);
            } else {
                flush(&mut formatted, &mut waiting, None);
                formatted.push_str(&if is_blank {
                    trimmed(line)
                } else {
                    line.to_owned()
                });
            }
        }
        flush(&mut formatted, &mut waiting, None);
        formatted
    }

    /// A line whose content begins on a level of its own, with one blank behind each dash; and the last such beginning on
    /// it: its byte, and its new column.
    fn line(&self, body: &str, first: usize, column: usize) -> (String, (usize, usize)) {
        let mut written = String::new();
        let (mut rest, mut at, mut last) = (body, first, (first, column));
        while let Some(behind) = rest.strip_prefix('-') {
            let content = behind.trim_start_matches(' ');
            let next = at + rest.len() - content.len();
            let Some(column) = self.column_at(next).filter(|_| next > at + 1) else {
                break;
            };
            written.push_str("- ");
            (rest, at, last) = (content, next, (next, column));
        }
        // A text behind a dash has no level of its own.
        if let Some(content) = rest.strip_prefix("- ") {
            written.push_str("- ");
            rest = content.trim_start_matches(' ');
        }
        written.push_str(rest);
        (written, last)
    }
}

/// Writes the comments that waited, in the column of what they stand above; as they were where that is nothing.
fn flush(formatted: &mut String, waiting: &mut Vec<&str>, column: Option<usize>) {
    for line in waiting.drain(..) {
        if line.starts_with('#') {
            push_blanks(formatted, column.unwrap_or_default());
        }
        formatted.push_str(&trimmed(line));
    }
}

fn push_shifted(formatted: &mut String, line: &str, body: &str, shift: isize, is_blank: bool) {
    if is_blank {
        formatted.push_str(line);
        return;
    }
    let old = signed(line.len() - body.len());
    push_blanks(formatted, usize::try_from(old + shift).unwrap_or_default());
    formatted.push_str(body);
}

fn push_blanks(formatted: &mut String, count: usize) {
    for _ in 0..count {
        formatted.push(' ');
    }
}

/// A line without blanks at its end.
fn trimmed(line: &str) -> String {
    let content = line.trim_end_matches(['\n', '\r']);
    [
        content.trim_end_matches([' ', '\t']),
        &line[content.len()..],
    ]
    .concat()
}

/// How many characters stand before a byte on its line.
fn column_of(text: &str, byte: usize, line_start: usize) -> usize {
    text[line_start..byte].chars().count()
}

fn signed(column: usize) -> isize {
    isize::try_from(column).unwrap_or(isize::MAX)
}

#[cfg(test)]
mod tests {
    use crate::Document;

    fn formatted(text: &str) -> String {
        let mut document = Document::parse(text);
        document.reformat().unwrap();
        document.text().to_owned()
    }

    #[test]
    fn levels_have_two_blanks_and_lists_stand_in_line() {
        let text = "\
# head
kind:   DaemonSet   # kept
spec:
    # of the template
    template:
          spec:
              containers:
                  # the first
                  -   name: \"agent\"  
                      args: [ a,
                        b ]
                      command:
                          - sh
                          -   -c
                          - |
                              set -e
                                run

                              done
                  - name: other
";
        let expected = "\
# head
kind:   DaemonSet   # kept
spec:
  # of the template
  template:
    spec:
      containers:
      # the first
      - name: \"agent\"
        args: [ a,
          b ]
        command:
        - sh
        - -c
        - |
            set -e
              run

            done
      - name: other
";
        assert_eq!(formatted(text), expected);
        assert_eq!(formatted(expected), expected);
    }

    #[test]
    fn documents_and_line_ends_stay() {
        let text = "---\r\nkind: A\r\nspec:\r\n    a: 1 \r\n---\r\n# b\r\nkind: B\r\n";
        assert_eq!(
            formatted(text),
            "---\r\nkind: A\r\nspec:\r\n  a: 1\r\n---\r\n# b\r\nkind: B\r\n"
        );
    }

    #[test]
    fn json_is_written_over_several_lines() {
        assert_eq!(
            formatted("{\"kind\":\"A\",\"spec\":{}}"),
            "{\n  \"kind\": \"A\",\n  \"spec\": {}\n}\n"
        );
    }

    #[test]
    fn a_broken_text_stays_as_it_is() {
        let mut document = Document::parse("a: [\n");
        assert!(document.reformat().is_err());
        assert_eq!(document.text(), "a: [\n");
    }
}

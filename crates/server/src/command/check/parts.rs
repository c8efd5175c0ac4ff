//! The parts of a file: what stands between its lines `---`.

use manifest::Document;

/// The part of a file between two lines `---`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part<'t> {
    /// How many lines of the file come before its first one.
    pub(super) lines_before: u32,
    /// The text.
    pub(super) text: &'t str,
}

impl Part<'_> {
    /// Reads it. What a cluster has printed of many objects may be longer than a manifest.
    pub(super) fn read(&self) -> Document {
        let document = Document::parse(self.text);
        if document.is_intact() {
            return document;
        }
        let objects = Document::parse_objects(self.text);
        // As long as this only a list may be.
        if objects.is_intact() && objects.object_count() > objects.document_count() {
            objects
        } else {
            document
        }
    }
}

/// The parts of a text. Those of nothing but comments are left out.
///
/// A line that begins with three dashes begins a document wherever it stands, even inside a block
/// of text; so it is in YAML and for kubectl.
pub(super) fn split(text: &str) -> Vec<Part<'_>> {
    let mut starts = vec![(0, 0)];
    let mut offset = 0;
    for (number, line) in (0..).zip(text.split_inclusive('\n')) {
        if is_separator(line) && number > 0 {
            starts.push((number, offset));
        }
        offset += line.len();
    }
    let ends = starts.iter().skip(1).map(|&(_, start)| start);
    let places = starts.iter().zip(ends.chain([text.len()]));
    let parts = places.map(|(&(lines_before, start), end)| Part {
        lines_before,
        text: &text[start..end],
    });
    let mut parts: Vec<Part> = parts.collect();
    // Of a text that says nothing at all that is said.
    if parts.iter().any(|part| !is_blank(part.text)) {
        parts.retain(|part| !is_blank(part.text));
    } else {
        parts.truncate(1);
    }
    parts
}

fn is_separator(line: &str) -> bool {
    line.strip_prefix("---")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

fn is_blank(part: &str) -> bool {
    part.lines().all(|line| {
        let content = if is_separator(line) { &line[3..] } else { line };
        let content = content.trim_start_matches('\u{feff}').trim_start();
        content.is_empty() || content.starts_with('#') || content == "..."
    })
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn documents_keep_their_lines() {
        for (text, expected) in [
            (
                "a: 1\n---\nb: 2\n",
                &[(0, "a: 1\n"), (1, "---\nb: 2\n")][..],
            ),
            ("# c\n---\na: 1\n--- # d\n\n", &[(1, "---\na: 1\n")]),
            ("---\na: |\n  ---\n", &[(0, "---\na: |\n  ---\n")]),
            ("---x: 1\n", &[(0, "---x: 1\n")]),
            ("", &[(0, "")]),
            ("---\n# c\n---\n", &[(0, "---\n# c\n")]),
        ] {
            let parts = split(text);
            let parts: Vec<_> = parts
                .iter()
                .map(|part| (part.lines_before, part.text))
                .collect();
            assert_eq!(parts, expected, "{text:?}");
        }
    }
}

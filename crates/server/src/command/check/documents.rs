//! The documents of a file, each judged alone.

use std::borrow::Cow;

use manifest::{Document, FieldPath};
use preflight::{Facts, Policy, Problem, Report, Severity, Source};

/// One document of a file, or one item of a list in it, as a text of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part<'t> {
    /// How many lines of the file come before its first one.
    pub(super) lines_before: u32,
    /// The text, each character in the column that it has in the file.
    pub(super) text: Cow<'t, str>,
}

/// One document and what is said of it.
pub(super) struct Checked<'f> {
    /// The file, as it was named.
    pub(super) file: &'f str,
    /// The document's number in the file, counted from zero.
    pub(super) number: usize,
    /// The document; of its lines the first is 1, wherever it stands in the file.
    document: Document,
    /// How many lines of the file come before it.
    lines_before: u32,
    /// The verdict, at the lines of the file.
    pub(super) report: Report,
    /// Whether it is no DaemonSet, and so nothing is said of it.
    pub(super) is_other_kind: bool,
}

impl<'f> Checked<'f> {
    pub(super) fn new(
        file: &'f str,
        number: usize,
        part: &Part,
        facts: &Facts,
        policy: &Policy,
    ) -> Self {
        let document = Document::parse(&*part.text);
        let mut report = preflight::report(&document, facts, policy);
        // A file often holds what the DaemonSet needs besides. Whoever means a DaemonSet writes the
        // word, so another word is another object and not a mistake.
        let is_other_kind = document.is_intact()
            && !report.api_version.is_empty()
            && !report.kind.is_empty()
            && report.kind != "DaemonSet";
        if is_other_kind {
            report.accepted = true;
            report.problems = vec![not_checked(&report.kind, &document)];
        }
        for line in report
            .problems
            .iter_mut()
            .filter_map(|problem| problem.line.as_mut())
        {
            *line += part.lines_before;
        }
        Self {
            file,
            number,
            document,
            lines_before: part.lines_before,
            report,
            is_other_kind,
        }
    }

    /// The line and the column in the file of a field, or of what there is of the way to it, and its text.
    pub(super) fn find(&self, path: &FieldPath) -> Option<(u32, u32, &str)> {
        let position = self.document.position(path)?;
        let text = self.document.text().get(position.start..position.end)?;
        Some((position.line + self.lines_before, position.column, text))
    }
}

fn not_checked(kind: &str, document: &Document) -> Problem {
    let path = FieldPath::root().key("kind");
    let position = document.position(&path);
    Problem {
        severity: Severity::Info,
        source: Source::Decode,
        reason: "UnknownKind".to_owned(),
        field: path.to_string(),
        message: format!("only DaemonSets are checked, and this is a {kind}"),
        path,
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
    }
}

/// The documents of a text. Those of nothing but comments are left out.
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
        text: text[start..end].into(),
    });
    let mut parts: Vec<Part> = parts.collect();
    let is_only = parts.len() == 1;
    parts.retain(|part| is_only || !is_blank(&part.text));
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
    use preflight::{Facts, Policy};

    use super::{Checked, split};

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
        ] {
            let parts = split(text);
            let parts: Vec<_> = parts
                .iter()
                .map(|part| (part.lines_before, &*part.text))
                .collect();
            assert_eq!(parts, expected, "{text:?}");
        }
    }

    #[test]
    fn problems_are_told_at_the_lines_of_the_file() {
        let daemon_set = "---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: A}\n";
        let text = daemon_set.repeat(3);
        for (number, part) in split(&text).iter().enumerate() {
            let checked = Checked::new("f", number, part, &Facts::default(), &Policy::kubernetes());
            let mut problems = checked.report.problems.iter();
            let name = problems
                .find(|problem| problem.field == "metadata.name")
                .unwrap();
            let line = u32::try_from(4 * number + 4).unwrap();
            assert_eq!((name.line, name.column), (Some(line), Some(12)));
            let found = checked.find(&name.path).unwrap();
            assert_eq!(found, (line, 12, "name: A"));
        }
    }
}

//! The documents of a file, each judged alone.

use manifest::{Document, FieldPath};
use preflight::{Facts, Policy, Problem, Report, Severity, Source};

/// One document and what is said of it.
pub(super) struct Checked<'f> {
    /// The file, as it was named.
    pub(super) file: &'f str,
    /// The document's number in the file, counted from zero.
    pub(super) number: usize,
    /// The document, at the lines that it has in the file.
    pub(super) document: Document,
    /// The verdict.
    pub(super) report: Report,
    /// Whether it is no DaemonSet, and so nothing is said of it.
    pub(super) is_other_kind: bool,
}

impl<'f> Checked<'f> {
    pub(super) fn new(
        file: &'f str,
        number: usize,
        part: &str,
        facts: &Facts,
        policy: &Policy,
    ) -> Self {
        let document = Document::parse(part);
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
        Self {
            file,
            number,
            document,
            report,
            is_other_kind,
        }
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

/// The documents of a text, each with empty lines before it in place of those that come before it
/// in the file, so that it keeps its line numbers. Documents of nothing but comments are left out.
///
/// A line that begins with three dashes begins a document wherever it stands, even inside a block
/// of text; so it is in YAML and for kubectl.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if is_separator(line) && number > 0 {
            parts.push(std::mem::take(&mut part));
            part.push_str(&"\n".repeat(number));
        }
        part.push_str(line);
    }
    parts.push(part);
    let is_only = parts.len() == 1;
    parts.retain(|part| is_only || !is_blank(part));
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
        assert_eq!(split("a: 1\n---\nb: 2\n"), ["a: 1\n", "\n---\nb: 2\n"]);
        assert_eq!(split("# c\n---\na: 1\n--- # d\n\n"), ["\n---\na: 1\n"]);
        assert_eq!(split("---\na: |\n  ---\n"), ["---\na: |\n  ---\n"]);
        assert_eq!(split("---x: 1\n"), ["---x: 1\n"]);
        assert_eq!(split(""), [""]);
    }
}

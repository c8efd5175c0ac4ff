//! What puts a problem right at one press: what was meant in the place of what somebody stumbled over, or the line
//! that is missing between two objects.

use manifest::{Document, StumbleKind};
use preflight::Problem;

use crate::text::wizard::judgement as words;

/// An answer to a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What was meant, in the place of what looks like it.
    Meant(StumbleKind),
    /// A `---` before this line, counted from 1.
    Divide(u32),
}

impl Answer {
    /// The answer to a problem; none where nothing puts it right by itself.
    #[must_use]
    pub fn to(problem: &Problem, document: &Document) -> Option<Self> {
        let is_head = ["apiVersion", "kind"].contains(&problem.field.as_str());
        let answer = if problem.reason == "DuplicateField" && is_head {
            Self::Divide(first_line(document.text(), problem.line?))
        } else {
            Self::Meant(StumbleKind::of_reason(&problem.reason)?)
        };
        answer.text(document).map(|_| answer)
    }

    /// The text with this answer; none where it has none.
    #[must_use]
    pub fn text(self, document: &Document) -> Option<String> {
        match self {
            Self::Meant(kind) => document.without(kind),
            Self::Divide(line) => {
                let text = divided(document.text(), line)?;
                let divided = Document::parse(text.as_str());
                // Only where it makes two objects of one.
                let is_more = divided.object_count() == document.object_count() + 1;
                is_more.then_some(text)
            }
        }
    }

    /// What its button says.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Meant(StumbleKind::NoBreakSpace) => words::put_plain_spaces(),
            Self::Meant(StumbleKind::CurlyQuote) => words::put_straight_quotes(),
            Self::Meant(StumbleKind::SlashComment) => words::put_hash_comments(),
            Self::Meant(_) => words::put_plain_marks(),
            Self::Divide(_) => words::put_divider(),
        }
    }
}

/// The line with which an object begins of which this line is one of the first two keys.
fn first_line(text: &str, line: u32) -> u32 {
    let before = line
        .checked_sub(2)
        .and_then(|at| text.lines().nth(usize::try_from(at).ok()?));
    let is_head = |line: &str| line.starts_with("apiVersion:") || line.starts_with("kind:");
    if before.is_some_and(is_head) {
        line - 1
    } else {
        line
    }
}

/// A text with a `---` before a line.
fn divided(text: &str, line: u32) -> Option<String> {
    let mut divided = String::with_capacity(text.len() + 5);
    let mut number = 0;
    for part in text.split_inclusive('\n') {
        number += 1;
        if number == line {
            divided.push_str(if part.ends_with("\r\n") {
                "---\r\n"
            } else {
                "---\n"
            });
        }
        divided.push_str(part);
    }
    (divided.len() > text.len()).then_some(divided)
}

#[cfg(test)]
mod tests {
    use manifest::Document;
    use preflight::{Facts, Policy};

    use super::Answer;

    #[test]
    fn two_objects_that_run_into_one_are_divided() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: b}\n";
        let document = Document::parse(text);
        let report = preflight::report(&document, &Facts::default(), &Policy::default());
        let answers: Vec<_> = report
            .problems
            .iter()
            .filter_map(|problem| Answer::to(problem, &document))
            .collect();
        assert_eq!(answers, [Answer::Divide(4), Answer::Divide(4)]);
        let divided = answers[0].text(&document).unwrap();
        assert_eq!(
            divided,
            text.replace("apiVersion: apps", "---\napiVersion: apps")
        );
        assert_eq!(Document::parse(divided).object_count(), 2);
    }

    #[test]
    fn a_key_that_is_merely_written_twice_has_no_such_answer() {
        let document =
            Document::parse("kind: DaemonSet\nmetadata: {name: b}\nspec: {a: 1, a: 2}\n");
        let report = preflight::report(&document, &Facts::default(), &Policy::default());
        assert!(
            report
                .problems
                .iter()
                .all(|problem| Answer::to(problem, &document).is_none())
        );
    }
}

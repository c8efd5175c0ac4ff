//! Each problem with its line, what is wrong and what would be right.

use std::borrow::Cow;
use std::io::{self, Write};

use manifest::FieldPath;
use preflight::{Problem, Severity};

use crate::command::check::documents::Checked;
use crate::command::check::snippet::{self, Place};
use crate::command::check::style::Style;

/// One thing that is told with its line.
pub(super) struct Finding<'a> {
    severity: Severity,
    message: Cow<'a, str>,
    field: &'a str,
    place: Option<Place>,
}

impl<'a> Finding<'a> {
    pub(super) fn of_problem(problem: &'a Problem, checked: &Checked) -> Self {
        let place = problem.line.zip(problem.column).map(|(line, column)| {
            let place = place_of(checked, &problem.path);
            // A fault of the text lies at a character, not at a field.
            place
                .filter(|place| (place.line, place.column) == (line as usize, column as usize))
                .unwrap_or(Place {
                    line: line as usize,
                    column: column as usize,
                    width: 1,
                })
        });
        Self {
            severity: problem.severity,
            message: problem.message.to_string().into(),
            field: &problem.field,
            place,
        }
    }

    /// A warning begins with its field, as far as it has one.
    pub(super) fn of_warning(warning: &'a str, checked: &Checked) -> Self {
        let with_field = warning
            .split_once(": ")
            .filter(|(field, _)| field.starts_with("spec."));
        let (field, message) = with_field.unwrap_or(("", warning));
        let path: Option<FieldPath> = field.parse().ok().filter(|_| !field.is_empty());
        Self {
            severity: Severity::Warning,
            message: message.into(),
            field,
            place: path.and_then(|path| place_of(checked, &path)),
        }
    }

    pub(super) fn print(
        &self,
        file: &str,
        text: &str,
        style: Style,
        output: &mut impl Write,
    ) -> io::Result<()> {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "note",
        };
        let (message, allowed) = explain(&self.message);
        let word = style.severity(self.severity, word);
        writeln!(output, "{word}: {}", style.strong(message))?;
        let mut margin = String::new();
        if let Some(place) = self.place {
            margin = " ".repeat(place.line.to_string().len());
            let arrow = style.faint("──▶");
            writeln!(
                output,
                "{margin}{arrow} {file}:{}:{}",
                place.line, place.column
            )?;
            let paint = |marker: &str| style.severity(self.severity, marker);
            output.write_all(snippet::draw(text, place, paint, style).as_bytes())?;
        }
        let field = Some(self.field).filter(|field| !field.is_empty());
        for note in allowed.iter().map(String::as_str).chain(field) {
            writeln!(output, "{margin} {} {note}", style.faint("="))?;
        }
        writeln!(output)
    }
}

/// The field, or what there is of the way to it, as far as it stands on its first line.
fn place_of(checked: &Checked, path: &FieldPath) -> Option<Place> {
    let (line, column, meant) = checked.find(path)?;
    let first_line = meant.lines().next().unwrap_or_default();
    Some(Place {
        line: line as usize,
        column: column as usize,
        width: first_line.trim_end().chars().count(),
    })
}

/// What is wrong, and what would be right, out of a message of Kubernetes'. Regular expressions are
/// left to the JSON output.
fn explain(message: &str) -> (&str, Option<String>) {
    if let Some((wrong, supported)) = message.split_once(": supported values: ") {
        return (wrong, Some(format!("allowed: {supported}")));
    }
    if let Some((wrong, examples)) = message.split_once(" (e.g. ") {
        let examples = examples.split(", regex used").next().unwrap_or_default();
        let examples = examples.trim_end_matches(')').replace(",  or", " or");
        return (wrong, Some(format!("for example {examples}")));
    }
    (message, None)
}

#[cfg(test)]
mod tests {
    use super::explain;

    #[test]
    fn tells_what_is_wrong_and_what_is_allowed() {
        assert_eq!(
            explain("Unsupported value: \"x\": supported values: \"a\", \"b\""),
            (
                "Unsupported value: \"x\"",
                Some("allowed: \"a\", \"b\"".to_owned())
            )
        );
        assert_eq!(
            explain("must be so (e.g. 'a',  or 'b', regex used for validation is '(e.g. x)')"),
            ("must be so", Some("for example 'a' or 'b'".to_owned()))
        );
        assert_eq!(explain("Required value"), ("Required value", None));
    }
}

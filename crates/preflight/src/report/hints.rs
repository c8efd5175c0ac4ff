//! What people stumble over in a text, said in the place of what the reader says who cannot know it.

use manifest::message::stumble as said;
use manifest::{Document, Stumble, StumbleKind};

use crate::problem::{Problem, Severity, Source};

/// Puts what somebody stumbled over among the problems of a text, which know their lines. An error of syntax
/// that comes from it gives way; what Kubernetes says of a line stays.
pub(super) fn add(document: &Document, problems: &mut Vec<Problem>) {
    for stumble in document.stumbles() {
        if stumble.kind.is_of_whole() && !document.is_intact() {
            *problems = vec![hint(&stumble, Severity::Error, Source::Syntax)];
            return;
        }
        let is_error = |problem: &Problem| problem.severity == Severity::Error;
        let is_near = |problem: &Problem, far: u32| {
            // What follows a comment that is none belongs to it, however far it goes.
            if stumble.kind == StumbleKind::SlashComment {
                return true;
            }
            let line = problem.line.unwrap_or_default();
            let lines = &stumble.lines;
            lines
                .iter()
                .any(|near| (*near..=near + far).contains(&line))
        };
        let before = problems.len();
        // The reader may notice it a line late.
        problems.retain(|it| !(is_error(it) && it.source == Source::Syntax && is_near(it, 1)));
        let (severity, source) = if problems.len() < before {
            (Severity::Error, Source::Syntax)
        } else if problems.iter().any(|it| is_error(it) && is_near(it, 0)) {
            (Severity::Error, Source::Decode)
        } else {
            (Severity::Warning, Source::Decode)
        };
        problems.insert(0, hint(&stumble, severity, source));
    }
}

fn hint(stumble: &Stumble, severity: Severity, source: Source) -> Problem {
    let letter = stumble.found.chars().next().unwrap_or_default();
    let code = format!("{:04X}", u32::from(letter));
    let mut message = match stumble.kind {
        StumbleKind::NoBreakSpace => said::no_break_space(code),
        StumbleKind::CurlyQuote => said::curly_quote(letter),
        StumbleKind::FullWidth => said::full_width(letter, code),
        StumbleKind::SlashComment => said::slash_comment(&stumble.found),
        StumbleKind::Template => said::template(),
        StumbleKind::LostLineBreaks => said::lost_line_breaks(),
    };
    let more = stumble.lines.len().saturating_sub(1);
    if more > 0 {
        message = said::more_lines(message, more);
    }
    let reason = stumble.kind.reason();
    let mut problem = Problem::at(stumble.path.clone(), severity, source, reason, message);
    problem.line = stumble.lines.first().copied();
    problem.column = Some(stumble.column);
    problem
}

//! What a problem says first: one short sentence of ours, in the reader's language. What the API server or
//! the forecast says of it stands behind, whole.

use contract::problem::SAME_EXISTS;
use manifest::StumbleKind;
use preflight::Problem;

use crate::text::said;
use crate::text::wizard::{judgement as hints, reason as words};

/// The short sentence of a reason; none where the message is ours and short itself.
#[must_use]
pub fn sentence(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "FieldValueRequired" => words::missing(),
        "FieldValueInvalid" => words::invalid(),
        "FieldValueNotSupported" => words::not_supported(),
        "FieldValueForbidden" => words::forbidden(),
        "FieldValueDuplicate" | "DuplicateField" => words::duplicate(),
        "FieldValueTooLong" | "TooLarge" | "TooDeep" => words::too_long(),
        "FieldValueTooMany" | "TooManyNodes" => words::too_many(),
        "FieldValueNotFound" | "NotFound" => words::not_found(),
        "UnknownField" => words::unknown_field(),
        "WrongType" | "FieldValueTypeInvalid" => words::wrong_type(),
        "Syntax" => words::syntax(),
        "NotServed" => words::not_served(),
        "Conflict" => words::conflict(),
        "AlreadyExists" | SAME_EXISTS => words::taken(),
        "FieldDropped" => words::dropped(),
        "SelectorOverlap" => words::overlap(),
        "QuotaExceeded" => words::quota(),
        "LimitRange" | "LimitMissing" => words::limits(),
        "PodSecurity" | "PodSecurityWarn" | "PodSecurityAudit" => words::pod_security(),
        "NoNodes" => words::no_nodes(),
        "Pending" => words::pending(),
        "Preempts" => words::preempts(),
        "Contested" => words::contested(),
        "RolloutStuck" => words::stuck(),
        "SurgeConflict" => words::surge(),
        "SharedClaim" => words::shared_claim(),
        "PodsStopped" => words::stopped(),
        "Ignored" => words::ignored(),
        "Unknown" => words::unknown(),
        _ => return StumbleKind::of_reason(reason).map(hint),
    })
}

/// What somebody stumbled over; the page has an answer beside it.
fn hint(kind: StumbleKind) -> &'static str {
    match kind {
        StumbleKind::NoBreakSpace => hints::hint_no_break_space(),
        StumbleKind::CurlyQuote => hints::hint_curly_quote(),
        StumbleKind::FullWidth => hints::hint_full_width(),
        StumbleKind::SlashComment => hints::hint_slash_comment(),
        StumbleKind::Template => hints::hint_template(),
        StumbleKind::LostLineBreaks => hints::hint_lost_line_breaks(),
    }
}

/// A problem in one line.
#[must_use]
pub fn in_one_line(problem: &Problem) -> String {
    match sentence(&problem.reason) {
        Some(short) => words::with_words(short, said(&problem.message)),
        None => said(&problem.message),
    }
}

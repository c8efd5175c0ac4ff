//! What was done and what came of it, in words: what the audit trail says, wherever it is shown.

use contract::{AuditAction, AuditOutcome};

use crate::text::detail::writes;
use crate::ui::Tone;

/// What was done.
#[must_use]
pub fn action(action: AuditAction) -> &'static str {
    match action {
        AuditAction::Create => writes::create(),
        AuditAction::Replace => writes::replace(),
        AuditAction::Delete => writes::delete(),
        AuditAction::Restart => writes::restart(),
        AuditAction::Rollback => writes::roll_back(),
        AuditAction::SignIn => writes::sign_in(),
        AuditAction::SignOut => writes::sign_out(),
        AuditAction::SignOutEverywhere => writes::sign_out_everywhere(),
    }
}

/// What came of it.
#[must_use]
pub fn outcome(outcome: AuditOutcome) -> &'static str {
    match outcome {
        AuditOutcome::Begun => writes::begun(),
        AuditOutcome::Done => writes::done(),
        AuditOutcome::Refused => writes::refused(),
        AuditOutcome::Failed => writes::failed(),
        AuditOutcome::Unknown => writes::unknown(),
    }
}

/// What the colour of an outcome stands for.
#[must_use]
pub const fn tone(outcome: AuditOutcome) -> Tone {
    match outcome {
        AuditOutcome::Begun => Tone::Accent,
        AuditOutcome::Done => Tone::Good,
        AuditOutcome::Refused | AuditOutcome::Unknown => Tone::Waiting,
        AuditOutcome::Failed => Tone::Bad,
    }
}

//! The audit trail.

pub(crate) mod list;

use contract::AuditOutcome;
use store::audit::Outcome;

/// What came of a write, as the API says it.
pub(crate) const fn outcome(outcome: Outcome) -> AuditOutcome {
    match outcome {
        Outcome::Begun => AuditOutcome::Begun,
        Outcome::Done => AuditOutcome::Done,
        Outcome::Refused => AuditOutcome::Refused,
        Outcome::Failed => AuditOutcome::Failed,
        Outcome::Unknown => AuditOutcome::Unknown,
    }
}

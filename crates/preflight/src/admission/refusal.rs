//! Why a pod is refused, as the API server says it.

use manifest::gather::Gather;
use manifest::texts;

use crate::problem::Problem;

/// Why a pod is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// By admission (403).
    Forbidden {
        /// A word for programs: `LimitRange`, `NotFound` and so on.
        reason: &'static str,
        /// What the API server says after `pods "NAME" is forbidden: `.
        message: String,
        /// The field of the pod's `spec` that has to do with it, as keys.
        field: &'static [&'static str],
    },
    /// By validation (422): all that is wrong. The fields are those of the Pod, the paths those of the
    /// template.
    Invalid(Vec<Problem>),
}

impl Refusal {
    pub(super) fn forbidden(
        reason: &'static str,
        field: &'static [&'static str],
        message: String,
    ) -> Self {
        Self::Forbidden {
            reason,
            message,
            field,
        }
    }

    /// What the API server says of a pod of this name (`NewInvalid` and `NewForbidden` in apimachinery's
    /// `pkg/api/errors/errors.go`).
    #[must_use]
    pub fn message(&self, name: &str) -> String {
        match self {
            Self::Forbidden { message, .. } => format!("pods \"{name}\" is forbidden: {message}"),
            Self::Invalid(problems) => {
                let mut causes: Vec<String> = Vec::new();
                for problem in problems {
                    let cause = format!("{}: {}", problem.field, problem.message.quoted());
                    // An aggregate tells nothing twice.
                    if !causes.contains(&cause) {
                        causes.push(cause);
                    }
                }
                let causes = match causes.as_slice() {
                    [only] => only.clone(),
                    several => format!("[{}]", texts::join(&several.iter().gather(), ", ")),
                };
                format!("Pod \"{name}\" is invalid: {causes}")
            }
        }
    }
}

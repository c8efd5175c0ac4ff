//! What can go wrong between the browser and the server.

use std::time::Duration;

use contract::ProblemDocument;
use contract::problem::SAME_EXISTS;
use thiserror::Error;
use wasm_split_helpers::SplitLoaderError;

/// Why a request has no answer to show.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ApiError {
    /// The server did not answer: it is stopped, or the network is down.
    #[error("the console's server does not answer")]
    Unreachable {
        /// What the browser says about it.
        message: String,
    },
    /// The server answered that it will not.
    #[error("{}", .0.detail)]
    Refused(Box<ProblemDocument>),
    /// The server and this page do not understand each other; most likely one of them is newer.
    #[error("the server's answer cannot be read")]
    Unreadable {
        /// What the parser says.
        message: String,
    },
}

impl ApiError {
    /// The problem document, where the server sent one.
    #[must_use]
    pub fn problem(&self) -> Option<&ProblemDocument> {
        match self {
            Self::Refused(problem) => Some(problem),
            Self::Unreachable { .. } | Self::Unreadable { .. } => None,
        }
    }

    /// The HTTP status of a refusal.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.problem().map(|problem| problem.status)
    }

    /// Whether nobody is signed in, or no longer.
    #[must_use]
    pub fn is_signed_out(&self) -> bool {
        self.status() == Some(401)
    }

    /// Whether it may not be seen, or not any more.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(403)
    }

    /// After how long the server answers again whom it has answered too often, as its sentence says.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        let problem = self.problem().filter(|problem| problem.status == 429)?;
        let seconds = problem.arguments.first()?.as_u64()?;
        Some(Duration::from_secs(seconds))
    }

    /// Whether it is not known of a write if it was done: sending it again under its key finds out.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            // A proxy in between, which has no word of ours for it, cannot know what came of what it passed on.
            Self::Refused(problem) => {
                problem.is_outcome_unknown()
                    || problem.kind.is_empty() && matches!(problem.status, 502..=504)
            }
            Self::Unreadable { .. } => false,
        }
    }

    /// Whether nothing stands in the way but an object that is there already and says the same.
    #[must_use]
    pub fn is_of_same(&self) -> bool {
        let errors = self.problem().map_or(&[][..], |problem| &problem.errors);
        !errors.is_empty() && errors.iter().all(|error| error.reason == SAME_EXISTS)
    }

    pub(crate) fn unreadable(error: serde_json::Error) -> Self {
        Self::Unreadable {
            message: error.to_string(),
        }
    }

    pub(crate) fn unsendable(error: gloo_net::Error) -> Self {
        Self::Unreachable {
            message: error.to_string(),
        }
    }
}

/// A module of the console that cannot be fetched.
impl From<SplitLoaderError> for ApiError {
    fn from(error: SplitLoaderError) -> Self {
        Self::Unreachable {
            message: error.to_string(),
        }
    }
}

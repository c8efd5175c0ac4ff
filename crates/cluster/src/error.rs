//! Errors of reads and writes that went to the API server.

use std::{error::Error as StdError, io, time::Duration};

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use tokio::time::error::Elapsed;

/// Why something that the API server was asked for did not happen.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// The API server answered, and said no.
    #[error("the API server refused to {operation}: {message}")]
    Refused {
        /// What it was asked to do, as in "create the DaemonSet".
        operation: String,
        /// All it said: a `metav1.Status`. Made up from the HTTP status where something in between
        /// answered in its stead.
        status: Value,
        /// The HTTP status code.
        code: u16,
        /// `status.reason`: `Invalid`, `AlreadyExists`, `Conflict` … Empty where it gave none.
        reason: String,
        /// `status.message`.
        message: String,
        /// `status.details.causes`: what is wrong with which field.
        causes: Vec<Cause>,
        /// After how many seconds to try again, where it said so.
        retry_after: Option<u32>,
    },
    /// No answer came.
    #[error("the API server could not be reached to {operation}")]
    Unreachable {
        /// What it was to do.
        operation: String,
        /// What went wrong on the way.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
    /// No answer came in time. Whether it was done is not known.
    #[error("the API server did not {operation} within {} s; it may still do so", after.as_secs())]
    TimedOut {
        /// What it was to do.
        operation: String,
        /// How long was waited.
        after: Duration,
    },
    /// An answer came that is not JSON.
    #[error("the answer of the API server to the request to {operation} could not be read")]
    UnreadableAnswer {
        /// What it was to do.
        operation: String,
        /// Why not.
        #[source]
        source: serde_json::Error,
    },
    /// More came than is read.
    #[error("the answer of the API server to the request to {operation} is larger than {} MiB", limit >> 20)]
    AnswerTooLarge {
        /// What it was to do.
        operation: String,
        /// How much is read, in bytes.
        limit: usize,
    },
    /// What was to be sent makes no request.
    #[error("the request to {operation} could not be made")]
    Request {
        /// What the API server was to do.
        operation: String,
        /// Why not.
        #[source]
        source: http::Error,
    },
    /// The manifests are not what can be sent; the API server was not asked.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// There is nothing to roll back to.
    #[error(transparent)]
    Rollback(#[from] RollbackError),
    /// A document after the first failed, so that those before it were deleted again.
    #[error("document {} could not be created, so nothing was", document + 1)]
    Companion {
        /// Which document, counted from 0.
        document: usize,
        /// What could not be deleted again, as `Kind namespace/name`; empty if all could.
        left_behind: Vec<String>,
        /// Why it failed.
        #[source]
        source: Box<ClusterError>,
    },
}

/// Why manifests were not sent at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// There is no document.
    #[error("there is no manifest to create")]
    Empty,
    /// The first document is something else.
    #[error("the first document must be a DaemonSet of apps/v1, and is {given}")]
    NotADaemonSet {
        /// `kind` and `apiVersion` as written.
        given: String,
    },
    /// A further document is something else.
    #[error("document {} must be a Service of v1 to be created with the DaemonSet, and is {given}", document + 1)]
    NotAService {
        /// Which document, counted from 0.
        document: usize,
        /// `kind` and `apiVersion` as written.
        given: String,
    },
    /// An update that would overwrite whatever others have changed meanwhile.
    #[error("metadata.resourceVersion must say which version is replaced")]
    NoResourceVersion,
}

/// Why a rollback was not tried at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RollbackError {
    /// No revision bears this number.
    #[error("there is no revision {revision}; GET its revisions to see which there are")]
    NotFound {
        /// The number asked for.
        revision: i64,
    },
    /// There is only the newest one.
    #[error("there is no revision before the current one")]
    NoneBefore,
    /// The template is as it was in that revision.
    #[error("the current template already matches revision {revision}")]
    Same {
        /// The revision asked for.
        revision: i64,
    },
}

/// One entry of `details.causes` of a `metav1.Status`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Cause {
    /// The machine's word: `FieldValueRequired` …
    pub reason: String,
    /// What is wrong.
    pub message: String,
    /// The field, as Kubernetes prints it.
    pub field: String,
}

impl ClusterError {
    /// The HTTP status code of the API server, if it answered.
    #[must_use]
    pub fn code(&self) -> Option<u16> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            Self::Companion { source, .. } => source.code(),
            _ => None,
        }
    }
}

/// The innermost cause of an error: what a person wants to know of a chain of wrappers.
pub(crate) fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    let error_of_io: Option<&io::Error> = error.downcast_ref();
    let is_late = error_of_io.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut);
    if is_late || error.is::<Elapsed>() {
        // Which deadline it was only who set it could say.
        "no answer in time".to_owned()
    } else {
        error.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{ClusterError, innermost};

    #[test]
    fn what_took_too_long_is_said_in_words() {
        let says = |source: io::Error| {
            innermost(&ClusterError::Unreachable {
                operation: "create the DaemonSet".to_owned(),
                source: source.into(),
            })
        };
        let late = io::Error::new(io::ErrorKind::TimedOut, "deadline has elapsed");
        assert_eq!(says(late), "no answer in time");
        assert_eq!(says(io::Error::other("refused")), "refused");
    }
}

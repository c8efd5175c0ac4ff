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
    /// What says who asks is larger than the API server, or what stands before it, takes in a header.
    #[error(
        "the API server was not asked to {operation}: the headers that say who asks have {bytes} bytes, which is too much"
    )]
    IdentityTooLarge {
        /// What it was to do.
        operation: String,
        /// How large they are.
        bytes: usize,
    },
    /// No answer came.
    #[error("the API server could not be reached to {operation}")]
    Unreachable {
        /// What it was to do.
        operation: String,
        /// Whether the request may have reached it nevertheless.
        may_have_arrived: bool,
        /// What went wrong on the way.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
    /// No answer came to a write, and what there is now does not tell whether it was done, or cannot be read.
    #[error("it is not known whether the API server did {operation}")]
    OutcomeUnknown {
        /// What it was to do.
        operation: String,
        /// Why no answer came.
        #[source]
        source: Box<ClusterError>,
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
    /// A definition is there, and what it defines is not served.
    #[error("what the CustomResourceDefinition `{name}` defines is not served within {} s", after.as_secs())]
    NotEstablished {
        /// The definition's name.
        name: String,
        /// How long was waited.
        after: Duration,
    },
    /// The cluster does not serve the kind of some of them; nothing was sent.
    #[error("this cluster does not serve {}", of_not_served(.0))]
    NotServed(Vec<NotServed>),
    /// There is nothing to roll back to.
    #[error(transparent)]
    Rollback(#[from] RollbackError),
    /// A pod was named that is none of the DaemonSet's.
    #[error("the pod `{pod}` is none of the DaemonSet `{daemon_set}`")]
    NotItsPod {
        /// Its name.
        pod: String,
        /// The DaemonSet's.
        daemon_set: String,
    },
    /// Services were named that are none of the DaemonSet's.
    #[error(transparent)]
    Services(#[from] ServicesError),
    /// A Service cannot be deleted, so that the DaemonSet was not deleted either.
    #[error("the Service `{name}` cannot be deleted, so nothing was")]
    Service {
        /// Its name.
        name: String,
        /// Why not.
        #[source]
        source: Box<ClusterError>,
    },
    /// Something that was made with a DaemonSet cannot be deleted with it, so that nothing was.
    #[error("the {object} cannot be deleted, so nothing was")]
    MadeWithIt {
        /// The object, as `Kind namespace/name`.
        object: String,
        /// Why not.
        #[source]
        source: Box<ClusterError>,
    },
    /// An object to be created is there already.
    #[error("{}", of_existing(differs))]
    Existing {
        /// In which fields what is there says something else; none where it says all that was to be created.
        differs: Vec<String>,
        /// What the API server said.
        #[source]
        source: Box<ClusterError>,
    },
    /// A document after the first failed, so that what was done before it was undone. Where it is not known
    /// whether it failed it was not.
    #[error("{}", of_companion(object, left_behind, source))]
    Companion {
        /// Which document, counted from 0.
        document: usize,
        /// The object that it is, as `Kind namespace/name`.
        object: String,
        /// What is there all the same, as `Kind namespace/name`: what could not be deleted again, or was not to
        /// be.
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
    /// An update that would overwrite whatever others have changed meanwhile.
    #[error("metadata.resourceVersion must say which version is replaced")]
    NoResourceVersion,
}

/// A manifest of a kind that the cluster does not serve in its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotServed {
    /// Which manifest, counted from 0.
    pub document: usize,
    /// `kind` and `apiVersion` as written.
    pub given: String,
    /// `kind` as written.
    pub kind: String,
    /// In which versions it serves that kind, as in `policy/v1`; none where it does not.
    pub served: Vec<String>,
}

/// Services that were to be deleted with a DaemonSet and do not select its pods.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no Service of this name selects the pods of the DaemonSet: {}", names.join(", "))]
pub struct ServicesError {
    /// Their names.
    pub names: Vec<String>,
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
    /// Whether a write that ended so may have been done.
    pub(crate) fn leaves_open(&self) -> bool {
        match self {
            Self::Unreachable {
                may_have_arrived, ..
            } => *may_have_arrived,
            Self::TimedOut { .. } | Self::UnreadableAnswer { .. } | Self::AnswerTooLarge { .. } => {
                true
            }
            // An API server that is not ready says so before it looks at a request. Any other failure may have
            // come after the write, and a proxy knows nothing of it.
            Self::Refused { code, reason, .. } => {
                *code >= 500 && (*code != 503 || reason.is_empty())
            }
            _ => false,
        }
    }

    /// Whether whoever answered so works on the request no longer: what is not there now was not done.
    pub(crate) fn is_last_word(&self) -> bool {
        match self {
            Self::Refused { code, reason, .. } => *code != 504 && reason != "Timeout",
            _ => false,
        }
    }

    /// Whether it is not known what came of a write.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        match self {
            Self::OutcomeUnknown { .. } => true,
            Self::Companion { source, .. } => source.is_outcome_unknown(),
            _ => false,
        }
    }

    /// A write of which it is not known what came.
    pub(crate) fn into_unknown(self, operation: impl Into<String>) -> Self {
        Self::OutcomeUnknown {
            operation: operation.into(),
            source: Box::new(self),
        }
    }

    /// The HTTP status code of the API server, if it answered.
    #[must_use]
    pub fn code(&self) -> Option<u16> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            Self::Companion { source, .. }
            | Self::Service { source, .. }
            | Self::MadeWithIt { source, .. }
            | Self::Existing { source, .. } => source.code(),
            _ => None,
        }
    }
}

/// What is not served.
fn of_not_served(documents: &[NotServed]) -> String {
    let given: Vec<&str> = documents.iter().map(|it| it.given.as_str()).collect();
    given.join(", ")
}

/// What became of a document and of those before it.
fn of_companion(object: &str, left_behind: &[String], source: &ClusterError) -> String {
    let names = left_behind.join(", ");
    match (source.is_outcome_unknown(), left_behind.is_empty()) {
        (true, true) => format!("it is not known whether the {object} was created"),
        (true, false) => {
            format!("it is not known whether the {object} was created; these are there: {names}")
        }
        (false, true) => format!("the {object} could not be created, so nothing was"),
        (false, false) => format!(
            "the {object} could not be created, and what was done before it could not be taken back: {names}"
        ),
    }
}

/// Whether what is there already may stay.
fn of_existing(differs: &[String]) -> String {
    if differs.is_empty() {
        "one that says the same is there already, and can be kept".to_owned()
    } else {
        let fields = differs.join(", ");
        format!("one that says something else is there already (in {fields})")
    }
}

/// Whether an error says that a request never left: no connection came about, or no credentials.
pub(crate) fn never_left(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let connecting = error
            .downcast_ref::<hyper_util::client::legacy::Error>()
            .is_some_and(hyper_util::client::legacy::Error::is_connect);
        let refused = error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
        if connecting || refused || error.is::<kube::client::AuthError>() {
            return true;
        }
        next = error.source();
    }
    false
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
    } else if error_of_io.is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof) {
        // In TLS it is told with an address for programmers.
        "the connection was closed".to_owned()
    } else {
        error.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{ClusterError, innermost};

    #[test]
    fn no_answer_that_came_too_late_or_cannot_be_taken_says_that_nothing_was_done() {
        let operation = || "create the DaemonSet".to_owned();
        let unreachable = |may_have_arrived| ClusterError::Unreachable {
            operation: operation(),
            may_have_arrived,
            source: "broken".into(),
        };
        for (error, is_open) in [
            (unreachable(true), true),
            (unreachable(false), false),
            (
                ClusterError::AnswerTooLarge {
                    operation: operation(),
                    limit: 1,
                },
                true,
            ),
            (
                ClusterError::TimedOut {
                    operation: operation(),
                    after: std::time::Duration::ZERO,
                },
                true,
            ),
        ] {
            assert_eq!(error.leaves_open(), is_open, "{error}");
        }
    }

    #[test]
    fn what_took_too_long_is_said_in_words() {
        let says = |source: io::Error| {
            innermost(&ClusterError::Unreachable {
                operation: "create the DaemonSet".to_owned(),
                may_have_arrived: false,
                source: source.into(),
            })
        };
        let late = io::Error::new(io::ErrorKind::TimedOut, "deadline has elapsed");
        assert_eq!(says(late), "no answer in time");
        assert_eq!(says(io::Error::other("refused")), "refused");
    }
}

//! What is wrong with a watch, in a sentence.

use kube::{core::Status, runtime::watcher};

use crate::{error::innermost, objects::Kind};

/// What is wrong with a watch.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) sentence: String,
    /// Whether the API server answered and will not let the console watch this.
    pub(super) refused: bool,
    /// Why nothing is known of the kind, in a few words, where the API server refused.
    pub(super) why: Option<String>,
    /// Whether it is in the nature of watches and puts itself right: the version to go on from is
    /// too old, so everything is read again.
    pub(super) ordinary: bool,
}

/// The trouble behind an error of the watch of this kind.
pub(super) fn of(kind: Kind, error: &watcher::Error) -> Trouble {
    use watcher::Error::{
        InitialListFailed, NoResourceVersion, WatchError, WatchFailed, WatchStartFailed,
    };
    let failed = match error {
        WatchError(status) => return answered(kind, status),
        NoResourceVersion => {
            return Trouble {
                sentence: format!(
                    "The list of {} has no version to go on from.",
                    kind.plural()
                ),
                refused: false,
                why: None,
                ordinary: false,
            };
        }
        InitialListFailed(error) | WatchStartFailed(error) | WatchFailed(error) => error,
    };
    match failed {
        kube::Error::Api(status) => answered(kind, status),
        error => Trouble {
            sentence: unreachable(error),
            refused: false,
            why: None,
            ordinary: false,
        },
    }
}

/// The API server answered with an error.
fn answered(kind: Kind, status: &Status) -> Trouble {
    let refused = matches!(status.code, 401 | 403 | 404 | 405);
    let verb = if refused { "may not" } else { "cannot" };
    Trouble {
        sentence: format!(
            "The console {verb} watch {}: {}.",
            kind.plural(),
            status.message.trim_end_matches('.')
        ),
        refused,
        why: match status.code {
            401 | 403 => Some(format!("no right to list {}", kind.plural())),
            404 | 405 => Some(format!("the API server has no {}", kind.plural())),
            _ => None,
        },
        ordinary: status.code == 410,
    }
}

/// The API server did not answer.
pub(crate) fn unreachable(error: &(dyn std::error::Error + 'static)) -> String {
    format!(
        "The API server cannot be reached: {}.",
        innermost(error).trim_end_matches('.')
    )
}

//! What goes straight to the API server: reading one whole object, creating, replacing, deleting.

mod create;
mod edit;
mod rollout;
mod stored;

use crate::rest::Answer;
use contract::path::segment;

pub use create::{CreateOptions, Created};
pub use edit::{DeleteOptions, PropagationPolicy};
pub use stored::Stored;

/// Who the console is in `metadata.managedFields`.
const FIELD_MANAGER: &str = "everynode";

/// What the API server answered to a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The object as it is now (or would be, in a dry run). To a deletion that is done at once the API
    /// server answers with a `metav1.Status` instead.
    pub object: Stored,
    /// The texts of the API server's `Warning` headers.
    pub warnings: Vec<String>,
}

/// The kinds that the console writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resource {
    DaemonSet,
    Service,
}

impl Resource {
    /// The kind's name.
    const fn kind(self) -> &'static str {
        match self {
            Self::DaemonSet => "DaemonSet",
            Self::Service => "Service",
        }
    }

    /// The path of the objects of this kind in a namespace.
    fn collection(self, namespace: &str) -> String {
        let (version, plural) = match self {
            Self::DaemonSet => ("apis/apps/v1", "daemonsets"),
            Self::Service => ("api/v1", "services"),
        };
        format!("/{version}/namespaces/{}/{plural}", segment(namespace))
    }

    /// The path of one object.
    fn object(self, namespace: &str, name: &str) -> String {
        format!("{}/{}", self.collection(namespace), segment(name))
    }
}

impl From<Answer<Stored>> for Written {
    fn from(answer: Answer<Stored>) -> Self {
        Self {
            object: answer.body,
            warnings: answer.warnings,
        }
    }
}

/// The value of `dryRun`.
const fn dry_run(wanted: bool) -> Option<&'static str> {
    if wanted { Some("All") } else { None }
}

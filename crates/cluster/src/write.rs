//! What goes straight to the API server: reading one whole object, creating, replacing, deleting.

mod apply;
mod ask;
mod attempt;
mod create;
mod delete;
mod documents;
mod edit;
mod established;
mod finding;
mod likeness;
mod look;
mod made;
mod names;
mod order;
mod read_back;
mod rollout;
mod stored;
mod take_back;

use std::time::Duration;

use jiff::Timestamp;

use crate::rest::{Answer, CALL_TIMEOUT};

pub use create::{Created, Creation, Existing, Fate};
pub use delete::{DeleteOptions, Deletion, PropagationPolicy, is_going};
pub use documents::{Plan, Planned};
pub use finding::{Finding, Trace};
pub use look::Look;
pub use made::MadeObject;
pub use names::{complete_names, generated_name};
pub use stored::Stored;

/// Who the console is in `metadata.managedFields`.
const FIELD_MANAGER: &str = "everynode";

/// How long creating may take before what has been created is taken back. Each of twenty definitions keeps an API server
/// busy for more than a second on a small machine.
const CREATE_BUDGET: Duration = Duration::from_secs(90);

/// How long taking back may take.
const TAKE_BACK_BUDGET: Duration = Duration::from_secs(45);

/// How many requests of one write are under way at a time, where their order does not matter.
const AT_ONCE: usize = 8;

/// How long it may take to look whether Services can be deleted with a DaemonSet.
const REHEARSAL_BUDGET: Duration = Duration::from_secs(20);

/// How long deleting those Services may take.
const SERVICES_BUDGET: Duration = Duration::from_secs(20);

/// How long it may take to look whether what was made with a DaemonSet can be deleted with it.
const COMPANIONS_REHEARSAL_BUDGET: Duration = Duration::from_secs(15);

/// How long deleting that may take.
const COMPANIONS_BUDGET: Duration = Duration::from_secs(40);

/// How long it may take to read back what there is.
const READ_BACK_TIMEOUT: Duration = Duration::from_secs(5);

/// No write of this crate goes on for longer than this. The longest is creating what a large file holds and taking it
/// back, each read back once.
pub const LONGEST_WRITE: Duration = CREATE_BUDGET
    .saturating_add(TAKE_BACK_BUDGET)
    .saturating_add(READ_BACK_TIMEOUT.saturating_mul(2));

// Rolling back: it reads twice before it writes, and looks what is there before and after.
const _: () = assert!(
    3 * CALL_TIMEOUT.as_secs() + 2 * READ_BACK_TIMEOUT.as_secs() <= LONGEST_WRITE.as_secs()
);

// The DaemonSet and a Service, each read back before and after.
const _: () = assert!(
    REHEARSAL_BUDGET.as_secs()
        + CALL_TIMEOUT.as_secs()
        + SERVICES_BUDGET.as_secs()
        + COMPANIONS_REHEARSAL_BUDGET.as_secs()
        + COMPANIONS_BUDGET.as_secs()
        + 4 * READ_BACK_TIMEOUT.as_secs()
        <= LONGEST_WRITE.as_secs()
);

/// How to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Whether the API server is only asked what it would do.
    pub dry_run: bool,
    /// When the same was sent before without anybody knowing what came of it. It is looked for first, and what has
    /// been done since then is not done again.
    pub resumes: Option<Timestamp>,
}

/// What the API server answered to a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The object as it is now (or would be, in a dry run). To a deletion that is done at once the API
    /// server answers with a `metav1.Status` instead.
    pub object: Stored,
    /// The texts of the API server's `Warning` headers.
    pub warnings: Vec<String>,
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

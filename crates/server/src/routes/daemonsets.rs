//! DaemonSets: rows of the list, whole objects, and what belongs to one.

mod answer;
mod change;
pub(crate) mod companions;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod diagnosis;
pub(crate) mod difference;
pub(crate) mod events;
pub(crate) mod get;
mod judge;
pub(crate) mod list;
pub(crate) mod logs;
pub(crate) mod nodes;
pub(crate) mod pod;
pub(crate) mod pods;
mod repeat;
pub(crate) mod replace;
pub(crate) mod restart;
pub(crate) mod revision_diff;
pub(crate) mod revisions;
pub(crate) mod rollback;
pub(crate) mod services;
mod trail;

use cluster::{About, Watched};
use contract::ProblemDocument;
use jiff::Timestamp;
use manifest::message::console as said;
use serde::Deserialize;
use store::audit::{Action, Entry, Subject};
use utoipa::{IntoParams, IntoResponses};
use validator::Validate;

use crate::{
    extract::rules,
    problem::{Problem, ProblemType},
    sign_in::Identity,
};

/// When to ask again for what is not known at the moment, in seconds.
const RETRY_SOON: u32 = 5;

/// The path of one DaemonSet.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Path)]
pub(crate) struct OnePath {
    /// The name of the cluster.
    #[validate(
        length(min = 1, max = 1024),
        custom(function = "rules::no_control_characters")
    )]
    #[param(min_length = 1, max_length = 1024)]
    cluster: String,
    /// The namespace.
    #[validate(length(min = 1, max = 63), custom(function = "rules::label"))]
    #[param(
        min_length = 1,
        max_length = 63,
        pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
    )]
    namespace: String,
    /// The DaemonSet's name.
    #[validate(length(min = 1, max = 253), custom(function = "rules::subdomain"))]
    #[param(
        min_length = 1,
        max_length = 253,
        pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
    )]
    name: String,
}

impl OnePath {
    /// What is read of the index for it.
    fn about(&self) -> About {
        About::daemon_set(&self.namespace, &self.name)
    }

    /// The row in the trail, under this id, of a write that begins now: of this DaemonSet or of a pod of it.
    fn entry(&self, id: String, identity: &Identity, action: Action, pod: Option<&str>) -> Entry {
        let (kind, name) = match pod {
            Some(pod) => ("Pod", pod),
            None => ("DaemonSet", self.name.as_str()),
        };
        let subject = Subject {
            actor: &identity.actor(),
            action,
            cluster: &self.cluster,
            namespace: &self.namespace,
            kind,
            name,
        };
        Entry::begin(id, subject, Timestamp::now())
    }
}

/// Whether a write is only tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub(crate) enum DryRun {
    /// The API server checks everything and stores nothing.
    All,
}

/// The query of create and replace.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WriteQuery {
    /// `All`: only try.
    dry_run: Option<DryRun>,
}

/// The query of what is read out of the console's memory of one DaemonSet.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReadQuery {
    /// A version of the DaemonSet that is known of, as `Resource-Version` of a write gave it: a console that has not read it yet
    /// waits for it, for a second at most, and else says in `freshness` that what it gives is old.
    #[validate(custom(function = "rules::version_or_none"))]
    #[param(max_length = 19, pattern = r"^[0-9]{0,19}$")]
    resource_version: String,
}

impl ReadQuery {
    fn version(&self) -> Option<u64> {
        self.resource_version.parse().ok()
    }
}

/// What a write is answered where it is not done. Only for the description; the answers are problems.
#[derive(IntoResponses)]
#[expect(
    dead_code,
    reason = "it is never made: the description is derived from it"
)]
pub(crate) enum WriteRefusal {
    /// The text cannot be parsed
    #[response(status = 400, content_type = "application/problem+json")]
    Unreadable(ProblemDocument),
    /// The cluster does not let this user do it
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemDocument),
    /// There is no such namespace or DaemonSet
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemDocument),
    /// The name is taken, or somebody else was faster
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemDocument),
    /// Longer than a manifest may be: 3 MiB
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(ProblemDocument),
    /// It is refused
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(ProblemDocument),
    /// It was not sent: the cluster or the console's database cannot be reached, or too much is being judged
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(ProblemDocument),
    /// No answer came (`/problems/outcome-unknown`: it is not known whether it was done)
    #[response(status = 504, content_type = "application/problem+json")]
    Unknown(ProblemDocument),
}

/// What to say of a DaemonSet that has not been seen. While the cluster is not followed it may exist all the same.
fn no_such_daemonset(path: &OnePath, seen: &Watched) -> Problem {
    let OnePath {
        namespace, name, ..
    } = path;
    if seen.knows_absence() {
        let detail = said::no_daemon_set(name, namespace);
        return Problem::new(ProblemType::NotFound, detail);
    }
    let detail = said::daemon_set_unknown(name, namespace, seen.freshness().said());
    Problem::new(ProblemType::ClusterUnavailable, detail).retry_after(RETRY_SOON)
}

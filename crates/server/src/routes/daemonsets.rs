//! DaemonSets: rows of the list, whole objects, and what belongs to one.

mod answer;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
mod judge;
pub(crate) mod list;
pub(crate) mod nodes;
pub(crate) mod pods;
mod repeat;
pub(crate) mod replace;
mod trail;

use serde::Deserialize;
use utoipa::IntoParams;

/// The path of one DaemonSet.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OnePath {
    /// The name of the cluster.
    cluster: String,
    /// The namespace.
    namespace: String,
    /// The DaemonSet's name.
    name: String,
}

/// Whether a write is only tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub(crate) enum DryRun {
    /// The API server checks everything and stores nothing.
    All,
}

/// The query of create and replace.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WriteQuery {
    /// `All`: only try.
    dry_run: Option<DryRun>,
}

fn no_such_daemonset(path: &OnePath) -> crate::problem::Problem {
    crate::problem::Problem::new(
        crate::problem::Kind::NotFound,
        format!(
            "There is no DaemonSet `{}` in the namespace `{}`.",
            path.name, path.namespace
        ),
    )
}

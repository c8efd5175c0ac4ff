//! `Report`: the whole verdict on one document, in one serialisable value.

mod assemble;
mod documents;
mod forecast;
mod hints;
mod outlook;
mod place;
mod reading;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Problem;

pub use crate::admission::resource_quota::QuotaUse;
pub use crate::placement::on_node::NodePlacement;
pub use assemble::{refusals, report, report_object, report_service, report_update};
pub use forecast::{Forecast, QuotaForecast, ResourceTotal};

/// The verdict on one document. In JSON it is what `everynode check --output json` prints and what
/// `POST …/preflight` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// `apiVersion` as written.
    pub api_version: String,
    /// `kind` as written.
    pub kind: String,
    /// The namespace that the object goes to.
    pub namespace: String,
    /// `metadata.name` as written.
    pub name: String,
    /// Whether no problem is an error.
    pub accepted: bool,
    /// Everything found, errors first, then by place in the text.
    pub problems: Vec<Problem>,
    /// The texts of the API server's `Warning` headers.
    pub warnings: Vec<String>,
    /// What Pod Security says of the pod template.
    pub pod_security: PodSecurity,
    /// What happens on each node, in the order of the facts; empty where the nodes are not known.
    pub placement: Vec<NodePlacement>,
    /// What will happen on the nodes and to the quotas; none where nothing is known of a cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<Forecast>,
    /// What the API server would store, apps/v1, converted and defaulted; where a stored object is
    /// replaced, with what is kept of it. None if it cannot be decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub object: Option<Value>,
}

/// The detail that Pod Security prints for each level; empty where the template is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PodSecurity {
    /// Against the level `baseline`.
    pub baseline: String,
    /// Against the level `restricted`.
    pub restricted: String,
}

//! What a cluster says of the structs of its API.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `GET …/documentation/{name}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StructDocumentation {
    /// The name in Kubernetes: `PodSpec`.
    pub name: String,
    /// What it is; empty where the cluster says nothing of it.
    pub description: String,
    /// What each of its fields is, by the field's name.
    pub fields: BTreeMap<String, String>,
}

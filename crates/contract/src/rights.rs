//! What the caller may do in a namespace.

use serde::{Deserialize, Serialize};

/// Something that one may do or not, and what would allow it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RightRow {
    /// `get`, `list`, `create` and so on.
    pub verb: String,
    /// The API group; empty for the core group.
    pub group: String,
    /// The resource, with its part: `daemonsets`, `pods/log`.
    pub resource: String,
    /// Whether the caller may do it.
    pub allowed: bool,
}

/// `GET …/namespaces/{namespace}/rights`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RightList {
    /// What the pages need, each by what the API server says of it to the caller.
    pub items: Vec<RightRow>,
    /// The Role that would give what is missing, as YAML; empty where nothing is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
}

impl RightList {
    /// The right to do this with this resource, if it is missing.
    #[must_use]
    pub fn missing(&self, verb: &str, resource: &str) -> Option<&RightRow> {
        let mut items = self.items.iter();
        items.find(|it| it.verb == verb && it.resource == resource && !it.allowed)
    }
}

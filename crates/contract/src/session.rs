//! Who is signed in.

use serde::{Deserialize, Serialize};

/// `GET /session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    /// The user's name as the audit trail has it; `local` for local sign-in.
    pub user: String,
    /// The version of the console.
    pub version: String,
    /// The preset of what the house refuses on top of Kubernetes: `kubernetes`, `kubesphere` or `dce`.
    #[serde(default)]
    pub policy: String,
    /// Whether it is an admin of the console, who sees what all do and ends anybody's sessions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub admin: bool,
}

/// A session: a browser in which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionRow {
    /// What it is called where it is to be ended. It signs nobody in.
    pub id: String,
    /// Whose it is, where those of everybody are asked for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user: String,
    /// When it began, RFC 3339.
    pub began: String,
    /// When it was last used, as far as that was noted, RFC 3339.
    pub used: String,
    /// How the browser calls itself (`User-Agent`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub browser: String,
    /// The address that it began from; empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// The provider that said who it is; empty where none did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// Whether it is the one that asks.
    #[serde(default)]
    pub current: bool,
}

/// `GET /sessions`: the own sessions, or an admin's view of everybody's, the one that was used last first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionList {
    /// They.
    pub items: Vec<SessionRow>,
}

//! Texts to begin with.

use serde::{Deserialize, Serialize};

/// A text to begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Template {
    /// Its name: `node-exporter`, `log-collector`, `csi-node-plugin`, `gpu-device-plugin`, `cni-agent` or
    /// `security-agent`.
    pub id: String,
    /// What it is for, and what it may do on a machine for that, in English; for other languages match on `id`.
    pub why: String,
    /// The manifests, as YAML with comments.
    pub text: String,
}

/// `GET /templates`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateList {
    /// The texts.
    pub items: Vec<Template>,
}

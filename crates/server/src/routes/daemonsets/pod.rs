//! One pod of a DaemonSet: what there is to know of it, its manifest, and deleting it.

pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod manifest;

use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use super::OnePath;
use crate::extract::rules;

/// The path of one pod of a DaemonSet.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Path)]
pub(crate) struct PodPath {
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
    /// The pod's name.
    #[validate(length(min = 1, max = 253), custom(function = "rules::subdomain"))]
    #[param(
        min_length = 1,
        max_length = 253,
        pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
    )]
    pod: String,
}

impl PodPath {
    /// The path of its DaemonSet, and its name.
    fn split(self) -> (OnePath, String) {
        let Self {
            cluster,
            namespace,
            name,
            pod,
        } = self;
        let daemon_set = OnePath {
            cluster,
            namespace,
            name,
        };
        (daemon_set, pod)
    }
}

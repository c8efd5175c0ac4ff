//! Which keys a Secret has.

use std::collections::BTreeMap;

use contract::{SecretKeys, path::segment};
use http::Method;
use serde::{Deserialize, de::IgnoredAny};

use crate::{Cluster, error::ClusterError, rest::Call};

/// A Secret without its values: they are passed over while the answer is read.
#[derive(Default, Deserialize)]
#[expect(
    clippy::zero_sized_map_values,
    reason = "a set cannot be read from a mapping"
)]
#[serde(default)]
struct Secret {
    #[serde(rename = "type")]
    kind: String,
    data: Option<BTreeMap<String, IgnoredAny>>,
}

impl Cluster {
    /// The keys of a Secret, as the API server has it at this moment.
    ///
    /// # Errors
    /// See [`ClusterError`]; one that does not exist is refused with code 404, and one that may not be
    /// read with 403.
    pub async fn secret_keys(
        &self,
        namespace: &str,
        name: &str,
    ) -> Result<SecretKeys, ClusterError> {
        let path = format!(
            "/api/v1/namespaces/{}/secrets/{}",
            segment(namespace),
            segment(name)
        );
        let secret: Secret = Call::new("read the keys of the Secret", Method::GET, path)
            .read(self.client())
            .await?;
        Ok(SecretKeys {
            kind: secret.kind,
            keys: secret.data.unwrap_or_default().into_keys().collect(),
        })
    }
}

//! The accounts of pull secrets.

use contract::path::segment;
use http::Method;
use serde::Deserialize;

use crate::{AsUser, error::ClusterError, rest::Call};

/// The data of a pull secret, of either kind (`kubernetes.io/dockerconfigjson`, `kubernetes.io/dockercfg`).
#[derive(Default, Deserialize)]
#[serde(default)]
struct PullSecret {
    data: Option<Data>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    #[serde(rename = ".dockerconfigjson")]
    config: Option<String>,
    #[serde(rename = ".dockercfg")]
    old_config: Option<String>,
}

impl AsUser<'_> {
    /// What a pull secret holds, in Base64 as it is; nothing where it is no pull secret.
    ///
    /// # Errors
    /// See [`ClusterError`]; one that does not exist is refused with code 404, and one that may not be read with 403.
    pub async fn docker_config(
        &self,
        namespace: &str,
        name: &str,
    ) -> Result<Option<String>, ClusterError> {
        let path = format!(
            "/api/v1/namespaces/{}/secrets/{}",
            segment(namespace),
            segment(name)
        );
        let secret: PullSecret = Call::new("read the pull secret", Method::GET, path)
            .read(&self.transport())
            .await?;
        let data = secret.data.unwrap_or_default();
        Ok(data.config.or(data.old_config))
    }
}

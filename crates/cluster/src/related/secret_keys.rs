//! Which keys Secrets have.

use std::collections::BTreeMap;

use contract::{SecretKeys, path::segment};
use futures::future::join_all;
use http::Method;
use manifest::StringMap;
use manifest::message::watch as said;
use preflight::facts::SecretLookUp;
use serde::{Deserialize, de::IgnoredAny};

use crate::{AsUser, error::ClusterError, rest::Call};

/// How many Secrets are looked up for one manifest.
const MOST_AT_ONCE: usize = 32;

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

impl AsUser<'_> {
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
            .read(&self.transport())
            .await?;
        Ok(SecretKeys {
            kind: secret.kind,
            keys: secret.data.unwrap_or_default().into_keys().collect(),
        })
    }

    /// What is known of the keys of these Secrets at this moment, with the reason where nothing is.
    pub(crate) async fn look_up_secrets<'n>(
        &self,
        namespace: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> StringMap<SecretLookUp> {
        // A manifest names a few; who names hundreds waits for none of the others.
        let look_ups = names.take(MOST_AT_ONCE).map(async |name| {
            let found = match self.secret_keys(namespace, name).await {
                Ok(SecretKeys { keys, .. }) => SecretLookUp::Keys(keys),
                Err(ClusterError::Refused { code: 404, .. }) => SecretLookUp::Missing,
                Err(ClusterError::Refused {
                    code: 401 | 403, ..
                }) => SecretLookUp::Unknown(said::no_right_to_get_secrets()),
                Err(error) => SecretLookUp::Unknown(error.to_string().into()),
            };
            (name.to_owned(), found)
        });
        join_all(look_ups).await.into_iter().collect()
    }
}

//! Whose a bearer token is, as the API server says (`authentication.k8s.io/v1` `TokenReview`).

use std::collections::BTreeMap;

use http::Method;
use serde::Deserialize;
use serde_json::json;

use crate::{Cluster, error::ClusterError, rest::Call};

/// Whose a token is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TokenUser {
    /// The user's name.
    pub username: String,
    /// The groups.
    pub groups: Vec<String>,
    /// What else is said of the user.
    pub extra: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Review {
    status: Status,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Status {
    authenticated: bool,
    user: TokenUser,
    audiences: Vec<String>,
}

impl Cluster {
    /// Whose a bearer token is; none where the API server does not know it, or not for one of these audiences. None named
    /// stands for the API server itself. The console asks with its own right to: whose the token is nobody else can say.
    ///
    /// # Errors
    /// It could not be asked. See [`ClusterError`].
    pub async fn token_user(
        &self,
        token: &str,
        audiences: &[String],
    ) -> Result<Option<TokenUser>, ClusterError> {
        let path = "/apis/authentication.k8s.io/v1/tokenreviews".to_owned();
        let review = json!({
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenReview",
            "spec": {"token": token, "audiences": audiences},
        });
        let call = Call::new("ask whose a token is", Method::POST, path).json(&review);
        let Review { status } = call.read(self.transport()).await?;
        // An authenticator that knows nothing of audiences names none, and then it is not known for whom the token is.
        let is_meant = audiences.is_empty()
            || status
                .audiences
                .iter()
                .any(|audience| audiences.contains(audience));
        let is_somebody = status.authenticated && !status.user.username.is_empty();
        Ok((is_somebody && is_meant).then_some(status.user))
    }
}

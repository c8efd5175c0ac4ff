//! Whose a bearer token is, as the API server says (`authentication.k8s.io/v1` `TokenReview`).

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
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
    error: String,
    authenticated: bool,
    user: TokenUser,
    audiences: Vec<String>,
}

/// What an API server says of a token that nobody has issued; who trusts its issuer says why it does not count instead
/// (`invalidToken` in `k8s.io/apiserver/pkg/authentication/token/union`, `k8s.io/kubernetes/pkg/serviceaccount`).
const NOBODYS: &str = "invalid bearer token";

impl Cluster {
    /// Whether the API server trusts tokens of an OIDC issuer; none where it does not tell. It is asked about one that nobody
    /// can have signed: who does not know the issuer passes it over, who does says what is wrong with it.
    ///
    /// # Errors
    /// It could not be asked. See [`ClusterError`].
    pub async fn trusts(
        &self,
        issuer: &str,
        audience: &str,
        now: jiff::Timestamp,
    ) -> Result<Option<bool>, ClusterError> {
        let part = |value: serde_json::Value| BASE64.encode(value.to_string());
        let head = part(json!({"alg": "RS256", "typ": "JWT", "kid": "nobodys"}));
        let claims = part(json!({
            "iss": issuer,
            "aud": audience,
            "sub": "nobody",
            "iat": now.as_second(),
            "exp": now.as_second() + 60,
        }));
        let token = format!("{head}.{claims}.{}", BASE64.encode([0; 256]));
        let Review { status } = self.review(&token, &[]).await?;
        let said = status.error.trim_matches(['[', ']']);
        Ok(match said {
            _ if status.authenticated => None,
            NOBODYS => Some(false),
            _ => said.contains("oidc").then_some(true),
        })
    }

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
        let Review { status } = self.review(token, audiences).await?;
        // An authenticator that knows nothing of audiences names none, and then it is not known for whom the token is.
        let is_meant = audiences.is_empty()
            || status
                .audiences
                .iter()
                .any(|audience| audiences.contains(audience));
        let is_somebody = status.authenticated && !status.user.username.is_empty();
        Ok((is_somebody && is_meant).then_some(status.user))
    }

    async fn review(&self, token: &str, audiences: &[String]) -> Result<Review, ClusterError> {
        let path = "/apis/authentication.k8s.io/v1/tokenreviews".to_owned();
        let review = json!({
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenReview",
            "spec": {"token": token, "audiences": audiences},
        });
        let call = Call::new("ask whose a token is", Method::POST, path).json(&review);
        call.read(self.transport()).await
    }
}

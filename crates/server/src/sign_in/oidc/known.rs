//! What a provider says of itself (OIDC Discovery 1.0), and what its ID tokens are held against.

use std::time::{Duration, Instant, SystemTime};

use manifest::message::provider as said;
use openidconnect::{
    AuthType, AuthUrl, ClaimsVerificationError, ClientId, ClientSecret, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, RedirectUrl, SignatureVerificationError, TokenUrl,
    core::{CoreClient, CoreIdToken, CoreJsonWebKeySet, CoreJwsSigningAlgorithm as Algorithm},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{OidcError, OidcSettings, claims::Claims, http::Http, tokens};
use crate::error_chain::Chain;

/// By how much the clocks of provider and console may differ.
pub(super) const SKEW: Duration = Duration::from_mins(1);

/// What signs ID tokens: whoever checks one of these could not have made it.
pub(super) const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// A client with the endpoints that are used.
pub(super) type Ready = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
    EndpointNotSet,
>;

/// What a provider says of itself.
#[derive(Debug)]
pub(in crate::sign_in) struct Known {
    issuer: IssuerUrl,
    authorize: AuthUrl,
    token: TokenUrl,
    is_secret_in_body: bool,
    /// Where people end the provider's own session.
    pub(super) end_session: Option<String>,
    pub(super) keys: CoreJsonWebKeySet,
    /// When it was asked.
    pub(super) asked: Instant,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: AuthUrl,
    token_endpoint: TokenUrl,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

impl Known {
    /// Asks it.
    pub(super) async fn ask(http: &Http, settings: &OidcSettings) -> Result<Self, OidcError> {
        let issuer = &settings.issuer;
        let slash = if issuer.ends_with('/') { "" } else { "/" };
        let address = format!("{issuer}{slash}.well-known/openid-configuration");
        let document: Document = read(http, &address).await?;
        if document.issuer != *issuer {
            return Err(OidcError::OtherIssuer {
                typed: issuer.clone(),
                said: document.issuer,
            });
        }
        let keys = read(http, &document.jwks_uri).await?;
        let methods = document.token_endpoint_auth_methods_supported;
        let knows = |method: &str| methods.iter().any(|it| it == method);
        Ok(Self {
            issuer: IssuerUrl::new(document.issuer)
                .map_err(|error| OidcError::Away(error.to_string().into()))?,
            authorize: document.authorization_endpoint,
            token: document.token_endpoint,
            is_secret_in_body: knows("client_secret_post") && !knows("client_secret_basic"),
            end_session: document.end_session_endpoint,
            keys,
            asked: Instant::now(),
        })
    }

    /// The console as the provider's client.
    pub(super) fn client(&self, settings: &OidcSettings) -> Ready {
        let client = CoreClient::new(
            ClientId::new(settings.client_id.clone()),
            self.issuer.clone(),
            self.keys.clone(),
        );
        let client = match &settings.client_secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.clone())),
            None => client,
        };
        let client = client
            .set_auth_uri(self.authorize.clone())
            .set_token_uri(self.token.clone())
            .set_auth_type(if self.is_secret_in_body {
                AuthType::RequestBody
            } else {
                AuthType::BasicAuth
            });
        match RedirectUrl::new(settings.redirect_uri()) {
            Ok(address) => client.set_redirect_uri(address),
            // The settings were looked at: it is the console's own address.
            Err(_) => client,
        }
    }

    /// What an ID token says, if it is the provider's, for the console, of now, and of this sign-in. Of a refresh no nonce
    /// is known: it may say one or none (OIDC Core 1.0, 12.2).
    pub(super) fn verify(
        &self,
        settings: &OidcSettings,
        token: &CoreIdToken,
        nonce: Option<&str>,
    ) -> Result<Claims, OidcError> {
        let client = self.client(settings);
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            // Who is a party beside the console, `azp` below says.
            .set_other_audience_verifier_fn(|_| true)
            .set_time_fn(|| (SystemTime::now() - SKEW).into())
            .set_issue_time_verifier_fn(|issued| {
                if SystemTime::from(issued) > SystemTime::now() + SKEW {
                    return Err(format!("it was issued at {issued}, which is yet to come"));
                }
                Ok(())
            });
        let read = match nonce {
            Some(nonce) => token.claims(&verifier, &Nonce::new(nonce.to_owned())),
            None => token.claims(&verifier, |_: Option<&Nonce>| Ok(())),
        };
        read.map_err(of_claims)?;
        let claims =
            tokens::payload(&token.to_string()).ok_or_else(|| OidcError::Token(said::no_json()))?;
        let party = claims.get("azp").and_then(|azp| azp.as_str());
        if party.is_some_and(|party| party != settings.client_id) {
            return Err(OidcError::Token(said::of_another_client(
                party.unwrap_or_default(),
                &settings.client_id,
            )));
        }
        Ok(claims)
    }
}

fn of_claims(error: ClaimsVerificationError) -> OidcError {
    match error {
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey
            // A key may change under its name, too.
            | SignatureVerificationError::CryptoError(_),
        ) => OidcError::UnknownKey,
        ClaimsVerificationError::Expired(why) => OidcError::Token(said::clocks(why)),
        error => OidcError::Token(format!("{}.", Chain(&error)).into()),
    }
}

async fn read<T: DeserializeOwned>(http: &Http, address: &str) -> Result<T, OidcError> {
    let away = |why: String| OidcError::Away(format!("{address}: {why}.").into());
    let request = http::Request::get(address)
        .header(http::header::ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|error| away(error.to_string()))?;
    let response = http.send(request).await;
    let response = response.map_err(|error| away(Chain(&error).to_string()))?;
    if response.status() != http::StatusCode::OK {
        return Err(away(format!("it answers {}", response.status())));
    }
    serde_json::from_slice(response.body()).map_err(|error| away(error.to_string()))
}

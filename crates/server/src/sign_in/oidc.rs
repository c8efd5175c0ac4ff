//! Sign-in by an OIDC provider (OIDC Core 1.0): an authorization code with PKCE, state and nonce.
//!
//! Here is what is said to the provider and what it says. Who that makes somebody and what is kept of it is
//! [`super::provided`]'s.

mod claims;
mod error;
mod http;
mod known;
mod logout;
mod settings;
mod tokens;

use manifest::message::console as said;
use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use openidconnect::{
    AuthenticationFlow, AuthorizationCode, CsrfToken, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PkceCodeVerifier, RefreshToken, Scope, core::CoreResponseType,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::{attempts::Attempts, random_hex};
use crate::problem::Problem;
use known::Known;

pub use claims::ClaimNames;
pub use error::{OidcError, OidcSetupError};
pub use settings::OidcSettings;

pub(crate) use logout::EndSession;
pub(super) use {claims::Said, tokens::Tokens};

/// How long what a provider says of itself holds.
const HOLDS: Duration = Duration::from_mins(10);

/// How soon it is asked again when somebody comes with a token of a key that it did not name.
const AT_MOST_EVERY: Duration = Duration::from_secs(5);

/// An OIDC provider that people sign in by.
#[derive(Debug)]
pub struct Oidc {
    settings: OidcSettings,
    http: http::Http,
    /// What it says of itself, once it was asked.
    known: Mutex<Option<Arc<Known>>>,
    begun: Attempts,
}

/// What must be known when somebody comes back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pending {
    nonce: String,
    verifier: String,
    /// Where that one wanted to go.
    pub(super) next: String,
}

/// What the provider sends a person back with (RFC 6749 4.1.2, RFC 9207).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answer {
    pub(crate) state: String,
    pub(crate) code: String,
    pub(crate) error: String,
    pub(crate) error_description: String,
    pub(crate) iss: String,
}

impl Oidc {
    /// Sign-in by this provider. It need not answer yet.
    ///
    /// # Errors
    ///
    /// Its certificate authority cannot be read.
    pub fn new(settings: OidcSettings) -> Result<Self, OidcSetupError> {
        let http = http::Http::new(&settings)?;
        Ok(Self {
            settings,
            http,
            known: Mutex::default(),
            begun: Attempts::of_begun(),
        })
    }

    /// How it is set up.
    pub(crate) const fn settings(&self) -> &OidcSettings {
        &self.settings
    }

    /// Refuses to begin another sign-in where too many were begun from an address.
    ///
    /// # Errors
    ///
    /// How long to wait.
    pub(super) fn count(&self, peer: Option<IpAddr>) -> Result<(), Duration> {
        match self.begun.note(peer, false, Instant::now()) {
            Err(super::attempts::Refused::TooMany(wait)) => Err(wait),
            Ok(()) | Err(super::attempts::Refused::Wrong) => Ok(()),
        }
    }

    /// What the provider says of itself by now.
    ///
    /// # Errors
    ///
    /// It is away, or says what cannot be.
    pub(super) async fn known(&self) -> Result<Arc<Known>, OidcError> {
        self.known_since(HOLDS).await
    }

    /// The same, asked within a time. Whoever comes meanwhile waits for the one that asks.
    async fn known_since(&self, at_most: Duration) -> Result<Arc<Known>, OidcError> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|it| it.asked.elapsed() < at_most) {
            return Ok(Arc::clone(known));
        }
        let fresh = Known::ask(&self.http, &self.settings).await;
        match (fresh, known.as_ref()) {
            (Ok(fresh), _) => {
                let fresh = Arc::new(fresh);
                *known = Some(Arc::clone(&fresh));
                Ok(fresh)
            }
            // What was so ten minutes ago mostly still is.
            (Err(OidcError::Away(_)), Some(last)) if at_most == HOLDS => Ok(Arc::clone(last)),
            (Err(error), _) => Err(error),
        }
    }

    /// The address at the provider where a sign-in begins, under a state, and what must be kept for its end.
    ///
    /// # Errors
    ///
    /// The provider is away, or the system has no entropy.
    pub(super) async fn begin(
        &self,
        state: &str,
        next: &str,
    ) -> Result<(String, Pending), OidcError> {
        let known = self.known().await?;
        let client = known.client(&self.settings);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = random_hex().map_err(|error| OidcError::Away(error.to_string().into()))?;
        let (state, its_nonce) = (state.to_owned(), nonce.clone());
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (url, _, _) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(its_nonce),
            )
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        let pending = Pending {
            nonce,
            verifier: verifier.into_secret(),
            next: next.to_owned(),
        };
        Ok((url.into(), pending))
    }

    /// The tokens of somebody who comes back with an answer to a sign-in that was begun.
    ///
    /// # Errors
    ///
    /// The provider refuses, is away, or sends what is not for this sign-in.
    pub(super) async fn finish(
        &self,
        answer: &Answer,
        pending: &Pending,
    ) -> Result<Tokens, OidcError> {
        let issuer = &self.settings.issuer;
        if !answer.iss.is_empty() && answer.iss != *issuer {
            return Err(OidcError::OtherIssuer {
                typed: issuer.clone(),
                said: answer.iss.clone(),
            });
        }
        if !answer.error.is_empty() || answer.code.is_empty() {
            return Err(OidcError::refused(&answer.error, &answer.error_description));
        }
        let known = self.known().await?;
        let client = known.client(&self.settings);
        let asked = SystemTime::now();
        let response = client
            .exchange_code(AuthorizationCode::new(answer.code.clone()))
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
            .request_async(&self.http)
            .await
            .map_err(error::of_exchange)?;
        self.look_at(&known, &response, asked, Some(&pending.nonce))
            .await
    }

    /// New tokens for a refresh token.
    ///
    /// # Errors
    ///
    /// The provider refuses or is away, or says nothing of who it is.
    pub(super) async fn refresh(&self, token: &str) -> Result<Tokens, OidcError> {
        let known = self.known().await?;
        let client = known.client(&self.settings);
        let asked = SystemTime::now();
        let token = RefreshToken::new(token.to_owned());
        let response = client
            .exchange_refresh_token(&token)
            .request_async(&self.http)
            .await
            .map_err(error::of_exchange)?;
        let mut tokens = self.look_at(&known, &response, asked, None).await?;
        // One that is not replaced holds on.
        tokens.refresh.get_or_insert_with(|| token.into_secret());
        Ok(tokens)
    }

    async fn look_at(
        &self,
        known: &Known,
        response: &openidconnect::core::CoreTokenResponse,
        asked: SystemTime,
        nonce: Option<&str>,
    ) -> Result<Tokens, OidcError> {
        let id = response.extra_fields().id_token();
        let id = id.ok_or(OidcError::NoIdToken)?;
        let claims = match known.verify(&self.settings, id, nonce) {
            // It may have changed its keys since.
            Err(OidcError::UnknownKey) => {
                let fresh = self.known_since(AT_MOST_EVERY).await?;
                fresh.verify(&self.settings, id, nonce)?
            }
            other => other?,
        };
        let refresh = response.refresh_token().map(|it| it.secret().clone());
        Ok(Tokens::new(
            id.to_string(),
            refresh,
            claims,
            asked,
            response.expires_in(),
        ))
    }
}

/// What an error of a provider is to whoever asks with a session that goes on.
pub(super) fn away(error: &OidcError) -> Problem {
    use crate::problem::ProblemType;

    Problem::new(ProblemType::ClusterUnavailable, said::provider_away())
        .retry_after(5)
        .because(crate::error_chain::Chain(error).to_string())
}

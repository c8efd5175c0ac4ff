//! Why a sign-in by a provider does not come to its end.

use std::fmt;

use manifest::{Message, message::provider as said};
use openidconnect::{RequestTokenError, core::CoreErrorResponseType};
use thiserror::Error;

use super::http::HttpError;
use crate::error_chain::Chain;

/// The most characters of a provider's words that are shown.
const WORDS: usize = 300;

/// Why a provider cannot be set up.
#[derive(Debug, Error)]
pub enum OidcSetupError {
    /// The file of certificate authorities holds none.
    #[error("oidc_ca_file: it holds no certificate in PEM")]
    NoCertificate,
    /// There is no cryptography that speaks TLS.
    #[error("oidc_issuer_url: TLS cannot be spoken")]
    Tls(#[source] rustls::Error),
}

/// Why a sign-in by a provider does not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OidcError {
    /// It does not answer, or with nothing that can be read.
    Away(Message),
    /// It calls itself otherwise than it was typed.
    OtherIssuer {
        /// What the console was told.
        typed: String,
        /// What it says.
        said: String,
    },
    /// It refuses, in its own words.
    Refused(Message),
    /// It says nothing of who somebody is.
    NoIdToken,
    /// The token is of a key that it does not name.
    UnknownKey,
    /// The token is for another, too old, or of another sign-in.
    Token(Message),
    /// A claim is not what it must be.
    Claim {
        /// Which.
        claim: String,
        /// Why not.
        why: Message,
    },
    /// There are more groups than go into a token.
    TooManyGroups,
}

impl std::error::Error for OidcError {}

impl fmt::Display for OidcError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(formatter)
    }
}

impl OidcError {
    /// What happened, for who puts it into another language.
    pub(crate) fn said(&self) -> Message {
        match self {
            Self::Away(why) => said::away(why.clone()),
            Self::OtherIssuer { typed, said: its } => said::other_issuer(its, typed),
            Self::Refused(why) => said::refused(why.clone()),
            Self::NoIdToken => said::no_id_token(),
            Self::UnknownKey => said::unknown_key(),
            Self::Token(why) => said::bad_token(why.clone()),
            Self::Claim { claim, why } => said::bad_claim(claim, why.clone()),
            Self::TooManyGroups => said::too_many_groups(),
        }
    }

    /// What a provider gave as its error, fit to be shown: its words are anybody's, since they stand in an address.
    pub(super) fn refused(error: &str, description: &str) -> Self {
        let words = match (error, description) {
            ("", _) => return Self::Refused(said::sent_no_code()),
            (error, "") => error.to_owned(),
            (error, description) => format!("{description} ({error})"),
        };
        let words = words.chars().filter(|character| !character.is_control());
        Self::Refused(words.take(WORDS).collect::<String>().into())
    }

    /// Whether the session that this happened to has ended; else it may go on once the provider is well again.
    pub(in crate::sign_in) const fn is_final(&self) -> bool {
        !matches!(self, Self::Away(_) | Self::OtherIssuer { .. })
    }
}

type ExchangeError =
    RequestTokenError<HttpError, openidconnect::StandardErrorResponse<CoreErrorResponseType>>;

/// What the token endpoint's answer means.
pub(super) fn of_exchange(error: ExchangeError) -> OidcError {
    match error {
        RequestTokenError::ServerResponse(response) => {
            let description = response.error_description().map_or("", String::as_str);
            match response.error() {
                CoreErrorResponseType::Extension(name)
                    if name == "server_error" || name == "temporarily_unavailable" =>
                {
                    OidcError::Away(name.into())
                }
                error => OidcError::refused(error.as_ref(), description),
            }
        }
        RequestTokenError::Request(error) => OidcError::Away(Chain(&error).to_string().into()),
        // Its body may hold tokens, and is not repeated.
        RequestTokenError::Parse(..) => OidcError::Away(said::no_answer_of_an_endpoint()),
        RequestTokenError::Other(why) => OidcError::Away(why.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::OidcError;

    #[test]
    fn what_a_provider_says_is_bounded_and_of_one_line() {
        let error = OidcError::refused(
            "access_denied",
            &format!("no\n\u{1b}[1m{}", "x".repeat(1000)),
        );
        let text = error.to_string();
        assert!(
            text.len() < 400 && !text.contains(char::is_control),
            "{text}"
        );
        assert!(OidcError::refused("", "").to_string().contains("no code"));
    }
}

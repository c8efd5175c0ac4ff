//! Why a sign-in by a provider does not come to its end.

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
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OidcError {
    /// It does not answer, or with nothing that can be read.
    #[error("the provider does not answer: {0}")]
    Away(String),
    /// It calls itself otherwise than it was typed.
    #[error(
        "the provider calls itself `{said}`, and the console was told `{typed}`; both must be the same to the last slash"
    )]
    OtherIssuer {
        /// What the console was told.
        typed: String,
        /// What it says.
        said: String,
    },
    /// It refuses, in its own words.
    #[error("the provider refuses: {0}")]
    Refused(String),
    /// It says nothing of who somebody is.
    #[error("the provider sends no ID token; the scope `openid` must be allowed for the console")]
    NoIdToken,
    /// The token is of a key that it does not name.
    #[error("the ID token is signed with a key that the provider does not name")]
    UnknownKey,
    /// The token is for another, too old, or of another sign-in.
    #[error("the ID token does not count: {0}")]
    Token(String),
    /// A claim is not what it must be.
    #[error("the provider says nothing usable in the claim `{claim}`: {why}")]
    Claim {
        /// Which.
        claim: String,
        /// Why not.
        why: &'static str,
    },
    /// There are more groups than go into a token.
    #[error(
        "you are in more groups than the provider puts into a token, so it leaves all of them out; let it send only the groups that are assigned to the console"
    )]
    TooManyGroups,
}

impl OidcError {
    /// What a provider gave as its error, fit to be shown: its words are anybody's, since they stand in an address.
    pub(super) fn refused(error: &str, description: &str) -> Self {
        let words = match (error, description) {
            ("", _) => "it sent no code".to_owned(),
            (error, "") => error.to_owned(),
            (error, description) => format!("{description} ({error})"),
        };
        let words = words.chars().filter(|character| !character.is_control());
        Self::Refused(words.take(WORDS).collect())
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
                    OidcError::Away(name.clone())
                }
                error => OidcError::refused(error.as_ref(), description),
            }
        }
        RequestTokenError::Request(error) => OidcError::Away(Chain(&error).to_string()),
        // Its body may hold tokens, and is not repeated.
        RequestTokenError::Parse(..) => {
            OidcError::Away("it answers with what is no answer of a token endpoint".to_owned())
        }
        RequestTokenError::Other(why) => OidcError::Away(why),
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

//! The page of sign-in, and the one that ends a session at the provider.

use askama::Template;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::{Fit, Look, Words, html, nonce, policy, without_referrer};
use crate::{
    app::App,
    sign_in::{EndSession, OidcError, ProviderRefusal, TokenRefusal},
};

/// Where the token is typed, and the way to the provider.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn<'a> {
    look: Look,
    fit: Fit,
    words: Words,
    nonce: String,
    next: &'a str,
    /// This page's address without a token that may stand in it.
    here: String,
    /// Why it went wrong; empty where it did not yet.
    trouble: String,
    /// Whether that is about the token.
    is_of_token: bool,
    /// The words on the button of the provider; none where there is none.
    provider: Option<String>,
    /// Whether it is the token of this console, and not one of the cluster.
    is_local: bool,
}

/// Ends the session at the provider, too.
#[derive(Template)]
#[template(path = "end_session.html")]
struct EndSessionPage<'a> {
    look: Look,
    words: Words,
    nonce: String,
    form: &'a EndSession,
}

/// Why somebody was not signed in.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// That one has not tried yet.
    None,
    /// The token.
    Token(TokenRefusal),
    /// The provider.
    Provider(ProviderRefusal),
}

impl Trouble {
    fn status(&self) -> StatusCode {
        match self {
            Self::None => StatusCode::OK,
            Self::Token(TokenRefusal::Wrong) => StatusCode::UNAUTHORIZED,
            Self::Token(TokenRefusal::TooMany(_)) | Self::Provider(ProviderRefusal::TooMany(_)) => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Self::Token(TokenRefusal::Unfit(_))
            | Self::Provider(ProviderRefusal::Unfit(_) | ProviderRefusal::Untrusted { .. }) => {
                StatusCode::FORBIDDEN
            }
            Self::Token(TokenRefusal::Away(_)) | Self::Provider(ProviderRefusal::Away(_)) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Provider(ProviderRefusal::None) => StatusCode::NOT_FOUND,
            Self::Provider(ProviderRefusal::Stale) => StatusCode::BAD_REQUEST,
            Self::Provider(ProviderRefusal::Provider(error)) => match error {
                OidcError::Away(_) | OidcError::OtherIssuer { .. } => {
                    StatusCode::SERVICE_UNAVAILABLE
                }
                OidcError::Refused(_)
                | OidcError::NoIdToken
                | OidcError::UnknownKey
                | OidcError::Token(_)
                | OidcError::Claim { .. }
                | OidcError::TooManyGroups => StatusCode::FORBIDDEN,
            },
        }
    }

    fn words(&self, words: Words, is_local: bool) -> String {
        let one = |key: &str, name: &str, value: &str| words.fill(key, &[(name, value)]);
        match self {
            Self::None => String::new(),
            Self::Token(refusal) => match refusal {
                TokenRefusal::Wrong if is_local => words.get("wrong_local").to_owned(),
                TokenRefusal::Wrong => words.get("wrong_cluster").to_owned(),
                TokenRefusal::TooMany(wait) => {
                    one("too_many", "seconds", &(wait.as_secs() + 1).to_string())
                }
                TokenRefusal::Unfit(why) => one("unfit", "why", &words.say(why)),
                TokenRefusal::Away(problem) => one("away", "why", &words.say(&problem.said())),
            },
            Self::Provider(refusal) => match refusal {
                ProviderRefusal::None => words.get("no_provider").to_owned(),
                ProviderRefusal::TooMany(wait) => one(
                    "too_many_begun",
                    "seconds",
                    &(wait.as_secs() + 1).to_string(),
                ),
                ProviderRefusal::Stale => words.get("stale").to_owned(),
                ProviderRefusal::Untrusted { issuer, audience } => {
                    words.fill("untrusted", &[("issuer", issuer), ("audience", audience)])
                }
                ProviderRefusal::Unfit(why) => one("unfit", "why", &words.say(why)),
                ProviderRefusal::Away(problem) => one("away", "why", &words.say(&problem.said())),
                ProviderRefusal::Provider(error) => match error {
                    OidcError::Away(why) => one("provider_away", "why", &words.say(why)),
                    OidcError::OtherIssuer { typed, said } => {
                        words.fill("other_issuer", &[("typed", typed), ("said", said)])
                    }
                    OidcError::Refused(why) => one("refused", "why", &words.say(why)),
                    OidcError::NoIdToken => words.get("no_id_token").to_owned(),
                    OidcError::UnknownKey => words.get("unknown_key").to_owned(),
                    OidcError::Token(why) => one("bad_token", "why", &words.say(why)),
                    OidcError::Claim { claim, .. } => one("claim", "claim", claim),
                    OidcError::TooManyGroups => words.get("too_many_groups").to_owned(),
                },
            },
        }
    }

    fn wait(&self) -> Option<u64> {
        match self {
            Self::Token(TokenRefusal::TooMany(wait))
            | Self::Provider(ProviderRefusal::TooMany(wait)) => Some(wait.as_secs() + 1),
            _ => None,
        }
    }
}

/// The sign-in page; `next` is where to go afterwards.
pub(crate) fn sign_in(app: &App, words: Words, next: &str, trouble: &Trouble) -> Response {
    let nonce = nonce();
    let policy = policy(&format!(
        "script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; form-action 'self'"
    ));
    let is_local = app.sign_in.is_local();
    let provider = app.sign_in.provider().map(|provider| {
        let label = provider.settings().label();
        words.fill("with_provider", &[("provider", label)])
    });
    let page = SignIn {
        look: Look::of(app),
        fit: Fit::of(app, words, "/sign-in"),
        words,
        nonce,
        next,
        here: app.at(&format!("/sign-in?next={}", contract::path::segment(next))),
        trouble: trouble.words(words, is_local),
        is_of_token: matches!(trouble, Trouble::Token(_)),
        provider,
        is_local,
    };
    // Not `no-referrer`: with that, browsers call the origin of a form `null`, and the form would be refused as one
    // of another site.
    let page = html(trouble.status(), &page, &policy);
    let mut response = without_referrer(page, "strict-origin");
    if let Some(seconds) = trouble.wait() {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A page that sends a form to the provider by itself, which ends its session as well. A form, because an ID token may be
/// longer than an address.
pub(crate) fn end_session(app: &App, words: Words, form: &EndSession) -> Response {
    let nonce = nonce();
    // Where the form goes to the provider may send on, and says so nowhere.
    let policy = policy(&format!(
        "script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; form-action https: http:"
    ));
    let page = EndSessionPage {
        look: Look::of(app),
        words,
        nonce,
        form,
    };
    without_referrer(html(StatusCode::OK, &page, &policy), "no-referrer")
}

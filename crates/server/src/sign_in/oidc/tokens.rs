//! `Tokens`: what a provider gives for a code or a refresh token.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::claims::Claims;

/// Tokens that were found to be right.
#[derive(Debug)]
pub(in crate::sign_in) struct Tokens {
    /// The ID token, as it came.
    pub(in crate::sign_in) id: String,
    /// What gets new ones.
    pub(in crate::sign_in) refresh: Option<String>,
    /// What the ID token says.
    pub(in crate::sign_in) claims: Claims,
    /// Until when they hold, in seconds since 1970.
    pub(in crate::sign_in) end: i64,
}

impl Tokens {
    /// The tokens of an answer to what was asked at a time. They hold as long as both the ID token and the access token
    /// where there is a way to get new ones; else as long as the ID token.
    pub(super) fn new(
        id: String,
        refresh: Option<String>,
        claims: Claims,
        asked: SystemTime,
        expires_in: Option<Duration>,
    ) -> Self {
        let end = claims.get("exp").and_then(serde_json::Value::as_f64);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a time beyond what 64 bits hold is the end of time"
        )]
        let mut end = end.unwrap_or_default() as i64;
        if let (Some(lifetime), Some(_)) = (expires_in, &refresh) {
            let since = asked.duration_since(UNIX_EPOCH).unwrap_or_default() + lifetime;
            end = end.min(i64::try_from(since.as_secs()).unwrap_or(i64::MAX));
        }
        Self {
            id,
            refresh,
            claims,
            end,
        }
    }
}

/// What a token in compact form says (RFC 7519), whoever signed it.
pub(super) fn payload(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&bytes).ok()
}

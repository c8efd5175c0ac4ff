//! The end of a session at the provider: asked for by a person (OIDC RP-Initiated Logout 1.0), or told by the
//! provider (OIDC Back-Channel Logout 1.0).

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use manifest::message::provider as said;
use openidconnect::{
    JsonWebKey as _,
    core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm},
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    AT_MOST_EVERY, Oidc, OidcError,
    claims::Claims,
    known::{ALGORITHMS, SKEW},
    tokens,
};

/// What a logout token says it is.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// How old a logout token may be, in seconds.
const OLDEST: u64 = 120;

/// The form by which a browser ends the provider's own session.
#[derive(Debug)]
pub(crate) struct EndSession {
    /// Where it goes.
    pub(crate) action: String,
    /// What it holds.
    pub(crate) fields: Vec<(&'static str, String)>,
}

/// Whose sessions a provider has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sign_in) struct LoggedOut {
    /// What tells the token from others.
    pub(in crate::sign_in) id: String,
    /// The provider's own session, where it names one.
    pub(in crate::sign_in) sid: String,
    /// The person; empty where a session alone is named.
    pub(in crate::sign_in) subject: String,
}

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
}

impl Oidc {
    /// How a browser ends the provider's own session, of which this was the ID token; none where it has no such place, or
    /// does not say now.
    pub(in crate::sign_in) async fn end_session(&self, id_token: &str) -> Option<EndSession> {
        let known = self.known().await.ok()?;
        let fields = vec![
            ("id_token_hint", id_token.to_owned()),
            ("client_id", self.settings.client_id.clone()),
            (
                "post_logout_redirect_uri",
                format!("{}/sign-in", self.settings.base),
            ),
        ];
        Some(EndSession {
            action: known.end_session.clone()?,
            fields,
        })
    }

    /// Whose sessions a logout token ends.
    ///
    /// # Errors
    ///
    /// It is not the provider's, not for the console, not of now, or no logout token.
    pub(in crate::sign_in) async fn logged_out(&self, token: &str) -> Result<LoggedOut, OidcError> {
        let known = self.known().await?;
        if verify(&known.keys, token).is_err() {
            let known = self.known_since(AT_MOST_EVERY).await?;
            verify(&known.keys, token)?;
        }
        let claims = tokens::payload(token).ok_or_else(|| OidcError::Token(said::no_json()))?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        self.read(&claims, now.unwrap_or_default().as_secs())
    }

    /// What is asked of a logout token (2.6), its signature aside.
    fn read(&self, claims: &Claims, now: u64) -> Result<LoggedOut, OidcError> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("iss") != self.settings.issuer {
            return Err(OidcError::Token(said::of_another_issuer()));
        }
        let is_ours = |audience: &Value| audience.as_str() == Some(&self.settings.client_id);
        let is_for_us = match claims.get("aud") {
            Some(Value::Array(audiences)) => audiences.iter().any(is_ours),
            Some(audience) => is_ours(audience),
            None => false,
        };
        if !is_for_us {
            return Err(OidcError::Token(said::for_another()));
        }
        let second = |name: &str| claims.get(name).and_then(Value::as_u64);
        let issued = second("iat").ok_or_else(|| OidcError::Token(said::undated()))?;
        if issued.saturating_add(OLDEST) < now || issued > now + SKEW.as_secs() {
            return Err(OidcError::Token(said::not_of_now()));
        }
        if second("exp").is_some_and(|end| end.saturating_add(SKEW.as_secs()) <= now) {
            return Err(OidcError::Token(said::run_out()));
        }
        let event = claims.get("events").and_then(|events| events.get(EVENT));
        if !event.is_some_and(Value::is_object) {
            return Err(OidcError::Token(said::ends_no_session()));
        }
        // Or an ID token could be used as one.
        if claims.contains_key("nonce") {
            return Err(OidcError::Token(said::has_nonce()));
        }
        let found = LoggedOut {
            id: text("jti").to_owned(),
            sid: text("sid").to_owned(),
            subject: text("sub").to_owned(),
        };
        if found.id.is_empty() {
            return Err(OidcError::Token(said::no_id()));
        }
        if found.sid.is_empty() && found.subject.is_empty() {
            return Err(OidcError::Token(said::names_nobody()));
        }
        Ok(found)
    }
}

/// Whether one of the keys has signed a token in compact form (RFC 7515).
fn verify(keys: &CoreJsonWebKeySet, token: &str) -> Result<(), OidcError> {
    let (message, signature) = token
        .rsplit_once('.')
        .ok_or_else(|| OidcError::Token(said::no_token()))?;
    let header = message.split('.').next().unwrap_or_default();
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let header: Header = decode(header)
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| OidcError::Token(said::no_token()))?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(OidcError::Token(said::proves_nothing()));
    }
    let signature = decode(signature).ok_or_else(|| OidcError::Token(said::no_token()))?;
    let is_named = |key: &&openidconnect::core::CoreJsonWebKey| {
        let id = key.key_id().map(|id| id.as_str());
        header.kid.is_none() || id == header.kid.as_deref()
    };
    let mut named = keys.keys().iter().filter(is_named);
    let is_signed = named.any(|key| {
        key.verify_signature(&header.alg, message.as_bytes(), &signature)
            .is_ok()
    });
    is_signed.then_some(()).ok_or(OidcError::UnknownKey)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{EVENT, LoggedOut, Oidc};
    use crate::sign_in::OidcSettings;

    const NOW: u64 = 1_800_000_000;

    fn read(change: impl FnOnce(&mut Value)) -> Option<LoggedOut> {
        let oidc = Oidc::new(OidcSettings {
            issuer: "https://idp.example".to_owned(),
            client_id: "everynode".to_owned(),
            ..OidcSettings::default()
        });
        let mut claims = json!({
            "iss": "https://idp.example", "aud": ["everynode"], "iat": NOW, "jti": "1",
            "sid": "s", "sub": "ann", "events": {EVENT: {}},
        });
        change(&mut claims);
        oidc.unwrap().read(claims.as_object().unwrap(), NOW).ok()
    }

    #[test]
    fn a_logout_token_names_whose_sessions_end() {
        let both = read(|_| {}).unwrap();
        assert_eq!((both.sid.as_str(), both.subject.as_str()), ("s", "ann"));
        let sid = read(|it| drop(it.as_object_mut().unwrap().remove("sub"))).unwrap();
        assert_eq!((sid.sid.as_str(), sid.subject.as_str()), ("s", ""));
        let subject = read(|it| drop(it.as_object_mut().unwrap().remove("sid"))).unwrap();
        assert_eq!(
            (subject.sid.as_str(), subject.subject.as_str()),
            ("", "ann")
        );
        assert!(read(|it| it["aud"] = json!("everynode")).is_some());
        assert!(read(|it| it["iat"] = json!(NOW - 119)).is_some());
    }

    #[test]
    fn what_is_no_logout_token_of_now_ends_nothing() {
        type Change = fn(&mut Value);
        let changes: [(&str, Change); 11] = [
            ("a nonce", |it| it["nonce"] = json!("n")),
            ("another audience", |it| it["aud"] = json!(["other"])),
            ("another issuer", |it| {
                it["iss"] = json!("https://idp.example/");
            }),
            ("too old", |it| it["iat"] = json!(NOW - 121)),
            ("yet to come", |it| it["iat"] = json!(NOW + 600)),
            ("no time", |it| it["iat"] = Value::Null),
            ("run out", |it| it["exp"] = json!(NOW - 61)),
            ("no event", |it| it["events"] = json!({})),
            ("an event that is none", |it| {
                it["events"] = json!({EVENT: true});
            }),
            ("no id", |it| it["jti"] = json!("")),
            ("nobody", |it| {
                it["sid"] = json!("");
                it["sub"] = json!("");
            }),
        ];
        for (what, change) in changes {
            assert_eq!(read(change), None, "{what}");
        }
    }
}

//! The values of sign-in by a provider, and what they come to together.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::sign_in::{ClaimNames, OidcSettings};

/// What is asked for beside `openid` where nothing is said.
const SCOPES: [&str; 2] = ["profile", "email"];

/// An issuer, exactly as it was typed: one slash more at its end is another issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IssuerUrl(pub String);

/// Scheme and authority under which the console reaches a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InsideUrl(pub String);

impl FromStr for IssuerUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url: Option<http::Uri> = text.parse().ok();
        let url = url.filter(|url| url.query().is_none() && !text.contains('#'));
        let authority = url.as_ref().and_then(|url| url.authority());
        let is_loopback =
            authority.is_some_and(|it| matches!(it.host(), "localhost" | "127.0.0.1" | "[::1]"));
        let is_right = match url.as_ref().and_then(|url| url.scheme_str()) {
            Some("https") => authority.is_some_and(|it| !it.as_str().contains('@')),
            Some("http") => is_loopback,
            _ => false,
        };
        if is_right {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "`{text}` is no issuer: an https:// address without a query, as the provider calls itself in its \
                 /.well-known/openid-configuration"
            ))
        }
    }
}

impl FromStr for InsideUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url: super::PublicUrl = text.parse()?;
        Ok(Self(url.origin))
    }
}

impl fmt::Display for IssuerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for InsideUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Settings {
    /// Sign-in by a provider, of a console that people call by this address; none where none is named.
    /// The certificate authorities are read from their file.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn oidc(&self, base: &str) -> Result<Option<OidcSettings>, std::io::Error> {
        let Some(IssuerUrl(issuer)) = self.oidc_issuer_url.clone() else {
            return Ok(None);
        };
        let ca = self.oidc_ca_file.as_ref().map(std::fs::read).transpose()?;
        let usual = ClaimNames::default();
        let user = self.oidc_username_claim.clone().unwrap_or(usual.user);
        let user_prefix = match self.oidc_username_prefix.as_deref() {
            Some("-") => String::new(),
            Some(prefix) => prefix.to_owned(),
            None if user == "email" => String::new(),
            None => format!("{issuer}#"),
        };
        let scopes = match &self.oidc_scope {
            Some(scopes) => scopes.clone(),
            None => SCOPES.map(str::to_owned).to_vec(),
        };
        Ok(Some(OidcSettings {
            inside: self.oidc_inside_url.clone().map(|url| url.0),
            ca,
            client_id: self.oidc_client_id.clone().unwrap_or_default(),
            client_secret: self.oidc_client_secret.clone().map(|secret| secret.0),
            scopes: scopes.into_iter().filter(|it| it != "openid").collect(),
            names: ClaimNames {
                user,
                user_prefix,
                groups: self.oidc_groups_claim.clone().unwrap_or(usual.groups),
                groups_prefix: self.oidc_groups_prefix.clone().unwrap_or_default(),
                extra: self.oidc_extra_claim.clone(),
            },
            label: self.oidc_label.clone().unwrap_or_default(),
            base: base.to_owned(),
            issuer,
        }))
    }
}

/// A secret of the configuration. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct ClientSecret(pub(super) String);

impl fmt::Debug for ClientSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClientSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{IssuerUrl, Settings};

    #[test]
    fn an_issuer_stays_as_it_was_typed() {
        for (text, is_right) in [
            ("https://idp.example/application/o/everynode/", true),
            ("https://idp.example/application/o/everynode", true),
            ("https://IDP.example:8443", true),
            ("http://127.0.0.1:5556/dex", true),
            ("http://idp.example", false),
            ("https://idp.example/?tenant=x", false),
            ("https://idp.example/#x", false),
            ("https://me@idp.example/", false),
            ("idp.example", false),
            ("", false),
        ] {
            let read = text.parse::<IssuerUrl>();
            assert_eq!(read.is_ok(), is_right, "{text}");
            if let Ok(IssuerUrl(kept)) = read {
                assert_eq!(kept, text);
            }
        }
    }

    #[test]
    fn names_have_the_prefixes_that_the_api_server_would_give_them() {
        let of = |claim: Option<&str>, prefix: Option<&str>| {
            let settings = Settings {
                oidc_issuer_url: Some("https://idp.example".parse().unwrap()),
                oidc_username_claim: claim.map(str::to_owned),
                oidc_username_prefix: prefix.map(str::to_owned),
                ..Settings::default()
            };
            settings
                .oidc("https://c")
                .unwrap()
                .unwrap()
                .names
                .user_prefix
        };
        assert_eq!(of(None, None), "https://idp.example#");
        assert_eq!(of(Some("email"), None), "");
        assert_eq!(of(Some("name"), None), "https://idp.example#");
        assert_eq!(of(Some("name"), Some("-")), "");
        assert_eq!(of(Some("email"), Some("x:")), "x:");
    }
}

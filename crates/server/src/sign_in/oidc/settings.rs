//! `OidcSettings`: which provider, and how the console is known there.

use std::fmt;

use super::ClaimNames;

/// Which provider people sign in by, and how the console is known there.
#[derive(Clone, Default)]
pub struct OidcSettings {
    /// Its issuer, exactly as it was typed: it is compared and never made tidy.
    pub issuer: String,
    /// Scheme and authority under which the console reaches it, where people reach it under another.
    pub inside: Option<String>,
    /// Certificate authorities in PEM, in the place of this machine's.
    pub ca: Option<Vec<u8>>,
    /// What the console is called there.
    pub client_id: String,
    /// How the console proves that; none for a public client.
    pub client_secret: Option<String>,
    /// Scopes beside `openid`.
    pub scopes: Vec<String>,
    /// Where its claims say who somebody is.
    pub names: ClaimNames,
    /// What it is called on the sign-in page; its host where nothing is said.
    pub label: String,
    /// Scheme, authority and path of the console itself, without a slash at the end.
    pub base: String,
}

impl OidcSettings {
    /// Where the provider sends people back to.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}/sign-in/callback", self.base)
    }

    /// What it is called on the sign-in page.
    #[must_use]
    pub fn label(&self) -> &str {
        if !self.label.is_empty() {
            return &self.label;
        }
        let rest = self.issuer.split_once("://").map_or("", |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default()
    }
}

impl fmt::Debug for OidcSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OidcSettings")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

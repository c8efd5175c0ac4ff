//! `BrowserCookie`: by what a browser is known while it signs in at a provider.
//!
//! One for all sign-ins that are under way in it. Unlike the session's it is sent on the way back from the provider, which
//! begins at another site (`SameSite=Lax`); it opens nothing but what was begun in the same browser.

use http::{HeaderMap, HeaderValue, header};

use super::random_hex;
use crate::{app::App, problem::Problem};

/// The cookie's name, below which path it is sent, and whether it travels under TLS.
#[derive(Clone, Debug)]
pub(crate) struct BrowserCookie {
    name: String,
    path: String,
    is_secure: bool,
}

impl BrowserCookie {
    /// The cookie of a console that listens on a port.
    pub(crate) fn of(app: &App, port: u16) -> Self {
        Self {
            name: app.hosts.cookie_name("everynode-browser", port),
            path: app.hosts.cookie_path().to_owned(),
            is_secure: app.hosts.is_secure(),
        }
    }

    /// What a browser sends, if it is one of ours.
    pub(crate) fn known(&self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get_all(header::COOKIE).into_iter();
        let mut pairs = cookies
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == self.name)?;
        let is_ours = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_ours.then(|| value.to_owned())
    }

    /// The same; where it sends none, a new one, which is set by a header of the answer.
    ///
    /// # Errors
    ///
    /// The system has no entropy.
    pub(crate) fn known_or_new(
        &self,
        headers: &HeaderMap,
        answer: &mut HeaderMap,
    ) -> Result<String, Problem> {
        if let Some(known) = self.known(headers) {
            return Ok(known);
        }
        let new = random_hex().map_err(Problem::internal)?;
        let secure = if self.is_secure { "; Secure" } else { "" };
        let cookie = format!(
            "{}={new}; Path={}; HttpOnly; SameSite=Lax{secure}",
            self.name, self.path
        );
        let cookie = HeaderValue::try_from(cookie).map_err(Problem::internal)?;
        answer.append(header::SET_COOKIE, cookie);
        Ok(new)
    }
}

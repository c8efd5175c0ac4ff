//! Fetches texts from the internet for a user: by HTTPS, from hosts that are named in the settings, never from anything
//! inside, and bounded in size and time.
//!
//! Whoever gives a server an address to fetch could have it speak to what only the server reaches. So the name is held
//! against a list, every address that it resolves to against the blocks of the internet that are not public, and the
//! connection goes to the very addresses that were looked at: a name that says something else a moment later leads
//! nowhere. All of it holds for each redirect as well.

mod address;
mod error;
mod hosts;
mod public;
pub mod registry;
mod resolve;
mod web;

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use hyper::body::Incoming;
use tokio::time::timeout;
use url::Url;

pub use error::FetchError;
pub use hosts::HostPattern;
pub use public::is_public;

use resolve::Resolve;
use web::Web;

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;

/// What is fetched at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text.
    pub bytes: usize,
    /// How long all of it may take, redirects included.
    pub time: Duration,
}

/// A text that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Where it was in the end, after redirects.
    pub address: String,
    /// The text.
    pub text: String,
}

/// Fetches texts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Fetcher {
    hosts: Arc<[HostPattern]>,
    limits: Limits,
    web: Web,
}

impl Fetcher {
    /// Fetches from these hosts and no others, trusting the certificate authorities of this machine.
    ///
    /// # Errors
    /// [`FetchError::Tls`]: there is no cryptography that speaks TLS 1.2 or 1.3.
    pub fn new(hosts: Vec<HostPattern>, limits: Limits) -> Result<Self, FetchError> {
        let web = Web::system(
            Resolve::system(|_, address| is_public(address)),
            limits.time,
        )?;
        Ok(Self::over(hosts, limits, web))
    }

    fn over(hosts: Vec<HostPattern>, limits: Limits, web: Web) -> Self {
        Self {
            hosts: hosts.into(),
            limits,
            web,
        }
    }

    /// The hosts that may be fetched from.
    #[must_use]
    pub fn hosts(&self) -> &[HostPattern] {
        &self.hosts
    }

    /// The text at an address. The page of a file on GitHub or GitLab stands for the file.
    ///
    /// # Errors
    /// As [`FetchError`].
    pub async fn text(&self, address: &str) -> Result<Fetched, FetchError> {
        let url = address::read(address)?;
        let all = self.follow(url);
        timeout(self.limits.time, all)
            .await
            .map_err(|_| FetchError::TooSlow {
                seconds: self.limits.time.as_secs(),
            })?
    }

    /// Follows redirects to where the text is.
    async fn follow(&self, mut url: Url) -> Result<Fetched, FetchError> {
        for _ in 0..=MOST_REDIRECTS {
            self.check(&url)?;
            let answer = self.ask(&url).await?;
            let status = answer.status();
            if !status.is_redirection() || status == StatusCode::NOT_MODIFIED {
                return self.read(url, answer).await;
            }
            let next = web::target(answer.headers())
                .and_then(|target| url.join(target).ok())
                .ok_or(FetchError::Status {
                    status: status.as_u16(),
                })?;
            url = next;
        }
        Err(FetchError::TooManyRedirects {
            most: MOST_REDIRECTS,
        })
    }

    /// Whether an address may be asked at all.
    fn check(&self, url: &Url) -> Result<(), FetchError> {
        address::check(url)?;
        let host = url.host_str().unwrap_or_default();
        if !self.hosts.iter().any(|pattern| pattern.matches(host)) {
            return Err(FetchError::HostNotAllowed {
                host: host.to_owned(),
            });
        }
        Ok(())
    }

    async fn ask(&self, url: &Url) -> Result<Response<Incoming>, FetchError> {
        let accepted = "application/yaml, application/json, text/plain, */*;q=0.1";
        let accepted = (header::ACCEPT, HeaderValue::from_static(accepted));
        self.web.get(url, HeaderMap::from_iter([accepted])).await
    }

    /// Reads an answer to its end.
    async fn read(&self, url: Url, answer: Response<Incoming>) -> Result<Fetched, FetchError> {
        let status = answer.status();
        if !status.is_success() {
            return Err(FetchError::Status {
                status: status.as_u16(),
            });
        }
        let media_type = answer.headers().get(header::CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok());
        if media_type.is_some_and(|value| value.trim_start().starts_with("text/html")) {
            return Err(FetchError::Page);
        }
        let bytes = web::read(answer, self.limits.bytes).await?;
        let text = String::from_utf8(bytes.into()).map_err(|_| FetchError::NotText)?;
        Ok(Fetched {
            address: url.into(),
            text,
        })
    }
}

#[cfg(test)]
mod tests;

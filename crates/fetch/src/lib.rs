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
mod resolve;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;
use url::Url;

pub use error::FetchError;
pub use hosts::HostPattern;
pub use public::is_public;

use resolve::{Guarded, Resolve};

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
    client: Client<HttpsConnector<HttpConnector<Guarded>>, Empty<Bytes>>,
    port: u16,
}

impl Fetcher {
    /// Fetches from these hosts and no others, trusting the certificate authorities of this machine.
    ///
    /// # Errors
    /// [`FetchError::Tls`]: there is no cryptography that speaks TLS 1.2 or 1.3.
    pub fn new(hosts: Vec<HostPattern>, limits: Limits) -> Result<Self, FetchError> {
        let builder = tls()?;
        let tls = hyper_rustls::ConfigBuilderExt::with_native_roots(builder);
        let tls = match tls {
            Ok(tls) => tls.with_no_client_auth(),
            // A machine without any trusts nobody: each fetch says that the certificate is not trusted.
            Err(_) => self::tls()?
                .with_root_certificates(RootCertStore::empty())
                .with_no_client_auth(),
        };
        Ok(Self::over(hosts, limits, tls, Resolve::system(), 443))
    }

    /// The same with another way to find and to trust hosts, and their port.
    fn over(
        hosts: Vec<HostPattern>,
        limits: Limits,
        tls: ClientConfig,
        resolve: Resolve,
        port: u16,
    ) -> Self {
        let mut connector = HttpConnector::new_with_resolver(Guarded::new(resolve));
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(limits.time));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_only()
            .enable_http1()
            .wrap_connector(connector);
        // A connection that is kept would be one to an address that was looked at long ago.
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build(connector);
        Self {
            hosts: hosts.into(),
            limits,
            client,
            port,
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
            let next = target(answer.headers())
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
        let mut url = url.clone();
        url.set_fragment(None);
        if self.port != 443 {
            // Only where tests listen elsewhere. Cannot fail on an address with a host.
            let _ = url.set_port(Some(self.port));
        }
        let request = Request::get(url.as_str())
            .header(header::USER_AGENT, "everynode")
            .header(
                header::ACCEPT,
                "application/yaml, application/json, text/plain, */*;q=0.1",
            )
            // What is unpacked may be a thousand times as long.
            .header(header::ACCEPT_ENCODING, "identity")
            .body(Empty::new())
            .map_err(|_| FetchError::NotAnAddress)?;
        self.client
            .request(request)
            .await
            .map_err(|error| error::connecting(error, url.host_str().unwrap_or_default()))
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
        let most = self.limits.bytes;
        let body = Limited::new(answer.into_body(), most).collect().await;
        let bytes = body
            .map_err(|error| {
                if error.is::<http_body_util::LengthLimitError>() {
                    FetchError::TooLong { most }
                } else {
                    FetchError::Broken { source: error }
                }
            })?
            .to_bytes();
        let text = String::from_utf8(bytes.into()).map_err(|_| FetchError::NotText)?;
        Ok(Fetched {
            address: url.into(),
            text,
        })
    }
}

/// Where a redirect leads.
fn target(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::LOCATION)?.to_str().ok()
}

/// TLS 1.2 and 1.3.
fn tls() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, FetchError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|source| FetchError::Tls { source })
}

#[cfg(test)]
mod tests;

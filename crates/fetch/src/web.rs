//! Connections by HTTPS to addresses that may be connected to, each looked at anew.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use crate::resolve::{Guarded, Resolve};
use crate::{FetchError, error};

/// What asks hosts. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Web {
    client: Client<HttpsConnector<HttpConnector<Guarded>>, Empty<Bytes>>,
    /// Where all hosts listen, whatever the address says: only where tests listen elsewhere.
    port: Option<u16>,
}

impl Web {
    /// Trusts the certificate authorities of this machine.
    ///
    /// # Errors
    /// [`FetchError::Tls`]: there is no cryptography that speaks TLS 1.2 or 1.3.
    pub(crate) fn system(resolve: Resolve, patience: Duration) -> Result<Self, FetchError> {
        let tls = hyper_rustls::ConfigBuilderExt::with_native_roots(tls()?);
        let tls = match tls {
            Ok(tls) => tls.with_no_client_auth(),
            // A machine without any trusts nobody: each fetch says that the certificate is not trusted.
            Err(_) => self::tls()?
                .with_root_certificates(RootCertStore::empty())
                .with_no_client_auth(),
        };
        Ok(Self::over(tls, resolve, patience, None))
    }

    /// The same with another way to trust hosts, and their port.
    pub(crate) fn over(
        tls: ClientConfig,
        resolve: Resolve,
        patience: Duration,
        port: Option<u16>,
    ) -> Self {
        let mut connector = HttpConnector::new_with_resolver(Guarded::new(resolve));
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(patience));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_only()
            .enable_http1()
            .wrap_connector(connector);
        // A connection that is kept would be one to an address that was looked at long ago.
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build(connector);
        Self { client, port }
    }

    /// Asks for what is at an address.
    ///
    /// # Errors
    /// No answer comes.
    pub(crate) async fn get(
        &self,
        url: &Url,
        headers: HeaderMap,
    ) -> Result<Response<Incoming>, FetchError> {
        let mut url = url.clone();
        url.set_fragment(None);
        if self.port.is_some() {
            // Cannot fail on an address with a host.
            let _ = url.set_port(self.port);
        }
        let mut request = Request::get(url.as_str())
            .body(Empty::new())
            .map_err(|_| FetchError::NotAnAddress)?;
        let set = request.headers_mut();
        *set = headers;
        set.insert(header::USER_AGENT, HeaderValue::from_static("everynode"));
        // What is unpacked may be a thousand times as long.
        set.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
        self.client
            .request(request)
            .await
            .map_err(|error| error::connecting(error, url.host_str().unwrap_or_default()))
    }
}

/// Reads an answer to its end.
///
/// # Errors
/// It breaks off, or has more than so many bytes.
pub(crate) async fn read(answer: Response<Incoming>, most: usize) -> Result<Bytes, FetchError> {
    let body = Limited::new(answer.into_body(), most).collect().await;
    let body = body.map_err(|error| {
        if error.is::<http_body_util::LengthLimitError>() {
            FetchError::TooLong { most }
        } else {
            FetchError::Broken { source: error }
        }
    })?;
    Ok(body.to_bytes())
}

/// Where a redirect leads.
pub(crate) fn target(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::LOCATION)?.to_str().ok()
}

/// TLS 1.2 and 1.3.
pub(crate) fn tls() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, FetchError>
{
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|source| FetchError::Tls { source })
}

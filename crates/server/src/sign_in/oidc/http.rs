//! The way to the provider: HTTPS by the libraries that the rest of the console uses, bounded in size and time, and never
//! to another place than was asked for.

use std::{fmt, future::Future, pin::Pin, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri, header, uri::PathAndQuery};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use openidconnect::AsyncHttpClient;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use thiserror::Error;

use super::{OidcSettings, OidcSetupError};

/// How long an answer may take. The lease of a renewal is longer.
pub(in crate::sign_in) const PATIENCE: Duration = Duration::from_secs(10);

/// The most bytes of an answer.
const LIMIT: usize = 1 << 20;

/// Why the provider did not answer.
#[derive(Debug, Error)]
pub(super) enum HttpError {
    /// No connection came about, or it broke.
    #[error("no answer from {host}")]
    Broken {
        /// Who was asked.
        host: String,
        /// What the connection says.
        #[source]
        source: hyper_util::client::legacy::Error,
    },
    /// The answer broke off or is too long.
    #[error("the answer cannot be read")]
    Body(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It took too long.
    #[error("no answer from {host} within {} s", PATIENCE.as_secs())]
    Late {
        /// Who was asked.
        host: String,
    },
}

/// The way to the provider.
pub(super) struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// The authority under which people reach it, and the scheme and authority under which the console does.
    inside: Option<(String, Uri)>,
}

impl fmt::Debug for Http {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Http")
    }
}

impl Http {
    pub(super) fn new(settings: &OidcSettings) -> Result<Self, OidcSetupError> {
        let builder = || {
            let provider = rustls::crypto::ring::default_provider();
            ClientConfig::builder_with_provider(provider.into())
                .with_safe_default_protocol_versions()
                .map_err(OidcSetupError::Tls)
        };
        let tls = match &settings.ca {
            Some(pem) => builder()?.with_root_certificates(roots(pem)?),
            // A machine without any trusts nobody: each sign-in says that the certificate is not trusted.
            None => match hyper_rustls::ConfigBuilderExt::with_native_roots(builder()?) {
                Ok(tls) => tls,
                Err(_) => builder()?.with_root_certificates(RootCertStore::empty()),
            },
        };
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(PATIENCE));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls.with_no_client_auth())
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let inside = settings.inside.as_ref().and_then(|inside| {
            let outside: Uri = settings.issuer.parse().ok()?;
            Some((outside.authority()?.to_string(), inside.parse().ok()?))
        });
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            inside,
        })
    }

    /// Sends a request, to the inside address where it would go to the provider's outside one.
    ///
    /// # Errors
    ///
    /// See [`HttpError`]. A redirect is an answer as any other.
    pub(super) async fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, HttpError> {
        let (mut head, body) = request.into_parts();
        head.uri = self.inside_of(head.uri);
        let host = head.uri.authority().map(ToString::to_string);
        let host = host.unwrap_or_default();
        head.headers.insert(
            header::USER_AGENT,
            HeaderValue::from_static(concat!("everynode/", env!("CARGO_PKG_VERSION"))),
        );
        let request = Request::from_parts(head, Full::new(Bytes::from(body)));
        let answer = async {
            let response = self.client.request(request).await;
            let response = response.map_err(|source| HttpError::Broken {
                host: host.clone(),
                source,
            })?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, LIMIT).collect().await;
            let body = body.map_err(HttpError::Body)?.to_bytes().to_vec();
            Ok(Response::from_parts(head, body))
        };
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(HttpError::Late { host }),
        }
    }

    fn inside_of(&self, uri: Uri) -> Uri {
        let Some((outside, inside)) = &self.inside else {
            return uri;
        };
        if uri.authority().is_none_or(|it| it.as_str() != outside) {
            return uri;
        }
        let path = uri.path_and_query().cloned();
        let mut parts = inside.clone().into_parts();
        parts.path_and_query = path.or_else(|| Some(PathAndQuery::from_static("/")));
        Uri::from_parts(parts).unwrap_or(uri)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(request))
    }
}

fn roots(pem: &[u8]) -> Result<RootCertStore, OidcSetupError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| OidcSetupError::NoCertificate)?;
        roots.add(certificate).map_err(OidcSetupError::Tls)?;
    }
    if roots.is_empty() {
        return Err(OidcSetupError::NoCertificate);
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::{Http, OidcSettings};

    #[test]
    fn the_provider_alone_is_reached_inside() {
        let http = Http::new(&OidcSettings {
            issuer: "https://idp.example/realms/x".to_owned(),
            inside: Some("http://idp.auth.svc:8080".to_owned()),
            ..OidcSettings::default()
        });
        let http = http.unwrap();
        for (outside, inside) in [
            (
                "https://idp.example/realms/x/token?a=b",
                "http://idp.auth.svc:8080/realms/x/token?a=b",
            ),
            ("https://idp.example", "http://idp.auth.svc:8080/"),
            // Another host or port is somebody else.
            ("https://idp.example:444/x", "https://idp.example:444/x"),
            ("https://keys.example/x", "https://keys.example/x"),
        ] {
            let found = http.inside_of(outside.parse().unwrap());
            assert_eq!(found.to_string(), inside);
        }
    }
}

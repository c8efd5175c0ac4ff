//! `Transport`: how requests reach the API server, with kube's address, TLS and credentials.
//!
//! [`kube::Client`] puts a queue and a task of its own before them, so that any service can be shared. A
//! connection pool can be shared as it is; without the queue a write wakes one thread less on its way.

pub(crate) mod proxy;

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, combinators::UnsyncBoxBody};
use hyper::rt::{Read, Write};
use hyper_timeout::TimeoutConnector;
use hyper_util::{
    client::{
        legacy::{
            Client as HttpClient,
            connect::{
                Connection, HttpConnector,
                proxy::{SocksV5, Tunnel},
            },
        },
        proxy::matcher::Intercept,
    },
    rt::TokioExecutor,
};
use kube::{
    Client, Config,
    client::{Body, ConfigExt as _},
};
use serde_json::json;
use tower::{BoxError, Service, ServiceBuilder, ServiceExt as _, util::BoxCloneSyncService};

use crate::access::OfCaller;

/// The body of an answer as it comes in.
pub(crate) type Incoming = UnsyncBoxBody<Bytes, BoxError>;

/// The way to the API server. Cheap to clone; the clones share their connections.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    service: BoxCloneSyncService<Request<Body>, Response<Incoming>, BoxError>,
    /// What each request says beside its own headers: on whose behalf it is sent.
    identity: Option<Arc<HeaderMap>>,
    /// Whose requests these are; none of the console's own.
    caller: Option<OfCaller>,
}

impl Transport {
    /// The way that a configuration describes, through a proxy if one is given. Nothing is connected yet,
    /// and nothing is sent twice: the watches have a back-off of their own, and a write waits to be asked.
    ///
    /// # Errors
    /// The certificates or credentials cannot be used, or the proxy is none of HTTP or SOCKS 5.
    pub(crate) fn new(config: &Config, proxy: Option<&Intercept>) -> Result<Self, kube::Error> {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        // A request is complete when it is written; nothing comes that it could be sent together with.
        connector.set_nodelay(true);
        let Some(proxy) = proxy else {
            return Self::over(connector, config);
        };
        match proxy.uri().scheme_str() {
            Some("http") => {
                let through = Tunnel::new(proxy.uri().clone(), connector);
                Self::over(authorized(through, proxy), config)
            }
            Some("https") => {
                let connector = config.rustls_https_connector_with_connector(connector)?;
                let through = Tunnel::new(proxy.uri().clone(), connector);
                Self::over(authorized(through, proxy), config)
            }
            Some("socks5" | "socks5h") => {
                let mut through = SocksV5::new(proxy.uri().clone(), connector);
                if let Some((user, password)) = proxy.raw_auth() {
                    through = through.with_auth(user.to_owned(), password.to_owned());
                }
                Self::over(through, config)
            }
            _ => Err(kube::Error::ProxyProtocolUnsupported {
                proxy_url: Box::new(proxy.uri().clone()),
            }),
        }
    }

    /// By connections that come about in this way.
    fn over<C>(connector: C, config: &Config) -> Result<Self, kube::Error>
    where
        C: Service<Uri, Error: std::error::Error + Send + Sync> + Clone + Send + Sync + 'static,
        C::Response: Connection + Read + Write + Send + Unpin + 'static,
        C::Future: Send + 'static,
    {
        let connector = config.rustls_https_connector_with_connector(connector)?;
        let mut connector = TimeoutConnector::new(connector);
        connector.set_connect_timeout(config.connect_timeout);
        connector.set_read_timeout(config.read_timeout);
        connector.set_write_timeout(config.write_timeout);
        connector.set_reset_reader_on_write(config.reset_reader_on_write);
        let client: HttpClient<_, Body> =
            HttpClient::builder(TokioExecutor::new()).build(connector);
        let service = ServiceBuilder::new()
            .map_response(boxed)
            .layer(config.base_uri_layer())
            .option_layer(config.auth_layer()?)
            .layer(config.extra_headers_layer()?)
            .map_err(BoxError::from)
            .service(client);
        Ok(Self {
            service: BoxCloneSyncService::new(service),
            identity: None,
            caller: None,
        })
    }

    /// A way that nobody can go: every request is answered as the API server answers one without credentials.
    pub(crate) fn closed() -> Self {
        let service = tower::service_fn(|_: Request<Body>| async {
            let status = json!({
                "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
                "message": "Unauthorized", "reason": "Unauthorized", "code": 401,
            });
            let mut answer = Response::new(Body::from(status.to_string().into_bytes()));
            *answer.status_mut() = StatusCode::UNAUTHORIZED;
            Ok::<_, BoxError>(boxed(answer))
        });
        Self {
            service: BoxCloneSyncService::new(service),
            identity: None,
            caller: None,
        }
    }

    /// The same way for a caller, on which each request has these headers as well.
    pub(crate) fn on_behalf(&self, identity: Option<Arc<HeaderMap>>, caller: OfCaller) -> Self {
        Self {
            service: self.service.clone(),
            identity,
            caller: Some(caller),
        }
    }

    /// How large the headers are that say who asks; 0 where they are the way's own.
    pub(crate) fn identity_bytes(&self) -> usize {
        let identity = self.identity.iter().flat_map(|headers| headers.iter());
        identity
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum()
    }

    /// Sends a request and gives the answer as soon as its head is there.
    ///
    /// # Errors
    /// No answer came.
    pub(crate) async fn send(
        &self,
        mut request: Request<Body>,
    ) -> Result<Response<Incoming>, BoxError> {
        if let Some(identity) = &self.identity {
            let headers = request.headers_mut();
            for (name, value) in identity.iter() {
                headers.append(name, value.clone());
            }
        }
        let method = request.method().clone();
        let answer = self.service.clone().oneshot(request).await?;
        if let Some(caller) = &self.caller {
            caller.note(&method, answer.status());
        }
        Ok(answer)
    }
}

/// By a client that there is already.
impl From<Client> for Transport {
    fn from(client: Client) -> Self {
        let service = tower::service_fn(move |request| {
            let client = client.clone();
            async move { Ok(boxed(client.send(request).await?)) }
        });
        Self {
            service: BoxCloneSyncService::new(service),
            identity: None,
            caller: None,
        }
    }
}

fn authorized<C>(tunnel: Tunnel<C>, proxy: &Intercept) -> Tunnel<C> {
    match proxy.basic_auth() {
        Some(authorization) => tunnel.with_auth(authorization.clone()),
        None => tunnel,
    }
}

fn boxed<B>(response: Response<B>) -> Response<Incoming>
where
    B: hyper::body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    response.map(|body| body.map_err(Into::into).boxed_unsync())
}

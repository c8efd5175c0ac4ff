//! `Transport`: how requests reach the API server, with kube's address, TLS and credentials.
//!
//! [`kube::Client`] puts a queue and a task of its own before them, so that any service can be shared. A
//! connection pool can be shared as it is; without the queue a write wakes one thread less on its way.

use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, combinators::UnsyncBoxBody};
use hyper_timeout::TimeoutConnector;
use hyper_util::{
    client::legacy::{Client as HttpClient, connect::HttpConnector},
    rt::TokioExecutor,
};
use kube::{
    Client, Config,
    client::{Body, ConfigExt as _},
};
use tower::{BoxError, Service, ServiceBuilder, ServiceExt as _, util::BoxCloneSyncService};

/// The body of an answer as it comes in.
pub(crate) type Incoming = UnsyncBoxBody<Bytes, BoxError>;

/// The way to the API server. Cheap to clone; the clones share their connections.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    service: BoxCloneSyncService<Request<Body>, Response<Incoming>, BoxError>,
}

impl Transport {
    /// The way that a configuration describes. Nothing is connected yet.
    ///
    /// # Errors
    /// The certificates or credentials cannot be used, or a proxy is asked for, which kube speaks to
    /// only with features that are not built in.
    pub(crate) fn new(config: Config) -> Result<Self, kube::Error> {
        if config.proxy_url.is_some() {
            return Ok(Self::from(Client::try_from(config)?));
        }
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
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
        })
    }

    /// Sends a request and gives the answer as soon as its head is there.
    ///
    /// # Errors
    /// No answer came.
    pub(crate) async fn send(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Incoming>, BoxError> {
        self.service.clone().oneshot(request).await
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
        }
    }
}

impl Service<Request<Body>> for Transport {
    type Response = Response<Incoming>;
    type Error = BoxError;
    type Future = <BoxCloneSyncService<Request<Body>, Response<Incoming>, BoxError> as Service<
        Request<Body>,
    >>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        self.service.call(request)
    }
}

fn boxed<B>(response: Response<B>) -> Response<Incoming>
where
    B: hyper::body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    response.map(|body| body.map_err(Into::into).boxed_unsync())
}

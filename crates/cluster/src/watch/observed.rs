//! A client that tells when the API server begins to answer a watch, and asks for metadata alone where
//! that is enough.
//!
//! kube's watcher says when a watch has failed, but not when it runs again: until the next object
//! changes it says nothing. In a quiet cluster that can take hours, and all that time the page
//! would call itself stale.

use std::sync::Arc;

use http::{HeaderValue, Request, header};
use kube::client::{Body, Client};
use tower::service_fn;

use crate::{objects::Kind, rest::CALL_TIMEOUT, shared::Shared, transport::Transport};

/// Asks for the metadata of an object alone.
const METADATA: &str = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
/// Asks for the metadata of the objects of a list alone.
const METADATA_LIST: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/// The client through which one kind is watched.
pub(super) fn client(transport: &Transport, shared: &Arc<Shared>, kind: Kind) -> Client {
    let (transport, shared) = (transport.clone(), Arc::clone(shared));
    let service = service_fn(move |mut request: Request<Body>| {
        let (transport, shared) = (transport.clone(), Arc::clone(&shared));
        async move {
            let is_watch = request
                .uri()
                .query()
                .is_some_and(|query| query.split('&').any(|pair| pair == "watch=true"));
            if kind.is_metadata_enough() {
                let form = if is_watch { METADATA } else { METADATA_LIST };
                let form = HeaderValue::from_static(form);
                request.headers_mut().insert(header::ACCEPT, form);
            }
            // The head of an answer; how long its body lasts is the watcher's business.
            let response = tokio::time::timeout(CALL_TIMEOUT, transport.send(request)).await??;
            if is_watch && response.status().is_success() {
                shared.told(shared.health.watching(kind));
            }
            Ok::<_, tower::BoxError>(response)
        }
    });
    // All namespaces are watched; the default one is not asked for.
    Client::new(service, "default")
}

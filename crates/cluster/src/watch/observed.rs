//! A client that tells when the API server begins to answer a watch.
//!
//! kube's watcher says when a watch has failed, but not when it runs again: until the next object
//! changes it says nothing. In a quiet cluster that can take hours, and all that time the page
//! would call itself stale.

use std::sync::Arc;

use http::Request;
use kube::client::{Body, Client};
use tower::service_fn;

use crate::{cluster::Shared, objects::Kind, rest::CALL_TIMEOUT};

/// The client through which one kind is watched.
pub(super) fn client(client: &Client, shared: &Arc<Shared>, kind: Kind) -> Client {
    let default_namespace = client.default_namespace().to_owned();
    let (client, shared) = (client.clone(), Arc::clone(shared));
    let service = service_fn(move |request: Request<Body>| {
        let (client, shared) = (client.clone(), Arc::clone(&shared));
        async move {
            let is_watch = request
                .uri()
                .query()
                .is_some_and(|query| query.split('&').any(|pair| pair == "watch=true"));
            // The head of an answer; how long its body lasts is the watcher's business.
            let response = tokio::time::timeout(CALL_TIMEOUT, client.send(request)).await??;
            if is_watch && response.status().is_success() {
                shared.told(shared.health.watching(kind));
            }
            Ok::<_, tower::BoxError>(response)
        }
    });
    Client::new(service, default_namespace)
}

//! What goes wrong between the console and an API server: each fault has the right word within two seconds and a
//! bounded number of requests, and nothing is missing when it is over.

mod answers;
mod silence;
mod watches;

use std::time::Duration;

use cluster::{Cluster, Watched};
use contract::ClusterKind;
use fault_proxy::{FaultProxy, ProxyBody};
use http::Request;
use http_body_util::BodyExt as _;
use kube::client::Body;
use tokio::time::Instant;
use tower::{BoxError, service_fn};

use crate::mock::{MockServer, everything};
use crate::watches::live;

/// Within this everybody is told that something is wrong.
const TOLD: Duration = Duration::from_secs(2);
/// Within this everything goes on after the last fault: the longest pause, and a second to believe it.
const BACK: Duration = Duration::from_secs(12);

/// A proxy before an API server.
pub(crate) fn before_client(upstream: kube::Client) -> FaultProxy {
    FaultProxy::before(service_fn(move |request: Request<ProxyBody>| {
        let upstream = upstream.clone();
        async move {
            let (head, body) = request.into_parts();
            let body = Body::from(body.collect().await?.to_bytes().to_vec());
            let answer = upstream.send(Request::from_parts(head, body)).await?;
            Ok::<_, BoxError>(answer)
        }
    }))
}

fn before(server: &MockServer) -> FaultProxy {
    before_client(server.client())
}

pub(crate) fn watched(proxy: &FaultProxy) -> Watched {
    let client = kube::Client::new(proxy.clone(), "default");
    everything(&Cluster::with_client(
        "mock",
        ClusterKind::Kubernetes,
        client,
    ))
}

/// Waits for something for at most so long.
async fn within(time: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + time;
    while !holds() {
        assert!(Instant::now() < end, "not within {time:?}: {what}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Waits until what is watched has lasted for a while.
async fn settled(cluster: &Watched) {
    live(cluster).await;
    tokio::time::sleep(Duration::from_secs(30)).await;
}

/// Waits, and fails if what is known is called live meanwhile.
async fn never_live(cluster: &Watched, time: Duration, what: &str) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        assert!(!cluster.freshness().live, "{what}");
        tokio::time::sleep(Duration::from_millis(37)).await;
    }
}

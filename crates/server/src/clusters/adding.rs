//! Adding a cluster on the page: what is handed over is tried before it is kept.

use manifest::{Message, message::console as said};
use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

use cluster::{Added, Cluster, ConnectOptions};
use contract::{ClusterAccess, ClusterOrigin, ClusterState, ClusterTrial};
use http::Uri;
use store::{Store, StoreError, clusters::AddedCluster};

use super::{Clusters, Found, Way};
use crate::{
    error_chain::Chain,
    problem::{Problem, ProblemType},
};

/// How long the API server has to answer, and to tell what it holds.
const PATIENCE: Duration = Duration::from_secs(8);

/// Reads what is handed over.
///
/// # Errors
///
/// A [`ProblemType::InvalidRequest`] at `kubeconfig`, with its field.
pub(crate) fn read(kubeconfig: &str) -> Result<Added, Problem> {
    Added::read(kubeconfig).map_err(|error| wrong(Chain(&error).to_string()))
}

/// Takes over what admins have added and removed, on this console or another over the same database.
///
/// # Errors
///
/// [`StoreError`] if the database cannot be read. Those that are known stay.
pub(crate) async fn take_over(clusters: &Clusters, store: &Store) -> Result<(), StoreError> {
    let added = store.clusters().list().await?;
    // A name that is taken elsewhere meanwhile stays with whom it was first.
    let _ = clusters.settle(ClusterOrigin::Added, added.into_iter().map(found).collect());
    Ok(())
}

fn found(
    AddedCluster {
        name,
        kubeconfig,
        access,
        ..
    }: AddedCluster,
) -> Found {
    let added = Added::read(&kubeconfig);
    Found {
        is_unverified: added.as_ref().is_ok_and(Added::is_unverified),
        fingerprint: added.as_ref().ok().map(Added::fingerprint),
        way: match added {
            Ok(added) => Way::Connect(ConnectOptions::Added(Box::new(added))),
            Err(error) => Way::Broken(Chain(&error).to_string().into()),
        },
        // A word that only a newer console knows is none that lets somebody in.
        access: (!access.is_empty()).then(|| access.parse().unwrap_or(ClusterAccess::Token)),
        name,
    }
}

/// Connects for a moment: whether its API server answers with a certificate that holds, in which version, and what the
/// console may not read there.
///
/// # Errors
///
/// A [`ProblemType::InvalidRequest`] at `kubeconfig` with what is in the way.
pub(crate) async fn try_out(name: &str, added: Added) -> Result<ClusterTrial, Problem> {
    refuse_link_local(added.server()).await?;
    let unverified = added.is_unverified();
    let options = ConnectOptions::Added(Box::new(added));
    let cluster = Cluster::connect_as(Some(name), options, &[]).await;
    let cluster = cluster.map_err(|error| wrong(Chain(&error).to_string()))?;
    cluster.wait_until_synced(PATIENCE).await;
    let summary = cluster.summary();
    if !summary.reachable || summary.state == ClusterState::Unreachable {
        return Err(wrong(summary.said().unwrap_or_default()));
    }
    Ok(ClusterTrial {
        version: summary.version.unwrap_or_default(),
        unverified,
        missing: cluster.freshness().unknown,
    })
}

/// Refuses addresses of the link alone, where clouds answer their machines with credentials.
async fn refuse_link_local(server: &str) -> Result<(), Problem> {
    let uri: Uri = server.parse().unwrap_or_default();
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let port = uri.port_u16().unwrap_or(443);
    let addresses = tokio::net::lookup_host((host, port)).await;
    let addresses = addresses.map_err(|error| wrong(format!("{host}: {error}")))?;
    for address in addresses {
        if is_link_local(address.ip()) {
            return Err(wrong(said::address_of_link(host, address.ip().to_string())));
        }
    }
    Ok(())
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => {
            let mapped = address.to_ipv4_mapped();
            mapped.is_some_and(|it| it.is_link_local()) || is_unicast_link_local(address)
        }
    }
}

const fn is_unicast_link_local(address: Ipv6Addr) -> bool {
    address.segments()[0] & 0xffc0 == 0xfe80
}

/// What is handed over cannot be used.
fn wrong(reason: impl Into<Message>) -> Problem {
    let reason = reason.into();
    let (code, arguments) = reason.english_parts();
    let error = contract::FieldError {
        field: "kubeconfig".to_owned(),
        reason: "FieldValueInvalid".to_owned(),
        message: reason.to_string(),
        code,
        arguments,
        ..contract::FieldError::default()
    };
    Problem::new(ProblemType::InvalidRequest, said::cluster_not_added(reason))
        .with_errors(vec![error])
}

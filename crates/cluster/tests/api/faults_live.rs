//! The same faults between the console and clusters in which controllers are at work, by the clock on the wall: on
//! the sandbox, and on the cluster that `EVERYNODE_TEST_KUBECONFIG` names.

use std::time::Duration;

use cluster::{Cluster, DeleteOptions, Existing, WriteOptions};
use contract::ClusterKind;
use fault_proxy::{End, Fault, Requests};
use futures::{StreamExt as _, stream};
use kube::config::{KubeConfigOptions, Kubeconfig};
use sandbox::{Sandbox, SandboxOptions, Seed};

use crate::{
    create,
    faults::{before_client, watched},
    live::{ME, NAMESPACE, daemon_set, until},
};

/// How many kinds are watched.
const KINDS: usize = 19;

/// How many consoles meet their fault at a time.
const AT_ONCE: usize = 5;

/// Clients of the clusters to run on.
async fn upstreams() -> Vec<kube::Client> {
    let sandbox = Sandbox::start(&SandboxOptions {
        seed: Seed::Nodes,
        ..SandboxOptions::default()
    });
    let mut clients = vec![kube::Client::new(sandbox.service(), NAMESPACE)];
    if let Some(path) = std::env::var_os("EVERYNODE_TEST_KUBECONFIG") {
        let file = Kubeconfig::read_from(path).unwrap();
        let options = KubeConfigOptions::default();
        let config = kube::Config::from_custom_kubeconfig(file, &options).await;
        clients.push(kube::Client::try_from(config.unwrap()).unwrap());
    } else {
        println!("skipped on a real control plane: EVERYNODE_TEST_KUBECONFIG names none");
    }
    clients
}

/// What goes wrong, of which requests, and how the open watches end meanwhile.
fn faults() -> Vec<(Requests, Fault, End)> {
    let text = |text: &str| Fault::Text(text.to_owned());
    let busy = Fault::Status {
        code: 429,
        retry_after: Some("2"),
    };
    let of_watches = [
        Fault::Empty,
        Fault::Redirect,
        Fault::status(410),
        Fault::ErrorEvent(410),
        Fault::ErrorEvent(500),
        Fault::status(401),
        Fault::status(403),
        busy,
        Fault::status(500),
        text("<html>sign in</html>"),
        text("[]\n"),
        Fault::LineFirst("7".to_owned()),
        Fault::Cut(0),
        Fault::LostAnswer,
        Fault::Refused,
    ];
    let of_all = [
        (Fault::Silent, End::Silent),
        (Fault::Refused, End::Broken),
        (Fault::status(503), End::Closed),
        (Fault::status(401), End::Closed),
        (Fault::Redirect, End::Closed),
    ];
    let of_watches = of_watches.map(|fault| (Requests::watches(), fault, End::Closed));
    let of_all = of_all.map(|(fault, end)| (Requests::all(), fault, end));
    of_watches.into_iter().chain(of_all).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_created_while_all_goes_wrong_is_there_once_it_is_live_again() {
    // One of the two providers that are linked in must be chosen for a client that speaks TLS.
    let _ = rustls::crypto::ring::default_provider().install_default();
    for upstream in upstreams().await {
        let rounds = faults().into_iter().enumerate();
        let rounds = rounds.map(|(number, fault)| round(upstream.clone(), number, fault));
        stream::iter(rounds)
            .buffer_unordered(AT_ONCE)
            .collect::<()>()
            .await;
    }
}

/// A console of its own that meets one fault, while somebody else creates something.
async fn round(
    upstream: kube::Client,
    number: usize,
    (requests, fault, end): (Requests, Fault, End),
) {
    let name = format!("live-fault-{number}");
    let direct = Cluster::with_client("direct", ClusterKind::Kubernetes, upstream.clone());
    let (somebody, gone) = (direct.as_user(&ME), DeleteOptions::default());
    // What a run before may have left.
    let _ = somebody.delete(NAMESPACE, &name, &gone).await;

    let proxy = before_client(upstream);
    let cluster = watched(&proxy);
    let is_there = || cluster.row(NAMESPACE, &name).is_some();
    until("it is read", || cluster.freshness().live && !is_there()).await;
    proxy.inject(requests, fault.clone());
    let is_said = || {
        // Again and again: some may have been on their way before.
        proxy.end_watches(&Requests::watches(), &end);
        !cluster.freshness().live
    };
    until(&format!("{fault:?} is said"), is_said).await;
    proxy.forget();
    let manifests = [daemon_set(&name)];
    let created = create(
        &somebody,
        NAMESPACE,
        &manifests,
        WriteOptions::default(),
        Existing::Refuse,
    );
    created.await.result.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    // Two seconds hold four tries at the most, of a watch and a list each.
    let asked = proxy.count(&Requests::follows());
    assert!(asked <= KINDS * 8, "{fault:?}: {asked} requests");
    // A list that was just read is live until the watch after it fails too.
    until(&format!("{fault:?} is said still"), || {
        !cluster.freshness().live
    })
    .await;
    proxy.heal();
    until(&format!("{fault:?} is over"), || cluster.freshness().live).await;
    assert!(is_there(), "{fault:?}");
    somebody.delete(NAMESPACE, &name, &gone).await.unwrap();
    until("it is gone", || !is_there()).await;
}

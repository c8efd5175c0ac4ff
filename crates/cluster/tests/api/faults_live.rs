//! The same faults between the console and clusters in which controllers are at work, by the clock on the wall: on
//! the sandbox, and on the cluster that `EVERYNODE_TEST_KUBECONFIG` names.

use std::time::Duration;

use cluster::CreateOptions;
use fault_proxy::{End, Fault, Requests};
use kube::config::{KubeConfigOptions, Kubeconfig};
use sandbox::{Sandbox, SandboxOptions, Seed};

use crate::{
    faults::{before_client, watched},
    live::{ME, NAMESPACE, daemon_set, make_room, until},
};

/// How many kinds are watched.
const KINDS: usize = 15;

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

#[tokio::test]
async fn what_is_created_while_watches_fail_is_there_once_it_is_live_again() {
    // One of the two providers that are linked in must be chosen for a client that speaks TLS.
    let _ = rustls::crypto::ring::default_provider().install_default();
    for upstream in upstreams().await {
        let proxy = before_client(upstream);
        let cluster = watched(&proxy);
        let user = cluster.cluster().as_user(&ME);
        until("it is read", || cluster.freshness().live).await;
        let watches = Requests::watches();
        for (number, fault) in [
            Fault::Empty,
            Fault::Redirect,
            Fault::status(410),
            Fault::ErrorEvent(410),
            Fault::status(401),
            Fault::status(403),
            Fault::Text("<html>".to_owned()),
            Fault::Refused,
        ]
        .into_iter()
        .enumerate()
        {
            let name = format!("live-fault-{number}");
            make_room(&cluster, &name).await;
            proxy.forget();
            proxy.inject(watches.clone(), fault.clone());
            proxy.end_watches(&watches, &End::Closed);
            until("it is said", || !cluster.freshness().live).await;
            let created = user
                .create(NAMESPACE, &[daemon_set(&name)], CreateOptions::default())
                .await;
            created.unwrap();
            tokio::time::sleep(Duration::from_secs(2)).await;
            // At 0, 0.4, 1.1 and 2.6 seconds at the most often, a watch and a list each.
            let asked = proxy.count(&Requests::follows());
            assert!(asked <= KINDS * 8, "{fault:?}: {asked} requests");
            assert!(!cluster.freshness().live, "{fault:?}");
            proxy.heal();
            until("it is live again", || cluster.freshness().live).await;
            assert!(cluster.row(NAMESPACE, &name).is_some(), "{fault:?}");
            make_room(&cluster, &name).await;
        }
    }
}

//! A cluster that takes connections and never says anything: it holds up nobody, says so, and comes back by itself.

use std::time::{Duration, Instant};

use contract::{ClusterOrigin, DaemonSetsOfClusters};
use sandbox::{Sandbox, SandboxOptions, Seed};
use server::clusters::{Found, Way};
use tokio::net::TcpListener;

use crate::support::{TestApp, manifest};

/// A kubeconfig of a cluster at this address.
fn kubeconfig(server: &str) -> String {
    format!(
        "{{apiVersion: v1, kind: Config, current-context: c, users: [{{name: u, user: {{}}}}], \
         clusters: [{{name: k, cluster: {{server: '{server}'}}}}], \
         contexts: [{{name: c, context: {{cluster: k, user: u}}}}]}}"
    )
}

/// Takes connections and keeps them, until it is dropped.
async fn keep_silent(listener: &TcpListener) {
    let mut kept = Vec::new();
    while let Ok((connection, _)) = listener.accept().await {
        kept.push(connection);
    }
}

async fn list(app: &TestApp, clusters: &str) -> DaemonSetsOfClusters {
    let path = format!("/api/v1/daemonsets?clusters={clusters}");
    let text = app.get(&path).await.expect(200).text;
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn a_cluster_that_says_nothing_holds_up_nobody_and_comes_back() {
    let app = TestApp::on_sandbox().await;
    app.create(&manifest("agent")).await.expect(201);
    app.eventually("it is read", || {
        app.cluster.row(&app.namespace, "agent").is_some()
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let mut found = Vec::new();
    let mut listeners = Vec::new();
    // One says nothing to a request, the other never finishes a handshake of TLS.
    for (name, scheme) in [("mute", "http"), ("half", "https")] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("{scheme}://{}", listener.local_addr().unwrap());
        let file = folder.path().join(name);
        std::fs::write(&file, kubeconfig(&server)).unwrap();
        listeners.push(listener);
        found.push(Found {
            name: name.to_owned(),
            way: Way::Connect(cluster::ConnectOptions::Kubeconfig {
                path: Some(file),
                context: None,
            }),
            is_unverified: false,
            fingerprint: None,
            access: None,
        });
    }
    let taken = app.app.clusters.settle(ClusterOrigin::Folder, found);
    assert!(taken.is_empty());
    let both = format!("{},mute,half", app.name);
    let silence = async {
        tokio::join!(keep_silent(&listeners[0]), keep_silent(&listeners[1]));
    };
    let look = async {
        // Each is told of within a few seconds, whenever it is asked.
        let start = Instant::now();
        loop {
            let all = list(&app, &both).await;
            let own = &all.clusters[0];
            assert!(own.freshness.live && own.total == Some(1), "{own:?}");
            let is_said = |at: usize| {
                let freshness = &all.clusters[at].freshness;
                // Not only that nothing has been read so far.
                !freshness.live
                    && !freshness.message.is_empty()
                    && freshness.code != "watch.reading"
            };
            if is_said(1) && is_said(2) {
                break;
            }
            let said = [1, 2].map(|at: usize| all.clusters[at].freshness.message.clone());
            assert!(start.elapsed() < Duration::from_secs(20), "{said:?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        // And the other one is as fast as alone.
        let start = Instant::now();
        for _ in 0..10 {
            let own = list(&app, &app.name).await;
            assert!(own.clusters[0].freshness.live);
        }
        app.get("/readyz").await.expect(200);
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{:?}",
            start.elapsed()
        );
    };
    tokio::select! {
        () = silence => unreachable!("listeners do not end"),
        () = look => {}
    }
    // It answers again.
    let sandbox = Sandbox::start(&SandboxOptions {
        nodes: 2,
        seed: Seed::Nodes,
        ..SandboxOptions::default()
    });
    let listener = listeners.swap_remove(0);
    let serve = sandbox.serve(listener, std::future::pending());
    let look = async {
        let start = Instant::now();
        while !list(&app, "mute").await.clusters[0].freshness.live {
            assert!(
                start.elapsed() < Duration::from_mins(1),
                "it never came back"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::select! {
        _ = serve => unreachable!("it does not end"),
        () = look => {}
    }
}

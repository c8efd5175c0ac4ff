//! A client of kube-rs: typed objects, discovery, and a reflector that keeps up.

use std::time::Duration;

use futures::StreamExt;
use k8s_openapi::api::{
    apps::v1::DaemonSet,
    core::v1::{Namespace, Node, Pod},
};
use kube::{
    Api, Client,
    api::{DeleteParams, ListParams, Patch, PatchParams, PostParams},
    runtime::{WatchStreamExt, reflector, watcher},
};
use serde_json::json;

use super::support::{Cluster, agent, options};

fn client(cluster: &Cluster) -> Client {
    Client::new(cluster.sandbox.service(), "default")
}

#[tokio::test(start_paused = true)]
async fn every_seeded_object_is_what_its_type_says() {
    let cluster = Cluster::start(&options());
    let client = client(&cluster);
    assert_eq!(
        client.apiserver_version().await.unwrap().git_version,
        "v1.36.2+sandbox"
    );
    let nodes = Api::<Node>::all(client.clone())
        .list(&ListParams::default())
        .await
        .unwrap();
    assert_eq!(nodes.items.len(), 24);
    let namespaces = Api::<Namespace>::all(client.clone())
        .list(&ListParams::default())
        .await
        .unwrap();
    assert!(namespaces.items.len() >= 8);
    let pods = Api::<Pod>::all(client.clone())
        .list(&ListParams::default().limit(50))
        .await
        .unwrap();
    assert_eq!(pods.items.len(), 50);
    let daemon_sets = Api::<DaemonSet>::all(client)
        .list(&ListParams::default())
        .await
        .unwrap();
    assert!(
        daemon_sets
            .items
            .iter()
            .all(|daemon_set| daemon_set.status.is_some())
    );
}

#[tokio::test(start_paused = true)]
async fn a_reflector_sees_the_life_of_a_daemon_set() {
    let cluster = Cluster::with_nodes(3).await;
    let client = client(&cluster);
    let (pods, writer) = reflector::store::<Pod>();
    let stream = watcher(Api::<Pod>::all(client.clone()), watcher::Config::default());
    let watching = tokio::spawn(
        reflector(writer, stream)
            .default_backoff()
            .touched_objects()
            .for_each(|_| async {}),
    );
    pods.wait_until_ready().await.unwrap();

    let api = Api::<DaemonSet>::default_namespaced(client);
    let daemon_set: DaemonSet = serde_json::from_value(agent("nginx:1")).unwrap();
    let created = api
        .create(&PostParams::default(), &daemon_set)
        .await
        .unwrap();
    assert_eq!(created.metadata.generation, Some(1));
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(pods.state().len(), 3);
    let status = api.get("agent").await.unwrap().status.unwrap();
    assert_eq!((status.number_ready, status.number_available), (3, Some(3)));

    // Whatever happens to the watch, the reflector catches up.
    cluster.sandbox.faults().expire_watches();
    api.restart("agent").await.unwrap();
    tokio::time::sleep(Duration::from_secs(20)).await;
    let annotations = pods
        .state()
        .iter()
        .filter(|pod| pod.metadata.annotations.is_some())
        .count();
    assert_eq!((pods.state().len(), annotations), (3, 3));

    let patch = json!({"spec": {"minReadySeconds": -1}});
    let refused = api
        .patch("agent", &PatchParams::default(), &Patch::Merge(patch))
        .await
        .unwrap_err();
    let kube::Error::Api(status) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!((status.code, status.reason.as_str()), (422, "Invalid"));

    api.delete("agent", &DeleteParams::foreground())
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(pods.state().len(), 0);
    watching.abort();
}

#[tokio::test(start_paused = true)]
async fn streaming_lists_work_too() {
    let cluster = Cluster::with_nodes(2).await;
    let config = watcher::Config::default().streaming_lists();
    let mut events = watcher(Api::<Node>::all(client(&cluster)), config).boxed();
    let mut names = Vec::new();
    loop {
        match events.next().await.unwrap().unwrap() {
            watcher::Event::InitApply(node) => names.extend(node.metadata.name),
            watcher::Event::InitDone => break,
            _ => {}
        }
    }
    assert_eq!(names, ["n1", "n2"]);
}

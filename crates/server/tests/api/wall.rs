//! The wall says of every cell what the page of its DaemonSet says.

use contract::{StatusWord, Wall, path, wall::state_of};

use crate::{
    status::{until_of, until_word},
    support::{TestApp, manifest},
};

#[tokio::test]
async fn the_wall_agrees_with_the_page_of_each_daemonset() {
    let app = TestApp::start().await;
    let nowhere = manifest("nowhere").replace(
        "    spec:\n      containers:",
        "    spec:\n      nodeSelector: {nowhere: here}\n      containers:",
    );
    app.create(&manifest("agent")).await.expect(201);
    app.create(&nowhere).await.expect(201);
    until_word(&app, StatusWord::Running).await;
    until_of(&app, "nowhere", "no nodes", |told| {
        told.row.status.word == StatusWord::NoNodes
    })
    .await;
    let answer = app.get(&path::wall(&app.name, &app.namespace)).await;
    let wall: Wall = serde_json::from_str(&answer.expect(200).text).unwrap();
    let names: Vec<&str> = wall.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["agent", "nowhere"]);
    assert!(wall.freshness.live, "{:?}", wall.freshness);
    let mut by_zone = wall.nodes.clone();
    by_zone.sort_by_key(|node| (node.zone.is_empty(), node.zone.clone(), node.name.clone()));
    assert_eq!(wall.nodes, by_zone);
    for row in &wall.rows {
        let nodes = app.cluster.nodes(&app.namespace, &row.name).unwrap();
        assert_eq!(row.cells.len(), wall.nodes.len());
        for (column, letter) in wall.nodes.iter().zip(row.cells.bytes()) {
            let node = nodes.iter().find(|node| node.name == column.name).unwrap();
            assert_eq!(
                state_of(letter),
                node.state,
                "{} on {}",
                row.name,
                node.name
            );
        }
    }
    // Another namespace has none of it.
    let other = app.get(&path::wall(&app.name, "kube-system")).await;
    let other: Wall = serde_json::from_str(&other.expect(200).text).unwrap();
    assert!(other.rows.iter().all(|row| row.namespace == "kube-system"));
}

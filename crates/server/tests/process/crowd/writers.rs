//! People who create, change and delete.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::scene::Scene;

fn manifest(number: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": {"generateName": "crowd-", "labels": {"number": number}},
        "spec": {
            "selector": {"matchLabels": {"app": "a"}},
            "template": {
                "metadata": {"labels": {"app": "a"}},
                "spec": {
                    "nodeSelector": {"never": "there"},
                    "containers": [{"name": "a", "image": "registry.example/a:1"}],
                },
            },
        },
    })
}

/// What may be found in the end of what bears a number: of each object how often it was changed. More than one way where
/// somebody did not wait until he knew.
pub(super) type Expected = BTreeMap<String, Vec<Vec<u64>>>;

/// One of them; what there must be in the end.
pub(super) async fn write(scene: Arc<Scene>, writer: usize) -> Expected {
    let mut expected = BTreeMap::new();
    for round in 0.. {
        if scene.is_over() {
            break;
        }
        let number = format!("{writer}-{round}");
        let found = make_and_change(&scene, (writer + round, round % 3 == 2), &number).await;
        expected.insert(number, found);
    }
    expected
}

/// Creates one, changes it twice, and deletes it where it is to go. What may be found of it.
async fn make_and_change(
    scene: &Scene,
    (at, is_to_go): (usize, bool),
    number: &str,
) -> Vec<Vec<u64>> {
    let collection = scene.collection();
    let body = manifest(number).to_string();
    let Some((status, answer)) = scene.write(at, "POST", &collection, &body).await else {
        return vec![vec![], vec![0]];
    };
    assert_eq!(status, 201, "{answer}");
    let made: Value = serde_json::from_str(&answer).unwrap();
    let path = format!(
        "{collection}/{}",
        made["metadata"]["name"].as_str().unwrap()
    );
    for change in 1..=2 {
        sleep(scene.form.rest).await;
        if edit(scene, at, &path, change).await.is_none() {
            return vec![vec![change - 1], vec![change]];
        }
    }
    if !is_to_go {
        return vec![vec![2]];
    }
    let Some((status, answer)) = scene.write(at, "DELETE", &path, "").await else {
        return vec![vec![], vec![2]];
    };
    assert!(matches!(status, 200 | 202), "{answer}");
    vec![vec![]]
}

/// Changes it so that it says how often it was changed; nothing where it is not known whether that was done.
async fn edit(scene: &Scene, at: usize, path: &str, change: u64) -> Option<()> {
    loop {
        let mut object = scene.read(path).await.unwrap();
        let before = object["metadata"]["annotations"]["change"].as_str();
        let before: u64 = before.map_or(0, |it| it.parse().unwrap());
        // It was done, and the answer was lost with the console.
        if before == change {
            return Some(());
        }
        assert_eq!(before, change - 1, "{path}");
        object["metadata"]["annotations"]["change"] = json!(change.to_string());
        let (status, answer) = scene.write(at, "PUT", path, &object.to_string()).await?;
        match status {
            200 => return Some(()),
            // The controller was faster.
            409 => {}
            _ => panic!("{status} {answer}"),
        }
    }
}

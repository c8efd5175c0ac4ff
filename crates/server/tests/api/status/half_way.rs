//! A change back in the midst of a rollout: what is of the earlier template already stays.

use contract::StatusWord;
use http::Method;
use preflight::Report;
use serde_json::json;

use super::{restart, until, until_word};
use crate::support::{TestApp, manifest};

#[tokio::test]
async fn a_change_back_replaces_only_what_has_been_changed() {
    let app = TestApp::start().await;
    let on_delete = manifest("agent").replace(
        "spec:\n  selector",
        "spec:\n  updateStrategy: {type: OnDelete}\n  selector",
    );
    app.create(&on_delete).await.expect(201);
    let all = until_word(&app, StatusWord::Running)
        .await
        .row
        .counts
        .desired;
    restart(&app).await;
    until_word(&app, StatusWord::Pending).await;
    let pods = app.cluster.pods(&app.namespace, "agent").unwrap();
    let place = format!("/api/v1/namespaces/{}/pods/{}", app.namespace, pods[0].name);
    let now = json!({"gracePeriodSeconds": 0});
    app.cluster_request("DELETE", &place, &now).await;
    until(&app, "half way", |told| {
        told.row.counts.up_to_date == 1 && told.row.counts.available == all
    })
    .await;
    let replaced = async |text: &str| {
        let named = format!("  name: agent\n  namespace: {}", app.namespace);
        let text = text.replace("  name: agent # a comment", &named);
        let path = contract::path::preflight(&app.name);
        let call = app.signed_in(Method::POST, &format!("{path}?operation=update"));
        let call = call.header("content-type", "application/yaml");
        let report: Report = serde_json::from_str(&call.send(text).await.expect(200).text).unwrap();
        report.forecast.unwrap().rollout.unwrap().replaced
    };
    assert_eq!(replaced(&manifest("agent")).await, 1);
    let other = manifest("agent").replace("agent:1.0", "agent:3.0");
    assert_eq!(replaced(&other).await, all);
    // It comes true: the others stay.
    let stored = app.get(&app.object("agent")).await.expect(200);
    let call = app.signed_in(Method::PUT, &app.object("agent"));
    let call = call.header("content-type", "application/yaml");
    let back = manifest("agent").replace(
        "  name: agent # a comment",
        &format!(
            "  name: agent\n  namespace: {}\n  resourceVersion: '{}'",
            app.namespace,
            stored.json()["metadata"]["resourceVersion"]
                .as_str()
                .unwrap()
        ),
    );
    call.send(back).await.expect(200);
    until(&app, "all are back", |told| {
        told.row.status.word == StatusWord::Running && told.row.update_strategy == "RollingUpdate"
    })
    .await;
    let after = app.cluster.pods(&app.namespace, "agent").unwrap();
    let stayed = pods
        .iter()
        .filter(|pod| after.iter().any(|now| now.name == pod.name));
    assert_eq!(u32::try_from(stayed.count()).unwrap(), all - 1);
}

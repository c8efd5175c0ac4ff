//! Rights that are taken away while somebody looks.

use std::time::{Duration, Instant};

use http::Method;
use http_body_util::BodyExt as _;

use super::House;

/// Within what time it must be over, as is promised.
const PROMISED: Duration = Duration::from_mins(1);

#[tokio::test]
async fn what_is_lost_ends_what_depended_on_it() {
    let house = House::open().await;
    let (app, viewer) = (&house.app, &house.people.viewer);
    let events = format!(
        "{}?namespace={}",
        contract::path::events(&app.name),
        app.namespace
    );
    let logs = format!("{}/logs?follow=true", app.object("agent"));
    let open = async |path: &str| {
        let response = app.person(viewer, Method::GET, path).open("").await;
        assert_eq!(response.status(), 200, "{path}");
        response.into_body()
    };
    let streams = [open(&events).await, open(&logs).await];
    let mine = format!(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings/{}-viewer-0",
        app.namespace, app.namespace
    );
    app.cluster_request("DELETE", &mine, &serde_json::Value::Null)
        .await;
    let taken = Instant::now();
    for mut body in streams {
        let end = async { while body.frame().await.is_some() {} };
        let left = PROMISED.saturating_sub(taken.elapsed());
        assert!(tokio::time::timeout(left, end).await.is_ok(), "it goes on");
    }
    // And whoever comes back sees nothing.
    let again = app.person(viewer, Method::GET, &events).open("").await;
    let frame = again.into_body().frame().await;
    let mut text = String::new();
    if let Some(Ok(frame)) = frame {
        text.push_str(&String::from_utf8_lossy(
            &frame.into_data().unwrap_or_default(),
        ));
    }
    assert!(!text.contains("\"agent\""), "{text}");
}

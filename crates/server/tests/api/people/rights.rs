//! Rights that come about in other ways than by one Role for all of a kind. What may be done is asked of the API server, object by
//! object and verb by verb, and never read out of rules.

use fault_proxy::{Fault, Requests};
use http::Method;
use serde_json::{Value, json};

use super::House;
use crate::support::{Answer, TestApp, manifest};

/// A cluster role; its own names are of this test alone.
async fn role(app: &TestApp, name: &str, body: &Value) -> String {
    let mut role = body.clone();
    let name = format!("{}-{name}", app.namespace);
    role["metadata"]["name"] = json!(name);
    let path = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    app.cluster_request("POST", path, &role).await;
    name
}

fn rule(verbs: &[&str], (group, resource): (&str, &str), names: &[&str]) -> Value {
    let mut rule = json!({"apiGroups": [group], "resources": [resource], "verbs": verbs});
    if !names.is_empty() {
        rule["resourceNames"] = json!(names);
    }
    rule
}

const SETS: (&str, &str) = ("apps", "daemonsets");
const PODS: (&str, &str) = ("", "pods");

/// What somebody is told that he may do with a DaemonSet, as verb and resource.
async fn told(app: &TestApp, token: &str, name: &str) -> Vec<String> {
    let path = contract::path::rights(&app.name, &app.namespace, name);
    let answer = app.person(token, Method::GET, &path).send("").await;
    let list = answer.expect(200).json();
    let items = list["items"].as_array().unwrap().iter();
    let allowed = items.filter(|it| it["allowed"] == true);
    let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
    allowed
        .map(|it| format!("{} {}", text(it, "verb"), text(it, "resource")))
        .collect()
}

/// What comes of it where somebody does it.
async fn done(app: &TestApp, token: &str, right: &str, name: &str) -> Answer {
    let object = app.object(name);
    let (method, path) = match right {
        "patch daemonsets" => (Method::POST, format!("{object}/restart")),
        "delete daemonsets" => (Method::DELETE, format!("{object}?dryRun=All")),
        "get pods/log" => (Method::GET, format!("{object}/logs?follow=false")),
        "list events" => (Method::GET, format!("{object}/events")),
        _ => panic!("{right}"),
    };
    app.person(token, method, &path).send("").await
}

#[tokio::test]
async fn what_is_said_to_be_allowed_is_what_can_be_done() {
    let house = House::open().await;
    let app = &house.app;
    house.create(&app.namespace, "other").await;
    // One role that is put together of others by their labels.
    let label = format!("everynode.test/of-{}", app.namespace);
    let part = json!({
        "metadata": {"labels": {&*label: "yes"}},
        "rules": [
            rule(&["get", "list"], SETS, &[]),
            rule(&["patch"], SETS, &[]),
            rule(&["list"], PODS, &[]),
            rule(&["get"], ("", "pods/log"), &[]),
        ],
    });
    role(app, "part", &part).await;
    let selectors = json!([{"matchLabels": {&*label: "yes"}}]);
    let whole = json!({"aggregationRule": {"clusterRoleSelectors": selectors}, "rules": []});
    let whole = role(app, "whole", &whole).await;
    // One that lists verbs where others have `*`, and leaves one out.
    let verbs = ["get", "list", "watch", "create", "update", "patch"];
    let listed = json!({"rules": [rule(&verbs, SETS, &[]), rule(&["*"], ("", "events"), &[])]});
    let listed = role(app, "listed", &listed).await;
    // One that is about a single object.
    let single = json!({"rules": [
        rule(&["list"], SETS, &[]),
        rule(&["get", "update", "patch", "delete"], SETS, &["agent"]),
    ]});
    let single = role(app, "single", &single).await;

    let read = ["list daemonsets", "get daemonsets"];
    for (who, role, name, more) in [
        (
            "a",
            &whole,
            "agent",
            &["patch daemonsets", "list pods", "get pods/log"][..],
        ),
        (
            "b",
            &listed,
            "agent",
            &[
                "create daemonsets",
                "update daemonsets",
                "patch daemonsets",
                "list events",
            ],
        ),
        (
            "c",
            &single,
            "agent",
            &["update daemonsets", "patch daemonsets", "delete daemonsets"],
        ),
    ] {
        let token = app.token_of(who, &[(&app.namespace, role)]).await;
        let expected: Vec<_> = read.iter().chain(more).copied().collect();
        // A controller puts the aggregated one together in its own time, and an answer is kept for a while.
        let begun = std::time::Instant::now();
        let mut said = told(app, &token, name).await;
        while said != expected && begun.elapsed().as_secs() < 40 {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            said = told(app, &token, name).await;
        }
        assert_eq!(said, expected, "{role}");
        for right in [
            "patch daemonsets",
            "delete daemonsets",
            "get pods/log",
            "list events",
        ] {
            let answer = done(app, &token, right, name).await;
            let is_allowed = said.iter().any(|it| it == right);
            let expected = if is_allowed { 200 } else { 403 };
            assert_eq!(answer.status, expected, "{role}: {right}: {}", answer.text);
        }
    }
    // With the other object the one of a single may nothing but see it.
    let token = app.token_of("d", &[(&app.namespace, &single)]).await;
    assert_eq!(told(app, &token, "other").await, ["list daemonsets"]);
    for right in ["patch daemonsets", "delete daemonsets"] {
        let refused = done(app, &token, right, "other").await.expect(403);
        let said = refused.problem().detail;
        for part in [
            right.split(' ').next().unwrap(),
            "daemonsets",
            &app.namespace,
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
}

/// An authorizer beside RBAC, such as a webhook, gives and takes rights that no list of rules names.
#[tokio::test]
async fn no_list_of_rules_is_asked_for_and_a_refusal_has_the_last_word() {
    let (app, proxy) = TestApp::behind_faults().await;
    app.create(&manifest("agent")).await.expect(201);
    let group = "/apis/authorization.k8s.io/v1";
    let reviews = Requests::to(&format!("{group}/selfsubjectaccessreviews"));
    let answer = |allowed: bool| {
        let review = json!({"kind": "SelfSubjectAccessReview", "status": {"allowed": allowed, "reason": "the webhook says so"}});
        Fault::Text(review.to_string())
    };
    let path = contract::path::rights(&app.name, &app.namespace, "agent");
    let rights = async || {
        let list = app.get(&path).await.expect(200).json();
        let items = list["items"].as_array().unwrap().clone();
        (
            items.iter().all(|it| it["allowed"] == true),
            items.iter().any(|it| it["allowed"] == true),
        )
    };
    proxy.inject(reviews.clone(), answer(true));
    assert_eq!(rights().await, (true, true));
    // What was said to be allowed is refused all the same: said as such, and asked anew.
    proxy.inject_times(1, Requests::writes().of("daemonsets"), Fault::status(403));
    let restart = format!("{}/restart", app.object("agent"));
    let refused = app.signed_in(Method::POST, &restart).send("").await;
    assert_eq!(refused.expect(403).problem().kind, "/problems/forbidden");
    proxy.inject(reviews, answer(false));
    assert_eq!(rights().await, (false, false));
    assert_eq!(
        proxy.count(&Requests::to(&format!("{group}/selfsubjectrulesreviews"))),
        0
    );
}

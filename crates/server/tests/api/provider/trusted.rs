//! `pass-through` to an API server that trusts the provider, and to one that does not.

use http::Method;
use serde_json::json;
use server::sign_in::ClusterAccess;

use super::{Browser, Front};
use crate::support::{Answer, Provider, manifest};

/// A request of somebody's browser with a manifest.
async fn create(front: &Front, browser: &Browser, namespace: &str, name: &str) -> Answer {
    let path = contract::path::namespaced_daemonsets(&front.app.name, namespace);
    let call = front.app.call(Method::POST, &path);
    let call = call
        .header("cookie", &browser.header())
        .header("content-type", "application/yaml");
    call.send(manifest(name)).await
}

#[tokio::test]
async fn an_id_token_does_what_the_cluster_lets_its_person() {
    let Some(provider) = Provider::trusted() else {
        return;
    };
    let front = Front::at(provider, ClusterAccess::PassThrough, |_| {}).await;
    let here = front.app.namespace.clone();
    let of_group = format!("{here}-of-people");
    let namespace = json!({"metadata": {"name": of_group}});
    front
        .app
        .cluster_request("POST", "/api/v1/namespaces", &namespace)
        .await;
    let bind = async |namespace: &str, subject: (&str, &str), role: &str| {
        let (kind, name) = subject;
        let binding = json!({
            "metadata": {"name": format!("{name}-{role}")},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name}],
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
        });
        let path =
            format!("/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}/rolebindings");
        front.app.cluster_request("POST", &path, &binding).await;
    };
    bind(&here, ("User", "vera"), "view").await;
    bind(&of_group, ("Group", "people"), "edit").await;

    assert_eq!(
        front.app.app.sign_in.is_provider_trusted().await.unwrap(),
        Some(true)
    );
    let mut vera = front.person("vera").await;
    let session = front.session(&mut vera).await.expect(200).json();
    // The name is the API server's own, by its own mapping.
    assert_eq!(session["user"], "vera");
    let list = |namespace: &str| {
        let path = contract::path::daemonsets(&front.app.name);
        format!("{path}?namespace={namespace}")
    };
    vera.get(&front.app, &list(&here)).await.expect(200);
    vera.get(&front.app, &list("kube-system")).await.expect(403);
    let refused = create(&front, &vera, &here, "agent").await.expect(403);
    let detail = refused.problem().detail;
    assert!(detail.contains("User \"vera\" cannot create"), "{detail}");
    create(&front, &vera, &of_group, "agent").await.expect(201);

    // Both trails name the person.
    let rows = vera
        .get(&front.app, "/api/v1/audit?action=create")
        .await
        .expect(200)
        .json();
    let row = &rows["items"][0];
    assert_eq!(
        (&row["user"], &row["access"]),
        (&"vera".into(), &"pass-through".into())
    );
    assert_eq!(row["issuer"], front.provider.issuer);
    assert!(
        row["groups"].as_array().unwrap().contains(&"people".into()),
        "{row}"
    );

    // Who has no role may nothing, and a token that was renewed is as good as the first.
    let mut otto = front.person("otto").await;
    otto.get(&front.app, &list(&here)).await.expect(403);
    otto.get(&front.app, &list(&of_group)).await.expect(200);
}

#[tokio::test]
async fn a_cluster_that_does_not_trust_the_provider_is_told_before_anybody_signs_in() {
    let Some(provider) = Provider::trusted().or_else(Provider::start) else {
        return;
    };
    // Another issuer, of which the API server has never heard.
    let front = Front::at(provider, ClusterAccess::PassThrough, |settings| {
        settings.issuer = "https://127.0.0.1:1/nobody".to_owned();
    });
    let front = front.await;
    assert_eq!(
        front.app.app.sign_in.is_provider_trusted().await.unwrap(),
        Some(false)
    );
}

#[tokio::test]
async fn whom_the_console_names_itself_needs_no_trust() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    assert_eq!(
        front.app.app.sign_in.is_provider_trusted().await.unwrap(),
        None
    );
}

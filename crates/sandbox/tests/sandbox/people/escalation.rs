//! Nobody grants what he does not have.

use http::Method;
use serde_json::{Value, json};

use super::{cluster, write};

/// Mirrors what an API server of 1.36 answers to the same.
#[tokio::test(start_paused = true)]
#[expect(clippy::too_many_lines, reason = "one story, step by step")]
async fn nobody_grants_what_he_does_not_have() {
    let cluster = cluster();
    let rbac = "/apis/rbac.authorization.k8s.io/v1";
    let in_namespace = |plural: &str| format!("{rbac}/namespaces/logging/{plural}");
    // The editor may write roles and bindings in one of her namespaces, and no more than that.
    let rules = |verbs: &[&str]| json!([{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles", "rolebindings"], "verbs": verbs}]);
    let role = |name: &str, rules: Value| json!({"metadata": {"name": name}, "rules": rules});
    let bound = |name: &str, role: (&str, &str), user: &str| {
        json!({
            "metadata": {"name": name},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}],
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": role.0, "name": role.1},
        })
    };
    let all = ["create", "update", "patch"];
    for (plural, object) in [
        ("roles", role("granter", rules(&all))),
        (
            "rolebindings",
            bound("granter", ("Role", "granter"), "emil"),
        ),
    ] {
        let (code, body) = write(
            &cluster,
            "admin",
            Method::POST,
            &in_namespace(plural),
            &object,
        )
        .await;
        assert_eq!(code, 201, "{body}");
    }
    let grant = |verbs: &[&str]| json!([{"apiGroups": ["apps"], "resources": ["daemonsets"], "verbs": verbs}]);
    let (code, body) = write(
        &cluster,
        "editor",
        Method::POST,
        &in_namespace("roles"),
        &role("held", grant(&["get", "list"])),
    )
    .await;
    assert_eq!(code, 201, "{body}");
    let secret = json!([
        {"apiGroups": [""], "resources": ["nodes"], "verbs": ["list", "get"]},
        {"apiGroups": ["apps"], "resources": ["daemonsets"], "verbs": ["get"]},
    ]);
    let (code, body) = write(
        &cluster,
        "editor",
        Method::POST,
        &in_namespace("roles"),
        &role("more", secret.clone()),
    )
    .await;
    assert_eq!(code, 403, "{body}");
    assert_eq!(
        body["message"],
        "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"emil\" (groups=[\"observability\" \
         \"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n\
         {APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"list\" \"get\"]}"
    );
    // Not by a change either, whole or in part.
    let held = format!("{}/held", in_namespace("roles"));
    let (code, _) = write(
        &cluster,
        "editor",
        Method::PUT,
        &held,
        &role("held", secret),
    )
    .await;
    assert_eq!(code, 403);
    let (code, body) = write(
        &cluster,
        "editor",
        Method::PUT,
        &held,
        &role("held", grant(&["get"])),
    )
    .await;
    assert_eq!(code, 200, "{body}");
    // Nor by binding a role that says more.
    let (code, _) = write(
        &cluster,
        "editor",
        Method::POST,
        &in_namespace("rolebindings"),
        &bound("own", ("Role", "held"), "otto"),
    )
    .await;
    assert_eq!(code, 201);
    let to_all = bound("all", ("ClusterRole", "cluster-admin"), "emil");
    let (code, body) = write(
        &cluster,
        "editor",
        Method::POST,
        &in_namespace("rolebindings"),
        &to_all,
    )
    .await;
    assert_eq!(code, 403);
    let message = body["message"].as_str().unwrap();
    assert!(
        message.starts_with(
            "rolebindings.rbac.authorization.k8s.io \"all\" is forbidden: user \"emil\""
        ),
        "{message}"
    );
    let (code, body) = write(
        &cluster,
        "editor",
        Method::POST,
        &in_namespace("rolebindings"),
        &bound("none", ("ClusterRole", "never-was"), "emil"),
    )
    .await;
    assert_eq!(code, 404);
    assert_eq!(
        body["message"],
        "rolebindings.rbac.authorization.k8s.io \"never-was\" not found"
    );
    // But who may `bind` or `escalate` may.
    let more = rules(&["create", "update", "bind", "escalate"]);
    let clusterwide = json!([{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["bind"]}]);
    let granter = format!("{}/granter", in_namespace("roles"));
    let both: Vec<Value> = [more, clusterwide]
        .iter()
        .flat_map(|it| it.as_array().unwrap().clone())
        .collect();
    let (code, body) = write(
        &cluster,
        "admin",
        Method::PUT,
        &granter,
        &role("granter", json!(both)),
    )
    .await;
    assert_eq!(code, 200, "{body}");
    let (code, body) = write(
        &cluster,
        "editor",
        Method::POST,
        &in_namespace("rolebindings"),
        &to_all,
    )
    .await;
    assert_eq!(code, 201, "{body}");
}

//! Rules, bindings and requests, held to what Kubernetes' own tests of RBAC say of such.

use http::{Method, Uri};
use serde_json::{Value, json};

use super::{Attributes, Decision, PolicyRule, User, What, authorize, rules_for};
use crate::{kind::Kind, store::Store};

/// `verb resource[/subresource][.group] [namespace/][name]`, or `verb /path`.
fn asked(text: &str) -> Attributes {
    let mut words = text.split(' ');
    let verb = words.next().unwrap().to_owned();
    let what = words.next().unwrap();
    if what.starts_with('/') {
        let what = What::Path(what.to_owned());
        return Attributes { verb, what };
    }
    let (what, group) = what.split_once('.').unwrap_or((what, ""));
    let (resource, subresource) = what.split_once('/').unwrap_or((what, ""));
    let place = words.next().unwrap_or_default();
    let (namespace, name) = place.split_once('/').unwrap_or(("", place));
    let what = What::Resource {
        group: group.to_owned(),
        resource: resource.to_owned(),
        subresource: subresource.to_owned(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    };
    Attributes { verb, what }
}

#[test]
fn a_rule_allows_what_it_names() {
    let rule = |value: Value| -> PolicyRule { serde_json::from_value(value).unwrap() };
    let resources = |groups: &[&str], resources: &[&str]| {
        rule(json!({"verbs": ["get", "list"], "apiGroups": groups, "resources": resources}))
    };
    for (rule, yes, no) in [
        (
            resources(&[""], &["pods"]),
            vec!["get pods a/x", "list pods"],
            // Neither a subresource, nor another group, nor another verb.
            vec![
                "get pods/log a/x",
                "get pods.apps a/x",
                "watch pods",
                "get pod a/x",
            ],
        ),
        (
            resources(&["*"], &["pods/log"]),
            vec!["get pods/log a/x", "get pods/log.apps a/x"],
            vec!["get pods a/x", "get pods/exec a/x"],
        ),
        (
            resources(&["apps"], &["*/scale"]),
            vec!["get daemonsets/scale.apps a/x"],
            vec![
                "get daemonsets.apps a/x",
                "get daemonsets/upscale.apps a/x",
                "get scale.apps",
            ],
        ),
        (
            resources(&["apps"], &["*"]),
            vec!["get daemonsets/status.apps a/x", "list daemonsets.apps"],
            vec!["get pods a/x", "get /apps"],
        ),
        (
            rule(
                json!({"verbs": ["*"], "apiGroups": ["apps"], "resources": ["daemonsets"], "resourceNames": ["agent"]}),
            ),
            vec![
                "get daemonsets.apps a/agent",
                "delete daemonsets.apps a/agent",
            ],
            // What names nothing is no request for that name: no list of all, no create.
            vec![
                "list daemonsets.apps a/",
                "create daemonsets.apps a/",
                "get daemonsets.apps a/other",
            ],
        ),
        (
            rule(json!({"verbs": ["get"], "nonResourceURLs": ["/healthz", "/api/*"]})),
            vec!["get /healthz", "get /api/v1", "get /api/"],
            vec!["get /healthz/ping", "get /api", "post /healthz", "get pods"],
        ),
        (
            rule(json!({"verbs": ["get"], "nonResourceURLs": ["*"]})),
            vec!["get /anything"],
            vec!["get pods"],
        ),
    ] {
        for text in yes {
            assert!(rule.allows(&asked(text)), "{rule:?}: {text}");
        }
        for text in no {
            assert!(!rule.allows(&asked(text)), "{rule:?}: {text}");
        }
    }
}

#[test]
fn a_request_is_what_it_asks_for() {
    for (method, address, expected) in [
        (Method::GET, "/api/v1/pods", "list pods"),
        (Method::GET, "/api/v1/pods?watch=true", "watch pods"),
        (Method::GET, "/api/v1/pods?watch", "watch pods"),
        (Method::GET, "/api/v1/pods?watch=0", "list pods"),
        (Method::GET, "/api/v1/namespaces/a/pods/x", "get pods a/x"),
        (
            Method::HEAD,
            "/api/v1/namespaces/a/pods/x/log",
            "get pods/log a/x",
        ),
        (
            Method::GET,
            "/api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Dx",
            "list pods a/x",
        ),
        (Method::GET, "/api/v1/namespaces", "list namespaces"),
        // A namespace is in itself.
        (Method::GET, "/api/v1/namespaces/a", "get namespaces a/a"),
        (
            Method::PUT,
            "/api/v1/namespaces/a/status",
            "update namespaces/status a/a",
        ),
        (
            Method::POST,
            "/apis/apps/v1/namespaces/a/daemonsets",
            "create daemonsets.apps a/",
        ),
        (
            Method::PATCH,
            "/apis/apps/v1/namespaces/a/daemonsets/x",
            "patch daemonsets.apps a/x",
        ),
        (
            Method::DELETE,
            "/apis/apps/v1/namespaces/a/daemonsets/x",
            "delete daemonsets.apps a/x",
        ),
        (
            Method::DELETE,
            "/apis/apps/v1/namespaces/a/daemonsets",
            "deletecollection daemonsets.apps a/",
        ),
        (Method::GET, "/api/v1", "get /api/v1"),
        (Method::GET, "/apis/apps/v1", "get /apis/apps/v1"),
        (Method::GET, "/version", "get /version"),
        (Method::POST, "/healthz", "post /healthz"),
    ] {
        let uri: Uri = address.parse().unwrap();
        assert_eq!(
            Attributes::of_request(&method, &uri),
            asked(expected),
            "{method} {address}"
        );
    }
}

/// A cluster with these roles and bindings.
fn cluster() -> Store {
    let store = Store::new(1 << 20);
    let rule = |verbs: &[&str], resource: &str| json!([{"verbs": verbs, "apiGroups": ["", "apps"], "resources": [resource]}]);
    let create = |kind, mut value: Value| drop(store.create(kind, &mut value).unwrap());
    create(
        Kind::ClusterRole,
        json!({"metadata": {"name": "look"}, "rules": rule(&["get", "list"], "daemonsets")}),
    );
    create(
        Kind::ClusterRole,
        json!({"metadata": {"name": "nodes"}, "rules": rule(&["list"], "nodes")}),
    );
    create(
        Kind::ClusterRole,
        json!({"metadata": {"name": "empty"}, "rules": null}),
    );
    create(
        Kind::Role,
        json!({"metadata": {"name": "look", "namespace": "a"}, "rules": rule(&["list"], "secrets")}),
    );
    let bind = |kind, namespace: &str, name: &str, role: (&str, &str), subject: Value| {
        let metadata = match namespace {
            "" => json!({"name": name}),
            namespace => json!({"name": name, "namespace": namespace}),
        };
        create(
            kind,
            json!({
                "metadata": metadata, "subjects": [subject], "roleRef": {"kind": role.0, "name": role.1},
            }),
        );
    };
    let (of_cluster, of_namespace) = (Kind::ClusterRoleBinding, Kind::RoleBinding);
    bind(
        of_namespace,
        "a",
        "ann",
        ("ClusterRole", "look"),
        json!({"kind": "User", "name": "ann"}),
    );
    bind(
        of_namespace,
        "a",
        "robots",
        ("Role", "look"),
        json!({"kind": "ServiceAccount", "name": "robot"}),
    );
    bind(
        of_namespace,
        "b",
        "robots",
        ("ClusterRole", "look"),
        json!({"kind": "ServiceAccount", "name": "robot", "namespace": "a"}),
    );
    bind(
        of_namespace,
        "b",
        "lost",
        ("Role", "gone"),
        json!({"kind": "User", "name": "bob"}),
    );
    bind(
        of_cluster,
        "",
        "known",
        ("ClusterRole", "nodes"),
        json!({"kind": "Group", "name": "system:authenticated"}),
    );
    bind(
        of_cluster,
        "",
        "accounts",
        ("ClusterRole", "look"),
        json!({"kind": "Group", "name": "system:serviceaccounts:c"}),
    );
    // Names no namespace, and there is none that it could mean.
    bind(
        of_cluster,
        "",
        "nowhere",
        ("ClusterRole", "look"),
        json!({"kind": "ServiceAccount", "name": "robot"}),
    );
    bind(
        of_cluster,
        "",
        "nothing",
        ("ClusterRole", "empty"),
        json!({"kind": "User", "name": "ann"}),
    );
    store
}

#[test]
fn bindings_give_rights_where_they_hold() {
    let store = cluster();
    let ann = User::new("ann", &["system:authenticated"]);
    let bob = User::new("bob", &["system:authenticated"]);
    let robot = User::service_account("a", "robot");
    for (user, text, expected) in [
        (&ann, "get daemonsets.apps a/x", true),
        (&ann, "get daemonsets.apps b/x", false),
        (&ann, "list daemonsets.apps", false),
        (&ann, "list nodes", true),
        (&bob, "get daemonsets.apps a/x", false),
        (&robot, "list secrets a/", true),
        (&robot, "list secrets b/", false),
        (&robot, "list daemonsets.apps b/", true),
        (&robot, "list daemonsets.apps a/", false),
        (
            &User::service_account("b", "robot"),
            "list secrets a/",
            false,
        ),
        (
            &User::service_account("c", "any"),
            "list daemonsets.apps",
            true,
        ),
        (&User::anonymous(), "list nodes", false),
        (&User::administrator(), "delete nodes x", true),
        // A name that only looks like it.
        (&User::new("a:robot", &[]), "list secrets a/", false),
    ] {
        let decision = authorize(&store, user, &asked(text));
        assert_eq!(
            matches!(decision, Decision::Allowed(_)),
            expected,
            "{user:?} {text}"
        );
    }
    assert_eq!(
        authorize(&store, &ann, &asked("get daemonsets.apps a/x")),
        Decision::Allowed(
            "RBAC: allowed by RoleBinding \"ann/a\" of ClusterRole \"look\" to User \"ann\""
                .to_owned()
        )
    );
    assert_eq!(
        authorize(&store, &bob, &asked("get daemonsets.apps b/x")),
        Decision::NoOpinion("RBAC: roles.rbac.authorization.k8s.io \"gone\" not found".to_owned())
    );
}

#[test]
fn the_rules_of_a_namespace_are_those_that_decide() {
    let store = cluster();
    let (rules, errors) = rules_for(&store, &User::service_account("a", "robot"), "b");
    assert_eq!(errors, Vec::<String>::new());
    let resources: Vec<_> = rules.iter().map(|rule| rule.resources.join(",")).collect();
    assert_eq!(resources, ["nodes", "daemonsets"]);
}

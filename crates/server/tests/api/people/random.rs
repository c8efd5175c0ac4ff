//! Rights at random: what is shown is what the cluster's own access review allows, by whatever door.

use http::Method;
use serde_json::{Value, json};

use super::{House, matrix};

/// What a role may be made of: the kinds whose rights decide what is shown.
const RESOURCES: [(&str, &str); 6] = [
    ("apps", "daemonsets"),
    ("", "pods"),
    ("", "nodes"),
    ("", "events"),
    ("", "namespaces"),
    ("", "secrets"),
];

const ROUNDS: usize = 12;

/// What a role may be made of.
fn some_rules(random: &mut fastrand::Rng) -> Vec<Value> {
    let mut rules = Vec::new();
    for (group, resource) in RESOURCES {
        if random.bool() {
            continue;
        }
        let verbs = [
            json!(["list"]),
            json!(["get", "list", "watch"]),
            json!(["*"]),
            json!(["get"]),
        ];
        let verbs = &verbs[random.usize(..verbs.len())];
        rules.push(json!({"apiGroups": [group], "resources": [resource], "verbs": verbs}));
    }
    rules
}

#[tokio::test]
async fn what_is_shown_is_what_the_access_review_allows() {
    let house = House::open().await;
    let app = &house.app;
    let mut random = fastrand::Rng::with_seed(crate::support::seed());
    for round in 0..ROUNDS {
        let name = format!("somebody-{round}");
        let role = format!("{}-{name}", app.namespace);
        let rules = some_rules(&mut random);
        let body = json!({"metadata": {"name": role}, "rules": rules});
        let path = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
        app.cluster_request("POST", path, &body).await;
        let here = app.namespace.as_str();
        let place = [here, &house.elsewhere, ""][random.usize(..3)];
        let token = app.token_of(&name, &[(place, &role)]).await;
        let user = format!("system:serviceaccount:{here}:{name}");
        let may = async |verb: &str, group: &str, resource: &str, namespace: &str| {
            let review = json!({"spec": {
                "user": user,
                "groups": ["system:authenticated", "system:serviceaccounts"],
                "resourceAttributes": {"verb": verb, "group": group, "resource": resource, "namespace": namespace},
            }});
            let path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
            let answer = app.cluster_request("POST", path, &review).await;
            answer["status"]["allowed"] == true
        };
        let get = async |path: String| app.person(&token, Method::GET, &path).send("").await;
        let what = format!("round {round}, {rules:?} in {place:?}");

        // The list of all is that of the namespaces in which they may be listed.
        let all = get(contract::path::daemonsets(&app.name)).await;
        for (namespace, name) in [(here, "agent"), (&*house.elsewhere, "hidden-agent")] {
            let sees = may("list", "apps", "daemonsets", namespace).await;
            let is_told = all.text.contains(&format!("\"{name}\""));
            assert_eq!(is_told, sees, "{what}: list: {}", all.text);
            let path = format!(
                "{}?namespace={namespace}",
                contract::path::daemonsets(&app.name)
            );
            let one = get(path).await;
            assert_eq!(one.status == 200, sees, "{what}: {}", one.text);

            let object = contract::path::daemonset(&app.name, namespace, name);
            let sees = sees || may("get", "apps", "daemonsets", namespace).await;
            let sees_pods = may("list", "", "pods", namespace).await;
            let pods = get(format!("{object}/pods")).await;
            assert_eq!(
                pods.status == 200,
                sees && sees_pods,
                "{what}: pods: {}",
                pods.text
            );
            let sees_nodes = may("list", "", "nodes", "").await;
            let nodes = get(format!("{object}/nodes")).await;
            let sees_either = sees && (sees_nodes || sees_pods);
            assert_eq!(
                nodes.status == 200,
                sees_either,
                "{what}: nodes: {}",
                nodes.text
            );
            let events = get(format!("{object}/events")).await;
            let sees_events = may("list", "", "events", namespace).await;
            assert_eq!(
                events.status == 200,
                sees_events,
                "{what}: events: {}",
                events.text
            );

            let facts = get(contract::path::facts(&app.name, namespace))
                .await
                .expect(200)
                .json();
            for (resource, place) in [("nodes", ""), ("secrets", namespace), ("namespaces", "")] {
                let is_unknown = facts["unknown"][resource].is_string();
                // A namespace may be known by its name alone.
                let sees = may("list", "", resource, place).await
                    || (resource == "namespaces" && may("get", "", resource, namespace).await);
                // The chart gives the console no right to Secrets: then nobody sees them through its eyes.
                let is_watched = resource != "secrets"
                    || std::env::var("EVERYNODE_TEST_CONSOLE_KUBECONFIG").is_err();
                let sees = sees && is_watched;
                assert_eq!(
                    !is_unknown, sees,
                    "{what}: {resource} in {namespace}: {facts}"
                );
            }
            assert_eq!(facts["nodes"].is_null(), !sees_nodes, "{what}: {facts}");
        }
        // Where nothing of the other may be seen, no door tells of it.
        let of_the_other = [("apps", "daemonsets"), ("", "pods"), ("", "events")];
        let mut may_see = may("get", "apps", "daemonsets", &house.elsewhere).await;
        for (group, resource) in of_the_other {
            may_see |= may("list", group, resource, &house.elsewhere).await;
        }
        if may_see {
            continue;
        }
        no_door_tells(&house, &token, &what).await;
    }
}

/// What is asked of one namespace, and of the console, tells nothing of the other. The doors are those of the matrix, which has
/// each.
async fn no_door_tells(house: &House, token: &str, what: &str) {
    let app = &house.app;
    for row in matrix::rows(&app.name, &app.namespace, "none") {
        if row.method != Method::GET {
            continue;
        }
        let call = app.person(token, Method::GET, &row.path);
        let (_, text) = matrix::answer(call.open("").await).await;
        let operation = row.operation;
        assert!(
            !text.contains("hidden-agent"),
            "{what}: {operation}: {text}"
        );
    }
}

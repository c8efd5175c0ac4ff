//! What is on record of a person whom a provider sends: with the console, and at the API server.

use std::{collections::BTreeSet, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Method;
use sandbox::WriteFault;
use serde_json::{Value, json};
use server::sign_in::{ClusterAccess, SealKeys};
use store::audit::About;

use super::{Browser, Front, sign_in};
use crate::support::{Answer, Heard, Provider, TestApp, manifest};

/// What nobody shall find on record.
const PASSWORD: &str = "correct-horse-battery";

/// A DaemonSet and a Secret beside it, as kubectl leaves one.
fn text(secret: &str) -> String {
    let applied = json!({"stringData": {"password": PASSWORD}});
    format!(
        "{}---
apiVersion: v1
kind: Secret
metadata:
  name: agent-key
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{applied}'
{secret}
",
        manifest("agent")
    )
}

impl Front {
    /// A console over a cluster that remembers who asks.
    pub(super) async fn over_heard(heard: &Heard) -> Option<Self> {
        Some(Self::of_heard(heard, Provider::start()?).await)
    }

    /// The same of a provider that runs.
    pub(super) async fn of_heard(heard: &Heard, provider: Provider) -> Self {
        let (settings, keys) = (provider.settings(), Arc::new(SealKeys::random().unwrap()));
        let access = ClusterAccess::Impersonate;
        let by = sign_in(&heard.cluster, access, &settings, &keys);
        Self {
            app: TestApp::over_heard(heard, by).await,
            provider,
            settings,
            keys,
        }
    }
}

async fn send(app: &TestApp, browser: &Browser, method: Method, path: &str, text: &str) -> Answer {
    let call = app.call(method, path).header("cookie", &browser.header());
    let call = call.header("content-type", "application/yaml");
    call.send(text.to_owned()).await
}

/// Gives people of the group `people` all rights in the namespace.
async fn let_people_in(app: &TestApp) {
    let bindings = format!(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
        app.namespace
    );
    let binding = json!({
        "metadata": {"name": "people"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "people"}],
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
    });
    app.cluster_request("POST", &bindings, &binding).await;
}

/// Deletes the DaemonSet with what was made with it.
async fn delete_all(app: &TestApp, browser: &Browser) {
    let object = app.object("agent");
    let beside = browser
        .clone()
        .get(app, &format!("{object}/companions"))
        .await;
    let beside = beside.expect(200).json();
    let uids: Vec<_> = beside["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["uid"].as_str().unwrap())
        .collect();
    let delete = format!("{object}?companions={}", uids.join(","));
    send(app, browser, Method::DELETE, &delete, "")
        .await
        .expect(200);
}

#[tokio::test]
async fn both_records_name_the_person_and_neither_a_secret() {
    let heard = Heard::cluster("sandbox");
    let Some(front) = Front::over_heard(&heard).await else {
        return;
    };
    let app = &front.app;
    let_people_in(app).await;
    let vera = front.person("vera").await;
    let collection = app.collection();
    let first = text(&format!("stringData: {{password: {PASSWORD}-1}}"));
    let create = format!("{collection}?answer=Objects");
    send(app, &vera, Method::POST, &create, &first)
        .await
        .expect(201);
    // Changed beside it; once asked again, once without an answer, and once with what is no Base64.
    let update = format!("{collection}?answer=Objects&existing=Update");
    for (number, fault) in [
        (2, None),
        (3, Some(WriteFault::TooManyRequests)),
        (4, Some(WriteFault::LostAnswer)),
    ] {
        if let Some(fault) = fault {
            heard.faults().fail_next_write(fault);
        }
        let changed = text(&format!("stringData: {{password: {PASSWORD}-{number}}}"));
        send(app, &vera, Method::POST, &update, &changed).await;
    }
    let broken = text(&format!("data: {{password: \"%{PASSWORD}\"}}"));
    let refused = send(app, &vera, Method::POST, &update, &broken).await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
    delete_all(app, &vera).await;

    // At the API server.
    let writes = heard.writes_in(&app.namespace);
    let of_people = writes.iter().filter(|write| !write.by.is_empty());
    assert!(of_people.clone().count() >= 8, "{writes:#?}");
    for write in of_people {
        assert_eq!(write.by, "vera", "{write:?}");
        assert!(write.groups.contains(&"people".to_owned()), "{write:?}");
    }
    for kind in ["daemonsets/agent", "secrets/agent-key"] {
        let is_deleted = writes
            .iter()
            .any(|it| it.method == "DELETE" && it.path.contains(kind));
        assert!(is_deleted, "{kind}: {writes:#?}");
    }
    // What the console does by itself in this namespace is to read.
    assert!(writes.iter().all(|it| !it.by.is_empty()), "{writes:#?}");

    // With the console.
    let rows = app
        .app
        .store
        .audit()
        .list(About::default(), None, 100)
        .await;
    let rows = rows.unwrap();
    let of_writes: Vec<_> = rows.iter().filter(|row| !row.kind.is_empty()).collect();
    assert!(of_writes.len() >= 10, "{rows:#?}");
    for row in of_writes {
        let who = &row.actor;
        assert_eq!((&*who.name, &*who.access), ("vera", "impersonate"));
        assert_eq!(who.issuer, front.provider.issuer);
        assert!(who.groups.lines().any(|group| group == "people"), "{row:?}");
        assert_eq!(
            (&*row.cluster, &*row.namespace),
            ("sandbox", &*app.namespace)
        );
    }
    let trail = vera
        .clone()
        .get(app, "/api/v1/audit?format=JsonLines")
        .await;
    let kept = format!("{rows:?} {}", trail.expect(200).text);
    let secrets = [
        PASSWORD.to_owned(),
        STANDARD.encode(format!("{PASSWORD}-1")),
        // How every token of a provider begins.
        "eyJ".to_owned(),
    ];
    for secret in secrets {
        assert!(!kept.contains(&secret), "{secret} in {kept}");
        assert!(
            !refused.text.contains(&secret),
            "{secret} in {}",
            refused.text
        );
    }
}

/// The writes of a DaemonSet or a Secret in a namespace that the API server has on record.
fn recorded(log: &str, namespace: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(log).unwrap();
    let events = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let of_it = |event: &Value| {
        let object = &event["objectRef"];
        // What becomes of a DaemonSet its controller writes.
        object["namespace"] == namespace && object["subresource"].is_null()
    };
    events.filter(of_it).collect()
}

#[tokio::test]
async fn the_api_server_has_the_person_on_record() {
    let Ok(log) = std::env::var("EVERYNODE_TEST_AUDIT_LOG") else {
        println!("skipped: EVERYNODE_TEST_AUDIT_LOG names no log of an API server");
        return;
    };
    let (named, passed) = (ClusterAccess::Impersonate, ClusterAccess::PassThrough);
    for (access, provider) in [(named, Provider::start()), (passed, Provider::trusted())] {
        let Some(provider) = provider else {
            return;
        };
        let front = Front::at(provider, access, |_| {}).await;
        let app = &front.app;
        let_people_in(app).await;
        let vera = front.person("vera").await;
        let create = format!("{}?answer=Objects", app.collection());
        let update = format!("{create}&existing=Update");
        for (number, path) in [(1, &create), (2, &update)] {
            let text = text(&format!("stringData: {{password: {PASSWORD}-{number}}}"));
            let answer = send(app, &vera, Method::POST, path, &text).await;
            assert!(answer.status.is_success(), "{}", answer.text);
        }
        delete_all(app, &vera).await;
        let verbs = |kind: &str| -> BTreeSet<String> {
            let events = recorded(&log, &app.namespace).into_iter();
            let of_kind = events.filter(|event| event["objectRef"]["resource"] == kind);
            of_kind
                .map(|event| event["verb"].as_str().unwrap().to_owned())
                .collect()
        };
        app.eventually("all is on record", || {
            ["secrets", "daemonsets"].iter().all(|kind| {
                let verbs = verbs(kind);
                verbs.contains("create") && verbs.contains("delete")
            })
        })
        .await;
        assert!(verbs("secrets").contains("patch"));
        for event in recorded(&log, &app.namespace) {
            let who = if access == named {
                &event["impersonatedUser"]
            } else {
                &event["user"]
            };
            assert_eq!(who["username"], "vera", "{event}");
            let groups = who["groups"].as_array().unwrap();
            assert!(groups.contains(&"people".into()), "{event}");
            assert!(!event.to_string().contains(PASSWORD), "{event}");
        }
    }
}

//! Texts that hold more than a DaemonSet, created as they are: with namespaces, definitions, rights, configuration and
//! whatever else; published files among them.

use std::{
    collections::BTreeSet,
    fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use http::Method;
use manifest::json::items;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// The folder of the published files; none where the checkout stands alone.
#[expect(clippy::print_stdout, reason = "a test that does not run shall say so")]
fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/corpus/whole"
    ));
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no ../shared/corpus/whole beside the checkout");
    None
}

/// Creates a text, however long that takes: a write that is not done in time goes on, and is asked for by its key.
async fn create(app: &TestApp, text: &str, query: &str) -> Answer {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let path = format!("{}?answer=Objects&{query}", app.collection());
    let key = format!("whole-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    for _ in 0..60 {
        let call = app.signed_in(Method::POST, &path);
        let call = call
            .header("content-type", "application/yaml")
            .header("idempotency-key", &key);
        let answer = call.send(text.to_owned()).await;
        let goes_on = answer.status == 504
            || answer.status == 409 && answer.problem().kind == "/problems/request-in-progress";
        if !goes_on {
            return answer;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    panic!("it is not done");
}

/// What came of each object of an answer, as `document kind namespace/name fate`.
fn fates(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().or(answer["objects"].as_array());
    items
        .into_iter()
        .flatten()
        .map(|it| {
            let text = |field: &str| it[field].as_str().unwrap();
            format!(
                "{} {} {}/{} {}",
                it["document"],
                text("kind"),
                text("namespace"),
                text("name"),
                text("fate")
            )
        })
        .collect()
}

/// What is wrong, as `line field: message`.
fn errors(answer: &Answer) -> Vec<String> {
    let problem = answer.problem();
    let errors = problem.errors.iter();
    errors
        .map(|it| {
            format!(
                "{} {}: {}",
                it.line.unwrap_or_default(),
                it.field,
                it.message
            )
        })
        .collect()
}

/// The path of an object at the cluster, by its own discovery.
async fn path_of(app: &TestApp, object: &Value) -> String {
    let text = |field: &str| object[field].as_str().unwrap();
    let version = match text("apiVersion") {
        version if version.contains('/') => format!("/apis/{version}"),
        version => format!("/api/{version}"),
    };
    let list = app.cluster_request("GET", &version, &Value::Null).await;
    let mut resources = list["resources"].as_array().unwrap().iter();
    let is_it =
        |it: &&Value| it["kind"] == object["kind"] && !it["name"].as_str().unwrap().contains('/');
    let plural = resources.find(is_it).unwrap()["name"].as_str().unwrap();
    match text("namespace") {
        "" => format!("{version}/{plural}/{}", text("name")),
        namespace => format!("{version}/namespaces/{namespace}/{plural}/{}", text("name")),
    }
}

/// Deletes what an answer says that was created, past the console, the last first, and waits until it is gone.
async fn clear_away(app: &TestApp, answer: &Value) {
    let mut paths = Vec::new();
    let items = answer["items"].as_array().unwrap();
    for item in items.iter().filter(|it| it["fate"] == "created") {
        paths.push(path_of(app, item).await);
    }
    for path in paths.iter().rev() {
        // What lay in a namespace, or was of a kind, that went before is gone with it.
        let _gone = app.try_cluster_request("DELETE", path, &Value::Null).await;
    }
    for path in paths {
        for _ in 0..600 {
            if app
                .try_cluster_request("GET", &path, &Value::Null)
                .await
                .is_err()
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The namespaces that a text speaks of and does not bring.
fn strange_namespaces(text: &str) -> BTreeSet<String> {
    let objects = manifest::Document::parse(text).object_values();
    let brought: BTreeSet<&str> = objects
        .iter()
        .filter(|object| object["kind"] == "Namespace")
        .filter_map(|object| object["metadata"]["name"].as_str())
        .collect();
    let named = objects.iter();
    named
        .filter_map(|object| object["metadata"]["namespace"].as_str())
        .filter(|name| !brought.contains(name) && !name.starts_with("kube-") && *name != "default")
        .map(str::to_owned)
        .collect()
}

/// Files of which a cluster of today cannot take all, with what is said of them.
const REFUSED: [(&str, usize, &str); 4] = [
    (
        "contiv__vpp",
        11,
        "169 apiVersion: this cluster serves PodDisruptionBudget as policy/v1",
    ),
    (
        "giantswarm__prometheus",
        2,
        "8 apiVersion: this cluster serves ClusterRoleBinding as rbac.authorization.k8s.io/v1",
    ),
    (
        "hpe-storage__co-deployments",
        2,
        "103 : The key \"resources\" is written twice. kubectl would take the last one without a word; here it is \
         refused, as by an API server that is asked to be strict.",
    ),
    (
        "microsoft__SDN",
        3,
        "3 kind: this cluster serves no PodSecurityPolicy",
    ),
];

#[tokio::test]
async fn published_files_go_in_whole() {
    let Some(folder) = folder() else { return };
    let files = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "yaml"))
        .collect();
    files.sort();
    assert_eq!(files.len(), 18);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let file = file.file_name().unwrap().to_str().unwrap();
        let app = TestApp::start().await;
        for name in strange_namespaces(&text) {
            let namespace = json!({"metadata": {"name": name}});
            // One file may have made it for another.
            let _there = app
                .try_cluster_request("POST", "/api/v1/namespaces", &namespace)
                .await;
        }
        let answer = create(&app, &text, "").await;
        if let Some((_, count, said)) = REFUSED.iter().find(|(name, ..)| file.starts_with(name)) {
            let errors = errors(&answer.expect(422));
            assert_eq!(errors.len(), *count, "{file}: {errors:#?}");
            assert!(errors.iter().any(|it| it == said), "{file}: {errors:#?}");
            continue;
        }
        assert_eq!(answer.status, 201, "{file}: {}", answer.text);
        let answer = answer.json();
        let objects = manifest::Document::parse(text).object_values();
        let items = answer["items"].as_array().unwrap();
        assert_eq!(items.len(), objects.len(), "{file}");
        for (item, object) in items.iter().zip(&objects) {
            assert_eq!(item["kind"], object["kind"], "{file}");
            let fate = item["fate"].as_str().unwrap();
            assert!(matches!(fate, "created" | "kept"), "{file}: {item}");
            let path = path_of(&app, item).await;
            let there = app.try_cluster_request("GET", &path, &Value::Null).await;
            // A Job may be done by now, and taken away by the cluster itself.
            let ends = object["spec"]["ttlSecondsAfterFinished"].is_number();
            if ends && there.is_err() {
                continue;
            }
            assert_eq!(there.unwrap()["metadata"]["name"], item["name"], "{file}");
        }
        // In order: who stands on something came after it.
        let rows = app.audit_rows().await;
        assert_eq!(rows.len(), items.len().min(100), "{file}");
        clear_away(&app, &answer).await;
    }
}

/// A text as it might be published: line ends of Windows, parts that say nothing, a list.
const IMPORTED: &str = "---
# A part that is a comment alone.
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: agent}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: PROD}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: agent, image: 'registry.example/agent:1.0'}]}
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: one}
  data: {a: b}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: two}
  date: {a: b}
";

#[tokio::test]
async fn one_failure_hides_no_other_and_nothing_is_left_behind() {
    let app = TestApp::start().await;
    let prod = format!("{}-prod", app.namespace);
    let text = IMPORTED.replace("PROD", &prod).replace('\n', "\r\n");
    let team = &app.namespace;
    let answer = create(&app, &text, "").await.expect(404);
    let said = errors(&answer);
    assert_eq!(
        said[0],
        format!("10 metadata.namespace: namespaces \"{prod}\" not found")
    );
    assert_eq!(
        fates(&answer.json()),
        [
            format!("0 ServiceAccount {team}/agent notSent"),
            format!("1 DaemonSet {prod}/agent refused"),
            format!("2 ConfigMap {team}/one notSent"),
            format!("3 ConfigMap {team}/two refused"),
        ]
    );
    let objects = answer.json()["objects"].clone();
    let two = objects[3]["detail"].as_str().unwrap();
    assert!(two.contains("unknown field \"date\""), "{two}");
    // With the namespace in the file, and the field as it is called, all is there.
    let text = text.replace("  date:", "  data:");
    let namespace = format!("---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {prod}}}\n");
    let answer = create(&app, &format!("{text}{namespace}"), "")
        .await
        .expect(201)
        .json();
    assert_eq!(
        fates(&answer),
        [
            format!("0 ServiceAccount {team}/agent created"),
            format!("1 DaemonSet {prod}/agent created"),
            format!("2 ConfigMap {team}/one created"),
            format!("3 ConfigMap {team}/two created"),
            format!("4 Namespace /{prod} created"),
        ]
    );
    clear_away(&app, &answer).await;
}

#[tokio::test]
async fn what_is_there_already_is_told_and_met_as_is_asked() {
    let app = TestApp::start().await;
    let (team, widget) = (&app.namespace, format!("{}.example.com", app.namespace));
    let text = format!(
        "{}---
apiVersion: v1
kind: ConfigMap
metadata: {{name: settings}}
data: {{level: info}}
---
apiVersion: {widget}/v1
kind: Widget
metadata: {{name: one}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: widgets.{widget}}}
spec:
  group: {widget}
  scope: Namespaced
  names: {{plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}}
  versions:
    - {{name: v1, served: true, storage: true, schema: {{openAPIV3Schema: {{type: object}}}}}}
---
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {{name: agent}}
",
        crate::support::manifest("agent")
    );
    let collection = format!("/api/v1/namespaces/{team}/configmaps");
    let there = json!({"metadata": {"name": "settings"}, "data": {"level": "debug", "more": "x"}});
    app.cluster_request("POST", &collection, &there).await;

    let path = format!("/api/v1/clusters/{}/preflight?namespace={team}", app.name);
    let told = app.signed_in(Method::POST, &path).send(text.clone()).await;
    let told = told.expect(200).json();
    let told: Vec<String> = told["objects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            format!(
                "{} {} step {} served {} {} exists {} {} may {}",
                it["kind"].as_str().unwrap(),
                it["line"],
                it["step"],
                it["served"],
                it["servedAs"],
                it["exists"],
                it["differs"],
                it["mayCreate"]
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "DaemonSet 1 step 5 served true null exists false null may true",
            "ConfigMap 16 step 3 served true null exists true [\"data[level]\"] may true",
            "Widget 21 step 6 served true null exists false null may true",
            "CustomResourceDefinition 25 step 1 served true null exists false null may true",
            "PodDisruptionBudget 35 step 6 served false [\"policy/v1\"] exists null null may null",
        ]
    );
    let budget = text.find("---\napiVersion: policy/").unwrap();
    let text = &text[..budget];
    // By default nothing is created; and the other way round nothing that others have filled in is taken out.
    let said = errors(&create(&app, text, "").await.expect(409));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].starts_with("18 metadata.name: configmaps \"settings\""),
        "{said:?}"
    );
    assert_eq!(app.daemonsets().await, Vec::<String>::new());
    let answer = create(&app, text, "existingOf=1:Update")
        .await
        .expect(201)
        .json();
    assert_eq!(
        fates(&answer),
        [
            format!("0 DaemonSet {team}/agent created"),
            format!("1 ConfigMap {team}/settings updated"),
            format!("2 Widget {team}/one created"),
            format!("3 CustomResourceDefinition /widgets.{widget} created"),
        ]
    );
    let settings = app
        .cluster_request("GET", &format!("{collection}/settings"), &Value::Null)
        .await;
    assert_eq!(settings["data"], json!({"level": "info", "more": "x"}));
    // A second time all of it is there.
    let again = create(&app, text, "existing=Leave")
        .await
        .expect(201)
        .json();
    assert!(
        fates(&again).iter().all(|it| it.ends_with(" kept")),
        "{again}"
    );
    clear_away(&app, &answer).await;
}

#[tokio::test]
async fn what_is_refused_when_it_is_sent_takes_everything_back() {
    let app = TestApp::start().await;
    let prod = format!("{}-prod", app.namespace);
    let text = format!(
        "{}---
apiVersion: v1
kind: Namespace
metadata: {{name: {prod}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: one, namespace: {prod}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: Two, namespace: {prod}}}
",
        crate::support::manifest("agent")
    );
    // What lies in a namespace of the text cannot be tried before that is there.
    let answer = create(&app, &text, "").await.expect(422).json();
    let team = &app.namespace;
    assert_eq!(
        fates(&answer),
        [
            format!("0 DaemonSet {team}/agent notSent"),
            format!("1 Namespace /{prod} takenBack"),
            format!("2 ConfigMap {prod}/one takenBack"),
            format!("3 ConfigMap {prod}/Two refused"),
        ]
    );
    // What is the console's own of it can be put into another language, in the answer and in the trail.
    let code = "trail.taken_back";
    assert_eq!(answer["objects"][1]["code"], code, "{answer}");
    let trail = app.get("/api/v1/audit?limit=100").await.expect(200).json();
    let rows = items(&trail["items"]).iter();
    let taken_back = rows.filter(|row| row["code"] == code && row["arguments"][0].is_object());
    assert_eq!(taken_back.count(), 2, "{trail}");
    assert_eq!(app.daemonsets().await, Vec::<String>::new());
    let path = format!("/api/v1/namespaces/{prod}");
    let left = app.try_cluster_request("GET", &path, &Value::Null).await;
    assert!(left.is_err(), "{left:?}");
}

#[tokio::test]
async fn what_was_made_together_can_be_deleted_together() {
    let app = TestApp::start().await;
    let text = format!(
        "{}---
apiVersion: v1
kind: ConfigMap
metadata: {{name: settings}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {{name: agent}}
",
        crate::support::manifest("agent")
    );
    create(&app, &text, "").await.expect(201);
    let path = format!("{}/companions", app.object("agent"));
    let told = app.get(&path).await.expect(200).json();
    let items = told["items"].as_array().unwrap();
    let names: Vec<String> = items
        .iter()
        .map(|it| format!("{} {} {}", it["kind"], it["name"], it["exists"]))
        .collect();
    assert_eq!(
        names,
        [
            "\"ConfigMap\" \"settings\" true",
            "\"ServiceAccount\" \"agent\" true"
        ]
    );
    let strange = format!("{}?companions=nothing", app.object("agent"));
    let problem = app.delete(&strange).await.expect(422).problem();
    assert_eq!(problem.errors[0].field, "companions");
    let uids: Vec<&str> = items.iter().map(|it| it["uid"].as_str().unwrap()).collect();
    let one = format!("{}?companions={}", app.object("agent"), uids[0]);
    let tried = app.delete(&format!("{one}&dryRun=All")).await;
    assert!(tried.status.is_success(), "{}", tried.text);
    let map = format!("/api/v1/namespaces/{}/configmaps/settings", app.namespace);
    app.cluster_request("GET", &map, &Value::Null).await;
    let gone = app.delete(&one).await;
    assert!(gone.status.is_success(), "{}", gone.text);
    let gone = gone.json();
    assert_eq!(gone["companions"][0]["name"], "settings");
    assert_eq!(gone["companions"][0]["outcome"], "done");
    assert!(
        app.try_cluster_request("GET", &map, &Value::Null)
            .await
            .is_err()
    );
    // What was not named stays, and each has its row.
    let account = format!("/api/v1/namespaces/{}/serviceaccounts/agent", app.namespace);
    app.cluster_request("GET", &account, &Value::Null).await;
    let rows = app.audit_rows().await;
    let rows: Vec<String> = rows
        .iter()
        .filter(|row| row["action"] == "delete" && row["outcome"] == "done")
        .map(|row| crate::support::words(row, &["kind", "name"]))
        .collect();
    assert_eq!(rows, ["DaemonSet agent", "ConfigMap settings"]);
}

#[tokio::test]
async fn a_daemon_set_of_a_version_of_before_is_converted_and_so_served() {
    let app = TestApp::start().await;
    let text = format!(
        "{}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings}}\n",
        crate::support::manifest("legacy").replace("apps/v1", "extensions/v1beta1")
    );
    let path = format!(
        "/api/v1/clusters/{}/preflight?namespace={}",
        app.name, app.namespace
    );
    let told = app.signed_in(Method::POST, &path).send(text).await;
    let told = told.expect(200).json();
    assert_eq!(told["objects"][0]["served"], true, "{}", told["objects"]);
    assert_eq!(told["objects"][0]["apiVersion"], "extensions/v1beta1");
}

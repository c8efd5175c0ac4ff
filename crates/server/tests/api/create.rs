//! `POST …/daemonsets`: what is created, and what bad input gets.

use http::Method;

use crate::support::{TestApp, manifest};

#[tokio::test]
async fn yaml_becomes_a_running_daemonset() {
    let app = TestApp::start().await;
    let answer = app.create(&manifest("agent")).await.expect(201);
    let object = answer.json();
    assert_eq!(object["metadata"]["name"], "agent");
    assert_eq!(object["metadata"]["namespace"], app.namespace);
    assert!(object["metadata"]["uid"].is_string());
    assert!(object["metadata"]["managedFields"].is_null());
    // A default that only the API server sets.
    assert_eq!(object["spec"]["updateStrategy"]["type"], "RollingUpdate");
    assert_eq!(answer.header("location"), app.object("agent"));

    app.eventually("every node runs it", || {
        app.cluster
            .row(&app.namespace, "agent")
            .is_some_and(|row| row.counts.desired > 0 && row.counts.available == row.counts.desired)
    })
    .await;
    let row = app.cluster.row(&app.namespace, "agent").unwrap();
    let pods = app
        .get(&format!("{}/pods", app.object("agent")))
        .await
        .expect(200)
        .json();
    assert_eq!(
        pods["items"].as_array().unwrap().len(),
        row.counts.desired as usize
    );
    assert_eq!(pods["items"][0]["status"], "Running");
    let nodes = app
        .get(&format!("{}/nodes", app.object("agent")))
        .await
        .expect(200)
        .json();
    let ready = nodes["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|node| node["state"] == "ready");
    assert_eq!(ready.count(), row.counts.ready as usize);

    let list = app
        .get(&format!(
            "{}?namespace={}",
            contract::path::daemonsets(&app.name),
            app.namespace
        ))
        .await
        .expect(200)
        .json();
    assert_eq!(list["total"], 1);
    assert_eq!(list["items"][0]["status"]["word"], "running");
    assert_eq!(list["items"][0]["images"][0], "registry.example/agent:1.0");
}

#[tokio::test]
async fn json_is_taken_and_yaml_is_given() {
    let app = TestApp::start().await;
    let json = manifest::Document::parse(manifest("agent"))
        .value()
        .to_string();
    let answer = app
        .signed_in(Method::POST, &app.collection())
        .header("content-type", "application/json")
        .header("accept", "application/yaml")
        .send(json.clone())
        .await
        .expect(201);
    assert_eq!(answer.header("content-type"), "application/yaml");
    assert!(answer.text.contains("name: agent\n"), "{}", answer.text);

    // Without a Content-Type the text speaks for itself.
    let answer = app
        .signed_in(Method::POST, &app.collection())
        .send(json.replace("agent", "second"))
        .await;
    assert_eq!(answer.expect(201).json()["metadata"]["name"], "second");
}

#[tokio::test]
async fn what_is_declared_as_json_is_json() {
    let app = TestApp::start().await;
    let json = manifest::Document::parse(manifest("agent"))
        .shown_as(manifest::Format::Json)
        .unwrap();
    // Each is YAML that kubectl reads, with the place where it stops being JSON.
    for (from, to, line, column) in [
        ("\"agent\"", "'agent'", 5, 13),
        ("\"name\": \"agent\"", "name: \"agent\"", 5, 5),
        ("\"agent\"\n", "\"agent\",\n", 6, 3),
        ("\"agent\"\n", "\"agent\" # é\n", 5, 21),
        ("{\n  \"apiVersion\"", "{ # é\n  \"apiVersion\"", 1, 3),
    ] {
        let text = json.replacen(from, to, 1);
        assert_ne!(text, json, "{from}");
        let send = |media_type: &str| {
            app.signed_in(Method::POST, &format!("{}?dryRun=All", app.collection()))
                .header("content-type", media_type)
                .send(text.clone())
        };
        let problem = send("application/json").await.expect(400).problem();
        assert_eq!(problem.kind, "/problems/syntax-error", "{text}");
        let place = &problem.errors[0];
        assert_eq!(
            (place.line, place.column),
            (Some(line), Some(column)),
            "{text}\n{}",
            place.message
        );
        send("application/yaml").await.expect(201);
    }
}

#[tokio::test]
async fn a_dry_run_creates_nothing_and_leaves_no_trace() {
    let app = TestApp::start().await;
    let path = format!("{}?dryRun=All", app.collection());
    let answer = app
        .signed_in(Method::POST, &path)
        .send(manifest("agent"))
        .await
        .expect(201);
    assert_eq!(answer.header("location"), "");
    app.get(&app.object("agent")).await.expect(404).problem();
    let audit = app.get("/api/v1/audit").await.expect(200).json();
    assert_eq!(audit["items"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn services_are_created_with_it_or_nothing_is() {
    let app = TestApp::start().await;
    let service = |name: &str, port: u32| {
        format!(
            "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\nspec:\n  selector: {{app: agent}}\n  ports: [{{port: {port}}}]\n"
        )
    };
    let refused = app
        .create(&format!("{}{}", manifest("agent"), service("web", 700_000)))
        .await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
    let problem = refused.problem();
    let error = &problem.errors[0];
    assert_eq!(error.field, "spec.ports[0].port", "{problem:?}");
    assert!(problem.detail.contains(&error.message), "{problem:?}");
    assert_eq!(error.document, Some(1), "{problem:?}");
    let lines = manifest("agent").lines().count();
    let line = usize::try_from(error.line.unwrap()).unwrap();
    assert_eq!((line - lines, error.column), (8, Some(12)), "{error:?}");
    app.get(&app.object("agent")).await.expect(404);

    // Of two that are wrong that one is told first which stands first.
    let wrong = manifest("Agent");
    for (text, first) in [
        (format!("{wrong}{}", service("web", 0)), "metadata.name"),
        (
            format!("{}---\n{wrong}", service("web", 0)),
            "spec.ports[0].port",
        ),
    ] {
        let problem = app.create(&text).await.expect(422).problem();
        assert_eq!(problem.errors[0].field, first, "{problem:?}");
        assert!(problem.detail.starts_with(first), "{problem:?}");
    }

    app.create(&format!("{}{}", manifest("agent"), service("web", 80)))
        .await
        .expect(201);
    let path = format!("/api/v1/namespaces/{}/services/web", app.namespace);
    let service = app
        .cluster_request("GET", &path, &serde_json::Value::Null)
        .await;
    assert_eq!(service["spec"]["ports"][0]["port"], 80);
}

#[tokio::test]
async fn a_request_that_is_sent_again_gets_the_first_answer() {
    let app = TestApp::start().await;
    let send = |key: &'static str, manifest: String| {
        app.signed_in(Method::POST, &app.collection())
            .header("idempotency-key", key)
            .send(manifest)
    };
    let first = send("one", manifest("agent")).await.expect(201);
    let again = send("one", manifest("agent")).await.expect(201);
    assert_eq!(first.text, again.text);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(first.header("idempotency-replayed"), "");
    let other = send("one", manifest("other")).await.expect(422).problem();
    assert_eq!(other.kind, "/problems/idempotency-key-reused");
    // A refusal is no answer to keep: the name is free again, and the same request then succeeds.
    send("two", manifest("agent")).await.expect(409);
    app.delete(&app.object("agent")).await;
    app.eventually("it is gone", || {
        app.cluster.row(&app.namespace, "agent").is_none()
    })
    .await;
    send("two", manifest("agent")).await.expect(201);
}

/// What bad input gets: status, kind, and the field and line of the first error.
#[tokio::test]
async fn bad_manifests_are_refused_at_their_line() {
    let app = TestApp::start().await;
    let good = manifest("agent");
    for (what, text, status, kind, field, line) in [
        (
            "a bad name",
            good.replace("name: agent #", "name: Agent_1 #"),
            422,
            "invalid-manifest",
            "metadata.name",
            Some(4),
        ),
        (
            "no image",
            good.replace("          image: registry.example/agent:1.0\n", ""),
            422,
            "invalid-manifest",
            "spec.template.spec.containers[0].image",
            Some(13),
        ),
        (
            "a selector that does not match",
            good.replace("matchLabels: {app: agent}", "matchLabels: {app: other}"),
            422,
            "invalid-manifest",
            "spec.template.metadata.labels",
            Some(10),
        ),
        (
            "an unknown field",
            good.replace("spec:\n  selector", "spec:\n  replicas: 2\n  selector"),
            422,
            "invalid-manifest",
            "spec.replicas",
            Some(6),
        ),
        (
            "a number where text belongs",
            good.replace("image: registry.example/agent:1.0", "image: 5"),
            422,
            "invalid-manifest",
            "spec.template.spec.containers[0].image",
            Some(14),
        ),
        (
            "no YAML",
            good.replace("spec:\n  selector", "spec: [\n  selector"),
            400,
            "syntax-error",
            "",
            None,
        ),
        (
            "another namespace",
            good.replace(
                "metadata:\n  name: agent",
                "metadata:\n  namespace: elsewhere\n  name: agent",
            ),
            422,
            "invalid-manifest",
            "metadata.namespace",
            Some(4),
        ),
    ] {
        let problem = app.create(&text).await.expect(status).problem();
        assert_eq!(
            problem.kind,
            format!("/problems/{kind}"),
            "{what}: {problem:?}"
        );
        let error = &problem.errors[0];
        assert!(
            error.line.is_some() && error.column.is_some(),
            "{what}: {error:?}"
        );
        if line.is_some() {
            assert_eq!(
                (error.field.as_str(), error.line),
                (field, line),
                "{what}: {error:?}"
            );
        }
    }
    app.get(&app.object("agent")).await.expect(404);
}

#[tokio::test]
async fn what_only_the_cluster_knows_comes_back_at_its_field() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    let taken = app.create(&manifest("agent")).await.expect(409).problem();
    assert_eq!(taken.kind, "/problems/already-exists");
    assert_eq!(taken.errors[0].field, "metadata.name");
    assert_eq!(taken.errors[0].line, Some(4));
    assert_eq!(taken.upstream.unwrap()["reason"], "AlreadyExists");

    let path = contract::path::namespaced_daemonsets(&app.name, "nowhere-to-be-found");
    let nowhere = app
        .signed_in(Method::POST, &path)
        .send(manifest("agent"))
        .await;
    let nowhere = nowhere.expect(404).problem();
    assert_eq!(nowhere.errors[0].field, "metadata.namespace");
    assert_eq!(nowhere.upstream.unwrap()["details"]["kind"], "namespaces");

    let path = contract::path::namespaced_daemonsets("no-such-cluster", &app.namespace);
    let unknown = app
        .signed_in(Method::POST, &path)
        .send(manifest("agent"))
        .await;
    assert!(unknown.expect(404).problem().detail.contains(&app.name));
}

#[tokio::test]
async fn a_cluster_that_went_away_is_said_and_comes_back() {
    let app = TestApp::on_sandbox().await;
    let faults = app.sandbox.as_ref().unwrap().faults();
    faults.set_outage(Some(sandbox::Outage::ConnectionRefused));
    let answer = app.create(&manifest("agent")).await.expect(503);
    assert!(!answer.header("retry-after").is_empty());
    assert_eq!(answer.problem().kind, "/problems/cluster-unavailable");
    let away = |answer: crate::support::Answer| {
        let problem = answer.expect(503).problem();
        assert_eq!(problem.kind, "/problems/cluster-unavailable");
    };
    away(app.get(&app.object("agent")).await);
    away(app.delete(&app.object("agent")).await);
    away(app.get(&format!("{}/revisions", app.object("agent"))).await);
    let text =
        manifest("agent").replace("name: agent #", "resourceVersion: \"1\"\n  name: agent #");
    let put = app.signed_in(Method::PUT, &app.object("agent")).send(text);
    away(put.await);
    // What was read before is still there to be read, and judged by.
    app.get(&contract::path::daemonsets(&app.name))
        .await
        .expect(200);
    let preflight = contract::path::preflight(&app.name);
    let report = app
        .signed_in(Method::POST, &preflight)
        .send(manifest("agent"))
        .await;
    let report = report.expect(200).json();
    assert_eq!(report["placement"].as_array().unwrap().len(), 3, "{report}");
    app.eventually("it is seen to be away", || !app.cluster.freshness().live)
        .await;
    // The watches notice it first; the cluster itself is asked once a second.
    let mut is_reachable = true;
    for _ in 0..500 {
        let clusters = app.get("/api/v1/clusters").await.json();
        is_reachable = clusters["items"][0]["reachable"] != false;
        if !is_reachable {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(!is_reachable);

    app.sandbox.as_ref().unwrap().faults().set_outage(None);
    app.eventually("it is seen to be back", || app.cluster.freshness().live)
        .await;
    app.create(&manifest("agent")).await.expect(201);
}

#[tokio::test]
async fn a_version_that_is_gone_is_created_as_one_that_is_served() {
    let app = TestApp::start().await;
    let old = manifest("agent").replace("apps/v1", "extensions/v1beta1");
    let object = app.create(&old).await.expect(201).json();
    assert_eq!(object["apiVersion"], "apps/v1");
    // What the old version filled in.
    assert_eq!(object["spec"]["updateStrategy"]["type"], "OnDelete");
}

#[tokio::test]
async fn what_says_not_what_it_is_is_told_at_its_line() {
    let app = TestApp::start().await;
    let one = manifest("agent");
    let line = u32::try_from(one.lines().count()).unwrap() + 2;
    let answer = app
        .create(&format!(
            "{one}---\nkind: ConfigMap\nmetadata: {{name: a}}\n"
        ))
        .await;
    let problem = answer.expect(422).problem();
    let places: Vec<_> = problem
        .errors
        .iter()
        .map(|error| (error.field.as_str(), error.line))
        .collect();
    assert_eq!(places, [("kind", Some(line))]);
}

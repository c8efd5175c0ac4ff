//! Reading, replacing and deleting one DaemonSet, and the list.

use http::Method;

use crate::support::{TestApp, manifest};

#[tokio::test]
async fn an_object_is_read_as_json_and_as_yaml() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    let json = app.get(&app.object("agent")).await.expect(200);
    assert_eq!(json.header("content-type"), "application/json");
    assert_eq!(json.json()["kind"], "DaemonSet");
    let yaml = app
        .signed_in(Method::GET, &app.object("agent"))
        .header("accept", "application/yaml")
        .send("")
        .await
        .expect(200);
    assert!(
        yaml.text
            .starts_with("apiVersion: apps/v1\nkind: DaemonSet\n"),
        "{}",
        yaml.text
    );
    let picture = app
        .signed_in(Method::GET, &app.object("agent"))
        .header("accept", "image/png")
        .send("")
        .await;
    assert_eq!(
        picture.expect(406).problem().kind,
        "/problems/not-acceptable"
    );
    let missing = app.get(&app.object("missing")).await.expect(404).problem();
    assert_eq!(missing.upstream.unwrap()["reason"], "NotFound");
}

#[tokio::test]
async fn a_change_needs_the_version_it_changes() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    let read = async || {
        let call = app.signed_in(Method::GET, &app.object("agent"));
        call.header("accept", "application/yaml")
            .send("")
            .await
            .expect(200)
            .text
    };
    let put = async |text: String| {
        app.signed_in(Method::PUT, &app.object("agent"))
            .send(text)
            .await
    };

    // The controller writes the status meanwhile, so that a version is soon an old one: as often as needed.
    let old = read().await;
    let mut answer = put(old.replace("agent:1.0", "agent:2.0")).await;
    for _ in 0..20 {
        if answer.status != 409 {
            break;
        }
        answer = put(read().await.replace("agent:1.0", "agent:2.0")).await;
    }
    let object = answer.expect(200).json();
    assert_eq!(
        object["spec"]["template"]["spec"]["containers"][0]["image"],
        "registry.example/agent:2.0"
    );

    let conflict = put(old.replace("agent:1.0", "agent:3.0"))
        .await
        .expect(409)
        .problem();
    assert_eq!(conflict.kind, "/problems/conflict");
    assert_eq!(conflict.errors[0].field, "metadata.resourceVersion");
    assert!(conflict.errors[0].line.is_some());
    assert_eq!(conflict.upstream.unwrap()["reason"], "Conflict");

    let without = put(manifest("agent")).await.expect(422).problem();
    assert_eq!(without.errors[0].field, "metadata.resourceVersion");
    let renamed = put(read().await.replace("  name: agent\n", "  name: other\n")).await;
    assert_eq!(
        renamed.expect(422).problem().errors[0].field,
        "metadata.name"
    );
}

#[tokio::test]
async fn deleting_takes_it_and_its_pods_away() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    app.eventually("it is known", || {
        app.cluster.row(&app.namespace, "agent").is_some()
    })
    .await;
    let path = app.object("agent");
    let bad = app
        .delete(&format!("{path}?propagationPolicy=Sideways"))
        .await
        .expect(400);
    assert!(bad.problem().detail.contains("Background"), "{}", bad.text);
    app.delete(&format!("{path}?dryRun=All")).await.expect(200);
    let deleted = app
        .delete(&format!("{path}?propagationPolicy=Foreground"))
        .await;
    assert!(deleted.status.is_success(), "{}", deleted.text);
    app.eventually("it is gone", || {
        app.cluster.row(&app.namespace, "agent").is_none()
    })
    .await;
    app.get(&path).await.expect(404);
    app.get(&format!("{path}/pods")).await.expect(404).problem();
    app.delete(&path).await.expect(404).problem();
}

#[tokio::test]
async fn the_list_is_searched_sorted_and_paged() {
    let app = TestApp::start().await;
    for name in ["alpha", "beta", "gamma"] {
        app.create(&manifest(name)).await.expect(201);
    }
    app.eventually("all are known", || {
        app.cluster.row(&app.namespace, "gamma").is_some()
    })
    .await;
    let base = format!(
        "{}?namespace={}",
        contract::path::daemonsets(&app.name),
        app.namespace
    );
    let names = async |query: &str| {
        let list = app.get(&format!("{base}{query}")).await.expect(200).json();
        let names: Vec<String> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect();
        (names, list["continue"].as_str().map(str::to_owned))
    };
    assert_eq!(names("").await.0, ["alpha", "beta", "gamma"]);
    assert_eq!(names("&search=ET").await.0, ["beta"]);
    assert_eq!(names("&sort=-name").await.0, ["gamma", "beta", "alpha"]);
    let (page, next) = names("&limit=2").await;
    assert_eq!(page, ["alpha", "beta"]);
    let (rest, end) = names(&format!("&limit=2&continue={}", next.unwrap())).await;
    assert_eq!((rest, end), (vec!["gamma".to_owned()], None));
    for bad in [
        "&limit=0",
        "&limit=501",
        "&limit=x",
        "&sort=colour",
        "&labelSelector=,,",
        "&serch=x",
        "&continue=zz",
    ] {
        let problem = app.get(&format!("{base}{bad}")).await.expect(400).problem();
        assert_eq!(problem.kind, "/problems/malformed-request", "{bad}");
    }
}

#[tokio::test]
async fn preflight_judges_with_the_facts_of_the_cluster() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    app.eventually("it is known", || {
        app.cluster.row(&app.namespace, "agent").is_some()
    })
    .await;
    let text = manifest("agent").replace(
        "metadata:\n  name",
        &format!("metadata:\n  namespace: {}\n  name", app.namespace),
    );
    let path = contract::path::preflight(&app.name);
    let report = app
        .signed_in(Method::POST, &path)
        .send(text)
        .await
        .expect(200)
        .json();
    assert_eq!(report["accepted"], false);
    let problem = &report["problems"][0];
    assert_eq!(
        (problem["source"].as_str(), problem["field"].as_str()),
        (Some("cluster"), Some("metadata.name"))
    );
    let facts = app
        .get(&contract::path::facts(&app.name, &app.namespace))
        .await
        .expect(200)
        .json();
    assert_eq!(
        report["placement"].as_array().unwrap().len(),
        facts["nodes"]["rows"].as_array().unwrap().len()
    );
    // A text that does not parse has a verdict too.
    let broken = app
        .signed_in(Method::POST, &path)
        .send("a: [")
        .await
        .expect(200)
        .json();
    let problems = broken["problems"].as_array().unwrap();
    assert!(
        problems.iter().any(|problem| problem["source"] == "syntax"),
        "{broken}"
    );
    assert_eq!(broken["accepted"], false);
}

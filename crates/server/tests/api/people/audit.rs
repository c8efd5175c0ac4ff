//! What an admin of the console reads of what people do.

use http::Method;
use serde_json::Value;

use super::House;
use crate::support::{Answer, manifest};

/// Rows, the latest first, as action, outcome, namespace and name.
fn told(answer: &Answer) -> Vec<[String; 4]> {
    let list = answer.json();
    let rows = list["items"].as_array().unwrap().iter();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.map(|row| ["action", "outcome", "namespace", "name"].map(|key| text(row, key)))
        .collect()
}

#[tokio::test]
async fn an_admin_of_the_console_reads_who_did_what_as_whom() {
    let house = House::open().await;
    let (app, people) = (&house.app, &house.people);
    let admin = app.token_of_console_admin().await;
    let restart = format!("{}/restart", app.object("agent"));
    let restarted = app.person(&people.editor, Method::POST, &restart);
    let restarted = restarted.send("").await.expect(200);
    let tried = app.person(&people.viewer, Method::POST, &restart);
    tried.send("").await.expect(403);
    let wrong = app.person("not-a-token", Method::GET, "/api/v1/session");
    wrong.send("").await.expect(401);

    let read = async |query: &str| {
        let path = format!("/api/v1/audit?{query}");
        let call = app.person(&admin, Method::GET, &path);
        call.send("").await.expect(200)
    };
    let all = read("").await;
    let list = all.json();
    assert_eq!(
        (&list["ofAll"], &list["keptDays"]),
        (&true.into(), &365.into())
    );
    let here = &*app.namespace;
    let row = |words: [&str; 4]| words.map(str::to_owned);
    assert_eq!(
        told(&all),
        [
            row(["sign-in", "refused", "", ""]),
            row(["restart", "refused", here, "agent"]),
            row(["restart", "done", here, "agent"]),
            row(["create", "done", &house.elsewhere, "hidden-agent"]),
            row(["create", "done", here, "agent"]),
        ]
    );
    // As whom, and by which request.
    let done = &list["items"][2];
    let user = format!("system:serviceaccount:{here}:editor");
    assert_eq!(done["user"], user);
    assert_eq!(done["access"], "pass-through");
    let groups = done["groups"].as_array().unwrap();
    assert!(groups.contains(&format!("system:serviceaccounts:{here}").into()));
    assert_eq!(done["requestId"], restarted.header("x-request-id"));
    assert_eq!(list["items"][0]["user"], "");

    let request = done["request"].as_str().unwrap();
    let at = done["occurred"].as_str().unwrap();
    for (query, expected) in [
        ("user=:EDITOR".to_owned(), 1),
        ("user=serviceaccount".to_owned(), 4),
        ("user=nobody".to_owned(), 0),
        ("action=sign-in".to_owned(), 1),
        ("action=restart&outcome=refused".to_owned(), 1),
        (format!("namespace={here}"), 3),
        (format!("namespace={here}&name=agent&user=viewer"), 1),
        (format!("request={request}"), 1),
        (format!("since={at}"), 3),
        (format!("until={at}"), 2),
        (
            "since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z".to_owned(),
            0,
        ),
    ] {
        assert_eq!(told(&read(&query).await).len(), expected, "{query}");
    }

    // The same as a file, whole however long it is.
    let file = read("format=JsonLines&limit=1").await;
    assert_eq!(file.header("content-type"), "application/x-ndjson");
    let is_file = file.header("content-disposition").starts_with("attachment");
    assert!(is_file, "{:?}", file.headers);
    let lines: Vec<Value> = file
        .text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines, *list["items"].as_array().unwrap());
    let file = read("format=JsonLines&outcome=refused").await;
    assert_eq!(file.text.lines().count(), 2);
}

#[tokio::test]
async fn a_long_trail_is_a_file_without_gaps_and_of_others_nothing_is_told() {
    let house = House::open().await;
    let (app, people) = (&house.app, &house.people);
    let now = jiff::Timestamp::now();
    let who =
        store::audit::Actor::named(&format!("system:serviceaccount:{}:editor", app.namespace));
    let rows: Vec<_> = (0..1234)
        .map(|number: u64| {
            let name = number.to_string();
            let subject = store::audit::Subject {
                actor: &who,
                action: store::audit::Action::Create,
                cluster: &app.name,
                namespace: &app.namespace,
                kind: "DaemonSet",
                name: &name,
            };
            store::audit::Entry::begin(store::audit::new_id(now), subject, now)
        })
        .collect();
    app.app.store.audit().begin(&rows).await.unwrap();
    let read = async |token: &str| {
        let call = app.person(token, Method::GET, "/api/v1/audit?format=JsonLines");
        let file = call.send("").await.expect(200);
        let mut ids: Vec<String> = file
            .text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].to_string())
            .collect();
        ids.sort();
        ids.dedup();
        ids.len()
    };
    assert_eq!(read(&people.editor).await, 1234);
    // The admin of the cluster, who made two, is none of the console.
    assert_eq!(read(&people.admin).await, 2);
    let own = app.person(&people.viewer, Method::GET, "/api/v1/audit?user=editor");
    let own = own.send("").await.expect(200).json();
    assert_eq!(own["ofAll"], false);
    assert_eq!(own["items"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn what_is_asked_of_the_trail_is_held_to_its_rules() {
    let house = House::open().await;
    let app = &house.app;
    for query in [
        "action=read",
        "outcome=well",
        "since=yesterday",
        "request=x",
        "format=Csv",
        "nosuch=1",
    ] {
        let path = format!("/api/v1/audit?{query}");
        let call = app.person(&house.people.viewer, Method::GET, &path);
        call.send(manifest("x")).await.expect(400);
    }
}

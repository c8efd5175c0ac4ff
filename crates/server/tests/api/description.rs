//! The description of the API is true: whatever is asked, the answer is one that it names, and the rules that it
//! gives for inputs are those that they are held to.

mod generate;
mod schema;

use std::collections::BTreeSet;

use fastrand::Rng;
use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TOKEN, TestApp};
use generate::{Request, inside, outside};

/// How many requests each operation gets.
const ASKED: usize = 40;

/// An operation of the description.
pub(super) struct Operation<'a> {
    pub(super) path: &'a str,
    pub(super) method: Method,
    pub(super) says: &'a Value,
}

fn document() -> Value {
    serde_json::from_str(server::openapi::text()).unwrap()
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.filter_map(move |(method, says)| {
                let method = method.to_uppercase().parse().ok()?;
                says.is_object().then_some(Operation { path, method, says })
            })
        })
        .collect()
}

#[test]
fn nothing_dangles() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                    found.insert(reference.to_owned());
                }
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 20, "{found:?}");
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} dangles");
    }
}

#[test]
fn a_list_can_be_sorted_by_every_column_that_there_is() {
    let document = document();
    let operations = operations(&document);
    let is_list = |it: &&Operation| it.says["operationId"] == "list_daemonsets";
    let list = operations.iter().find(is_list).unwrap();
    let mut parameters = list.says["parameters"].as_array().unwrap().iter();
    let sort = parameters.find(|it| it["name"] == "sort").unwrap();
    let columns = contract::rows::Column::ALL.map(|(_, word)| word).join("|");
    assert_eq!(sort["schema"]["pattern"], format!("^(-?({columns}))?$"));
}

#[tokio::test]
async fn every_answer_is_one_that_is_described() {
    let seed = crate::support::seed();
    let mut rng = Rng::with_seed(seed);
    let app = TestApp::start().await;
    app.create(&crate::support::manifest("agent"))
        .await
        .expect(201);
    let document = document();
    let (mut statuses, mut untrue) = (BTreeSet::new(), BTreeSet::new());
    for operation in operations(&document) {
        for _ in 0..ASKED {
            let request = Request::any(&mut rng, &document, &operation, &app);
            let answer = send(&app, &operation, &request, &mut rng).await;
            statuses.insert(answer.status.as_u16());
            if let Err(words) = holds(&document, &operation, &answer) {
                let text: String = answer.text.chars().take(200).collect();
                println!("{} {:?}: {text}", request.url, request.body);
                untrue.insert(format!(
                    "{} {}: {}: {words}",
                    operation.method, operation.path, answer.status
                ));
            }
        }
    }
    assert_eq!(untrue, BTreeSet::new(), "seed {seed}");
    // A client that only ever meets one status proves little.
    for status in [200, 204, 400, 401, 404, 415, 422] {
        assert!(statuses.contains(&status), "{status} of {statuses:?}");
    }
}

async fn send(
    app: &TestApp,
    operation: &Operation<'_>,
    request: &Request,
    rng: &mut Rng,
) -> Answer {
    let mut call = app.call(operation.method.clone(), &request.url);
    match rng.u8(..12) {
        0 => {}
        1 => call = call.header("authorization", "Bearer wrong"),
        _ => call = call.header("authorization", &format!("Bearer {TOKEN}")),
    }
    if rng.u8(..16) == 0 {
        call = call.header("sec-fetch-site", "cross-site");
    }
    if rng.u8(..16) == 0 {
        call = call.header("host", "elsewhere.example");
    }
    if rng.u8(..6) == 0 {
        call = call.header(
            "accept",
            rng.choice(["image/png", "application/yaml", "*/*"])
                .unwrap(),
        );
    }
    if let Some(media_type) = &request.media_type {
        call = call.header("content-type", media_type);
    }
    let is_endless = ["/clusters/{cluster}/events", "/api/v1/events", "/logs"];
    if is_endless.iter().any(|end| operation.path.ends_with(end)) {
        // It has no end.
        let response = call.open(request.body.clone()).await;
        let (parts, body) = response.into_parts();
        let is_stream = parts.status.is_success();
        let text = if is_stream {
            String::new()
        } else {
            let bytes = http_body_util::BodyExt::collect(body).await.unwrap();
            String::from_utf8(bytes.to_bytes().to_vec()).unwrap()
        };
        return Answer {
            status: parts.status,
            headers: parts.headers,
            text,
        };
    }
    call.send(request.body.clone()).await
}

/// Fails unless the answer to a GET of this path is one that the description names.
#[track_caller]
pub(super) fn is_as_described(path: &str, answer: &Answer) {
    let document = document();
    let operations = operations(&document).into_iter();
    let mut operations = operations.filter(|it| it.path == path && it.method == Method::GET);
    let operation = operations.next().unwrap();
    if let Err(words) = holds(&document, &operation, answer) {
        panic!("{path}: {words}");
    }
}

/// Whether an answer is one that the description names.
fn holds(document: &Value, operation: &Operation<'_>, answer: &Answer) -> Result<(), String> {
    let says = &operation.says["responses"][answer.status.as_str()];
    if says.is_null() {
        return Err("the status is not described".to_owned());
    }
    let media_type = answer.header("content-type");
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let Some(content) = says["content"].as_object() else {
        return if answer.text.is_empty() {
            Ok(())
        } else {
            Err("a body is not described".to_owned())
        };
    };
    let Some(content) = content.get(essence) else {
        return Err(format!("{essence} is not described"));
    };
    let bodies: Vec<&str> = match essence {
        contract::log::MEDIA_TYPE => answer.text.lines().collect(),
        _ if essence.ends_with("json") => vec![&answer.text],
        _ => vec![],
    };
    for body in bodies {
        let body: Value =
            serde_json::from_str(body).map_err(|error| format!("no JSON: {error}"))?;
        schema::check(document, &content["schema"], &body, "")?;
    }
    Ok(())
}

#[tokio::test]
async fn the_rules_of_inputs_are_those_that_are_described() {
    let app = TestApp::start().await;
    let document = document();
    let mut tried = 0;
    for operation in operations(&document) {
        // A right value would sign out, or follow for ever.
        let is_stream = ["/clusters/{cluster}/events", "/api/v1/events"]
            .iter()
            .any(|path| operation.path.ends_with(path));
        for parameter in operation.says["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let (name, place) = (&parameter["name"], &parameter["in"]);
            if place != "path" && place != "query" {
                continue;
            }
            let name = name.as_str().unwrap();
            let is_stream = is_stream || name == "follow";
            let schema = schema::resolve(&document, &parameter["schema"]);
            let broken = outside(&schema);
            let is_too_long_for_a_line = schema["maxLength"].as_u64().is_some_and(|it| it > 8_000);
            if broken.is_empty() && is_too_long_for_a_line {
                // No request line holds what would break it.
                continue;
            }
            assert!(
                !broken.is_empty(),
                "{} {}: {name} has no rule",
                operation.method,
                operation.path
            );
            for (value, is_right) in broken
                .into_iter()
                .map(|value| (value, false))
                .chain(inside(&schema).into_iter().map(|value| (value, true)))
            {
                if is_right && (is_stream || operation.method != Method::GET) {
                    continue;
                }
                let url = generate::url(&operation, &app, name, &value);
                let answer = app
                    .signed_in(operation.method.clone(), &url)
                    .header("content-type", "application/json")
                    .send("{}")
                    .await;
                // What is refused for another reason than a rule has another status.
                let names_it = answer.status != 403
                    && answer.header("content-type") == "application/problem+json"
                    && answer
                        .problem()
                        .errors
                        .iter()
                        .any(|error| error.field == name);
                assert_eq!(
                    names_it, !is_right,
                    "{} {url}: {name}: {} {}",
                    operation.method, answer.status, answer.text
                );
                if !is_right {
                    assert!(
                        matches!(answer.status.as_u16(), 400 | 422),
                        "{}",
                        answer.status
                    );
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "only {tried} values were tried");
}

/// The fields of a body by their paths, each with its schema: those of its parts too.
fn fields_of_body(document: &Value, schema: &Value, of: &str) -> Vec<(String, Value)> {
    let schema = schema::resolve(document, schema);
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .flat_map(|(name, says)| {
            let path = format!("{of}{name}");
            let says = schema::resolve(document, says);
            let mut parts = says["oneOf"].as_array().into_iter().flatten();
            match parts.find(|part| part["$ref"].is_string()) {
                Some(part) => fields_of_body(document, part, &format!("{path}.")),
                None => vec![(path, says)],
            }
        })
        .collect()
}

#[tokio::test]
async fn the_rules_of_bodies_are_those_that_are_described() {
    let app = TestApp::start().await;
    let document = document();
    let mut tried = BTreeSet::new();
    for operation in operations(&document) {
        let content = &operation.says["requestBody"]["content"]["application/json"];
        let fields = fields_of_body(&document, &content["schema"], "");
        for (path, says) in &fields {
            for (value, is_right) in generate::of_field(says) {
                let mut body = json!({});
                for (other, says) in &fields {
                    let pointer = other.split('.');
                    let place = pointer.fold(&mut body, |place, name| &mut place[name]);
                    *place = match (other == path, says["type"].as_str()) {
                        (true, _) => value.clone(),
                        (false, Some("integer")) => json!(1),
                        (false, Some(_)) => json!("a"),
                        (false, None) => json!(null),
                    };
                }
                let url = generate::url(&operation, &app, "", "");
                let answer = app
                    .signed_in(operation.method.clone(), &url)
                    .header("content-type", "application/json")
                    .send(body.to_string())
                    .await;
                // What is refused for another reason than a rule has another status.
                let names_it = answer.status != 403
                    && answer.header("content-type") == "application/problem+json"
                    && answer
                        .problem()
                        .errors
                        .iter()
                        .any(|error| error.field == *path);
                let value: String = value.to_string().chars().take(40).collect();
                assert_eq!(
                    names_it, !is_right,
                    "{url}: {path}: {value}: {}",
                    answer.text
                );
                tried.insert(path.clone());
            }
        }
    }
    for path in ["cluster", "origin.namespace", "revision", "text"] {
        assert!(tried.contains(path), "{tried:?}");
    }
}

#[tokio::test]
async fn every_broken_rule_is_named() {
    let app = TestApp::start().await;
    let fields = |answer: Answer| {
        let errors = answer.problem().errors;
        errors
            .into_iter()
            .map(|error| error.field)
            .collect::<Vec<_>>()
    };
    let list = "/api/v1/clusters/x/daemonsets?limit=0&sort=colour&labelSelector=,,&continue=zz&namespace=A_B&serch=x";
    let answer = app.get(list).await.expect(400);
    assert_eq!(
        fields(answer),
        [
            "serch",
            "continue",
            "labelSelector",
            "limit",
            "namespace",
            "sort"
        ]
    );
    let path = format!(
        "/api/v1/clusters/{}/namespaces/A_B/daemonsets/C_D?dryRun=Some&propagationPolicy=7",
        app.name
    );
    let answer = app.delete(&path).await.expect(400);
    assert_eq!(
        fields(answer),
        ["name", "namespace", "dryRun", "propagationPolicy"]
    );
    for operation in operations(&document()) {
        let parameters = operation.says["parameters"]
            .as_array()
            .into_iter()
            .flatten();
        if !parameters.clone().any(|it| it["name"] == "Idempotency-Key") {
            continue;
        }
        for key in ["", "a\tb", &"a".repeat(256)] {
            let call = app.signed_in(
                operation.method.clone(),
                &generate::url(&operation, &app, "", ""),
            );
            let call = call.header("content-type", "application/json");
            let answer = call.header("idempotency-key", key).send("{}").await;
            assert_eq!(fields(answer.expect(400)), ["Idempotency-Key"]);
        }
    }
    let put = |path: &str, body: &str| {
        app.signed_in(Method::PUT, path)
            .header("content-type", "application/json")
            .send(body.to_owned())
    };
    let answer = put("/api/v1/drafts/a%20b", r#"{"text": 7, "colour": 1}"#).await;
    let mut found = fields(answer.expect(400));
    found.sort();
    assert_eq!(found, ["cluster", "colour", "id", "text"]);
    let rollback = contract::path::rollback(&app.name, &app.namespace, "agent");
    let answer = app
        .signed_in(Method::POST, &rollback)
        .header("content-type", "application/json")
        .send(r#"{"revision": -1}"#)
        .await;
    assert_eq!(fields(answer.expect(422)), ["revision"]);
}

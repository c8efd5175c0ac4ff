//! `GET …/documentation/{name}`: what the cluster says of the structs of its API.

use std::collections::BTreeMap;

use contract::StructDocumentation;
use manifest::schema::{DAEMON_SET, Kind, SERVICE, Struct};

use crate::support::TestApp;

/// The structs that a user may write, by their names.
fn walk(of: &'static Struct, found: &mut BTreeMap<&'static str, &'static Struct>) {
    if found.insert(of.name, of).is_some() {
        return;
    }
    for field in of.fields {
        let item = match field.kind {
            Kind::List(list) => list.item,
            kind => kind,
        };
        if let Kind::Struct(inner) = item {
            walk(inner, found);
        }
    }
}

#[tokio::test]
async fn every_field_that_the_form_draws_is_described() {
    let app = TestApp::start().await;
    let mut structs = BTreeMap::new();
    walk(&DAEMON_SET, &mut structs);
    walk(&SERVICE, &mut structs);
    let mut fields = 0;
    let mut missing = Vec::new();
    for (name, of) in structs {
        let path = contract::path::documentation(&app.name, name);
        let answer = app.get(&path).await;
        if answer.status != 200 {
            missing.push(name.to_owned());
            continue;
        }
        let told: StructDocumentation = serde_json::from_value(answer.json()).unwrap();
        assert_eq!(told.name, name);
        for field in of.fields {
            fields += 1;
            if told.fields.get(field.name).is_none_or(String::is_empty) {
                missing.push(format!("{name}.{}", field.name));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(fields > 500, "{fields} fields only");
}

#[tokio::test]
async fn what_the_cluster_does_not_know_is_not_found() {
    let app = TestApp::start().await;
    let path = contract::path::documentation(&app.name, "Nothing");
    app.get(&path).await.expect(404).problem();
    let image = contract::path::documentation(&app.name, "Container");
    let answer = app.get(&image).await.expect(200);
    crate::description::is_as_described("/api/v1/clusters/{cluster}/documentation/{name}", &answer);
    let told: StructDocumentation = serde_json::from_value(answer.json()).unwrap();
    assert!(
        told.fields["image"].starts_with("Container image name"),
        "{told:?}"
    );
}

//! `/openapi/v3`: as much as clients need to know that the server validates fields itself.

use http::{Response, StatusCode};
use k8s_openapi::api::{apps::v1::DaemonSet, core::v1::Service};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{
    answer::{self, SandboxBody},
    discovery,
};
use crate::{kind::Resource, refusal::Refusal};

/// Answers `/openapi/v3`: where the document of each group is.
pub(super) fn index(served: &[&'static Resource]) -> Response<SandboxBody> {
    let mut paths = Map::new();
    let versions = discovery::group_names(served)
        .into_iter()
        .flat_map(|group| {
            let versions = discovery::versions(served, group).into_iter();
            versions.map(move |version| format!("apis/{group}/{version}"))
        });
    for path in std::iter::once("api/v1".to_owned()).chain(versions) {
        paths.insert(
            path.clone(),
            json!({"serverRelativeURL": format!("/openapi/v3/{path}")}),
        );
    }
    answer::json(StatusCode::OK, &json!({"paths": paths}))
}

/// Answers `/openapi/v3/{path}`: the document of one group.
pub(super) fn document(
    served: &[&'static Resource],
    path: &str,
) -> Result<Response<SandboxBody>, Refusal> {
    let (group, version) = match path {
        "api/v1" => ("", "v1"),
        path => path
            .strip_prefix("apis/")
            .and_then(|rest| rest.split_once('/'))
            .filter(|(group, version)| discovery::versions(served, group).contains(version))
            .ok_or_else(Refusal::unknown_resource)?,
    };
    let mut paths = Map::new();
    for resource in served
        .iter()
        .filter(|resource| resource.group == group && resource.version == version)
    {
        let namespace = if resource.namespaced {
            "/namespaces/{namespace}"
        } else {
            ""
        };
        let collection = format!("/{path}{namespace}/{}", resource.plural);
        paths.insert(
            collection.clone(),
            json!({"post": operation(resource, "post")}),
        );
        let item =
            json!({"put": operation(resource, "put"), "patch": operation(resource, "patch")});
        paths.insert(format!("{collection}/{{name}}"), item);
    }
    let document = json!({
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": super::health::VERSION},
        "paths": paths,
        "components": {"schemas": described(group)},
    });
    Ok(answer::json(StatusCode::OK, &document))
}

/// The structs that a DaemonSet or a Service is made of, with what they and their fields are.
fn described(group: &str) -> Map<String, Value> {
    let mut generator = SchemaSettings::openapi3().into_generator();
    match group {
        "" => drop(generator.subschema_for::<Service>()),
        "apps" => drop(generator.subschema_for::<DaemonSet>()),
        _ => {}
    }
    generator.take_definitions(true)
}

/// A write of this kind; that it knows `fieldValidation` lets kubectl leave the checking to the server.
fn operation(resource: &Resource, action: &str) -> Value {
    let parameter = |name: &str| json!({"name": name, "in": "query", "schema": {"type": "string"}});
    json!({
        "parameters": [parameter("dryRun"), parameter("fieldManager"), parameter("fieldValidation")],
        "responses": {"200": {"description": "OK"}},
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": {
            "group": resource.group, "kind": resource.kind, "version": resource.version,
        },
    })
}

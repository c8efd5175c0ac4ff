//! Custom resource definitions: defaults and the checks that a file can run into. Mirrors
//! `SetDefaults_CustomResourceDefinitionSpec`
//! in `pkg/apis/apiextensions/v1/defaults.go` and `ValidateCustomResourceDefinition` in
//! `pkg/apis/apiextensions/validation/validation.go` of `k8s.io/apiextensions-apiserver`.

use serde_json::{Value, json};

use crate::{
    kind::Kind,
    refusal::{Cause, Refusal},
};

/// Fills in what a definition leaves out; nothing of it is served yet.
pub(super) fn prepare_create(object: &mut Value) {
    let spec = &mut object["spec"];
    let kind = spec["names"]["kind"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    if spec["names"]["singular"]
        .as_str()
        .unwrap_or_default()
        .is_empty()
    {
        spec["names"]["singular"] = kind.to_ascii_lowercase().into();
    }
    if spec["names"]["listKind"]
        .as_str()
        .unwrap_or_default()
        .is_empty()
    {
        spec["names"]["listKind"] = format!("{kind}List").into();
    }
    if spec["conversion"].is_null() {
        spec["conversion"] = json!({"strategy": "None"});
    }
    object["metadata"]["generation"] = 1.into();
    object["status"] = json!({
        "conditions": [], "acceptedNames": {"plural": "", "kind": ""}, "storedVersions": [],
    });
}

/// Checks a definition.
pub(super) fn validate(object: &Value) -> Result<(), Refusal> {
    let spec = &object["spec"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (group, plural) = (text(&spec["group"]), text(&spec["names"]["plural"]));
    let name = text(&object["metadata"]["name"]);
    let mut causes = Vec::new();
    if name != format!("{plural}.{group}") {
        let message = format!(
            "Invalid value: {}: must be spec.names.plural+\".\"+spec.group",
            json!(name)
        );
        causes.push(Cause::new("FieldValueInvalid", message, "metadata.name"));
    }
    let scope = text(&spec["scope"]);
    if !matches!(&*scope, "Cluster" | "Namespaced") {
        let message = format!(
            "Unsupported value: {}: supported values: \"Cluster\", \"Namespaced\"",
            json!(scope)
        );
        causes.push(Cause::new("FieldValueNotSupported", message, "spec.scope"));
    }
    let versions = spec["versions"].as_array().map_or(&[][..], Vec::as_slice);
    let stored = versions.iter().filter(|version| version["storage"] == true);
    if stored.count() != 1 {
        let message = "Invalid value: must have exactly one version marked as storage version";
        causes.push(Cause::new("FieldValueInvalid", message, "spec.versions"));
    }
    for (index, version) in versions.iter().enumerate() {
        if version["schema"]["openAPIV3Schema"].is_null() {
            causes.push(Cause::new(
                "FieldValueRequired",
                "Required value: schemas are required",
                format!("spec.versions[{index}].schema.openAPIV3Schema"),
            ));
        }
    }
    if causes.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(
            Kind::CustomResourceDefinition,
            &name,
            &causes,
        ))
    }
}

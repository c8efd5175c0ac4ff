//! `ServiceAccount`: the identity of the pods must be there before them, and mirror pods have none.
//!
//! Follows `plugin/pkg/admission/serviceaccount/admission.go`.

use manifest::json::items;
use serde_json::Value;

use super::refusal::Refusal;
use crate::facts::NamespaceFacts;
use crate::go;
use crate::resources;
use crate::rules::annotations::MIRROR_POD;

const NAME: &[&str] = &["serviceAccountName"];

/// Refuses a `ServiceAccount` that is not there; pods that name none are `default`.
pub(super) fn check(
    metadata: &Value,
    spec: &Value,
    facts: Option<&NamespaceFacts>,
) -> Option<Refusal> {
    if !metadata["annotations"][MIRROR_POD].is_null() {
        return check_mirror(spec);
    }
    let name = spec["serviceAccountName"].as_str();
    let name = name.filter(|name| !name.is_empty()).unwrap_or("default");
    let facts = facts?;
    let known = facts.service_accounts.as_ref()?;
    let is_there = known.iter().any(|account| account == name);
    (!is_there).then(|| {
        let message = format!(
            "error looking up service account {}/{name}: serviceaccount {} not found",
            facts.name,
            go::quote(name)
        );
        Refusal::forbidden("NotFound", NAME, message)
    })
}

/// What a mirror pod may not name.
fn check_mirror(spec: &Value) -> Option<Refusal> {
    let refuse =
        |field, message: &str| Some(Refusal::forbidden("MirrorPod", field, message.to_owned()));
    let account = spec["serviceAccountName"].as_str().unwrap_or_default();
    if !account.is_empty() {
        return refuse(NAME, "a mirror pod may not reference service accounts");
    }
    let volumes = || items(&spec["volumes"]).iter();
    let sources = || volumes().flat_map(|volume| items(&volume["projected"]["sources"]));
    let lists = ["initContainers", "containers"].into_iter();
    let names_secret = !items(&spec["imagePullSecrets"]).is_empty()
        || volumes().any(|volume| volume["secret"].is_object())
        || sources().any(|source| source["secret"].is_object())
        || lists
            .flat_map(|list| resources::containers(spec, list))
            .any(|container| {
                let from = |variable: &Value| variable["valueFrom"]["secretKeyRef"].is_object();
                items(&container["env"]).iter().any(from)
                    || items(&container["envFrom"])
                        .iter()
                        .any(|from| from["secretRef"].is_object())
            });
    if names_secret {
        return refuse(&["volumes"], "a mirror pod may not reference secrets");
    }
    let mut sources = sources();
    if sources.any(|source| source["serviceAccountToken"].is_object()) {
        let message = "a mirror pod may not use ServiceAccountToken volume projections";
        return refuse(&["volumes"], message);
    }
    None
}

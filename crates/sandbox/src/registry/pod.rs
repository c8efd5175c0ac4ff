//! Pods: the defaults that only pods get (templates do not), and the admission that every pod passes.

use manifest::decode::DecodeProblemKind;
use preflight::QualityOfService;
use serde_json::{Value, json};

use super::admission;
use crate::{kind::Kind, refusal::Refusal, world::World};

/// Completes a new pod: its defaults, the admission plugins `ServiceAccount` and
/// `DefaultTolerationSeconds`, and all that preflight knows of admission and validation.
pub(super) fn prepare_create(world: &World, pod: &mut Value) -> Result<(), Refusal> {
    pod["metadata"]["generation"] = 1.into();
    // Of a template that was read with its DaemonSet there is nothing left to read.
    if pod["metadata"]["ownerReferences"][0]["kind"] != "DaemonSet" {
        read(&mut pod["spec"])?;
    }
    let spec = &mut pod["spec"];
    name_service_account(spec);
    if spec["enableServiceLinks"].is_null() {
        spec["enableServiceLinks"] = true.into();
    }
    default_tolerations(spec);
    let name = shown_name(pod);
    admission::admit(world, pod, &name)?;
    let spec = &pod["spec"];
    let quality = QualityOfService::of(spec).as_str();
    pod["status"] = json!({"phase": "Pending", "qosClass": quality});
    Ok(())
}

/// Asks the quotas, which come last of all.
pub(super) fn validate_create(world: &World, pod: &Value) -> Result<(), Refusal> {
    admission::check_quotas(world, Kind::Pod, pod, &shown_name(pod))
}

/// Reads a pod's spec as its types define it and fills in the defaults that templates have as well: as
/// the template that it could be.
fn read(spec: &mut Value) -> Result<(), Refusal> {
    let decoded = manifest::decode(json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "pod"},
        "spec": {"template": {"spec": spec.take()}},
    }));
    let mut fatal = decoded
        .problems
        .iter()
        .filter(|problem| problem.kind != DecodeProblemKind::UnknownField);
    if let Some(problem) = fatal.next() {
        let field = problem.field.replacen("spec.template.", "", 1);
        return Err(Refusal::bad_request(format!(
            "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal into Go struct field \
             Pod.{field}: {}",
            problem.message
        )));
    }
    if let Some(mut object) = decoded.object {
        *spec = object["spec"]["template"]["spec"].take();
    }
    Ok(())
}

/// A pod outlives a short absence of its node, unless it says otherwise.
fn default_tolerations(spec: &mut Value) {
    if !spec["tolerations"].is_array() {
        spec["tolerations"] = json!([]);
    }
    let Some(tolerations) = spec["tolerations"].as_array_mut() else {
        return;
    };
    for key in [
        "node.kubernetes.io/not-ready",
        "node.kubernetes.io/unreachable",
    ] {
        let tolerated = tolerations.iter().any(|toleration| {
            let matches = |field: &str, wanted: &str| {
                toleration[field]
                    .as_str()
                    .is_none_or(|found| found.is_empty() || found == wanted)
            };
            matches("key", key) && matches("effect", "NoExecute")
        });
        if !tolerated {
            tolerations.push(json!({
                "key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
            }));
        }
    }
}

/// Who names no account is `default`. Whether it is there is admission's business.
fn name_service_account(spec: &mut Value) {
    if spec["serviceAccountName"]
        .as_str()
        .unwrap_or_default()
        .is_empty()
    {
        spec["serviceAccountName"] = "default".into();
    }
    spec["serviceAccount"] = spec["serviceAccountName"].clone();
}

/// The name that refusals show: while a pod is admitted, a generated name is known by its beginning only.
fn shown_name(pod: &Value) -> String {
    let metadata = &pod["metadata"];
    metadata["generateName"]
        .as_str()
        .or(metadata["name"].as_str())
        .unwrap_or_default()
        .to_owned()
}

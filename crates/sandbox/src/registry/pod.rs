//! Pods: the defaults that only pods get (templates do not), and the admission that every pod passes.

use serde_json::{Value, json};

use super::{admission, pod_security, quality};
use crate::{
    kind::Kind,
    refusal::{Cause, Refusal},
    world::World,
};

/// Completes a new pod: `SetDefaults_Pod` and the admission plugins `ServiceAccount`, `Priority` and
/// `DefaultTolerationSeconds`.
pub(super) fn prepare_create(world: &World, pod: &mut Value) -> Result<(), Refusal> {
    pod["metadata"]["generation"] = 1.into();
    if !pod["spec"].is_object() {
        pod["spec"] = json!({});
    }
    name_service_account(&mut pod["spec"]);
    let spec = &mut pod["spec"];
    let host_network = spec["hostNetwork"] == true;
    for list in ["initContainers", "containers"] {
        for container in spec[list]
            .as_array_mut()
            .into_iter()
            .flatten()
            .filter(|c| c.is_object())
        {
            default_container(container, host_network);
        }
        if spec[list].is_null() {
            drop_field(spec, list);
        }
    }
    default(spec, "restartPolicy", &json!("Always"));
    default(spec, "terminationGracePeriodSeconds", &json!(30));
    default(spec, "dnsPolicy", &json!("ClusterFirst"));
    default(spec, "securityContext", &json!({}));
    default(spec, "schedulerName", &json!("default-scheduler"));
    default(spec, "enableServiceLinks", &json!(true));
    default_tolerations(spec);
    let name = shown_name(pod);
    admission::admit(world, pod, &name)?;
    let spec = &pod["spec"];
    let quality = quality::quality_of_service(spec);
    pod["status"] = json!({"phase": "Pending", "qosClass": quality});
    Ok(())
}

/// Checks what is needed to run a pod at all. A template's own checks have been made with its DaemonSet.
pub(super) fn validate_create(world: &World, pod: &Value) -> Result<(), Refusal> {
    pod_security::admit(world, pod, &shown_name(pod))?;
    let mut causes = Vec::new();
    let containers = pod["spec"]["containers"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    if containers.is_empty() {
        causes.push(Cause::new(
            "FieldValueRequired",
            "Required value",
            "spec.containers",
        ));
    }
    for (index, container) in containers.iter().enumerate() {
        for field in ["name", "image"] {
            let text = container[field].as_str().unwrap_or_default();
            let field = format!("spec.containers[{index}].{field}");
            if text.is_empty() {
                causes.push(Cause::new("FieldValueRequired", "Required value", field));
            } else if text.trim() != text {
                let message = format!(
                    "Invalid value: {}: must not have leading or trailing whitespace",
                    json!(text)
                );
                causes.push(Cause::new("FieldValueInvalid", message, field));
            }
        }
    }
    if causes.is_empty() {
        return admission::check_quotas(world, Kind::Pod, pod, &shown_name(pod));
    }
    let name = pod["metadata"]["name"].as_str().unwrap_or_default();
    Err(Refusal::invalid(Kind::Pod, name, &causes))
}

fn default(object: &mut Value, field: &str, value: &Value) {
    if object[field].is_null() {
        object[field] = value.clone();
    }
}

fn drop_field(object: &mut Value, field: &str) {
    if let Some(fields) = object.as_object_mut() {
        fields.shift_remove(field);
    }
}

fn default_container(container: &mut Value, host_network: bool) {
    default(
        container,
        "terminationMessagePath",
        &json!("/dev/termination-log"),
    );
    default(container, "terminationMessagePolicy", &json!("File"));
    let image = container["image"].as_str().unwrap_or_default();
    let last = image.rsplit('/').next().unwrap_or_default();
    let moving =
        !image.contains('@') && last.split_once(':').is_none_or(|(_, tag)| tag == "latest");
    default(
        container,
        "imagePullPolicy",
        &json!(if moving { "Always" } else { "IfNotPresent" }),
    );
    default(container, "resources", &json!({}));
    for port in container["ports"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter(|port| port.is_object())
    {
        default(port, "protocol", &json!("TCP"));
        if host_network && port["hostPort"].is_null() {
            port["hostPort"] = port["containerPort"].clone();
        }
    }
    if container["ports"].is_null() {
        drop_field(container, "ports");
    }
    // What may be used at most is asked for, unless the pod asks for less.
    if let Value::Object(limits) = container["resources"]["limits"].clone() {
        for (resource, quantity) in limits {
            default(
                &mut container["resources"]["requests"],
                &resource,
                &quantity,
            );
        }
    }
    if let Some(fields) = container["resources"].as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
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

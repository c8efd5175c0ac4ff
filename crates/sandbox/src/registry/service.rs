//! Services: an address of their own, defaults, and the checks that a form can run into.

use serde_json::{Value, json};

use crate::{
    kind::Kind,
    refusal::{Cause, Refusal},
    world::World,
};

/// Fills in defaults and gives the Service an address. Mirrors `SetDefaults_Service` in
/// `pkg/apis/core/v1/defaults.go` and the allocator of a cluster with IPv4 alone.
pub(super) fn prepare_create(world: &World, object: &mut Value) {
    if object["spec"].is_null() {
        object["spec"] = json!({});
    }
    let spec = &mut object["spec"];
    default(spec, "type", "ClusterIP");
    default(spec, "sessionAffinity", "None");
    for port in spec["ports"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter(|port| port.is_object())
    {
        default(port, "protocol", "TCP");
        if port["targetPort"].is_null() {
            port["targetPort"] = port["port"].clone();
        }
    }
    if spec["type"] != "ExternalName" {
        if spec["clusterIP"].as_str().unwrap_or_default().is_empty() {
            let (third, fourth) = (world.random.between(1..=254), world.random.between(1..=254));
            spec["clusterIP"] = format!("10.96.{third}.{fourth}").into();
        }
        spec["clusterIPs"] = json!([spec["clusterIP"]]);
        default(spec, "internalTrafficPolicy", "Cluster");
        default(spec, "ipFamilyPolicy", "SingleStack");
        spec["ipFamilies"] = json!(["IPv4"]);
    }
    if matches!(spec["type"].as_str(), Some("NodePort" | "LoadBalancer")) {
        default(spec, "externalTrafficPolicy", "Cluster");
        for port in spec["ports"]
            .as_array_mut()
            .into_iter()
            .flatten()
            .filter(|port| port.is_object())
        {
            if port["nodePort"].is_null() {
                port["nodePort"] = world.random.between(30_000..=32_767).into();
            }
        }
    }
    object["status"] = json!({"loadBalancer": {}});
}

fn default(object: &mut Value, field: &str, value: &str) {
    if object[field].as_str().unwrap_or_default().is_empty() {
        object[field] = value.into();
    }
}

/// Checks a Service: the part of `ValidateService` in `pkg/apis/core/validation/validation.go` that a
/// form with name, type and ports can break.
pub(super) fn validate(object: &Value) -> Result<(), Refusal> {
    const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];
    const TYPES: &[&str] = &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    let spec = &object["spec"];
    let ports = spec["ports"].as_array().map_or(&[][..], Vec::as_slice);
    let mut causes = Vec::new();
    if ports.is_empty() && spec["clusterIP"] != "None" && spec["type"] != "ExternalName" {
        causes.push(Cause::new(
            "FieldValueRequired",
            "Required value",
            "spec.ports",
        ));
    }
    let mut names: Vec<&str> = Vec::new();
    for (index, port) in ports.iter().enumerate() {
        let field = |name: &str| format!("spec.ports[{index}].{name}");
        match port["name"].as_str().unwrap_or_default() {
            "" if ports.len() > 1 => {
                causes.push(Cause::new(
                    "FieldValueRequired",
                    "Required value",
                    field("name"),
                ));
            }
            "" => {}
            name if names.contains(&name) => {
                let message = format!("Duplicate value: {}", json!(name));
                causes.push(Cause::new("FieldValueDuplicate", message, field("name")));
            }
            name => names.push(name),
        }
        check_port_number(&port["port"], field("port"), &mut causes);
        let protocol = port["protocol"].as_str().unwrap_or_default();
        if !PROTOCOLS.contains(&protocol) {
            causes.push(not_supported(protocol, PROTOCOLS, field("protocol")));
        }
        if !port["targetPort"].is_string() {
            check_port_number(&port["targetPort"], field("targetPort"), &mut causes);
        }
    }
    let service_type = spec["type"].as_str().unwrap_or_default();
    if !TYPES.contains(&service_type) {
        causes.push(not_supported(service_type, TYPES, "spec.type".to_owned()));
    }
    if causes.is_empty() {
        return Ok(());
    }
    let name = object["metadata"]["name"].as_str().unwrap_or_default();
    Err(Refusal::invalid(Kind::Service, name, &causes))
}

/// Checks a changed Service: its address is for life.
pub(super) fn validate_update(old: &Value, new: &Value) -> Result<(), Refusal> {
    validate(new)?;
    let (before, after) = (&old["spec"]["clusterIP"], &new["spec"]["clusterIP"]);
    if before == after || new["spec"]["type"] == "ExternalName" {
        return Ok(());
    }
    let message = format!("Invalid value: {}: field is immutable", json!([after]));
    let cause = Cause::new("FieldValueInvalid", message, "spec.clusterIPs[0]");
    let name = new["metadata"]["name"].as_str().unwrap_or_default();
    Err(Refusal::invalid(Kind::Service, name, &[cause]))
}

fn check_port_number(value: &Value, field: String, causes: &mut Vec<Cause>) {
    let number = value.as_i64().unwrap_or_default();
    if !(1..=65_535).contains(&number) {
        let message = format!("Invalid value: {number}: must be between 1 and 65535, inclusive");
        causes.push(Cause::new("FieldValueInvalid", message, field));
    }
}

fn not_supported(value: &str, allowed: &[&str], field: String) -> Cause {
    let allowed: Vec<String> = allowed.iter().map(|word| format!("\"{word}\"")).collect();
    let message = format!(
        "Unsupported value: {}: supported values: {}",
        json!(value),
        allowed.join(", ")
    );
    Cause::new("FieldValueNotSupported", message, field)
}

//! `status.qosClass`: how a pod is treated where its node runs short.

use serde_json::Value;

/// `status.qosClass` of a pod. Mirrors `pkg/apis/core/helper/qos/qos.go`.
pub(super) fn quality_of_service(spec: &Value) -> &'static str {
    let containers = || {
        ["initContainers", "containers"]
            .into_iter()
            .flat_map(|list| spec[list].as_array().into_iter().flatten())
    };
    let has = |container: &Value, part: &str, resource: &str| {
        container["resources"][part]
            .get(resource)
            .is_some_and(|quantity| !quantity.is_null())
    };
    let counted = ["cpu", "memory"];
    let any = containers().any(|container| {
        counted.iter().any(|resource| {
            has(container, "requests", resource) || has(container, "limits", resource)
        })
    });
    let guaranteed = containers().all(|container| {
        counted.iter().all(|resource| {
            let resources = &container["resources"];
            has(container, "limits", resource)
                && (!has(container, "requests", resource)
                    || resources["requests"][resource] == resources["limits"][resource])
        })
    });
    match (any, guaranteed) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::quality_of_service;

    #[test]
    fn quality_follows_requests_and_limits() {
        let spec = |resources: Value| json!({"containers": [{"resources": resources}]});
        let limits = json!({"cpu": "1", "memory": "1Gi"});
        assert_eq!(quality_of_service(&spec(json!({}))), "BestEffort");
        assert_eq!(
            quality_of_service(&spec(json!({"requests": {"cpu": "1"}}))),
            "Burstable"
        );
        assert_eq!(
            quality_of_service(&spec(json!({"limits": limits}))),
            "Guaranteed"
        );
    }
}

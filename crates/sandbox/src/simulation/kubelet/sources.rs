//! What volumes and variables are filled from, which may be missing.

use serde_json::Value;

use crate::{kind::Kind, simulation::Simulation};

impl Simulation {
    /// The first volume that cannot be filled, in the kubelet's words.
    pub(super) fn missing_volume(&self, pod: &Value) -> Option<String> {
        let namespace = pod["metadata"]["namespace"].as_str().unwrap_or_default();
        for volume in pod["spec"]["volumes"].as_array().into_iter().flatten() {
            let name = volume["name"].as_str().unwrap_or_default();
            let own = [
                (Kind::ConfigMap, &volume["configMap"], "name"),
                (Kind::Secret, &volume["secret"], "secretName"),
            ];
            let projected = volume["projected"]["sources"]
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|source| {
                    [
                        (Kind::ConfigMap, &source["configMap"], "name"),
                        (Kind::Secret, &source["secret"], "name"),
                    ]
                });
            for (kind, source, field) in own.into_iter().chain(projected) {
                if let Some(missing) = self.missing(namespace, kind, source, field) {
                    return Some(format!(
                        "MountVolume.SetUp failed for volume \"{name}\" : {missing}"
                    ));
                }
            }
        }
        None
    }

    /// The first variable that cannot be filled, in the kubelet's words.
    pub(super) fn missing_variable(&self, pod: &Value) -> Option<String> {
        let namespace = pod["metadata"]["namespace"].as_str().unwrap_or_default();
        for container in pod["spec"]["containers"].as_array().into_iter().flatten() {
            let single = container["env"]
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|variable| {
                    let from = &variable["valueFrom"];
                    [
                        (Kind::ConfigMap, &from["configMapKeyRef"]),
                        (Kind::Secret, &from["secretKeyRef"]),
                    ]
                });
            let whole = container["envFrom"]
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|from| {
                    [
                        (Kind::ConfigMap, &from["configMapRef"]),
                        (Kind::Secret, &from["secretRef"]),
                    ]
                });
            for (kind, source) in single.chain(whole) {
                if let Some(missing) = self.missing(namespace, kind, source, "name") {
                    return Some(missing);
                }
            }
        }
        None
    }

    fn missing(&self, namespace: &str, kind: Kind, source: &Value, field: &str) -> Option<String> {
        let name = source[field]
            .as_str()
            .filter(|_| source["optional"] != true)?;
        let exists = self
            .world
            .store
            .get(kind, &format!("{namespace}/{name}"))
            .is_some();
        (!exists).then(|| format!("{} \"{name}\" not found", kind.resource().singular()))
    }
}

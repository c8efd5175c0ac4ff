//! The Services in front of a DaemonSet's pods.

use std::collections::BTreeSet;

use contract::{ServicePortRow, ServiceRow, path::segment};
use futures::future::join_all;
use serde_json::{Map, Value};

use super::{list, text};
use crate::{AsUser, error::ClusterError};

impl AsUser<'_> {
    /// The Services that select the pods of a DaemonSet, by name.
    ///
    /// # Errors
    /// See [`ClusterError`]; a DaemonSet that does not exist is refused with code 404.
    pub async fn services(
        &self,
        namespace: &str,
        name: &str,
    ) -> Result<Vec<ServiceRow>, ClusterError> {
        let found = self.selecting_services(namespace, name).await?;
        let rows = found.iter().map(async |service| {
            let also = self.also_selected(namespace, name, service).await;
            ServiceRow {
                also_selects: also.ok(),
                ..row(service)
            }
        });
        let mut rows = join_all(rows).await;
        rows.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(rows)
    }

    /// The Services that select the pods of a DaemonSet, whole.
    pub(crate) async fn selecting_services(
        &self,
        namespace: &str,
        name: &str,
    ) -> Result<Vec<Value>, ClusterError> {
        let daemon_set = self.get(namespace, name).await?.to_value();
        let labels = daemon_set.pointer("/spec/template/metadata/labels");
        let labels = labels.and_then(Value::as_object);
        let path = format!("/api/v1/namespaces/{}/services", segment(namespace));
        let mut found = list(&self.transport(), "services", &path, ("labelSelector", "")).await?;
        found.retain(|service| selects(&service["spec"]["selector"], labels));
        Ok(found)
    }

    /// To whom else pods belong that a Service selects, as `Kind/name`.
    async fn also_selected(
        &self,
        namespace: &str,
        daemon_set: &str,
        service: &Value,
    ) -> Result<Vec<String>, ClusterError> {
        let path = format!("/api/v1/namespaces/{}/pods", segment(namespace));
        let selector = service["spec"]["selector"].as_object();
        let terms: Vec<String> = selector
            .into_iter()
            .flatten()
            .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
            .collect();
        let selector = ("labelSelector", terms.join(","));
        let pods = list(&self.transport(), "pods", &path, (selector.0, &selector.1)).await?;
        let own = format!("DaemonSet/{daemon_set}");
        let owners = pods.iter().filter(|pod| !is_over(pod)).map(owner);
        let owners: BTreeSet<String> = owners.filter(|owner| *owner != own).collect();
        Ok(owners.into_iter().collect())
    }
}

/// Whether a pod has ended: no Service leads to it any more.
fn is_over(pod: &Value) -> bool {
    matches!(text(pod, "/status/phase"), "Succeeded" | "Failed")
}

/// To whom a pod belongs: its controller or, of a Deployment's, the Deployment, whose `ReplicaSet`s are named after it
/// and the hash of their template (`getNewReplicaSet` in `pkg/controller/deployment/sync.go`); else itself.
fn owner(pod: &Value) -> String {
    let owners = pod.pointer("/metadata/ownerReferences");
    let owners = owners.and_then(Value::as_array).into_iter().flatten();
    let mut controllers = owners.filter(|owner| owner["controller"] == true);
    let Some(controller) = controllers.next() else {
        return format!("Pod/{}", text(pod, "/metadata/name"));
    };
    let (kind, name) = (text(controller, "/kind"), text(controller, "/name"));
    let hash = text(pod, "/metadata/labels/pod-template-hash");
    let deployment = name
        .strip_suffix(hash)
        .and_then(|name| name.strip_suffix('-'));
    match deployment {
        Some(deployment) if kind == "ReplicaSet" && !hash.is_empty() => {
            format!("Deployment/{deployment}")
        }
        _ => format!("{kind}/{name}"),
    }
}

/// Whether a Service's selector takes pods with these labels. One without a selector takes none.
fn selects(selector: &Value, labels: Option<&Map<String, Value>>) -> bool {
    let (Some(selector), Some(labels)) = (selector.as_object(), labels) else {
        return false;
    };
    !selector.is_empty()
        && selector
            .iter()
            .all(|(key, value)| labels.get(key) == Some(value))
}

/// Where a Service is reached from outside of the cluster.
fn addresses(service: &Value) -> Vec<String> {
    let given = service.pointer("/status/loadBalancer/ingress");
    let given = given.and_then(Value::as_array).into_iter().flatten();
    let given = given.flat_map(|one| [text(one, "/ip"), text(one, "/hostname")]);
    let external = service["spec"]["externalIPs"].as_array();
    let external = external.into_iter().flatten().filter_map(Value::as_str);
    let all = given.chain(external).filter(|address| !address.is_empty());
    all.map(str::to_owned).collect()
}

fn row(service: &Value) -> ServiceRow {
    let ports = service["spec"]["ports"].as_array();
    ServiceRow {
        name: text(service, "/metadata/name").to_owned(),
        kind: text(service, "/spec/type").to_owned(),
        cluster_ip: text(service, "/spec/clusterIP").to_owned(),
        addresses: addresses(service),
        ports: ports.into_iter().flatten().map(port).collect(),
        created: text(service, "/metadata/creationTimestamp").to_owned(),
        also_selects: None,
    }
}

fn port(port: &Value) -> ServicePortRow {
    let number = |field: &str| port[field].as_u64().and_then(|it| u32::try_from(it).ok());
    ServicePortRow {
        name: text(port, "/name").to_owned(),
        port: number("port").unwrap_or_default(),
        target_port: match &port["targetPort"] {
            Value::String(name) => name.clone(),
            Value::Null => String::new(),
            target => target.to_string(),
        },
        protocol: text(port, "/protocol").to_owned(),
        node_port: number("nodePort"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{owner, selects};

    #[test]
    fn every_label_of_the_selector_must_be_there() {
        let labels = json!({"app": "agent", "tier": "node"});
        for (selector, expected) in [
            (json!({"app": "agent"}), true),
            (json!({"app": "agent", "tier": "node"}), true),
            (json!({"app": "other"}), false),
            (json!({"zone": "a"}), false),
            (json!({}), false),
            (json!(null), false),
        ] {
            assert_eq!(
                selects(&selector, labels.as_object()),
                expected,
                "{selector}"
            );
        }
        assert!(!selects(&json!({"app": "agent"}), None));
    }

    #[test]
    fn pods_belong_to_their_controller_and_those_of_a_replica_set_to_its_deployment() {
        let pod = |kind: &str, name: &str, hash: &str| {
            json!({"metadata": {
                "name": "p",
                "labels": {"pod-template-hash": hash},
                "ownerReferences": [
                    {"kind": "Other", "name": "o"},
                    {"kind": kind, "name": name, "controller": true},
                ],
            }})
        };
        for (pod, expected) in [
            (pod("DaemonSet", "agent", ""), "DaemonSet/agent"),
            (pod("ReplicaSet", "api-5d9", "5d9"), "Deployment/api"),
            (pod("ReplicaSet", "alone", ""), "ReplicaSet/alone"),
            (pod("StatefulSet", "db-5d9", "5d9"), "StatefulSet/db-5d9"),
            (json!({"metadata": {"name": "p"}}), "Pod/p"),
        ] {
            assert_eq!(owner(&pod), expected);
        }
    }
}

//! The Services in front of a DaemonSet's pods.

use contract::{ServicePortRow, ServiceRow, path::segment};
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
        let daemon_set = self.get(namespace, name).await?.to_value();
        let labels = daemon_set.pointer("/spec/template/metadata/labels");
        let labels = labels.and_then(Value::as_object);
        let path = format!("/api/v1/namespaces/{}/services", segment(namespace));
        let found = list(self.transport(), "services", &path, ("labelSelector", "")).await?;
        let mut rows: Vec<ServiceRow> = found
            .iter()
            .filter(|service| selects(&service["spec"]["selector"], labels))
            .map(row)
            .collect();
        rows.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(rows)
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

fn row(service: &Value) -> ServiceRow {
    let ports = service["spec"]["ports"].as_array();
    ServiceRow {
        name: text(service, "/metadata/name").to_owned(),
        kind: text(service, "/spec/type").to_owned(),
        cluster_ip: text(service, "/spec/clusterIP").to_owned(),
        ports: ports.into_iter().flatten().map(port).collect(),
        created: text(service, "/metadata/creationTimestamp").to_owned(),
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

    use super::selects;

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
}

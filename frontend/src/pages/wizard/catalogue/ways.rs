//! Ways to reach the pods: the Services that stand beside the DaemonSet in its text, and what each way writes.

use manifest::{Document, FieldPath};
use serde_json::{Value, json};

use crate::pages::wizard::paths;

/// A Service that makes pods reachable in one way. One alone differs from the others in a field or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A name in the DNS for each pod.
    Headless,
    /// One address in the cluster for all pods.
    ClusterIp,
    /// One address in the cluster, which leads each client to the pod of its own node.
    Local,
    /// The same port on each node.
    NodePort,
    /// An address outside of the cluster.
    LoadBalancer,
}

impl Way {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 5] = [
        Self::Local,
        Self::Headless,
        Self::ClusterIp,
        Self::NodePort,
        Self::LoadBalancer,
    ];

    /// What is added to the name of the DaemonSet where a Service has that already.
    const fn suffix(self) -> &'static str {
        match self {
            Self::Headless => "headless",
            Self::ClusterIp => "service",
            Self::Local => "local",
            Self::NodePort => "node-port",
            Self::LoadBalancer => "load-balancer",
        }
    }

    /// The fields of the spec that make a Service this way, with blanks between names and words.
    const fn fields(self) -> &'static str {
        match self {
            Self::Headless => "clusterIP None",
            Self::ClusterIp => "type ClusterIP",
            Self::Local => "type ClusterIP internalTrafficPolicy Local",
            Self::NodePort => "type NodePort externalTrafficPolicy Local",
            Self::LoadBalancer => "type LoadBalancer externalTrafficPolicy Local",
        }
    }
}

/// The places of all objects that stand beside the DaemonSet.
#[must_use]
pub fn others(document: &Document) -> Vec<FieldPath> {
    let chosen = document.chosen();
    let mut found = Vec::new();
    for number in 0..document.object_count() {
        if chosen != Some(number) {
            found.push(FieldPath::root().index(number));
        }
    }
    found
}

/// The places of the Services among them.
#[must_use]
pub fn services(document: &Document) -> Vec<FieldPath> {
    let mut found = others(document);
    found.retain(|object| is_service(document, object));
    found
}

/// The place of the namespace that is made with the DaemonSet; none where it is to be there.
#[must_use]
pub fn new_namespace(document: &Document) -> Option<FieldPath> {
    let is_one =
        |object: &FieldPath| document.text_at(&object.key("kind")).as_deref() == Some("Namespace");
    others(document).into_iter().find(is_one)
}

/// Whether another object of the text is a Service that the form can draw.
#[must_use]
pub fn is_service(document: &Document, object: &FieldPath) -> bool {
    let says = |key: &str, word: &str| document.text_at(&object.key(key)).as_deref() == Some(word);
    says("kind", "Service") && says("apiVersion", "v1")
}

/// The Service that makes the pods of a document reachable in a way: for the pods that the selector means, and the
/// ports that the containers name.
#[must_use]
pub fn service(document: &Document, way: Way) -> Value {
    let metadata = paths::metadata();
    let selector = paths::spec().key("selector").key("matchLabels");
    let mut object = Value::Null;
    object["apiVersion"] = "v1".into();
    object["kind"] = "Service".into();
    object["metadata"]["name"] = free_name(document, way).into();
    let mut words = way.fields().split(' ');
    while let (Some(name), Some(word)) = (words.next(), words.next()) {
        object["spec"][name] = word.into();
    }
    for key in ["namespace", "labels"] {
        if let Some(value) = document.get(&metadata.key(key)) {
            object["metadata"][key] = value;
        }
    }
    let spec = &mut object["spec"];
    if let Some(labels) = document.get(&selector) {
        spec["selector"] = labels;
    }
    let mut ports = ports(document);
    if ports.is_empty() && way != Way::Headless {
        // Its number is asked for where it is to be typed.
        ports.push(json!({}));
    }
    if !ports.is_empty() {
        spec["ports"] = ports.into();
    }
    object
}

/// The name of the DaemonSet, or that with the name of the way and a number, as no other Service has it.
fn free_name(document: &Document, way: Way) -> String {
    let name = document
        .text_at(&paths::metadata().key("name"))
        .unwrap_or_default();
    let mut taken = Vec::new();
    for service in services(document) {
        taken.extend(document.text_at(&service.key("metadata").key("name")));
    }
    let mut wanted = name.clone();
    let mut number = 1;
    while taken.contains(&wanted) {
        wanted = format!("{name}-{}", way.suffix());
        if number > 1 {
            wanted = format!("{wanted}-{number}");
        }
        number += 1;
    }
    wanted
}

/// The ports of all containers that run as long as the pod, as ports of a Service.
fn ports(document: &Document) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for list in [paths::containers(), paths::init_containers()] {
        for index in 0..document.len_of(&list) {
            let container = list.index(index);
            let restarts = document.text_at(&container.key("restartPolicy"));
            let is_main = list == paths::containers();
            if !is_main && restarts.as_deref() != Some("Always") {
                continue;
            }
            let ports = container.key("ports");
            for position in 0..document.len_of(&ports) {
                let port = document.get(&ports.index(position)).unwrap_or_default();
                let is_known = found.iter().any(|known| {
                    known["containerPort"] == port["containerPort"]
                        && protocol(known) == protocol(&port)
                });
                if port["containerPort"].is_number() && !is_known {
                    found.push(port);
                }
            }
        }
    }
    let is_one = found.len() == 1;
    let mut ports = Vec::new();
    for port in found {
        let number = port["containerPort"].clone();
        let name = port["name"].as_str().unwrap_or_default();
        let protocol = protocol(&port);
        let mut made = json!({});
        if !name.is_empty() {
            made["name"] = name.into();
        } else if !is_one {
            // Of several each has a name; letters, because one that is a number alone is refused.
            let start = match protocol.as_str() {
                Some("UDP") => "udp",
                Some("SCTP") => "sctp",
                _ => "tcp",
            };
            made["name"] = format!("{start}-{number}").into();
        }
        made["port"] = number;
        if !name.is_empty() {
            made["targetPort"] = name.into();
        }
        if protocol.is_string() {
            made["protocol"] = protocol;
        }
        ports.push(made);
    }
    ports
}

/// The protocol of a port; null where it is the default.
fn protocol(port: &Value) -> Value {
    match port["protocol"].as_str() {
        None | Some("" | "TCP") => Value::Null,
        Some(other) => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use manifest::Document;
    use preflight::{Facts, Policy};
    use serde_json::json;

    use super::{Way, service, services};

    const TEXT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: dns, namespace: net, labels: {app: dns}}
spec:
  selector: {matchLabels: {app: dns}}
  template:
    metadata: {labels: {app: dns}}
    spec:
      containers:
        - name: a
          image: a
          ports:
            - {containerPort: 53, name: dns-tcp}
            - {containerPort: 53, protocol: UDP}
            - {containerPort: 53, protocol: TCP}
";

    #[test]
    fn each_way_is_accepted_with_the_daemon_set_that_it_is_made_for() {
        let mut document = Document::parse(TEXT);
        for way in Way::ALL {
            let service = service(&document, way);
            document.append(&service).unwrap();
        }
        let report = preflight::report(&document, &Facts::default(), &Policy::default());
        assert_eq!(report.problems, []);
        assert_eq!(services(&document).len(), Way::ALL.len());
    }

    #[test]
    fn a_service_means_the_pods_and_their_ports_once_each() {
        let service = service(&Document::parse(TEXT), Way::Headless);
        assert_eq!(
            service,
            json!({
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": "dns", "namespace": "net", "labels": {"app": "dns"}},
                "spec": {
                    "clusterIP": "None",
                    "selector": {"app": "dns"},
                    "ports": [
                        {"name": "dns-tcp", "port": 53, "targetPort": "dns-tcp"},
                        {"name": "udp-53", "port": 53, "protocol": "UDP"},
                    ],
                },
            })
        );
    }

    #[test]
    fn a_second_service_has_a_name_of_its_own() {
        let mut document = Document::parse(TEXT);
        let names: Vec<_> = [Way::Local, Way::Headless, Way::Headless, Way::Headless]
            .into_iter()
            .map(|way| {
                let service = service(&document, way);
                document.append(&service).unwrap();
                service["metadata"]["name"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(
            names,
            ["dns", "dns-headless", "dns-headless-2", "dns-headless-3"]
        );
    }

    #[test]
    fn where_no_port_is_named_one_is_asked_for() {
        let document = Document::parse("kind: DaemonSet\nmetadata: {name: a}\n");
        assert_eq!(service(&document, Way::Local)["spec"]["ports"], json!([{}]));
        assert_eq!(service(&document, Way::Headless)["spec"].get("ports"), None);
    }
}

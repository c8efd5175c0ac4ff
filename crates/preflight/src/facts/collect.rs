//! Facts out of a heap of objects, as `kubectl get … -o yaml` prints them.

use std::collections::BTreeMap;

use manifest::StringMap;
use manifest::order::sort_by;
use serde_json::Value;

use super::{
    ClaimFacts, ControllerFacts, DeviceClaimFacts, Facts, ImageUse, KeyedFacts, LimitRangeFacts,
    NamespaceFacts, Neighbour, NeighbourFacts, NodeFacts, NodeUse, PodTraits, PodUse,
    PriorityClassFacts, QuotaFacts, RuntimeClassFacts, StorageClassFacts, claims_of,
};

/// The objects by their kinds. A kind that is not among them is not known.
#[derive(Default)]
struct Objects<'v>(StringMap<Vec<&'v Value>>);

impl Facts {
    /// Reads objects of one namespace and of the cluster, among them lists. A kind of which neither
    /// an object nor a list of its own, be it empty, is given is taken as not known. The namespace is the one that is given as an object, else the
    /// first that an object is in, else `default`.
    #[must_use]
    pub fn from_objects(objects: &[Value]) -> Self {
        let mut sorted = Objects::default();
        for object in objects {
            sorted.add(object, "");
        }
        let mut facts = Self {
            images: sorted.read("DaemonSet", ImageUse::from_daemon_set),
            priority_classes: sorted.read("PriorityClass", PriorityClassFacts::from_priority_class),
            runtime_classes: sorted.read("RuntimeClass", RuntimeClassFacts::from_runtime_class),
            storage_classes: sorted.read("StorageClass", StorageClassFacts::from_storage_class),
            device_classes: sorted.read("DeviceClass", super::name_of),
            ..Self::default()
        };
        let mut nodes = sorted.read("Node", NodeFacts::from_node);
        if let Some(nodes) = &mut nodes {
            sort_by(nodes, |one, other| one.name.cmp(&other.name));
            if let Some(pods) = sorted.0.get("Pod") {
                set_use(nodes, pods);
            }
        }
        facts.nodes = nodes.map(Into::into);
        facts.namespace = sorted.namespace();
        facts
    }
}

/// The Pods among objects; none where no Pod and no list of such is given.
pub(super) fn pods_in(objects: &[Value]) -> Option<Vec<&Value>> {
    let mut sorted = Objects::default();
    for object in objects {
        sorted.add(object, "");
    }
    sorted.0.get("Pod").cloned()
}

impl Facts {
    /// Answers what a DaemonSet in `namespace` asks of other pods, out of the same objects as
    /// [`Self::from_objects`]. Where no Pods are given, they stay unknown.
    pub fn answer(&mut self, objects: &[Value], namespace: &str, questions: &[Value]) {
        let mut sorted = Objects::default();
        for object in objects {
            sorted.add(object, "");
        }
        let Some(pods) = sorted.0.get("Pod") else {
            return;
        };
        let read = |pod: &&Value| {
            let text = |value: &Value| value.as_str().unwrap_or("default").to_owned();
            let namespace = text(&pod["metadata"]["namespace"]);
            let is_terminating = !pod["metadata"]["deletionTimestamp"].is_null();
            let traits = PodTraits::from_pod(pod);
            Some((namespace, PodUse::from_pod(pod)?, traits, is_terminating))
        };
        let pods: Vec<_> = pods.iter().filter_map(read).collect();
        let labels: Vec<_> = sorted
            .0
            .get("Namespace")
            .into_iter()
            .flatten()
            .map(|namespace| {
                let labels = super::text_map(&namespace["metadata"]["labels"]);
                (super::name_of(namespace), labels)
            })
            .collect();
        let labels = labels.iter();
        let labels = labels
            .map(|(name, labels)| (name.as_str(), labels))
            .collect();
        let neighbours = pods.iter();
        let neighbours = neighbours.map(|(namespace, used, traits, is_terminating)| Neighbour {
            namespace,
            node: &used.node,
            priority: used.priority,
            traits,
            is_terminating: *is_terminating,
        });
        let found = NeighbourFacts::find(neighbours, &labels, namespace, questions);
        self.neighbours = Some(found);
    }
}

impl<'v> Objects<'v> {
    /// Adds an object; the items of a list that kubectl printed may go without a kind.
    fn add(&mut self, object: &'v Value, kind_of_item: &str) {
        let kind = object["kind"].as_str().unwrap_or(kind_of_item);
        let items = object.as_array().or_else(|| object["items"].as_array());
        if let Some(items) = items {
            let kind_of_item = kind.strip_suffix("List").unwrap_or_default();
            if !kind_of_item.is_empty() {
                self.0.or_default(kind_of_item);
            }
            for item in items {
                self.add(item, kind_of_item);
            }
        } else if !kind.is_empty() {
            self.0.or_default(kind).push(object);
        }
    }

    fn read<T>(&self, kind: &str, read: fn(&Value) -> T) -> Option<Vec<T>> {
        let objects = self.0.get(kind)?.iter();
        Some(objects.map(|object| read(object)).collect())
    }

    /// What there is of the namespace; nothing where there is nothing of any.
    fn namespace(&self) -> Option<NamespaceFacts> {
        let given = self.0.get("Namespace").and_then(|found| found.first());
        let text = |object: &Value, name: &str| {
            let text = object["metadata"][name].as_str();
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let mut inside = self
            .0
            .iter()
            .filter(|(kind, _)| is_namespaced(kind))
            .peekable();
        if given.is_none() && inside.peek().is_none() {
            return None;
        }
        let of_objects = || {
            inside
                .flat_map(|(_, objects)| objects)
                .find_map(|object| text(object, "namespace"))
        };
        let name = given
            .and_then(|namespace| text(namespace, "name"))
            .or_else(of_objects);
        let name = name.unwrap_or_else(|| "default".to_owned());
        Some(NamespaceFacts {
            labels: given.map(|namespace| super::text_map(&namespace["metadata"]["labels"])),
            limit_ranges: self.read("LimitRange", LimitRangeFacts::from_limit_range),
            quotas: self.read("ResourceQuota", quota),
            service_accounts: self.read("ServiceAccount", super::name_of),
            config_maps: self.read("ConfigMap", KeyedFacts::from_config_map),
            secrets: self.read("Secret", KeyedFacts::from_secret),
            looked_up: StringMap::default(),
            claims: self.claims(),
            resource_claims: self.read("ResourceClaim", DeviceClaimFacts::from_claim),
            resource_claim_templates: self
                .read("ResourceClaimTemplate", DeviceClaimFacts::from_template),
            is_terminating: given
                .is_some_and(|namespace| namespace["status"]["phase"] == "Terminating"),
            controllers: self.controllers(&name),
            name,
        })
    }

    fn claims(&self) -> Option<Vec<ClaimFacts>> {
        let named = |kind: &str, name: &Value| {
            let found = self.0.get(kind)?.iter();
            let mut found = found.filter(|object| object["metadata"]["name"] == *name);
            found.next().copied()
        };
        let claims = self.0.get("PersistentVolumeClaim")?.iter();
        let claims = claims.map(|claim| {
            let volume = named("PersistentVolume", &claim["spec"]["volumeName"]);
            let class = named("StorageClass", &claim["spec"]["storageClassName"]);
            let mut found = ClaimFacts::from_claim(claim, volume, class);
            let pods = self.0.get("Pod").into_iter().flatten();
            let namespace = claim["metadata"]["namespace"].as_str();
            let pods = pods.filter(|pod| pod["metadata"]["namespace"].as_str() == namespace);
            let using = pods.filter(|pod| claims_of(&pod["spec"]).any(|name| name == found.name));
            let users = using.filter_map(|pod| PodUse::from_pod(pod));
            if found.is_of_one_pod() {
                found.users = users.map(|user| (user.node, user.priority)).collect();
            }
            found
        });
        Some(claims.collect())
    }

    /// The controllers that are given, those that pods tell of, and the pods without one.
    fn controllers(&self, namespace: &str) -> Option<Vec<ControllerFacts>> {
        let mut found: Vec<ControllerFacts> = Vec::new();
        let is_inside = |object: &&&Value| {
            let own = object["metadata"]["namespace"].as_str();
            own.is_none_or(|own| own == namespace)
        };
        let kinds = [
            "DaemonSet",
            "Deployment",
            "ReplicaSet",
            "StatefulSet",
            "Job",
        ];
        for kind in kinds {
            let objects = self.0.get(kind).into_iter().flatten().filter(is_inside);
            found.extend(objects.map(|object| ControllerFacts::from_controller(kind, object)));
        }
        let pods = self.0.get("Pod");
        for pod in pods.into_iter().flatten().filter(is_inside) {
            let owner = ControllerFacts::from_pod(pod);
            let is_known = found
                .iter()
                .any(|known| known.kind == owner.kind && known.name == owner.name);
            if !is_known {
                found.push(owner);
            }
        }
        (pods.is_some() || !found.is_empty()).then_some(found)
    }
}

/// A quota as the cluster has counted it, or as somebody has written it, of which nothing is used yet.
fn quota(quota: &Value) -> QuotaFacts {
    if quota["status"]["hard"].is_object() {
        return QuotaFacts::from_resource_quota(quota);
    }
    QuotaFacts::from_resource_quota(&super::beside::counted(quota, None))
}

/// Sums up what the pods take of each node.
fn set_use(nodes: &mut [NodeFacts], pods: &[&Value]) {
    let mut uses: BTreeMap<String, NodeUse> = BTreeMap::new();
    for used in pods.iter().filter_map(|pod| PodUse::from_pod(pod)) {
        uses.entry(used.node.clone()).or_default().add(&used);
    }
    for node in nodes {
        node.used = Some(uses.remove(&node.name).unwrap_or_default());
    }
}

fn is_namespaced(kind: &str) -> bool {
    !matches!(
        kind,
        "Namespace"
            | "Node"
            | "DeviceClass"
            | "PersistentVolume"
            | "PriorityClass"
            | "RuntimeClass"
            | "StorageClass"
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Facts;

    #[test]
    fn objects_are_sorted_by_kind() {
        let owner = json!([{"kind": "ReplicaSet", "name": "web-1", "controller": true}]);
        let pod = |name: &str| {
            json!({
                "metadata": {"name": name, "namespace": "web", "ownerReferences": owner},
                "spec": {"nodeName": "a", "containers": [{"resources": {"requests": {"cpu": "1"}}}]},
            })
        };
        let facts = Facts::from_objects(&[
            json!({"kind": "NodeList", "items": [{"metadata": {"name": "b"}}, {"metadata": {"name": "a"}}]}),
            json!({"kind": "PodList", "items": [pod("web-1-x"), pod("web-1-y")]}),
            json!({"kind": "List", "items": [
                {"kind": "ConfigMap", "metadata": {"name": "c", "namespace": "web"}, "data": {"k": "v"}},
                {"kind": "PersistentVolumeClaim", "metadata": {"name": "p"}, "spec": {"storageClassName": "s"}},
            ]}),
            json!({"kind": "StorageClass", "metadata": {"name": "s"}, "volumeBindingMode": "Immediate"}),
        ]);
        let nodes = facts.nodes.as_deref().unwrap();
        assert_eq!([nodes[0].name.as_str(), nodes[1].name.as_str()], ["a", "b"]);
        let cpu = |index: usize| nodes[index].used.as_ref().unwrap().total().cpu;
        assert_eq!([cpu(0), cpu(1)], [2000, 0]);
        let namespace = facts.namespace.unwrap();
        assert_eq!(namespace.name, "web");
        assert_eq!(namespace.claims.unwrap()[0].waits_for_consumer, Some(false));
        let controllers = namespace.controllers.unwrap();
        assert_eq!(controllers.len(), 1);
        assert_eq!(controllers[0].name, "web-1");
        assert_eq!((namespace.quotas, namespace.labels), (None, None));
        assert_eq!(Facts::from_objects(&[]), Facts::default());
        let empty = json!({"kind": "ResourceQuotaList", "items": []});
        let namespace = Facts::from_objects(&[empty]).namespace.unwrap();
        assert_eq!(namespace.quotas.map(|quotas| quotas.len()), Some(0));
    }
}

//! The pods of a DaemonSet, out of a heap of objects or as they must be supposed to be.

use manifest::gather::Gather;
use manifest::message::outlook as said;
use serde_json::Value;

use super::{Facts, OwnPod, OwnPods, PodUse};
use crate::placement::Placement;

impl OwnPods {
    /// One pod that has long been available on each of these nodes.
    #[must_use]
    pub fn supposed<'n>(namespace: &str, name: &str, nodes: impl Iterator<Item = &'n str>) -> Self {
        let pod = |node: &str| OwnPod {
            used: PodUse {
                node: node.to_owned(),
                ..PodUse::default()
            },
            is_bound: true,
            ready_since: Some(1),
            ..OwnPod::default()
        };
        Self {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            at: i64::MAX,
            pods: nodes.map(pod).collect(),
            templates: Vec::new(),
        }
    }
}

impl Facts {
    /// Finds the pods of a `stored` DaemonSet among the same objects as [`Self::from_objects`] reads, as they are at
    /// a moment, in seconds since 1970. Where no Pods are given they are supposed, and said to be.
    pub fn find_own(&mut self, objects: &[Value], stored: &Value, at: i64) {
        let metadata = &stored["metadata"];
        let text = |field: &str| metadata[field].as_str().unwrap_or_default();
        let namespace = self.target_namespace(text("namespace")).to_owned();
        let (namespace, name) = (namespace.as_str(), text("name"));
        let Some(nodes) = self.nodes.as_deref() else {
            return;
        };
        let Some(pods) = super::collect::pods_in(objects) else {
            let placement = Placement::new(stored);
            let meant = nodes.iter().filter(|node| placement.on(node).runs);
            let names = meant.map(|node| node.name.as_str());
            self.own = Some(OwnPods::supposed(namespace, name, names));
            if self.unknown.get("pods").is_none() {
                self.unknown
                    .insert("pods".to_owned(), said::pods_supposed());
            }
            return;
        };
        let is_own = |pod: &&&Value| {
            let of_pod = &pod["metadata"];
            let owner = super::items(&of_pod["ownerReferences"]).iter();
            let mut owner = owner.filter(|owner| owner["controller"] == true);
            of_pod["namespace"].as_str().unwrap_or("default") == namespace
                && owner.next().is_some_and(|owner| {
                    owner["kind"] == "DaemonSet"
                        && owner["name"] == name
                        && (metadata["uid"].is_null() || owner["uid"] == metadata["uid"])
                })
        };
        let own = pods.iter().filter(is_own);
        self.own = Some(OwnPods {
            at,
            pods: own.filter_map(|pod| OwnPod::from_pod(pod)).gather(),
            ..OwnPods::supposed(namespace, name, std::iter::empty())
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Facts;

    fn facts(objects: &[Value]) -> Facts {
        let stored = json!({
            "metadata": {"namespace": "web", "name": "agent", "uid": "u"},
            "spec": {"template": {"spec": {"nodeSelector": {"a": "b"}}}},
        });
        let node = |name: &str, labels: Value| json!({"kind": "Node", "metadata": {"name": name, "labels": labels}});
        let mut all = vec![node("n1", json!({"a": "b"})), node("n2", json!({}))];
        all.extend_from_slice(objects);
        let mut facts = Facts::from_objects(&all);
        facts.find_own(&all, &stored, 7);
        facts
    }

    #[test]
    fn pods_that_nobody_has_seen_are_supposed_to_be_where_they_should() {
        let facts = facts(&[]);
        let own = facts.own_pods("web", "agent");
        assert_eq!(own.len(), 1);
        assert_eq!((own[0].used.node.as_str(), own[0].is_bound), ("n1", true));
        assert!(
            facts.unknown["pods"]
                .to_string()
                .starts_with("the pods are not known")
        );
    }

    #[test]
    fn pods_that_are_given_are_those_that_there_are() {
        let pod = |namespace: &str, owner: &str, uid: &str| {
            json!({
                "kind": "Pod",
                "metadata": {"namespace": namespace, "ownerReferences": [
                    {"kind": "DaemonSet", "name": owner, "uid": uid, "controller": true},
                ]},
                "spec": {"nodeName": "n2"},
            })
        };
        let pods = json!({"kind": "PodList", "items": [
            pod("web", "agent", "u"),
            pod("web", "agent", "another"),
            pod("web", "other", "u"),
            pod("default", "agent", "u"),
        ]});
        let facts = facts(&[pods]);
        let own = facts.own_pods("web", "agent");
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].used.node, "n2");
        assert_eq!(facts.own.as_ref().unwrap().at, 7);
        assert!(facts.unknown.is_empty());
    }
}

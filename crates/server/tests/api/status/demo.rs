//! The demo cluster, DaemonSet by DaemonSet: each word is true of the raw objects, and each that is not
//! *Running* has its reason and an entry.

use std::collections::BTreeMap;
use std::time::Duration;

use contract::{NodeState, StatusWord};
use sandbox::{SandboxOptions, Seed};
use serde_json::{Value, json};

use super::{Told, text, told};
use crate::support::TestApp;

/// How often one looks for a moment in which nothing changes.
const ATTEMPTS: usize = 200;

/// A DaemonSet with its pods and all nodes, as the cluster has them.
#[derive(PartialEq)]
pub(super) struct Raw {
    daemon_set: Value,
    pods: Vec<Value>,
    nodes: BTreeMap<String, Value>,
}

async fn items(app: &TestApp, path: &str) -> Vec<Value> {
    let list = app.cluster_request("GET", path, &json!(null)).await;
    list["items"].as_array().unwrap().clone()
}

pub(super) async fn raw(app: &TestApp, namespace: &str, name: &str) -> Raw {
    let place = format!("/apis/apps/v1/namespaces/{namespace}/daemonsets/{name}");
    let daemon_set = app.cluster_request("GET", &place, &json!(null)).await;
    let uid = daemon_set["metadata"]["uid"].clone();
    let pods = items(app, &format!("/api/v1/namespaces/{namespace}/pods")).await;
    let nodes = items(app, "/api/v1/nodes").await;
    Raw {
        pods: pods
            .into_iter()
            .filter(|pod| pod["metadata"]["ownerReferences"][0]["uid"] == uid)
            .collect(),
        nodes: nodes
            .into_iter()
            .map(|node| (text(&node, "/metadata/name").to_owned(), node))
            .collect(),
        daemon_set,
    }
}

pub(super) fn condition<'a>(object: &'a Value, kind: &str) -> &'a str {
    let conditions = object["status"]["conditions"].as_array();
    let mut conditions = conditions.into_iter().flatten();
    let found = conditions.find(|condition| condition["type"] == kind);
    found.map_or("", |found| text(found, "/status"))
}

/// The node of a pod: where it is bound, or where its affinity names it.
fn node_of(pod: &Value) -> &str {
    let named = "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution\
                 /nodeSelectorTerms/0/matchFields/0/values/0";
    match text(pod, "/spec/nodeName") {
        "" => text(pod, named),
        bound => bound,
    }
}

fn is_going(pod: &Value) -> bool {
    !pod["metadata"]["deletionTimestamp"].is_null()
}

/// What a container of the pod waits for.
fn waits_for(pod: &Value) -> Vec<&str> {
    ["/status/initContainerStatuses", "/status/containerStatuses"]
        .iter()
        .filter_map(|list| pod.pointer(list)?.as_array())
        .flatten()
        .map(|status| text(status, "/state/waiting/reason"))
        .filter(|reason| !reason.is_empty())
        .collect()
}

fn fails(pod: &Value) -> bool {
    let ordinary = ["ContainerCreating", "PodInitializing"];
    let ended = |list: &str| {
        let statuses = pod.pointer(list).and_then(Value::as_array);
        let mut statuses = statuses.into_iter().flatten();
        statuses.any(|status| {
            status
                .pointer("/state/terminated/exitCode")
                .is_some_and(|code| *code != 0)
        })
    };
    waits_for(pod)
        .iter()
        .any(|reason| !ordinary.contains(reason))
        || ended("/status/containerStatuses")
        || text(pod, "/status/phase") == "Failed"
}

impl Raw {
    /// Whether nothing is other but what tells that somebody is alive.
    pub(super) fn is_same_but_for_heartbeats(&self, other: &Self) -> bool {
        let still = |node: &Value| {
            let mut node = node.clone();
            node["metadata"]["resourceVersion"].take();
            node["metadata"]["managedFields"].take();
            for condition in node["status"]["conditions"]
                .as_array_mut()
                .into_iter()
                .flatten()
            {
                condition["lastHeartbeatTime"].take();
            }
            node
        };
        let nodes = |raw: &Self| raw.nodes.values().map(still).collect::<Vec<_>>();
        self.daemon_set == other.daemon_set
            && self.pods == other.pods
            && nodes(self) == nodes(other)
    }

    fn number(&self, field: &str) -> u64 {
        self.daemon_set["status"][field]
            .as_u64()
            .unwrap_or_default()
    }

    fn is_lost(&self, pod: &Value) -> bool {
        self.nodes
            .get(node_of(pod))
            .is_some_and(|node| condition(node, "Ready") != "True")
    }

    /// The pods that are not ready, going or not.
    fn unready(&self) -> impl Iterator<Item = &Value> {
        self.pods
            .iter()
            .filter(|pod| condition(pod, "Ready") != "True")
    }

    /// Whether something happens that ends by itself.
    fn moves(&self) -> bool {
        let moves = |pod: &Value| {
            let phase = text(pod, "/status/phase");
            let is_unscheduled = condition(pod, "PodScheduled") == "False";
            !self.is_lost(pod) && (is_going(pod) || (phase == "Pending" && !is_unscheduled))
        };
        let is_missing =
            self.number("currentNumberScheduled") < self.number("desiredNumberScheduled");
        is_missing || self.pods.iter().any(moves)
    }

    /// What is not true of what is told; nothing where all is.
    pub(super) fn untruth(&self, told: &Told) -> Option<String> {
        let status = &told.row.status;
        let is_about_nodes = self.unready().any(|pod| self.is_lost(pod));
        let says_nodes = told.nodes.iter().any(|node| node.reason == "NodeNotReady");
        // Of a pod that is ready on a node that says itself that it is not, either may be said.
        let may_say_nodes = self.pods.iter().any(|pod| self.is_lost(pod));
        let mut untrue = told.nodes.iter().filter(|node| !self.is_true_of(node));
        if !self.is_word_true(told) {
            Some(format!("{status:?} of {}", self.daemon_set["status"]))
        } else if (is_about_nodes && !says_nodes) || (says_nodes && !may_say_nodes) {
            // What is about nodes is said of them, and nothing else is.
            Some(format!("{status:?} {:?}", told.nodes))
        } else if let Some(node) = untrue.next() {
            let pods = self.pods.iter().filter(|pod| node_of(pod) == node.name);
            Some(format!("{node:?} {:?}", pods.collect::<Vec<_>>()))
        } else if status.word != StatusWord::Running
            && (status.reason.is_empty() || told.attention.is_empty())
        {
            Some(format!("{status:?} without a reason or an entry"))
        } else {
            None
        }
    }

    fn is_word_true(&self, told: &Told) -> bool {
        let status = &told.row.status;
        let desired = self.number("desiredNumberScheduled");
        let up_to_date = self.number("updatedNumberScheduled");
        let available = self.number("numberAvailable");
        let is_done = up_to_date == desired && available == desired;
        let has_old = up_to_date < desired;
        let mut staying = self.unready().filter(|pod| !is_going(pod));
        let all = |holds: fn(&Self, &Value) -> bool| self.unready().all(|pod| holds(self, pod));
        match status.word {
            StatusWord::Running => {
                is_done && desired > 0 && all(|raw, pod| is_going(pod) || raw.is_lost(pod))
            }
            StatusWord::NoNodes => desired == 0,
            StatusWord::Degraded => {
                let reason = status.reason.as_str();
                let failing = self
                    .unready()
                    .filter(|pod| !is_going(pod) && fails(pod) && !self.is_lost(pod));
                let said = self.unready().any(|pod| waits_for(pod).contains(&reason));
                failing.count() == usize::try_from(status.nodes).unwrap()
                    && (said || reason == "Error")
            }
            StatusWord::Pending => {
                !is_done
                    && all(|_, pod| condition(pod, "PodScheduled") == "False")
                    && staying.any(|_| true)
            }
            StatusWord::Unavailable => {
                !has_old
                    && available < desired
                    && !self.moves()
                    && staying
                        .all(|pod| self.is_lost(pod) || text(pod, "/status/phase") == "Running")
            }
            // What holds it up may be where none is meant to be any more.
            // And a pod that is to go from a node whose kubelet says itself that it is not ready stays ready there.
            StatusWord::Stuck => {
                let holds = |pod: &Value| is_going(pod) || condition(pod, "Ready") != "True";
                has_old && !self.moves() && self.pods.iter().any(holds)
            }
            StatusWord::RollingOut => !is_done && (self.moves() || has_old),
            StatusWord::Terminating => false,
        }
    }

    /// Whether the cell is true.
    fn is_true_of(&self, node: &contract::NodeRow) -> bool {
        let pods: Vec<_> = self
            .pods
            .iter()
            .filter(|pod| node_of(pod) == node.name)
            .collect();
        let is_ready = |pod: &&&Value| condition(pod, "Ready") == "True" && !is_going(pod);
        let ready = pods.iter().filter(is_ready).count();
        match node.state {
            NodeState::Ready | NodeState::Old => ready == 1,
            NodeState::Missing | NodeState::Refused | NodeState::LeftOut => pods.is_empty(),
            // Something is being updated there: a pod goes, or there are two.
            NodeState::Updating => pods.len() > 1 || pods.iter().any(|pod| is_going(pod)),
            NodeState::Starting => pods.len() == 1 && !is_going(pods[0]) && ready == 0,
            NodeState::Stopping => pods.iter().all(|pod| is_going(pod)),
            NodeState::Failing => pods.iter().any(|pod| fails(pod)),
            NodeState::Pending => pods
                .iter()
                .any(|pod| condition(pod, "PodScheduled") == "False"),
            NodeState::Unavailable => {
                !pods.is_empty() && (ready == 0 || pods.iter().all(|pod| self.is_lost(pod)))
            }
            NodeState::Misscheduled => !pods.is_empty(),
            NodeState::Contested => false,
        }
    }
}

#[tokio::test]
async fn every_word_of_the_demo_cluster_is_true() {
    let app = TestApp::on_sandbox_of(&SandboxOptions {
        seed: Seed::Lively,
        ..SandboxOptions::default()
    })
    .await;
    let list = app
        .get(&contract::path::daemonsets(&app.name))
        .await
        .expect(200);
    let list: contract::DaemonSetList = serde_json::from_value(list.json()).unwrap();
    assert!(list.items.len() >= 10, "{}", list.items.len());
    let mut words = BTreeMap::new();
    for row in &list.items {
        let (namespace, name) = (row.namespace.as_str(), row.name.as_str());
        let mut judged = false;
        for _ in 0..ATTEMPTS {
            let before = raw(&app, namespace, name).await;
            // The console hears of a change within 20 ms.
            tokio::time::sleep(Duration::from_millis(40)).await;
            let told = told(&app, namespace, name).await.unwrap();
            if raw(&app, namespace, name).await == before {
                assert_eq!(before.untruth(&told), None, "{name}");
                words
                    .entry(told.row.status.word)
                    .or_insert_with(Vec::new)
                    .push(name);
                judged = true;
                break;
            }
        }
        assert!(judged, "{name} changes all the time");
    }
    // It is a demonstration: the words that matter are there to be seen.
    for word in [
        StatusWord::Running,
        StatusWord::Degraded,
        StatusWord::Pending,
        StatusWord::Unavailable,
    ] {
        assert!(words.contains_key(&word), "{words:?}");
    }
}

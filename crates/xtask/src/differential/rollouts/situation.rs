//! Situations at random: nodes that are well and nodes that are not, a DaemonSet on them, and a change.

use fastrand::Rng;
use serde_json::{Value, json};

/// What is special of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peculiarity {
    /// Nothing.
    None,
    /// Its old pod is not ready.
    Broken,
    /// It is not ready, and its kubelet does not answer.
    Lost,
    /// Its kubelet says itself that it is not ready, and does nothing.
    Unfit,
    /// A new pod that asks for much has no room.
    Small,
    /// It gets a taint after its pod is there, so that it may keep it and would get no new one.
    Tainted,
    /// The new template does not choose it.
    LeftOut,
    /// The old template did not choose it.
    Added,
}

/// What admission does with new pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// It lets them through.
    None,
    /// A `LimitRange` refuses them.
    LimitRange,
    /// A quota has room for so many thousandths of a core beside the old pods.
    Quota(u32),
}

/// A DaemonSet on its nodes, and what is changed.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Situation {
    pub(super) nodes: Vec<Peculiarity>,
    /// `spec.updateStrategy`.
    pub(super) strategy: Value,
    pub(super) min_ready_seconds: u32,
    /// Whether the pods tolerate every taint.
    pub(super) tolerates_all: bool,
    /// What the pods request, in thousandths of a core.
    pub(super) old_cpu: u32,
    pub(super) new_cpu: u32,
    pub(super) has_host_port: bool,
    /// Whether the pods keep each other from their node.
    pub(super) is_unsociable: bool,
    pub(super) obstacle: Obstacle,
    /// Whether the template is changed, and not something else.
    pub(super) changes_template: bool,
}

impl Peculiarity {
    /// Whether nobody but us plays its kubelet.
    pub(super) fn is_unplayed(self) -> bool {
        matches!(self, Self::Lost | Self::Unfit)
    }
}

impl Situation {
    /// The situation of a seed.
    pub(super) fn random(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let count = random.usize(1..9);
        let peculiar = random.u8(0..60);
        let nodes = (0..count)
            .map(|_| peculiarity(&mut random, peculiar))
            .collect();
        let is_often = |random: &mut Rng, percent: u8| random.u8(0..100) < percent;
        let old_cpu = if is_often(&mut random, 10) {
            2_000
        } else {
            100
        };
        Self {
            nodes,
            strategy: strategy(&mut random, count),
            min_ready_seconds: if is_often(&mut random, 25) {
                random.u32(1..3)
            } else {
                0
            },
            tolerates_all: is_often(&mut random, 30),
            old_cpu,
            new_cpu: match random.u8(0..10) {
                0..=2 => 2_000,
                3 => 200,
                _ => 100,
            },
            has_host_port: is_often(&mut random, 15),
            is_unsociable: is_often(&mut random, 8),
            obstacle: match random.u8(0..20) {
                0 => Obstacle::LimitRange,
                1..=2 => Obstacle::Quota(random.u32(0..10) * 100),
                _ => Obstacle::None,
            },
            changes_template: is_often(&mut random, 95),
        }
    }

    /// The DaemonSet with its old or its new template.
    pub(super) fn daemon_set(&self, namespace: &str, is_new: bool) -> Value {
        let is_changed = is_new && self.changes_template;
        let cpu = if is_changed {
            self.new_cpu
        } else {
            self.old_cpu
        };
        let mut pod = json!({
            "terminationGracePeriodSeconds": 1,
            "nodeSelector": {"situation": namespace},
            "containers": [{
                "name": "main",
                "image": if is_changed { "agent:2" } else { "agent:1" },
                "resources": {"requests": {"cpu": format!("{cpu}m")}},
            }],
        });
        if is_changed {
            pod["nodeSelector"]["new"] = json!("yes");
        } else {
            pod["nodeSelector"]["old"] = json!("yes");
        }
        if self.has_host_port {
            pod["containers"][0]["ports"] = json!([{"containerPort": 80, "hostPort": 8080}]);
        }
        if self.tolerates_all {
            pod["tolerations"] = json!([{"operator": "Exists"}]);
        }
        if self.is_unsociable {
            pod["affinity"] = json!({"podAntiAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": [{
                    "labelSelector": {"matchLabels": {"app": "agent"}},
                    "topologyKey": "kubernetes.io/hostname",
                }],
            }});
        }
        let labels = json!({"app": "agent"});
        json!({
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "metadata": {
                "name": "agent",
                "namespace": namespace,
                "labels": {"changed": if is_new { "yes" } else { "no" }},
            },
            "spec": {
                "selector": {"matchLabels": labels},
                "minReadySeconds": self.min_ready_seconds,
                "updateStrategy": self.strategy,
                "template": {"metadata": {"labels": labels}, "spec": pod},
            },
        })
    }

    /// What is created in the namespace before the change.
    pub(super) fn obstacle(&self) -> Option<(&'static str, Value)> {
        let metadata = json!({"name": "obstacle"});
        match self.obstacle {
            Obstacle::None => None,
            Obstacle::LimitRange => Some((
                "limitranges",
                json!({
                    "apiVersion": "v1", "kind": "LimitRange", "metadata": metadata,
                    "spec": {"limits": [{"type": "Container", "max": {"cpu": "50m"}}]},
                }),
            )),
            Obstacle::Quota(beside) => {
                let old = u32::try_from(self.nodes.len()).unwrap_or_default() * self.old_cpu;
                Some((
                    "resourcequotas",
                    json!({
                        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": metadata,
                        "spec": {"hard": {"requests.cpu": format!("{}m", old + beside)}},
                    }),
                ))
            }
        }
    }
}

/// A node is peculiar in so many of a hundred cases.
fn peculiarity(random: &mut Rng, peculiar: u8) -> Peculiarity {
    if random.u8(0..100) >= peculiar {
        return Peculiarity::None;
    }
    match random.u8(0..14) {
        12..=13 => Peculiarity::Unfit,
        0..=2 => Peculiarity::Broken,
        3..=5 => Peculiarity::Lost,
        6..=8 => Peculiarity::Small,
        9 => Peculiarity::Tainted,
        10 => Peculiarity::LeftOut,
        _ => Peculiarity::Added,
    }
}

fn strategy(random: &mut Rng, nodes: usize) -> Value {
    let amount = |random: &mut Rng| {
        if random.bool() {
            json!(random.usize(1..=nodes.min(4)))
        } else {
            json!(format!("{}%", random.u32(1..100)))
        }
    };
    let rolling = |rolling: Value| json!({"type": "RollingUpdate", "rollingUpdate": rolling});
    match random.u8(0..10) {
        0 => json!({"type": "OnDelete"}),
        1..=3 => rolling(json!({"maxUnavailable": 0, "maxSurge": amount(random)})),
        4..=6 => rolling(json!({"maxUnavailable": 1, "maxSurge": 0})),
        _ => rolling(json!({"maxUnavailable": amount(random), "maxSurge": 0})),
    }
}

//! Random nodes and DaemonSets out of few values, so that they meet often.

use serde_json::{Value, json};

/// The label that the nodes of one test bear, so that no other test's DaemonSets and they meet.
pub(super) const RUN: &str = "everynode.test/run";
/// The taint that keeps the DaemonSets of other tests away.
const TAINT: &str = "everynode.test/forecast";

/// The labels by which pods are drawn to each other or keep each other away.
const TEAMS: [&str; 3] = ["red", "green", "blue"];
/// The claim that every pod may use.
const CLAIM: &str = "data";
/// The claim that one pod may use at a time.
const CLAIM_OF_ONE: &str = "alone";

/// A generator with its seed.
pub(super) struct Random {
    pub(super) seed: u64,
    numbers: fastrand::Rng,
}

impl Random {
    pub(super) fn from_environment() -> Self {
        let seed = crate::support::seed();
        Self {
            seed,
            numbers: fastrand::Rng::with_seed(seed),
        }
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.numbers.u32(0..100) < percent
    }

    fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.numbers.usize(0..choices.len())].clone()
    }

    /// A node that a simulated kubelet plays.
    pub(super) fn node(&mut self, name: &str, run: &str) -> Value {
        let mut labels = json!({
            RUN: run,
            "kubernetes.io/hostname": name,
            "kubernetes.io/os": "linux",
            "kubernetes.io/arch": self.one_of(&["amd64", "arm64"]),
            "zone": self.one_of(&["a", "b", "c"]),
            "generation": self.one_of(&["1", "3", "5", "old"]),
        });
        if self.chance(50) {
            labels["disk"] = self.one_of(&["ssd", "hdd"]).into();
        }
        let mut taints = vec![json!({"key": TAINT, "effect": "NoSchedule"})];
        for taint in [
            json!({"key": "dedicated", "value": "batch", "effect": "NoSchedule"}),
            json!({"key": "gpu", "effect": "NoExecute"}),
            json!({"key": "slow", "effect": "PreferNoSchedule"}),
        ] {
            if self.chance(20) {
                taints.push(taint);
            }
        }
        let mut resources = json!({
            "cpu": self.one_of(&["500m", "1", "2", "4"]),
            "memory": self.one_of(&["256Mi", "1Gi", "4Gi"]),
            "ephemeral-storage": "10Gi",
            "pods": self.one_of(&["3", "6", "110"]),
        });
        if self.chance(30) {
            resources["example.com/gpu"] = self.one_of(&["1", "2"]).into();
        }
        json!({
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name, "labels": labels, "annotations": {"kwok.x-k8s.io/node": "fake"}},
            "spec": {"taints": taints, "unschedulable": self.chance(10)},
            "status": {"capacity": resources, "allocatable": resources},
        })
    }

    /// A DaemonSet that goes to nodes of this run only.
    pub(super) fn daemon_set(&mut self, run: &str, name: &str, nodes: &[String]) -> Value {
        let mut selector = json!({RUN: run});
        if self.chance(20) {
            selector["kubernetes.io/arch"] = self.one_of(&["amd64", "arm64"]).into();
        }
        let mut tolerations = vec![json!({"key": TAINT, "operator": "Exists"})];
        for toleration in [
            json!({"key": "dedicated", "operator": "Equal", "value": "batch", "effect": "NoSchedule"}),
            json!({"key": "dedicated", "operator": "Equal", "value": "web"}),
            json!({"key": "gpu", "operator": "Exists", "effect": "NoExecute"}),
            json!({"operator": "Exists", "effect": "NoExecute"}),
        ] {
            if self.chance(25) {
                tolerations.push(toleration);
            }
        }
        let mut pod = json!({"nodeSelector": selector, "tolerations": tolerations});
        if self.chance(50) {
            let terms: Vec<Value> = (0..self.numbers.usize(1..3))
                .map(|_| self.term(nodes))
                .collect();
            pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"] =
                json!({"nodeSelectorTerms": terms});
        }
        pod["containers"] = json!([self.container("main")]);
        if self.chance(30) {
            let mut first = self.container("first");
            first["ports"] = json!([]);
            if self.chance(50) {
                first["restartPolicy"] = "Always".into();
            }
            pod["initContainers"] = json!([first]);
        }
        if self.chance(40) {
            pod["priorityClassName"] = format!("{run}-{}", self.one_of(&["high", "low"])).into();
        }
        if self.chance(20) {
            let claim = self.one_of(&[CLAIM, CLAIM, CLAIM_OF_ONE]);
            pod["volumes"] = json!([
                {"name": "data", "persistentVolumeClaim": {"claimName": claim}},
            ]);
        }
        if self.chance(40) {
            self.company(&mut pod);
        }
        let mut daemon_set = daemon_set(run, name, &pod);
        daemon_set["spec"]["template"]["metadata"]["labels"]["team"] = self.one_of(&TEAMS).into();
        daemon_set
    }

    /// What the pod wants of other pods.
    fn company(&mut self, pod: &mut Value) {
        let term = |random: &mut Self| {
            let key = random.one_of(&["kubernetes.io/hostname", "kubernetes.io/hostname", "zone"]);
            let selector = if random.chance(70) {
                json!({"matchLabels": {"team": random.one_of(&TEAMS)}})
            } else {
                json!({"matchExpressions": [{"key": "team", "operator": "Exists"}]})
            };
            json!({"labelSelector": selector, "topologyKey": key})
        };
        let required = "requiredDuringSchedulingIgnoredDuringExecution";
        match self.numbers.u32(0..4) {
            0 => pod["affinity"]["podAffinity"][required] = json!([term(self)]),
            1 | 2 => pod["affinity"]["podAntiAffinity"][required] = json!([term(self)]),
            _ => {
                let mut constraint = term(self);
                constraint["topologyKey"] = self.one_of(&["zone", "disk"]).into();
                constraint["maxSkew"] = self.numbers.u32(1..4).into();
                constraint["whenUnsatisfiable"] = self
                    .one_of(&["DoNotSchedule", "DoNotSchedule", "ScheduleAnyway"])
                    .into();
                if self.chance(60) {
                    constraint["nodeAffinityPolicy"] = "Ignore".into();
                }
                if self.chance(40) {
                    constraint["nodeTaintsPolicy"] = "Honor".into();
                }
                pod["topologySpreadConstraints"] = json!([constraint]);
            }
        }
    }

    /// What the DaemonSets of this run refer to, with the paths at which to make it.
    pub(super) fn surroundings(&mut self, run: &str) -> Vec<(String, Value)> {
        let class = |name: &str, value: i32| {
            let name = format!("{run}-{name}");
            let class = json!({"metadata": {"name": name}, "value": value});
            (
                "/apis/scheduling.k8s.io/v1/priorityclasses".to_owned(),
                class,
            )
        };
        let mut made = vec![class("high", 1000), class("low", -5)];
        for (claim, mode) in [(CLAIM, "ReadWriteMany"), (CLAIM_OF_ONE, "ReadWriteOncePod")] {
            let zone = self.one_of(&["a", "b"]);
            let volume = format!("{run}-{claim}");
            let terms = json!([{"matchExpressions": [
                {"key": "zone", "operator": "In", "values": [zone, "c"]},
            ]}]);
            let spec = |rest: Value| {
                let mut spec = rest;
                spec["accessModes"] = json!([mode]);
                spec["storageClassName"] = "".into();
                spec
            };
            made.push((
                "/api/v1/persistentvolumes".to_owned(),
                json!({"metadata": {"name": volume}, "spec": spec(json!({
                    "capacity": {"storage": "1Gi"},
                    "hostPath": {"path": "/data"},
                    "claimRef": {"namespace": run, "name": claim},
                    "nodeAffinity": {"required": {"nodeSelectorTerms": terms}},
                }))}),
            ));
            made.push((
                format!("/api/v1/namespaces/{run}/persistentvolumeclaims"),
                json!({"metadata": {"name": claim}, "spec": spec(json!({
                    "volumeName": volume,
                    "resources": {"requests": {"storage": "1Gi"}},
                }))}),
            ));
        }
        made.extend(self.quotas(run));
        made
    }

    /// Quotas that count some of the pods, and now and then refuse them.
    fn quotas(&mut self, run: &str) -> Vec<(String, Value)> {
        let of_class = |operator: &str, class: &str| {
            let values = [format!("{run}-{class}")];
            json!({"matchExpressions": [
                {"scopeName": "PriorityClass", "operator": operator, "values": values},
            ]})
        };
        let quotas = [
            json!({
                "hard": {"pods": self.one_of(&["12", "30"])},
                "scopeSelector": of_class("In", "high"),
            }),
            json!({
                "hard": {"requests.memory": self.one_of(&["2Gi", "8Gi"])},
                "scopeSelector": of_class("In", "low"),
            }),
            json!({"hard": {"pods": self.one_of(&["5", "25"])}, "scopes": ["BestEffort"]}),
            json!({
                "hard": {"count/pods": self.one_of(&["40", "150"])},
                "scopes": ["NotBestEffort", "NotTerminating"],
                "scopeSelector": of_class("NotIn", "low"),
            }),
            json!({"hard": {"pods": "0"}, "scopes": ["Terminating"]}),
            json!({"hard": {"pods": "0"}, "scopes": ["CrossNamespacePodAffinity"]}),
        ];
        let mut made = Vec::new();
        for (number, spec) in quotas.into_iter().enumerate() {
            if self.chance(50) {
                made.push((
                    format!("/api/v1/namespaces/{run}/resourcequotas"),
                    json!({"metadata": {"name": format!("quota-{number}")}, "spec": spec}),
                ));
            }
        }
        made
    }

    fn term(&mut self, nodes: &[String]) -> Value {
        if self.chance(15) {
            let (operator, node) = (self.one_of(&["In", "NotIn"]), self.one_of(nodes));
            return json!({"matchFields": [
                {"key": "metadata.name", "operator": operator, "values": [node]},
            ]});
        }
        let expressions: Vec<Value> = (0..self.numbers.usize(1..3))
            .map(|_| {
                let key = self.one_of(&["zone", "disk", "generation"]);
                match self.one_of(&["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]) {
                    operator @ ("In" | "NotIn") => {
                        let values = [self.one_of(&["a", "ssd", "3"]), self.one_of(&["b", "hdd"])];
                        json!({"key": key, "operator": operator, "values": values})
                    }
                    operator @ ("Gt" | "Lt") => {
                        let bound = self.one_of(&["2", "4"]);
                        json!({"key": "generation", "operator": operator, "values": [bound]})
                    }
                    operator => json!({"key": key, "operator": operator}),
                }
            })
            .collect();
        json!({"matchExpressions": expressions})
    }

    fn container(&mut self, name: &str) -> Value {
        let mut requests = json!({});
        if self.chance(70) {
            requests["cpu"] = self.one_of(&["50m", "200m", "1", "1500m"]).into();
        }
        if self.chance(70) {
            requests["memory"] = self.one_of(&["16Mi", "100Mi", "300Mi"]).into();
        }
        let mut limits = json!({});
        if self.chance(15) {
            limits["example.com/gpu"] = "1".into();
        }
        let mut ports = json!([]);
        if self.chance(30) {
            let port = self.one_of(&[8080, 8081]);
            ports = json!([{"containerPort": port, "hostPort": port,
                "protocol": self.one_of(&["TCP", "UDP"])}]);
        }
        json!({"name": name, "image": "registry.example/agent:1.0", "ports": ports,
            "resources": {"requests": requests, "limits": limits}})
    }
}

/// A DaemonSet with this pod.
pub(super) fn daemon_set(namespace: &str, name: &str, pod: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": pod},
        },
    })
}

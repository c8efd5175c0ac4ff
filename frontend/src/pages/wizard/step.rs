//! The steps of the wizard, and which of them a field belongs to.

use std::collections::BTreeSet;

use manifest::{FieldPath, Segment};
use serde_json::Value;

/// One page of the form. They are open in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Name, namespace, description, labels.
    #[default]
    Basic,
    /// Containers: image, resources, health.
    Containers,
    /// Volumes and where they are mounted.
    Volumes,
    /// On which nodes it runs.
    Nodes,
    /// How a change is rolled out.
    Update,
    /// Ports and the network that the pods use.
    Network,
    /// Everything once more before it is created.
    Review,
}

impl Step {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Basic,
        Self::Containers,
        Self::Volumes,
        Self::Nodes,
        Self::Update,
        Self::Network,
        Self::Review,
    ];

    /// The step whose form shows this place or, where no form does, lists it as set in YAML.
    #[must_use]
    pub fn of(path: &FieldPath) -> Self {
        match keys(path).as_slice() {
            [
                "spec",
                "updateStrategy" | "minReadySeconds" | "revisionHistoryLimit",
                ..,
            ] => Self::Update,
            ["spec", "template", "spec", field, rest @ ..] => Self::of_pod_field(field, rest),
            _ => Self::Basic,
        }
    }

    /// The name in the address: `containers`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Containers => "containers",
            Self::Volumes => "volumes",
            Self::Nodes => "nodes",
            Self::Update => "update",
            Self::Network => "network",
            Self::Review => "review",
        }
    }

    /// The step after this one.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(at + 1).copied()
    }

    /// The step before this one.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(at.checked_sub(1)?).copied()
    }

    /// The step of a name in the address.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// The steps that a manifest says something about; an empty text says nothing.
    #[must_use]
    pub fn all_in(manifest: &Value) -> BTreeSet<Self> {
        let mut found = BTreeSet::new();
        collect(manifest, &FieldPath::root(), &mut found);
        found
    }

    /// The same for a field of the pod's spec.
    fn of_pod_field(field: &str, rest: &[&str]) -> Self {
        match field {
            "containers" | "initContainers" => match rest.first() {
                Some(&("volumeMounts" | "volumeDevices")) => Self::Volumes,
                Some(&"ports") => Self::Network,
                _ => Self::Containers,
            },
            "volumes" => Self::Volumes,
            "nodeSelector"
            | "nodeName"
            | "affinity"
            | "tolerations"
            | "priority"
            | "priorityClassName"
            | "preemptionPolicy"
            | "runtimeClassName"
            | "schedulerName"
            | "schedulingGates"
            | "topologySpreadConstraints"
            | "os" => Self::Nodes,
            "hostNetwork" | "dnsPolicy" | "dnsConfig" | "hostAliases" | "hostname"
            | "subdomain" | "setHostnameAsFQDN" | "enableServiceLinks" => Self::Network,
            "terminationGracePeriodSeconds" => Self::Update,
            _ => Self::Containers,
        }
    }
}

/// Adds the steps of the values at and below a place.
fn collect(value: &Value, path: &FieldPath, found: &mut BTreeSet<Step>) {
    match value {
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                collect(value, &path.key(key), found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &path.index(index), found);
            }
        }
        _ => {
            found.insert(Step::of(path));
        }
    }
}

/// The keys of a path, list positions left out.
fn keys(path: &FieldPath) -> Vec<&str> {
    path.segments()
        .iter()
        .filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::Step;

    #[test]
    fn names_in_the_address_are_read_back() {
        for step in Step::ALL {
            assert_eq!(Step::from_word(step.word()), Some(step));
        }
        assert_eq!(Step::from_word("other"), None);
    }

    #[test]
    fn blanks_fill_no_step() {
        let manifest = json!({
            "metadata": {"name": "a"},
            "spec": {"template": {"spec": {
                "containers": [{"name": ""}],
                "volumes": [{"emptyDir": {}}],
                "nodeSelector": null,
            }}},
        });
        assert_eq!(
            Step::all_in(&manifest),
            BTreeSet::from([Step::Basic, Step::Volumes])
        );
    }

    #[test]
    fn every_field_has_its_step() {
        for (path, step) in [
            ("", Step::Basic),
            ("metadata.name", Step::Basic),
            ("spec.selector", Step::Basic),
            ("spec.template.metadata.labels[app]", Step::Basic),
            ("spec.template.spec.containers", Step::Containers),
            ("spec.template.spec.containers[1].image", Step::Containers),
            (
                "spec.template.spec.containers[1].volumeMounts[0].mountPath",
                Step::Volumes,
            ),
            (
                "spec.template.spec.containers[0].ports[0].hostPort",
                Step::Network,
            ),
            ("spec.template.spec.initContainers[0].env", Step::Containers),
            (
                "spec.template.spec.volumes[0].configMap.name",
                Step::Volumes,
            ),
            (
                "spec.template.spec.nodeSelector[kubernetes.io/os]",
                Step::Nodes,
            ),
            ("spec.template.spec.tolerations[0].key", Step::Nodes),
            ("spec.template.spec.securityContext", Step::Containers),
            ("spec.template.spec.hostNetwork", Step::Network),
            (
                "spec.updateStrategy.rollingUpdate.maxUnavailable",
                Step::Update,
            ),
            (
                "spec.template.spec.terminationGracePeriodSeconds",
                Step::Update,
            ),
        ] {
            assert_eq!(Step::of(&path.parse().unwrap()), step, "{path}");
        }
    }
}

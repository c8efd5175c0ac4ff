//! Fields that an API server leaves out without a word, because the feature that they belong to is off.

mod generated;
mod table;

use serde_json::Value;

use super::Place;
use crate::FieldPath;
use crate::object::Object;
use table::{BUT, CONTAINERS, EVERY, GATED};

/// A feature gate of Kubernetes, with the minor versions in which it changes (`1.35` as 35).
#[derive(Debug, PartialEq, Eq)]
pub struct Gate {
    /// Its name.
    pub name: &'static str,
    /// The first version that knows it, and its fields.
    pub known: u8,
    /// The first version in which it is on by default; [`u8::MAX`] where it is not yet.
    pub on: u8,
}

/// A field that the API server leaves out, though the manifest has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The place.
    pub path: FieldPath,
    /// The feature gate that would have to be on.
    pub gate: &'static Gate,
}

/// Takes the fields of features that are off by default out of a pod's spec. A feature that the stored one uses
/// already may go on to be used.
pub(super) fn drop_disabled_fields(spec: &mut Object, stored: Option<&Value>) -> Vec<Dropped> {
    let root = Place::Root;
    let of_daemon_set = root.key("spec");
    let template = of_daemon_set.key("template");
    let place = template.key("spec");
    let mut dropped = Vec::new();
    for gated in &GATED {
        let is_off = gated.gate.on == u8::MAX;
        if is_off && !is_used(gated.gate, stored) {
            let mut take = Take {
                gate: gated.gate,
                dropped: &mut dropped,
            };
            take.out_of(spec, &gated.steps(), &place);
        }
    }
    dropped
}

/// The fields of a DaemonSet (as decoded) that Kubernetes of this minor version leaves out, or does not know at
/// all, although today's takes them. A feature that the stored one uses already may go on to be used.
#[must_use]
pub fn newer_fields(daemon_set: &Value, stored: Option<&Value>, minor: u8) -> Vec<Dropped> {
    let pod = |daemon_set: &Value| daemon_set["spec"]["template"].get("spec").cloned();
    let (Some(Value::Object(mut pod)), stored) = (pod(daemon_set), stored.and_then(pod)) else {
        return Vec::new();
    };
    let root = Place::Root;
    let of_daemon_set = root.key("spec");
    let template = of_daemon_set.key("template");
    let place = template.key("spec");
    let mut found = Vec::new();
    for gated in &GATED {
        let is_newer = gated.gate.on > minor && gated.gate.on != u8::MAX;
        if is_newer && !is_used(gated.gate, stored.as_ref()) {
            let mut take = Take {
                gate: gated.gate,
                dropped: &mut found,
            };
            take.out_of(&mut pod, &gated.steps(), &place);
        }
    }
    found
}

fn is_used(gate: &Gate, stored: Option<&Value>) -> bool {
    let mut of_gate = GATED.iter().filter(|gated| gated.gate == gate);
    stored.is_some_and(|stored| of_gate.any(|gated| has(stored, &gated.steps())))
}

/// Whether something stands at the end of a way.
fn has(value: &Value, way: &[&str]) -> bool {
    match way {
        [] => !value.is_null(),
        [BUT, other] => !value.is_null() && value != other,
        [CONTAINERS, rest @ ..] => {
            let mut lists = LISTS.iter().filter_map(|list| value.get(list));
            lists.any(|list| has_item(list, rest))
        }
        [EVERY, rest @ ..] => has_item(value, rest),
        [name, rest @ ..] => value.get(name).is_some_and(|value| has(value, rest)),
    }
}

fn has_item(list: &Value, way: &[&str]) -> bool {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().any(|item| has(item, way))
}

/// The lists of containers.
const LISTS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];

struct Take<'a> {
    gate: &'static Gate,
    dropped: &'a mut Vec<Dropped>,
}

impl Take<'_> {
    fn out_of(&mut self, object: &mut Object, way: &[&str], place: &Place<'_>) {
        match way {
            [CONTAINERS, rest @ ..] => {
                for list in LISTS {
                    self.out_of_items(object, list, rest, place);
                }
            }
            [name, BUT, other] if object.get(*name).is_none_or(|value| value == other) => {}
            [name] | [name, BUT, _] => {
                if object.remove(*name).is_some() {
                    self.dropped.push(Dropped {
                        path: place.key(name).path(),
                        gate: self.gate,
                    });
                }
            }
            [name, EVERY, rest @ ..] => self.out_of_items(object, name, rest, place),
            [name, rest @ ..] => {
                let Some(child) = object.get_mut(*name).and_then(Value::as_object_mut) else {
                    return;
                };
                let before = self.dropped.len();
                self.out_of(child, rest, &place.key(name));
                // `wipeLifecycle`: one that said nothing else goes too.
                let is_emptied = self.dropped.len() > before && child.is_empty();
                if is_emptied && *name == "lifecycle" {
                    object.remove(*name);
                }
            }
            [] => {}
        }
    }

    fn out_of_items(&mut self, object: &mut Object, list: &str, way: &[&str], place: &Place<'_>) {
        let items = object.get_mut(list).and_then(Value::as_array_mut);
        let items = items.map(Vec::as_mut_slice).unwrap_or_default();
        let here = place.key(list);
        for (index, item) in items.iter_mut().enumerate() {
            if let Some(item) = item.as_object_mut() {
                self.out_of(item, way, &here.index(index));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::newer_fields;

    fn pod(spec: &Value) -> Value {
        json!({"spec": {"template": {"spec": spec}}})
    }

    fn found(spec: &Value, stored: Option<&Value>, minor: u8) -> Vec<String> {
        let stored = stored.map(pod);
        let found = newer_fields(&pod(spec), stored.as_ref(), minor);
        let found = found.iter();
        found
            .map(|newer| format!("{} {}", newer.path, newer.gate.name))
            .collect()
    }

    #[test]
    fn older_versions_leave_out_what_came_later() {
        let term = json!([{"podAffinityTerm": {"matchLabelKeys": ["a"], "topologyKey": "k"}}]);
        for (spec, last_without, place) in [
            (
                json!({"initContainers": [{"restartPolicy": "Always"}]}),
                28,
                "initContainers[0].restartPolicy SidecarContainers",
            ),
            (
                json!({"containers": [{"restartPolicy": "Always"}]}),
                34,
                "containers[0].restartPolicy ContainerRestartRules",
            ),
            (
                json!({"initContainers": [
                    {"name": "a"}, {"restartPolicy": "Always"}, {"restartPolicy": "Never"},
                ]}),
                34,
                "initContainers[2].restartPolicy ContainerRestartRules",
            ),
            (
                json!({"hostUsers": false}),
                32,
                "hostUsers UserNamespacesSupport",
            ),
            (json!({"resources": {}}), 33, "resources PodLevelResources"),
            (
                json!({"volumes": [{}, {"image": {"reference": "r"}}]}),
                34,
                "volumes[1].image ImageVolume",
            ),
            (
                json!({"containers": [{"env": [{"valueFrom": {"fileKeyRef": {}}}]}]}),
                34,
                "containers[0].env[0].valueFrom.fileKeyRef EnvFiles",
            ),
            (
                json!({"affinity": {"podAntiAffinity": {
                    "preferredDuringSchedulingIgnoredDuringExecution": term,
                }}}),
                30,
                "affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]\
                 .podAffinityTerm.matchLabelKeys MatchLabelKeysInPodAffinity",
            ),
        ] {
            let expected = format!("spec.template.spec.{place}");
            assert_eq!(found(&spec, None, last_without), [expected], "{spec}");
            assert_eq!(found(&spec, None, last_without + 1), [""; 0], "{spec}");
            // What is stored already may stay.
            assert_eq!(found(&spec, Some(&spec), last_without), [""; 0], "{spec}");
        }
        // What is off today as well is told of as that.
        let off = json!({"containers": [{"lifecycle": {"stopSignal": "SIGUSR1"}}]});
        assert_eq!(found(&off, None, 30), [""; 0]);
    }
}

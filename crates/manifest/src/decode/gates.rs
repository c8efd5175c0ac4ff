//! Fields that the API server leaves out without a word, because the feature that they belong to is off.

use serde_json::Value;

use super::Place;
use crate::FieldPath;
use crate::object::Object;

/// A field that the API server leaves out, though the manifest has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The place.
    pub path: FieldPath,
    /// The feature gate that would have to be on.
    pub gate: &'static str,
}

/// Where the field of a feature stands in a pod's spec; `*` is every item of a list.
struct Gated {
    gate: &'static str,
    way: &'static [&'static str],
}

const STOP_SIGNALS: &str = "ContainerStopSignals";

/// The feature gates that are off by default in Kubernetes 1.36, and the fields of a pod template that
/// `dropDisabledFields` of `pkg/api/pod/util.go` takes out with them.
const GATED: [Gated; 6] = [
    Gated {
        gate: "ClusterTrustBundleProjection",
        way: &[
            "volumes",
            "*",
            "projected",
            "sources",
            "*",
            "clusterTrustBundle",
        ],
    },
    Gated {
        gate: "PodCertificateRequest",
        way: &[
            "volumes",
            "*",
            "projected",
            "sources",
            "*",
            "podCertificate",
        ],
    },
    Gated {
        gate: "GenericWorkload",
        way: &["schedulingGroup"],
    },
    Gated {
        gate: STOP_SIGNALS,
        way: &["initContainers", "*", "lifecycle", "stopSignal"],
    },
    Gated {
        gate: STOP_SIGNALS,
        way: &["containers", "*", "lifecycle", "stopSignal"],
    },
    Gated {
        gate: STOP_SIGNALS,
        way: &["ephemeralContainers", "*", "lifecycle", "stopSignal"],
    },
];

/// Takes the fields of disabled features out of a pod's spec. A feature that the stored one uses already
/// may go on to be used.
pub(super) fn drop_disabled_fields(spec: &mut Object, stored: Option<&Value>) -> Vec<Dropped> {
    let is_used = |gate: &str| {
        let mut of_gate = GATED.iter().filter(|gated| gated.gate == gate);
        stored.is_some_and(|stored| of_gate.any(|gated| has(stored, gated.way)))
    };
    let root = Place::Root;
    let of_daemon_set = root.key("spec");
    let template = of_daemon_set.key("template");
    let place = template.key("spec");
    let mut dropped = Vec::new();
    for gated in &GATED {
        if !is_used(gated.gate) {
            let mut take = Take {
                gate: gated.gate,
                dropped: &mut dropped,
            };
            take.out_of(spec, gated.way, &place);
        }
    }
    dropped
}

/// Whether something stands at the end of a way.
fn has(value: &Value, way: &[&str]) -> bool {
    match way {
        [] => !value.is_null(),
        ["*", rest @ ..] => {
            let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
            items.iter().any(|item| has(item, rest))
        }
        [name, rest @ ..] => value.get(name).is_some_and(|value| has(value, rest)),
    }
}

struct Take<'a> {
    gate: &'static str,
    dropped: &'a mut Vec<Dropped>,
}

impl Take<'_> {
    fn out_of(&mut self, object: &mut Object, way: &[&str], place: &Place<'_>) {
        match way {
            [name] => {
                if object.remove(*name).is_some() {
                    self.dropped.push(Dropped {
                        path: place.key(name).path(),
                        gate: self.gate,
                    });
                }
            }
            [name, "*", rest @ ..] => {
                let list = object.get_mut(*name).and_then(Value::as_array_mut);
                let list = list.map(Vec::as_mut_slice).unwrap_or_default();
                let here = place.key(name);
                for (index, item) in list.iter_mut().enumerate() {
                    if let Some(item) = item.as_object_mut() {
                        self.out_of(item, rest, &here.index(index));
                    }
                }
            }
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
}

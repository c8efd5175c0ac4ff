//! What is in the cluster at the start: a past of some weeks, lived through within milliseconds.

mod nodes;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    kind::Kind,
    options::{SandboxOptions, Seed},
    registry::{self, Part, PatchType, WriteOptions},
    simulation::Simulation,
    world::World,
};

/// What the API server itself creates in every cluster.
const SYSTEM: &str = include_str!("seed/system.yaml");
/// Namespaces and what surrounds the DaemonSets.
const SURROUNDINGS: &str = include_str!("seed/surroundings.yaml");
/// The DaemonSets, each with its age as an annotation that is taken off when it is created.
const DAEMON_SETS: &str = include_str!("seed/daemon-sets.yaml");
/// Roles, and who has them; the people themselves are [`Person::ALL`](crate::Person::ALL).
const PEOPLE: &str = include_str!("seed/people.yaml");
const AGE: &str = "sandbox/age";

/// From this size on pods are made at once: nobody reads the history of each of thousands.
const LARGE: usize = 200;
/// How many events are kept in a cluster of one node, and how many more for each further one.
const EVENTS: (usize, usize) = (400, 8);

/// Fills the cluster and returns the machine that lets it live.
pub(crate) fn plant(world: &Arc<World>, options: &SandboxOptions) -> Simulation {
    let now = world.clock.now();
    let founded = ago(now, SignedDuration::from_hours(41 * 24));
    let nodes = if options.seed == Seed::Bare {
        0
    } else {
        options.nodes
    };
    let mut gardener = Gardener {
        world,
        simulation: Simulation::new(world, founded, EVENTS.0 + EVENTS.1 * nodes.min(1000)),
        moment: founded,
    };
    for name in registry::PERMANENT_NAMESPACES {
        gardener.create(Kind::Namespace, json!({"metadata": {"name": name}}));
    }
    gardener.create_all(SYSTEM);
    for index in 0..nodes {
        gardener.create(Kind::Node, nodes::node(index, nodes, founded));
    }
    if options.seed == Seed::Lively {
        gardener.live(now, options);
    }
    if options.people {
        gardener.create_all(PEOPLE);
    }
    gardener.simulation.live_until(now);
    gardener.simulation
}

fn ago(now: Timestamp, duration: SignedDuration) -> Timestamp {
    now.checked_sub(duration).unwrap_or(now)
}

/// Something that has happened.
enum Deed {
    Create(Value),
    Cordon,
    LoseNode,
    /// A DaemonSet's key, a container of it, and the new image.
    SetImage(&'static str, &'static str, &'static str),
}

/// Creates and changes things at moments of the past.
struct Gardener<'a> {
    world: &'a Arc<World>,
    simulation: Simulation,
    moment: Timestamp,
}

impl Gardener<'_> {
    /// Lives through everything that has happened, in its order.
    fn live(&mut self, now: Timestamp, options: &SandboxOptions) {
        self.create_all(SURROUNDINGS);
        let mut deeds: Vec<(SignedDuration, Deed)> = documents(DAEMON_SETS)
            .into_iter()
            .map(take_age)
            .map(|(age, daemon_set)| (age, Deed::Create(daemon_set)))
            .collect();
        for index in 0..options.extra_daemon_sets {
            deeds.push((
                SignedDuration::from_hours(20),
                Deed::Create(extra_daemon_set(index)),
            ));
        }
        deeds.extend([
            // One machine has been taken out for repair, another is lost.
            (SignedDuration::from_mins(55), Deed::Cordon),
            (SignedDuration::from_mins(50), Deed::LoseNode),
            // An update that cannot go on, and one that is under way.
            (
                SignedDuration::from_mins(18),
                Deed::SetImage(
                    "monitoring/ebpf-agent",
                    "agent",
                    "registry.example.com/platform/ebpf-agent:does-not-exist",
                ),
            ),
            (
                SignedDuration::from_secs(70),
                Deed::SetImage(
                    "logging/fluent-bit",
                    "fluent-bit",
                    "cr.fluentbit.io/fluent/fluent-bit:4.2.0",
                ),
            ),
        ]);
        deeds.sort_by_key(|(age, _)| std::cmp::Reverse(*age));
        for (age, deed) in deeds {
            self.go_to(ago(now, age));
            self.carry_out(age, deed, options.nodes);
        }
    }

    fn carry_out(&mut self, age: SignedDuration, deed: Deed, total: usize) {
        match deed {
            Deed::Create(daemon_set) => {
                // Nothing of what is said about pods is kept for longer than an hour.
                let at_once = total > LARGE || age > SignedDuration::from_hours(1);
                self.simulation.make_pods_at_once(at_once);
                self.create(Kind::DaemonSet, daemon_set);
                let settled = self.moment.checked_add(SignedDuration::from_secs(30));
                self.go_to(settled.unwrap_or(self.moment));
                self.simulation.make_pods_at_once(false);
            }
            Deed::Cordon => {
                for name in nodes::named(total, nodes::Pool::Cordoned) {
                    let cordon = json!({"spec": {"unschedulable": true}});
                    self.patch(Kind::Node, &name, Part::Main, &cordon);
                }
            }
            Deed::LoseNode => {
                for name in nodes::named(total, nodes::Pool::Lost) {
                    let condition = nodes::lost_condition(self.moment);
                    let lost = json!({"status": {"conditions": [condition]}});
                    self.patch(Kind::Node, &name, Part::Status, &lost);
                }
            }
            Deed::SetImage(key, container, image) => self.set_image(key, container, image),
        }
    }

    /// Lets the cluster live up to `moment`, at which the next thing is done.
    fn go_to(&mut self, moment: Timestamp) {
        // Two things of the same age happen one after the other.
        let moment = moment.max(self.moment);
        self.simulation.live_until(moment);
        self.moment = moment;
    }

    fn create_all(&mut self, text: &str) {
        for object in documents(text) {
            let namespace = object["metadata"]["namespace"].as_str();
            // A small cluster has not all namespaces that are spoken of.
            if namespace.is_some_and(|name| self.world.store.get(Kind::Namespace, name).is_none()) {
                continue;
            }
            if let Some(kind) = kind_of(&object) {
                self.create(kind, object);
            }
        }
    }

    fn create(&mut self, kind: Kind, object: Value) {
        let namespace = object["metadata"]["namespace"].as_str().map(str::to_owned);
        let options = WriteOptions::default();
        let name = object["metadata"]["name"].clone();
        let written = registry::create(
            self.world,
            kind,
            namespace.as_deref(),
            object,
            options,
            self.moment,
        );
        if let Err(refusal) = written {
            tracing::warn!(%name, ?kind, message = refusal.message, "the seed holds something that is refused");
        }
    }

    fn patch(&mut self, kind: Kind, key: &str, part: Part, patch: &Value) {
        let options = WriteOptions::default();
        let patch = (PatchType::Strategic, patch);
        if let Err(refusal) =
            registry::patch(self.world, kind, key, part, patch, options, self.moment)
        {
            tracing::warn!(
                key,
                ?kind,
                message = refusal.message,
                "the seed changes something in vain"
            );
        }
    }

    fn set_image(&mut self, key: &str, container: &str, image: &str) {
        let containers = json!([{"name": container, "image": image}]);
        let patch = json!({"spec": {"template": {"spec": {"containers": containers}}}});
        self.patch(Kind::DaemonSet, key, Part::Main, &patch);
    }
}

fn documents(text: &str) -> Vec<Value> {
    manifest::Document::parse(text).object_values()
}

fn kind_of(object: &Value) -> Option<Kind> {
    Kind::of_object(object["apiVersion"].as_str()?, object["kind"].as_str()?)
}

/// How old a DaemonSet is, in hours; the annotation that says so is not part of it.
fn take_age(mut daemon_set: Value) -> (SignedDuration, Value) {
    let hours = daemon_set["metadata"]["annotations"]
        .as_object_mut()
        .and_then(|annotations| annotations.shift_remove(AGE))
        .and_then(|hours| hours.as_str()?.parse::<f64>().ok())
        .unwrap_or(1.0);
    (
        SignedDuration::try_from_secs_f64(hours * 3600.0).unwrap_or_default(),
        daemon_set,
    )
}

/// A DaemonSet that is there to have pods.
fn extra_daemon_set(index: usize) -> Value {
    let name = format!("load-{:02}", index + 1);
    json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name, "namespace": "load"},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {
                    "tolerations": [{"operator": "Exists"}],
                    "containers": [{
                        "name": "load",
                        "image": "registry.k8s.io/pause:3.10",
                        "resources": {"requests": {"cpu": "1m", "memory": "1Mi"}},
                    }],
                },
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_is_accepted_as_it_stands() {
        for object in [SYSTEM, SURROUNDINGS, PEOPLE]
            .into_iter()
            .flat_map(documents)
        {
            assert!(kind_of(&object).is_some(), "{object}");
        }
        let daemon_sets = documents(DAEMON_SETS);
        assert!(daemon_sets.len() >= 10);
        for daemon_set in daemon_sets {
            let decoded = manifest::decode(daemon_set.clone());
            assert_eq!(decoded.problems, [], "{daemon_set}");
            assert_eq!(preflight::rules::validate(&decoded), [], "{daemon_set}");
        }
    }
}

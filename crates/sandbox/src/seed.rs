//! What is in the cluster at the start.

use std::sync::Arc;

use serde_json::json;

use crate::{
    kind::Kind,
    options::SandboxOptions,
    registry::{self, WriteOptions},
    simulation::Simulation,
    world::World,
};

/// Fills the cluster and returns the machine that lets it live.
pub(crate) fn plant(world: &Arc<World>, options: &SandboxOptions) -> Simulation {
    let now = world.clock.now();
    for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
        let namespace = json!({"metadata": {"name": name}});
        let _seed = registry::create(
            world,
            Kind::Namespace,
            None,
            namespace,
            WriteOptions::default(),
            now,
        );
    }
    for index in 0..options.nodes {
        let node = json!({"metadata": {"name": format!("node-{index}"), "labels": {"kubernetes.io/os": "linux"}}});
        let _seed = registry::create(world, Kind::Node, None, node, WriteOptions::default(), now);
    }
    Simulation::new(world, now, 600)
}

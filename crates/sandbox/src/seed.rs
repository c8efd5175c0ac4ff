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
pub(crate) fn plant(world: &Arc<World>, _options: &SandboxOptions) -> Simulation {
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
    Simulation::new(world)
}

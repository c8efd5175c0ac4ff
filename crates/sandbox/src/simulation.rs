//! The controllers, the scheduler and the kubelets, as one machine that is told the time.

pub(crate) mod node;
pub(crate) mod resources;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::world::World;

/// The machine.
#[derive(Debug)]
pub(crate) struct Simulation {
    world: Arc<World>,
}

impl Simulation {
    pub(crate) fn new(world: &Arc<World>) -> Simulation {
        Simulation {
            world: Arc::clone(world),
        }
    }
}

/// Lets the simulation go on until its life ends.
pub(crate) async fn run(simulation: Simulation, life: CancellationToken) {
    life.cancelled().await;
    drop(simulation.world);
}

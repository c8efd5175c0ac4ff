//! `World`: what the API, the controllers and the kubelets of one sandbox share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{
    access::Tokens, clock::Clock, faults::Faults, logs::LogCommands, options::SandboxOptions,
    random::Random, registry::Known, store::Store,
};

/// The state of one sandbox.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) faults: Faults,
    pub(crate) logs: LogCommands,
    pub(crate) time_scale: f64,
    /// Whether there are people, so that who comes over the network must say who he is.
    pub(crate) has_people: bool,
    pub(crate) tokens: Tokens,
    /// What admission knew of the namespace that it looked at last.
    admission: Mutex<Option<Known>>,
}

impl World {
    pub(crate) fn new(options: &SandboxOptions) -> World {
        World {
            store: Store::new(history_bytes(options)),
            clock: options.clock.clone(),
            random: Random::new(options.random_seed),
            faults: Faults::default(),
            logs: LogCommands::default(),
            has_people: options.people,
            tokens: Tokens::new(options.people),
            admission: Mutex::default(),
            // Anything else would hold the cluster still or run it backwards.
            time_scale: if options.time_scale > 0.0 {
                options.time_scale
            } else {
                1.0
            },
        }
    }
}

impl World {
    /// What admission knew of the namespace that it looked at last.
    pub(crate) fn admission(&self) -> MutexGuard<'_, Option<Known>> {
        // It is replaced as a whole: a panic elsewhere has not torn it.
        self.admission
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much of the past is kept: enough for a viewer that was away for some moments of a rollout over
/// all nodes, and next to nothing in a small cluster.
fn history_bytes(options: &SandboxOptions) -> usize {
    const BASE: usize = 1 << 20;
    const PER_NODE: usize = 16 << 10;
    BASE + options.nodes * PER_NODE
}

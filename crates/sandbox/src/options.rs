//! `SandboxOptions`: how large the simulated cluster is, what is in it and how fast it lives.

use crate::clock::Clock;

/// What is in the cluster at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seed {
    /// Namespaces, nodes of many kinds and the DaemonSets that such a cluster has, with some history.
    #[default]
    Lively,
    /// The nodes and the namespaces that Kubernetes itself creates.
    Nodes,
    /// The namespaces that Kubernetes itself creates.
    Bare,
}

/// How a sandbox is started.
#[derive(Clone, Debug)]
pub struct SandboxOptions {
    /// How many nodes the cluster has; none with [`Seed::Bare`].
    pub nodes: usize,
    /// What is in the cluster at the start.
    pub seed: Seed,
    /// How many DaemonSets [`Seed::Lively`] adds to its own, each with a pod on nearly every node: for
    /// tests and benches that want many pods.
    pub extra_daemon_sets: usize,
    /// How many times faster than its usual fast time the cluster lives. At 1 a pod takes between 0.3
    /// and 1.5 seconds to become ready.
    pub time_scale: f64,
    /// What all random choices (names, identifiers, differences in speed) follow from.
    pub random_seed: u64,
    /// Where the time comes from.
    pub clock: Clock,
    /// Whether there are people with rights of their own ([`Person::ALL`](crate::Person::ALL)): who comes over the network
    /// must then bring a token. Without, everybody may do everything.
    pub people: bool,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        SandboxOptions {
            nodes: 24,
            seed: Seed::Lively,
            extra_daemon_sets: 0,
            time_scale: 1.0,
            random_seed: 1,
            clock: Clock::system(),
            people: false,
        }
    }
}

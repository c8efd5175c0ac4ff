//! `Sandbox`: the handle on a simulated cluster.

use std::{future::Future, io, sync::Arc, time::Duration};

use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    access::Origin,
    api::SandboxService,
    faults::{FaultState, Outage, WriteFault},
    logs::LogFaults,
    options::SandboxOptions,
    seed, serve, simulation,
    world::World,
};

/// A simulated cluster. A cheap handle: the cluster lives until the last one is dropped.
#[derive(Clone, Debug)]
pub struct Sandbox {
    pub(crate) world: Arc<World>,
    _life: Arc<DropGuard>,
}

impl Sandbox {
    /// Makes a cluster and sets it going. Must be called within a Tokio runtime.
    #[must_use]
    pub fn start(options: &SandboxOptions) -> Sandbox {
        let world = Arc::new(World::new(options));
        let simulation = seed::plant(&world, options);
        let life = CancellationToken::new();
        tokio::spawn(simulation::run(simulation, life.clone()));
        Sandbox {
            world,
            _life: Arc::new(life.drop_guard()),
        }
    }

    /// The API as a service, fit for `kube::Client::new(sandbox.service(), "default")`. Who brings no token is the
    /// administrator.
    #[must_use]
    pub fn service(&self) -> SandboxService {
        self.service_from(Origin::Administrator)
    }

    /// The same, where who brings no token is the console's own service account: where there are people, it may watch
    /// what the console shows, review tokens and impersonate, and nothing else.
    #[must_use]
    pub fn service_of_console(&self) -> SandboxService {
        self.service_from(Origin::Console)
    }

    /// The same, as it is served over the network: where there are people, who brings no token is nobody.
    #[must_use]
    pub fn service_for_anybody(&self) -> SandboxService {
        self.service_from(Origin::Network)
    }

    fn service_from(&self, origin: Origin) -> SandboxService {
        SandboxService {
            sandbox: self.clone(),
            origin,
        }
    }

    /// The API on a TCP port, for `kubectl --server http://127.0.0.1:PORT`, until `shutdown` completes.
    ///
    /// # Errors
    /// What the listener fails with.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> io::Result<()> {
        serve::serve(self.service_for_anybody(), listener, shutdown).await
    }

    /// The switches for faults.
    #[must_use]
    pub fn faults(&self) -> FaultSwitches<'_> {
        FaultSwitches { world: &self.world }
    }
}

/// The switches for faults of one [`Sandbox`]; the same as `/sandbox/faults` over HTTP.
#[derive(Debug)]
pub struct FaultSwitches<'a> {
    world: &'a World,
}

impl FaultSwitches<'_> {
    /// Makes the API server unreachable, or (`None`) reachable again. Watches under way end.
    pub fn set_outage(&self, outage: Option<Outage>) {
        self.world.faults.set_outage(outage);
    }

    /// Holds every answer and every piece of a watch back for this long.
    pub fn set_latency(&self, latency: Duration) {
        self.world.faults.set_latency(latency);
    }

    /// Lets a write fail: the next one, or the one after those that were asked to fail before.
    pub fn fail_next_write(&self, fault: WriteFault) {
        self.world.faults.fail_next_write(fault);
    }

    /// Forgets the history: every watch ends with 410 and must begin with a list again.
    pub fn expire_watches(&self) {
        self.world.store.forget_history();
    }

    /// From now on logs are so.
    pub fn set_logs(&self, faults: LogFaults) {
        let now = self.world.clock.now();
        self.world.logs.begin(now, faults);
    }

    /// What is switched on at the moment, but for logs.
    #[must_use]
    pub fn state(&self) -> FaultState {
        self.world.faults.state()
    }

    /// Switches everything off.
    pub fn reset(&self) {
        self.world.faults.set(FaultState::default());
        self.set_logs(LogFaults::default());
    }
}

//! The same rollouts to a real DaemonSet controller and to us: what is forecast of a change, and what comes
//! of it.
//!
//! Every situation has its own nodes and its own namespace, so that many go on at once.

mod compare;
mod situation;
mod stage;
mod watch;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, bail};

use crate::control_plane::Api;
use compare::Told;
use situation::Situation;

/// How many situations go on at once. Most of the time of one is waiting.
const WORKERS: usize = 8;
/// Of how many situations one may fail to come about, which a busy machine can be the reason of.
const ONE_MAY_FAIL_OF: usize = 10;

/// What came of all comparisons so far.
#[derive(Default)]
struct Sum {
    compared: usize,
    stuck: usize,
    chance: usize,
    nudged: usize,
    differing: usize,
    /// Those that did not come about.
    failed: usize,
}

impl Sum {
    /// Takes in one more, and prints what is worth it.
    fn take(&mut self, seed: u64, situation: &Situation, told: Result<Told>) {
        let told = match told {
            Ok(told) => told,
            Err(error) => {
                self.failed += 1;
                println!("\n  seed {seed} did not come about: {error:#}: {situation:?}");
                return;
            }
        };
        self.compared += 1;
        self.stuck += usize::from(told.is_stuck);
        self.chance += usize::from(told.is_chance);
        self.nudged += usize::from(told.is_nudged);
        if !told.differences.is_empty() {
            self.differing += 1;
            println!("\n  seed {seed}: {situation:?}");
            println!("    forecast: {}", told.forecast);
            for difference in &told.differences {
                println!("    {difference}");
            }
        }
    }
}

/// Compares `count` rollouts; prints the seed, every difference and the sum.
///
/// # Errors
/// There is a difference, or more than a tenth of the situations cannot be brought about.
pub(crate) fn compare_many(api: &Api, seed: u64, count: usize) -> Result<()> {
    println!("  {count} rollouts from seed {seed}");
    // Where no node at all is well, the node controller takes it for an outage of its own, and taints none.
    api.create("/api/v1/nodes", &stage::well_node("always-well"))?;
    let next = AtomicUsize::new(0);
    let sum = Mutex::new(Sum::default());
    std::thread::scope(|scope| -> Result<()> {
        let work = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return;
                }
                // Each has a seed of its own, so that one can be made again alone.
                let own_seed = seed.wrapping_add(number as u64);
                let situation = Situation::random(own_seed);
                let told = compare::compare(api, number, &situation);
                if let Ok(mut sum) = sum.lock() {
                    sum.take(own_seed, &situation, told);
                }
            }
        };
        let workers: Vec<_> = (0..WORKERS.min(count)).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker
                .join()
                .map_err(|_| anyhow::anyhow!("a worker panicked"))?;
        }
        Ok(())
    })?;
    let Sum {
        compared,
        stuck,
        chance,
        nudged,
        differing,
        failed,
    } = sum.into_inner()?;
    println!(
        "  {compared} compared, {stuck} of them stood still, in {chance} it was chance how far they came, \
         the controller slept through {nudged}; {differing} differ; {failed} did not come about"
    );
    if differing > 0 {
        bail!("we and the controller differ (seed {seed})");
    }
    if failed * ONE_MAY_FAIL_OF > count {
        bail!("too few rollouts came about (seed {seed})");
    }
    Ok(())
}

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

use anyhow::{Context as _, Result, bail};

use crate::control_plane::Api;
use situation::Situation;

/// How many situations go on at once. Most of the time of one is waiting.
const WORKERS: usize = 12;

/// Compares `count` rollouts; prints the seed, every difference and the sum.
///
/// # Errors
/// There is a difference, or a situation cannot be brought about.
pub(crate) fn compare_many(api: &Api, seed: u64, count: usize) -> Result<()> {
    println!("  {count} rollouts from seed {seed}");
    let next = AtomicUsize::new(0);
    let (differing, stuck, chance) = (
        AtomicUsize::new(0),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let print = Mutex::new(());
    std::thread::scope(|scope| -> Result<()> {
        let work = || -> Result<()> {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok(());
                }
                // Each has a seed of its own, so that one can be made again alone.
                let own_seed = seed.wrapping_add(number as u64);
                let situation = Situation::random(own_seed);
                let told = compare::compare(api, number, &situation)
                    .with_context(|| format!("rollout of seed {own_seed}: {situation:?}"))?;
                stuck.fetch_add(usize::from(told.is_stuck), Ordering::Relaxed);
                chance.fetch_add(usize::from(told.is_chance), Ordering::Relaxed);
                if !told.differences.is_empty() {
                    differing.fetch_add(1, Ordering::Relaxed);
                    let _one_at_a_time = print.lock();
                    println!("\n  seed {own_seed}: {situation:?}");
                    println!("    forecast: {}", told.forecast);
                    for difference in &told.differences {
                        println!("    {difference}");
                    }
                }
            }
        };
        let workers: Vec<_> = (0..WORKERS.min(count)).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker
                .join()
                .map_err(|_| anyhow::anyhow!("a worker panicked"))??;
        }
        Ok(())
    })?;
    let differing = differing.into_inner();
    println!(
        "  {count} compared, {} of them stood still, in {} it was chance how far they came; {differing} differ",
        stuck.into_inner(),
        chance.into_inner()
    );
    if differing > 0 {
        bail!("we and the controller differ (seed {seed})");
    }
    Ok(())
}

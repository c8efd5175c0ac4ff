//! `cargo xtask differential`: the same texts to kubectl's reader and writer and to ours, the same manifests to a
//! real API server and to us, the same rollouts to a real controller and to us, and every difference of the
//! two; and what the console tells of a cluster whose nodes and pods change.
//!
//! Manifests are made at random from the schema table, so that every field can be reached, with good
//! and bad values and several at once; and from real manifests where those are at hand. Half of them are
//! to replace an object that is stored, among them such as only older rules let through; others are objects
//! as they are exported.

mod clutter;
mod compare;
mod generate;
pub(crate) mod pods;
pub(crate) mod reading;
pub(crate) mod rollouts;
mod status;
mod stored;
mod values;
pub(crate) mod writing;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, bail};
use clap::{Args, Subcommand};

use crate::control_plane::{Api, ControlPlane};
use compare::Difference;
use generate::{Case, Generator};

/// How many manifests are compared unless told otherwise.
const MANIFESTS: usize = 5_000;
/// How many rollouts are.
const ROLLOUTS: usize = 40;
/// How many requests are under way at once; the API server and we share the machine.
const WORKERS: usize = 4;
/// How many differences of one class are shown.
const SHOWN: usize = 2;

/// `cargo xtask differential`
#[derive(Args)]
pub(crate) struct DifferentialArguments {
    /// How many manifests, 5000 unless told otherwise, or how many rollouts, 40, or changes, 60.
    #[arg(long, global = true)]
    count: Option<usize>,
    /// Where the random choices begin; printed at every start, so that a run can be repeated.
    #[arg(long, global = true)]
    seed: Option<u64>,
    /// Compare how texts are read and written and nothing else, which needs no control plane.
    #[arg(long)]
    reading: bool,
    /// Compare rollouts and nothing else: what is forecast, and what a real controller then does.
    #[arg(long, conflicts_with = "reading")]
    rollouts: bool,
    #[command(subcommand)]
    of: Option<Of>,
}

/// What else is compared.
#[derive(Subcommand)]
enum Of {
    /// Compare what becomes of the pods, in namespaces with random limits, quotas and classes.
    Pods,
    /// Change nodes and pods at random, and hold what the console tells of them against the cluster's own objects
    Status,
}

/// A manifest that the two verdicts differ on.
struct Example {
    number: usize,
    case: Case,
    difference: Difference,
}

/// Starts a control plane and compares.
///
/// # Errors
/// The control plane does not start, or a request fails.
pub(crate) fn run(arguments: &DifferentialArguments) -> Result<ExitCode> {
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    if arguments.rollouts {
        let control_plane = ControlPlane::start(0)?;
        let count = arguments.count.unwrap_or(ROLLOUTS);
        rollouts::compare_many(control_plane.api(), seed, count)?;
        return Ok(ExitCode::SUCCESS);
    }
    let count = arguments.count.unwrap_or(MANIFESTS);
    if let Some(Of::Pods) = arguments.of {
        pods::run(seed, count)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(Of::Status) = arguments.of {
        status::run(seed, arguments.count)?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.reading {
        reading::compare_many(seed, count)?;
        writing::compare_many(seed, count)?;
        return Ok(ExitCode::SUCCESS);
    }
    // A text that is read otherwise is no reason not to compare the verdicts.
    let read = reading::compare_many(seed, count);
    let control_plane = ControlPlane::start(0)?;
    compare_many(control_plane.api(), seed, count)?;
    read?;
    Ok(ExitCode::SUCCESS)
}

/// Compares `count` manifests; prints the seed, the differences by class and the sum.
///
/// # Errors
/// There is a difference, or a request fails.
pub(crate) fn compare_many(api: &Api, seed: u64, count: usize) -> Result<()> {
    println!("  {count} manifests from seed {seed}");
    compare::make_namespaces(api)?;
    let generator = Generator::new()?;
    let stored = stored::make(api, &generator, seed)?;
    let next = AtomicUsize::new(0);
    let found: Mutex<BTreeMap<String, Vec<Example>>> = Mutex::default();
    let accepted = AtomicUsize::new(0);
    std::thread::scope(|scope| -> Result<()> {
        let work = || -> Result<()> {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok(());
                }
                // Each manifest has a seed of its own, so that one can be made again alone.
                let case = generator.case(seed.wrapping_add(number as u64), &stored);
                let verdict = compare::ask(api, number, &case, &stored)?;
                accepted.fetch_add(usize::from(verdict.accepted), Ordering::Relaxed);
                for difference in verdict.differences {
                    if let Ok(mut found) = found.lock() {
                        let class = difference.class();
                        let case = case.clone();
                        found.entry(class).or_default().push(Example {
                            number,
                            case,
                            difference,
                        });
                    }
                }
            }
        };
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker
                .join()
                .map_err(|_| anyhow::anyhow!("a worker panicked"))??;
        }
        Ok(())
    })?;
    let found = found.into_inner()?;
    for (class, examples) in &found {
        println!("\n{} × {class}", examples.len());
        for Example {
            number,
            case,
            difference,
        } in examples.iter().take(SHOWN)
        {
            println!(
                "  manifest {number}, {:?}: {}",
                case.question,
                case.body.text()
            );
            println!("  {difference}");
        }
    }
    let accepted = accepted.into_inner();
    println!(
        "  {count} compared, {accepted} accepted by the API server, {} classes of difference",
        found.len()
    );
    if !found.is_empty() {
        bail!("we and the API server differ (seed {seed})");
    }
    Ok(())
}

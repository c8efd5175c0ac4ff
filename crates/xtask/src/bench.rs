//! `cargo xtask bench`: measures what the README's table promises and prints it as a table.

mod browser;
mod clusters;
mod create;
mod crowd;
mod editor;
mod figure;
mod logs;
mod memory;
mod page;
mod pods;
mod pure;
mod readers;
mod server;
mod start;
#[path = "../../preflight/benches/report/typical.rs"]
mod typical;
mod viewers;
mod wall;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;

use crate::{budget, frontend};
use figure::Figure;
pub(crate) use page::drive;
pub(crate) use server::Server;

/// `cargo xtask bench`
#[derive(Args)]
pub(crate) struct BenchArguments {
    /// Only this bench.
    name: Option<String>,
}

/// One bench by its name.
struct Bench {
    name: &'static str,
    run: fn() -> Result<Vec<Figure>>,
    /// Whether it runs without being named; a cold start, many pods, ten clusters and logs over a while take a
    /// quarter of an hour.
    by_default: bool,
}

const BENCHES: [Bench; 15] = [
    Bench {
        name: "size",
        run: size,
        by_default: true,
    },
    Bench {
        name: "memory",
        run: memory::run,
        by_default: true,
    },
    Bench {
        name: "pods",
        run: pods::run,
        by_default: false,
    },
    Bench {
        name: "clusters",
        run: clusters::run,
        by_default: false,
    },
    Bench {
        name: "create",
        run: create::run,
        by_default: true,
    },
    Bench {
        name: "viewers",
        run: viewers::run,
        by_default: true,
    },
    Bench {
        name: "readers",
        run: readers::run,
        by_default: true,
    },
    Bench {
        name: "start",
        run: start::warm,
        by_default: true,
    },
    Bench {
        name: "cold-start",
        run: start::cold,
        by_default: false,
    },
    Bench {
        name: "pure",
        run: pure::run,
        by_default: true,
    },
    Bench {
        name: "wasm",
        run: wasm::run,
        by_default: true,
    },
    Bench {
        name: "wall",
        run: wall::run,
        by_default: true,
    },
    Bench {
        name: "logs",
        run: logs::run,
        by_default: false,
    },
    Bench {
        name: "browser",
        run: browser::run,
        by_default: true,
    },
    Bench {
        name: "editor",
        run: editor::run,
        by_default: true,
    },
];

/// Measures and prints.
///
/// # Errors
/// The name is unknown, or a build or a measurement fails.
pub(crate) fn run(arguments: &BenchArguments) -> Result<ExitCode> {
    let chosen: Vec<&Bench> = BENCHES
        .iter()
        .filter(|bench| match &arguments.name {
            Some(name) => bench.name == name,
            None => bench.by_default,
        })
        .collect();
    if chosen.is_empty() {
        let names: Vec<_> = BENCHES.iter().map(|bench| bench.name).collect();
        bail!("there is no such bench; there are {}", names.join(", "));
    }
    let mut figures = Vec::new();
    for bench in chosen {
        figures.extend((bench.run)()?);
    }
    println!("\n{}", figure::table(&figures));
    Ok(ExitCode::SUCCESS)
}

fn size() -> Result<Vec<Figure>> {
    let built = frontend::build()?;
    Ok(budget::weigh(&built.site)?
        .into_iter()
        .map(|weight| {
            let kilobytes = |bytes: u64| format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100);
            Figure::new(
                format!("{}, brotli", weight.title),
                kilobytes(weight.bytes),
                format!("≤ {}", kilobytes(weight.most)),
            )
        })
        .collect())
}

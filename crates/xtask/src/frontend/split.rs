//! Splits the WASM module at the functions that are marked with `wasm_split`: what only they need becomes
//! a module of its own, fetched when it is first called.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use wasm_split_cli_support::{Options, transform};

use super::module::NAME;

/// The script that fetches the parts, by the name that the first module imports it by.
const LOADER: &str = "parts.js";

/// A module that was split.
pub(super) struct Split {
    /// The first module, still to be bound.
    pub(super) main: PathBuf,
    /// The names of the others; they are finished but for their size.
    pub(super) parts: Vec<String>,
    /// What is fetched for each function that is marked: its own module, and those that it shares with others.
    pub(super) fetched: Fetched,
}

/// The names of modules, by the names of the functions that they are fetched for.
pub(super) type Fetched = BTreeMap<String, Vec<String>>;

/// Splits a module as the linker left it, with its relocations, into `folder`.
///
/// # Errors
/// The module cannot be read or split.
pub(super) fn split(raw: &Path, folder: &Path) -> Result<Split> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let module = fs::read(raw).with_context(|| format!("{} cannot be read", raw.display()))?;
    let main = folder.join("main.wasm");
    let link_name = format!("./{LOADER}");
    let main_module = format!("./{NAME}.js");
    let mut options = Options::new(&module);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let split =
        transform(options).map_err(|report| anyhow!("the module cannot be split: {report:#}"))?;
    let parts = split
        .split_modules
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let fetched = split.prefetch_map.into_iter();
    let fetched = fetched.map(|(function, modules)| {
        let files = modules.iter().map(|module| format!("{module}.wasm"));
        (function, files.collect())
    });
    Ok(Split {
        main,
        parts,
        fetched: fetched.collect(),
    })
}

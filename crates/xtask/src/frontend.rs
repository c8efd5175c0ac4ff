//! Builds the browser half into `target/site`: module, glue, texts, editor, styles and static files, each
//! under a name that holds its hash, with brotli and gzip beside it.

mod assets;
mod module;
mod npm;
mod split;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::process::step;
use crate::{shipped, workspace};
pub(crate) use assets::brotli;
use assets::{Digest, Site};
use module::Compiled;
pub(crate) use module::ensure_target;
pub(crate) use npm::install_in as install_npm_packages;

/// The finished browser half.
pub(crate) struct Built {
    /// Where it is.
    pub(crate) site: PathBuf,
}

/// The file of a site that says which modules are fetched for which part; nobody serves it.
pub(crate) const FETCHED: &str = ".fetched.json";

/// Builds what has changed since the last time.
///
/// # Errors
/// A tool is missing, or a step fails.
pub(crate) fn build() -> Result<Built> {
    let site = workspace::site();
    let compiled = step(
        "Building the browser module (wasm32, release)",
        module::compile,
    )?;
    let inputs = inputs(&compiled)?;
    let stamp = site.join(".inputs");
    if fs::read_to_string(&stamp).is_ok_and(|built| built == inputs) {
        println!("▸ The browser half is up to date");
        return Ok(Built { site });
    }
    let packages = step("Installing npm packages", npm::install)?;
    let folder = workspace::root().join("target/frontend");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("the last build cannot be removed")?;
    }
    fs::create_dir_all(&folder).context("target/frontend cannot be made")?;
    let fetched = step("Binding and shrinking the browser module", || {
        module::bind(&compiled.module, &folder, &packages)
    })?;
    for text in &compiled.texts {
        let copy = folder.join(text.file_name().unwrap_or_default());
        fs::copy(text, copy).with_context(|| format!("{} cannot be copied", text.display()))?;
    }
    step("Bundling editor and styles", || {
        npm::bundle(&folder, &packages)
    })?;
    step("Gathering the licences of what ships", || {
        shipped::write_licences(&folder)
    })?;
    step("Naming and compressing the assets", || {
        let mut assets = Site::new();
        assets.add_folder(&folder)?;
        assets.add_folder(&workspace::root().join("static"))?;
        assets.write(&site)
    })?;
    let fetched = serde_json::to_vec(&fetched)?;
    fs::write(site.join(FETCHED), fetched).context("what is fetched cannot be written down")?;
    fs::write(&stamp, inputs).context("the stamp of the build cannot be written")?;
    Ok(Built { site })
}

/// Builds a module of `crates/xtask/browser` for node into `folder`; the path of the module.
///
/// # Errors
/// A tool is missing, or a step fails.
pub(crate) fn lone_module(name: &str, folder: &Path) -> Result<PathBuf> {
    module::build_lone(name, folder, &npm::install()?)
}

/// One digest over everything that `target/site` is made of.
fn inputs(compiled: &Compiled) -> Result<String> {
    let root = workspace::root();
    let mut digest = Digest::new();
    digest.file(&compiled.module)?;
    for text in &compiled.texts {
        digest.file(text)?;
    }
    // This tool is an input as well: a change of the recipe makes a new site.
    digest.folder(&root.join("crates/xtask/src/frontend"))?;
    digest.folder(&root.join("crates/xtask/src/shipped"))?;
    digest.file(&root.join("Cargo.lock"))?;
    digest.folder(&root.join("static"))?;
    digest.folder(&root.join("frontend/styles"))?;
    digest.folder(&root.join("frontend/editor"))?;
    digest.file(&root.join("frontend/package-lock.json"))?;
    Ok(digest.finish())
}

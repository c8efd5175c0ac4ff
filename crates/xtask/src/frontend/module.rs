//! The WASM modules: compiled by cargo, split, bound by wasm-bindgen, shrunk by wasm-opt.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use super::npm::Packages;
use super::split::{self, Fetched};
use crate::{process, workspace};

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm-release";

/// The name of the script and of the first module.
pub(super) const NAME: &str = "everynode";

/// The front end as the compiler leaves it.
pub(super) struct Compiled {
    /// The module as the linker left it.
    pub(super) module: PathBuf,
    /// The tables of texts that `frontend/build.rs` wrote, whose lines the module knows by their numbers.
    pub(super) texts: Vec<PathBuf>,
}

/// Compiles the front end.
///
/// # Errors
/// The wasm target cannot be installed, the front end does not compile, or its build script wrote no texts.
pub(super) fn compile() -> Result<Compiled> {
    ensure_target()?;
    let messages = process::output_of_shown(
        Command::new(workspace::cargo())
            .current_dir(workspace::root())
            .args(["build", "--package", "frontend", "--bin", "frontend"])
            .args(["--target", TARGET, "--profile", PROFILE])
            // Says where the build script wrote what.
            .arg("--message-format=json-render-diagnostics"),
    )?;
    Ok(Compiled {
        module: workspace::target()
            .join(TARGET)
            .join(PROFILE)
            .join("frontend.wasm"),
        texts: texts(
            &written_to(&messages).context("cargo ran no build script of the front end")?,
        )?,
    })
}

/// Where the front end's build script writes to, by the messages of cargo.
fn written_to(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "build-script-executed")
        .filter(|message| {
            let package = message["package_id"].as_str().unwrap_or_default();
            package.contains("/frontend#")
        })
        .find_map(|message| message["out_dir"].as_str().map(PathBuf::from))
}

/// The tables of texts in a folder, sorted.
fn texts(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).context("what the build script wrote cannot be listed")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            texts.push(path);
        }
    }
    texts.sort();
    Ok(texts)
}

/// Installs the wasm target through rustup where it is missing.
///
/// # Errors
/// There is no rustup, or it fails.
pub(crate) fn ensure_target() -> Result<()> {
    let rustc = process::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let library = Path::new(rustc.trim()).join("lib/rustlib").join(TARGET);
    if library.is_dir() {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!(
            "the Rust target {TARGET} is not installed and there is no rustup to install it; \
             install the package of your system that holds it (often rust-std-{TARGET})"
        );
    }
    process::run(Command::new("rustup").args(["target", "add", TARGET]))
}

/// Writes `everynode.js`, `everynode_bg.wasm` and the modules that are fetched later into `folder`; what is fetched for each
/// function that is marked.
///
/// # Errors
/// The module cannot be split, bound, bundled or shrunk.
pub(super) fn bind(raw: &Path, folder: &Path, packages: &Packages) -> Result<Fetched> {
    let bound = folder.join("bound");
    let split = split::split(raw, &bound)?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&split.main)
        .web(true)?
        .out_name(NAME)
        .typescript(false)
        // What the other modules take from this one.
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        // The shell names the module by its hashed name, so the glue needs no guess.
        .omit_default_module_path(true);
    bindgen
        .generate(&bound)
        .context("wasm-bindgen refused the module")?;
    let main = format!("{NAME}_bg.wasm");
    shrink(&bound.join(&main), &folder.join(&main), packages)?;
    for part in &split.parts {
        shrink(&bound.join(part), &folder.join(part), packages)?;
    }
    // Bundled, so that the glue and whatever snippets crates bring are one minified file.
    let script = format!("{NAME}.js");
    let mut outfile = OsString::from("--outfile=");
    outfile.push(folder.join(&script));
    packages.run(
        "esbuild",
        &[
            bound.join(&script).as_os_str(),
            "--bundle".as_ref(),
            "--minify".as_ref(),
            "--format=esm".as_ref(),
            "--target=es2022".as_ref(),
            "--log-level=warning".as_ref(),
            // The glue names the loader once for each part; it is one and the same module.
            "--log-override:duplicate-object-key=silent".as_ref(),
            &outfile,
        ],
    )?;
    fs::remove_dir_all(&bound).context("the unshrunk module cannot be removed")?;
    Ok(split.fetched)
}

/// Builds a module of `crates/xtask/browser` as the front end's is built, for node: `module.js` and
/// `module_bg.wasm` in `folder`. Returns the path of the latter.
///
/// # Errors
/// It does not compile, or cannot be bound or shrunk.
pub(super) fn build_lone(name: &str, folder: &Path, packages: &Packages) -> Result<PathBuf> {
    ensure_target()?;
    process::run(
        Command::new(workspace::cargo())
            .current_dir(workspace::root())
            .args(["build", "--package", "browser-bench", "--lib", "--examples"])
            .args(["--target", TARGET, "--profile", PROFILE]),
    )?;
    let built = workspace::target().join(TARGET).join(PROFILE).join(name);
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(built)
        .nodejs(true)?
        .out_name("module")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .generate(folder)
        .context("wasm-bindgen refused the module")?;
    let module = folder.join("module_bg.wasm");
    // Splitting would take the relocations away.
    let bound = fs::read(&module).context("the module cannot be read")?;
    let bare = without_custom_sections(&bound).context("the module ends inside a section")?;
    fs::write(&module, bare).context("the module cannot be written")?;
    shrink(&module, &module, packages)?;
    Ok(module)
}

/// A module without the sections that only tools read. `None` where it is cut off.
fn without_custom_sections(module: &[u8]) -> Option<Vec<u8>> {
    const HEADER: usize = 8;
    const CUSTOM: u8 = 0;
    let (header, mut rest) = module.split_at_checked(HEADER)?;
    let mut kept = header.to_vec();
    while let Some(&section) = rest.first() {
        // The length is written in groups of seven bits, the lowest first.
        let (mut length, mut end) = (0_usize, 1);
        loop {
            let byte = *rest.get(end)?;
            length |= usize::from(byte & 0x7F) << (7 * (end - 1));
            end += 1;
            if byte < 0x80 {
                break;
            }
        }
        let (whole, after) = rest.split_at_checked(end + length)?;
        if section != CUSTOM {
            kept.extend_from_slice(whole);
        }
        rest = after;
    }
    Some(kept)
}

fn shrink(module: &Path, shrunk: &Path, packages: &Packages) -> Result<()> {
    packages.run(
        "wasm-opt",
        &[
            // `-Oz` makes smaller modules that brotli compresses less.
            "-O2".as_ref(),
            "--shrink-level=2".as_ref(),
            // A function that is called once stays one: alike code compresses better apart.
            "--one-caller-inline-max-function-size=0".as_ref(),
            // The deepest kilobyte of the stack is there, and an offset never wraps around to it.
            "--low-memory-unused".as_ref(),
            "--enable-bulk-memory".as_ref(),
            "--enable-nontrapping-float-to-int".as_ref(),
            "--enable-sign-ext".as_ref(),
            "--enable-mutable-globals".as_ref(),
            "--enable-reference-types".as_ref(),
            "--enable-multivalue".as_ref(),
            module.as_os_str(),
            "-o".as_ref(),
            shrunk.as_os_str(),
        ],
    )
}

//! Says where the built front end is, and builds again when it was built anew: a release embeds it.

use std::env;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    // Spelled without `..`: a debug build reads the files at run time and compares paths with this one,
    // which may not be there yet when the server is built.
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?)
        .join("../..")
        .canonicalize()?;
    let site = root.join("target/site");
    println!("cargo::rustc-env=EVERYNODE_SITE={}", site.display());
    // A debug build reads the files when it is asked for them.
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed={}", site.display());
    } else {
        println!("cargo::rerun-if-changed=build.rs");
    }
    Ok(())
}

//! Has the server built again when the front end was built anew: a release embeds it.

use std::env;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let site = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../target/site");
    // A debug build reads the files when it is asked for them, below the folder's true name. That is looked
    // up when the server is built, so that the folder is there before the front end is.
    fs::create_dir_all(&site)?;
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed={}", site.display());
    } else {
        println!("cargo::rerun-if-changed=build.rs");
    }
    Ok(())
}

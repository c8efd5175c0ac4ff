//! Has the server built again when the front end was built anew, since a release embeds it; and when it is told of another
//! commit. Who builds says which one it is (`cargo xtask dist`, the image): a look into `.git` would compile the server anew
//! for each commit, and an image has no `.git`.

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
    println!("cargo::rerun-if-env-changed=SOURCE_COMMIT");
    let commit = env::var("SOURCE_COMMIT").unwrap_or_default();
    let commit = if commit.is_empty() {
        "unknown"
    } else {
        &commit
    };
    let version = env::var("CARGO_PKG_VERSION")?;
    println!("cargo::rustc-env=COMMIT={commit}");
    println!("cargo::rustc-env=LONG_VERSION={version} (commit {commit})");
    Ok(())
}

//! The README's pictures, taken of the real page on the sandbox, so that they show what there is.

use anyhow::{Context as _, Result};
use std::fs;

use crate::bench::{Server, drive};
use crate::process::step;
use crate::workspace;

/// Where the pictures are.
const FOLDER: &str = "docs/pictures";

/// Takes all pictures anew.
///
/// # Errors
/// The console does not build or start, or a page does not become what is shown.
pub(crate) fn run() -> Result<()> {
    let folder = workspace::root().join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let server = Server::start(&["--sandbox"])?;
    step("Taking the pictures", || {
        drive(
            "pictures.cjs",
            include_str!("pictures/take.cjs"),
            &server,
            &[folder.as_os_str()],
        )
        .map(drop)
    })
}

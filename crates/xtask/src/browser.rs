//! Chromium for the browser tests.

use std::env;
use std::path::PathBuf;

use crate::packages::Program;
use crate::process;

/// Names under which systems install it.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The browser to test with: `$CHROMIUM`, else one on `PATH`.
pub(crate) const CHROMIUM: Program = Program {
    name: "Chromium",
    packages: ["chromium"; 4],
    find: || {
        env::var_os("CHROMIUM")
            .map(PathBuf::from)
            .or_else(|| NAMES.iter().find_map(process::find))
    },
    variable: "CHROMIUM",
};

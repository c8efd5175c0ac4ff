//! Which version of the program this is, and which commit it was built from.

/// The version, as Semantic Versioning writes it.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit, in 40 hexadecimal digits; `unknown` where the build was not told (`SOURCE_COMMIT`).
pub const COMMIT: &str = env!("COMMIT");

/// Both, for `--version`.
pub(crate) const LONG: &str = env!("LONG_VERSION");

/// The version with the beginning of the commit behind it, as build metadata: `0.1.0+1f2e3d4c5b6a`; without it where it
/// is unknown.
#[must_use]
pub(crate) fn with_commit() -> String {
    match COMMIT {
        "unknown" => VERSION.to_owned(),
        commit => format!("{VERSION}+{}", commit.get(..12).unwrap_or(commit)),
    }
}

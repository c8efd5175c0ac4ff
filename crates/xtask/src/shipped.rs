//! What ships inside the program and the browser half: the packages, their licences, and the bill of materials.

mod bill;
mod components;
mod licences;
mod standard_library;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

pub(crate) use components::Component;

/// The file of the browser half that holds all licence texts.
pub(crate) const LICENCES: &str = "licences.txt";

/// Writes the licence texts of everything that ships into a folder. The npm packages must be installed.
///
/// # Errors
/// A package has no licence that is known, or a file cannot be read or written.
pub(crate) fn write_licences(folder: &Path) -> Result<()> {
    let text = licences::text(&components::all()?)?;
    fs::write(folder.join(LICENCES), text).context("the licence texts cannot be written")
}

/// Writes the bill of materials of everything that ships, in the form of `CycloneDX` 1.6.
///
/// # Errors
/// The packages cannot be listed, or the file cannot be written.
pub(crate) fn write_bill(file: &Path) -> Result<()> {
    let bill = bill::of(&components::all()?);
    let text = serde_json::to_string_pretty(&bill)? + "\n";
    fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}

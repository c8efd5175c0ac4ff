//! A script for node that drives the real page in Chromium and prints figures as JSON.

use std::ffi::OsStr;
use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::server::{Server, TOKEN};
use crate::browser::CHROMIUM;
use crate::{frontend, process, workspace};

/// Runs a script on a server, with these arguments after those that every script gets; what it prints.
///
/// # Errors
/// There is no Chromium, or the page does not do what is measured.
pub(crate) fn drive(name: &str, script: &str, server: &Server, more: &[&OsStr]) -> Result<Value> {
    let chromium = CHROMIUM.ensure()?;
    let folder = workspace::root().join("frontend/e2e");
    frontend::install_npm_packages(&folder)?;
    let path = workspace::root().join("target").join(name);
    fs::write(&path, script).context("the script for node cannot be written")?;
    let printed = process::output(
        Command::new("node")
            .arg(&path)
            .arg(folder.join("node_modules"))
            .arg(chromium)
            .arg(format!("{}/sign-in?token={TOKEN}", server.base))
            .args(more),
    )?;
    serde_json::from_str(&printed).context("the script for node printed no figures")
}

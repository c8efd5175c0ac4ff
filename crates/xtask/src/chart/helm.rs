//! Helm itself, built once from its Go module.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::process::{self, step};
use crate::workspace;

/// The version that `helm/go.mod` names.
const VERSION: &str = "v4.3.0";

/// Helm, with folders of its own: what a person has configured decides nothing here.
pub(super) struct Helm {
    program: PathBuf,
    home: TempDir,
}

/// Whether it is here, or could be built.
///
/// # Errors
/// There is no cache folder.
pub(crate) fn is_available() -> Result<bool> {
    Ok(program()?.is_file() || process::find("go").is_some())
}

impl Helm {
    /// Builds it where it is not there.
    ///
    /// # Errors
    /// There is no Go, or the build fails.
    pub(super) fn ensure() -> Result<Self> {
        let program = program()?;
        if !program.is_file() {
            step(
                &format!("Building Helm {VERSION} from Go modules (once; some minutes)"),
                || build(&program),
            )?;
        }
        let home = TempDir::new().context("no temporary folder for Helm")?;
        Ok(Self { program, home })
    }

    /// A call of it.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        for folder in ["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"] {
            command.env(folder, self.home.path());
        }
        command.env_remove("KUBECONFIG").stdin(Stdio::null());
        command
    }

    /// Runs it, and gives what it said, whether it failed or not.
    ///
    /// # Errors
    /// It cannot be started.
    pub(super) fn call(&self, arguments: &[&str]) -> Result<Output> {
        let call = self.command().args(arguments).output();
        call.context("Helm cannot be started")
    }
}

fn program() -> Result<PathBuf> {
    Ok(workspace::cache()?.join("helm").join(VERSION).join("helm"))
}

fn build(program: &Path) -> Result<()> {
    let folder = program.parent().context("a program is in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // Beside it first: a build that is stopped half-way must not look complete.
    let unfinished = program.with_extension("unfinished");
    let version = format!("-s -w -X helm.sh/helm/v4/internal/version.version={VERSION}");
    process::run(
        Command::new("go")
            .current_dir(workspace::root().join("crates/xtask/helm"))
            .env("CGO_ENABLED", "0")
            .env("GOFLAGS", "-mod=readonly -buildvcs=false -trimpath")
            .args(["build", "-ldflags", &version, "-o"])
            .arg(&unfinished)
            .arg("helm.sh/helm/v4/cmd/helm"),
    )?;
    fs::rename(&unfinished, program).context("Helm cannot be moved into place")
}

#[cfg(test)]
mod tests {
    use super::VERSION;
    use crate::workspace;

    #[test]
    fn the_module_names_the_same_version() {
        let module = workspace::root().join("crates/xtask/helm/go.mod");
        let text = std::fs::read_to_string(module).unwrap();
        let named = text.lines().find_map(|line| {
            let words: Vec<_> = line.split_whitespace().collect();
            let at = words.iter().position(|word| *word == "helm.sh/helm/v4")?;
            words.get(at + 1).map(|version| (*version).to_owned())
        });
        assert_eq!(named.as_deref(), Some(VERSION));
    }
}

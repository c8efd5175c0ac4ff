//! The OIDC provider of the tests: a Go program (`provider/`), built where Go is.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::process::{self, step};
use crate::workspace;

/// The variable by which tests find it.
pub(crate) const VARIABLE: &str = "EVERYNODE_TEST_PROVIDER";

/// The variable by which tests find one that runs and that the API server trusts: what it says of itself.
pub(crate) const TRUSTED: &str = "EVERYNODE_TEST_TRUSTED_PROVIDER";

/// Where the console of a test is called.
const CONSOLE: &str = "http://127.0.0.1:8080";

/// One that runs, until it is dropped.
pub(crate) struct Provider {
    child: Child,
    said: Value,
}

impl Provider {
    /// Starts it; its certificate goes into a folder.
    ///
    /// # Errors
    /// It does not start.
    pub(crate) fn start(program: &Path, folder: &Path) -> Result<Self> {
        let mut child = Command::new(program)
            .args(["--redirect", &format!("{CONSOLE}/sign-in/callback")])
            .args(["--logged-out", &format!("{CONSOLE}/sign-in")])
            .arg("--folder")
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the provider cannot be started")?;
        let mut line = String::new();
        let output = child.stdout.take().context("the provider has no output")?;
        BufReader::new(output).read_line(&mut line)?;
        let said = serde_json::from_str(&line).context("the provider does not say where it is")?;
        Ok(Self { child, said })
    }

    /// What it says of itself, for [`TRUSTED`].
    pub(crate) fn said(&self) -> String {
        self.said.to_string()
    }

    /// The `AuthenticationConfiguration` of an API server that trusts it.
    ///
    /// # Errors
    /// Its certificate cannot be read.
    pub(crate) fn trust(&self) -> Result<Value> {
        let ca = self.said["ca"].as_str().unwrap_or_default();
        let ca = fs::read_to_string(ca).context("the provider's certificate cannot be read")?;
        Ok(json!({
            "apiVersion": "apiserver.config.k8s.io/v1",
            "kind": "AuthenticationConfiguration",
            "jwt": [{
                "issuer": {
                    "url": self.said["issuer"],
                    "audiences": ["everynode"],
                    "certificateAuthority": ca,
                },
                "claimMappings": {
                    "username": {"claim": "sub", "prefix": ""},
                    "groups": {"claim": "groups", "prefix": ""},
                },
            }],
        }))
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program; none where there is no Go to build it with. Go builds again only what has changed.
///
/// # Errors
/// It cannot be built.
pub(crate) fn ensure() -> Result<Option<PathBuf>> {
    if process::find("go").is_none() {
        return Ok(None);
    }
    let program = workspace::root().join("target/provider");
    step("Building the provider of the tests", || {
        process::run(
            Command::new("go")
                .current_dir(workspace::root().join("crates/xtask/provider"))
                .env("CGO_ENABLED", "0")
                .env("GOFLAGS", "-mod=readonly -buildvcs=false")
                .args(["build", "-ldflags", "-s -w", "-o"])
                .arg(&program)
                .arg("."),
        )
    })?;
    Ok(Some(program))
}

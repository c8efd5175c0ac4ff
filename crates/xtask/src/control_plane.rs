//! A real Kubernetes on this machine without containers: etcd, API server, controller manager,
//! scheduler and simulated kubelets as plain processes on loopback.

mod api;
mod binaries;
mod certificates;
mod nodes;
mod processes;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc;

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::Value;

use crate::process::step;
use crate::provider::{self, Provider};
pub(crate) use api::{Answer, Api, Body, Write};
pub(crate) use binaries::{Availability, availability, go};
use processes::Processes;

/// `cargo xtask control-plane`
#[derive(Args)]
pub(crate) struct ControlPlaneArguments {
    /// How many simulated nodes it has.
    #[arg(long, default_value_t = 20)]
    nodes: usize,
    /// Where to write the kubeconfig.
    #[arg(long, value_name = "FILE")]
    kubeconfig: Option<PathBuf>,
    /// Whether it trusts an OIDC provider, which is started with it.
    #[arg(long)]
    provider: bool,
}

/// A running control plane; dropping it stops all of it.
pub(crate) struct ControlPlane {
    processes: Processes,
    api: Api,
    folder: PathBuf,
}

impl ControlPlane {
    /// Builds what is missing, starts everything and waits until the nodes are ready.
    ///
    /// # Errors
    /// A binary cannot be had, or a process does not come up.
    pub(crate) fn start(node_count: usize) -> Result<Self> {
        Self::start_trusting(node_count, None)
    }

    /// The same, where the API server trusts what an `AuthenticationConfiguration` says.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub(crate) fn start_trusting(node_count: usize, trust: Option<&Value>) -> Result<Self> {
        let mut control_plane = Self::start_api_server_trusting(trust)?;
        step(
            "Starting controller manager, scheduler and simulated kubelets",
            || {
                let binaries = binaries::ensure()?;
                let folder = &control_plane.folder;
                control_plane.processes.start_controllers(&binaries, folder)
            },
        )?;
        let api = &control_plane.api;
        step(&format!("Making {node_count} nodes"), || {
            nodes::create(api, node_count)?;
            api.wait_for_nodes(node_count)
        })?;
        Ok(control_plane)
    }

    /// Only etcd and the API server: objects are kept, and nobody acts on them.
    ///
    /// # Errors
    /// A binary cannot be had, or a process does not come up.
    pub(crate) fn start_api_server() -> Result<Self> {
        Self::start_api_server_trusting(None)
    }

    fn start_api_server_trusting(trust: Option<&Value>) -> Result<Self> {
        let binaries = binaries::ensure()?;
        let folder =
            std::env::temp_dir().join(format!("everynode-control-plane-{}", std::process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        let credentials = certificates::write(&folder)?;
        let mut processes = step("Starting etcd and the API server", || {
            let processes = Processes::start_api_server(&binaries, &folder, trust)?;
            credentials.write_kubeconfig(&folder, processes.api_port())?;
            Ok(processes)
        })?;
        let api = Api::new(&credentials, processes.api_port(), processes.etcd_url())?;
        step("Waiting for the API server", || {
            api.wait_ready(&mut processes, &folder)
        })?;
        Ok(Self {
            processes,
            api,
            folder,
        })
    }

    /// The administrator's client.
    pub(crate) const fn api(&self) -> &Api {
        &self.api
    }

    /// The administrator's kubeconfig.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.folder.join("kubeconfig")
    }

    /// Where the API server writes who has changed a DaemonSet or a Secret, an event a line.
    pub(crate) fn audit_log(&self) -> PathBuf {
        self.folder.join(processes::AUDIT_LOG)
    }
}

impl Drop for ControlPlane {
    fn drop(&mut self) {
        self.processes.stop();
        // What stays behind in the temporary folder is the system's to sweep.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Starts a control plane, prints its kubeconfig and waits for Ctrl-C.
///
/// # Errors
/// It does not start.
pub(crate) fn run(arguments: &ControlPlaneArguments) -> Result<ExitCode> {
    let (sender, receiver) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more once the wait below has ended.
        let _ = sender.send(());
    })
    .context("Ctrl-C cannot be caught")?;
    let folder = tempfile::tempdir()?;
    let provider = if arguments.provider {
        let program = provider::ensure()?.context("a provider is built with Go 1.26")?;
        Some(Provider::start(&program, folder.path())?)
    } else {
        None
    };
    let trust = provider.as_ref().map(Provider::trust).transpose()?;
    let control_plane = ControlPlane::start_trusting(arguments.nodes, trust.as_ref())?;
    let kubeconfig = match &arguments.kubeconfig {
        Some(path) => {
            fs::copy(control_plane.kubeconfig(), path)
                .with_context(|| format!("{} cannot be written", path.display()))?;
            path.clone()
        }
        None => control_plane.kubeconfig(),
    };
    println!("\nKubernetes is ready. Point kubectl or the console at it:");
    println!("  kubectl --kubeconfig {} get nodes", kubeconfig.display());
    println!("  cargo xtask run -- --kubeconfig {}", kubeconfig.display());
    if let Some(provider) = &provider {
        println!("  export {}='{}'", provider::TRUSTED, provider.said());
    }
    println!("Ctrl-C stops it.");
    // It can only fail once the handler is gone, and then nothing will ever stop us either.
    receiver.recv().context("Ctrl-C is no longer caught")?;
    println!("\nStopping");
    drop(control_plane);
    Ok(ExitCode::SUCCESS)
}

/// The path of a file in the control plane's folder, as a flag's value.
fn flag(name: &str, folder: &Path, file: &str) -> String {
    format!("--{name}={}", folder.join(file).display())
}

//! The processes of a control plane: started in order, stopped in the reverse of it.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::binaries::Binaries;
use super::flag;

/// How long a process may take to stop before it is killed.
const STOP_PATIENCE: Duration = Duration::from_secs(10);

/// The file in which the scheduler finds what it has no flags for.
const SCHEDULER_CONFIGURATION: &str = "scheduler.json";

/// The file in which the API server finds whose tokens it trusts.
const AUTHENTICATION: &str = "authentication.json";
/// What the API server keeps on record.
const AUDIT_POLICY: &str = "audit-policy.json";
/// Where it keeps that.
pub(super) const AUDIT_LOG: &str = "audit.log";

/// The running processes, in the order of their start.
pub(super) struct Processes {
    running: Vec<(&'static str, Child)>,
    api_port: u16,
    etcd_url: String,
}

/// Who changed a DaemonSet or a Secret, and nothing of what was said.
fn audited() -> Value {
    json!({
        "apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"],
        "rules": [{
            "level": "Metadata", "verbs": ["create", "update", "patch", "delete"],
            "resources": [
                {"group": "apps", "resources": ["daemonsets"]},
                {"group": "", "resources": ["secrets"]},
            ],
        }],
    })
}

impl Processes {
    /// Starts etcd and the API server.
    ///
    /// # Errors
    /// A process cannot be started.
    pub(super) fn start_api_server(
        binaries: &Binaries,
        folder: &Path,
        trust: Option<&Value>,
    ) -> Result<Self> {
        let [etcd, peer, api_port] = free_ports()?;
        let etcd_url = format!("http://127.0.0.1:{etcd}");
        let mut processes = Self {
            running: Vec::new(),
            api_port,
            etcd_url: etcd_url.clone(),
        };
        processes.start(
            binaries,
            folder,
            "etcd",
            &[
                flag("data-dir", folder, "etcd"),
                format!("--listen-client-urls={etcd_url}"),
                format!("--advertise-client-urls={etcd_url}"),
                format!("--listen-peer-urls=http://127.0.0.1:{peer}"),
                // A control plane for tests may lose its data; it may not wait for the disk.
                "--unsafe-no-fsync".to_owned(),
            ],
        )?;
        fs::write(folder.join(AUDIT_POLICY), audited().to_string())
            .context("the audit policy cannot be written")?;
        let mut arguments = vec![
            flag("audit-policy-file", folder, AUDIT_POLICY),
            flag("audit-log-path", folder, AUDIT_LOG),
            format!("--etcd-servers={etcd_url}"),
            "--bind-address=127.0.0.1".to_owned(),
            format!("--secure-port={api_port}"),
            flag("tls-cert-file", folder, "apiserver.crt"),
            flag("tls-private-key-file", folder, "apiserver.key"),
            flag("client-ca-file", folder, "ca.crt"),
            flag("token-auth-file", folder, "tokens.csv"),
            flag("service-account-key-file", folder, "sa.pub"),
            flag("service-account-signing-key-file", folder, "sa.key"),
            format!("--service-account-issuer=https://127.0.0.1:{api_port}/"),
            "--service-cluster-ip-range=10.0.0.0/24".to_owned(),
            "--authorization-mode=RBAC".to_owned(),
            "--allow-privileged=true".to_owned(),
            "--endpoint-reconciler-type=none".to_owned(),
        ];
        if let Some(trust) = trust {
            // JSON is YAML.
            fs::write(folder.join(AUTHENTICATION), trust.to_string())
                .context("the configuration of authentication cannot be written")?;
            arguments.push(flag("authentication-config", folder, AUTHENTICATION));
        }
        processes.start(binaries, folder, "kube-apiserver", &arguments)?;
        Ok(processes)
    }

    /// Starts what makes the API server's objects come alive.
    ///
    /// # Errors
    /// A process cannot be started.
    pub(super) fn start_controllers(&mut self, binaries: &Binaries, folder: &Path) -> Result<()> {
        let [manager, scheduler] = free_ports()?;
        configure_scheduler(folder)?;
        let kubeconfig = flag("kubeconfig", folder, "kubeconfig");
        self.start(
            binaries,
            folder,
            "kube-controller-manager",
            &[
                kubeconfig.clone(),
                "--bind-address=127.0.0.1".to_owned(),
                format!("--secure-port={manager}"),
                "--leader-elect=false".to_owned(),
                flag("service-account-private-key-file", folder, "sa.key"),
                flag("root-ca-file", folder, "ca.crt"),
                // Lost nodes are tainted at once, however many they are, and not one every ten seconds.
                "--node-eviction-rate=100".to_owned(),
                "--secondary-node-eviction-rate=100".to_owned(),
                "--large-cluster-size-threshold=0".to_owned(),
                "--kube-api-qps=500".to_owned(),
                "--kube-api-burst=1000".to_owned(),
            ],
        )?;
        self.start(
            binaries,
            folder,
            "kube-scheduler",
            &[
                flag("config", folder, SCHEDULER_CONFIGURATION),
                "--bind-address=127.0.0.1".to_owned(),
                format!("--secure-port={scheduler}"),
            ],
        )?;
        self.start(
            binaries,
            folder,
            "kwok",
            &[
                kubeconfig,
                format!("--config={}", binaries.stages().display()),
                "--manage-all-nodes=false".to_owned(),
                "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake".to_owned(),
                "--cidr=10.1.0.0/16".to_owned(),
                "--node-ip=10.1.0.1".to_owned(),
                "--node-lease-duration-seconds=40".to_owned(),
            ],
        )
    }

    /// The port of the API server on 127.0.0.1.
    pub(super) const fn api_port(&self) -> u16 {
        self.api_port
    }

    /// Where etcd answers.
    pub(super) fn etcd_url(&self) -> &str {
        &self.etcd_url
    }

    /// Fails if a process has ended by itself, with the end of its log.
    ///
    /// # Errors
    /// One has ended.
    pub(super) fn check_alive(&mut self, folder: &Path) -> Result<()> {
        for (name, child) in &mut self.running {
            if let Some(status) = child.try_wait()? {
                let log =
                    std::fs::read_to_string(folder.join(format!("{name}.log"))).unwrap_or_default();
                let end: Vec<&str> = log.lines().rev().take(15).collect();
                let end: Vec<&str> = end.into_iter().rev().collect();
                bail!("{name} has ended by itself ({status}):\n{}", end.join("\n"));
            }
        }
        Ok(())
    }

    /// Stops everything, last started first: an API server that lost its etcd first hangs for
    /// minutes and keeps its port.
    pub(super) fn stop(&mut self) {
        while let Some((_, mut child)) = self.running.pop() {
            // `kill` of the system: SIGTERM without unsafe code of ours.
            let _ = Command::new("kill")
                .arg(child.id().to_string())
                .stderr(Stdio::null())
                .status();
            let deadline = Instant::now() + STOP_PATIENCE;
            while matches!(child.try_wait(), Ok(None)) {
                if Instant::now() > deadline {
                    let _ = child.kill();
                }
                sleep(Duration::from_millis(20));
            }
        }
    }

    fn start(
        &mut self,
        binaries: &Binaries,
        folder: &Path,
        name: &'static str,
        arguments: &[String],
    ) -> Result<()> {
        let log = File::create(folder.join(format!("{name}.log")))?;
        let child = Command::new(binaries.program(name))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            // A group of its own, so that Ctrl-C reaches only us and the order of stopping is ours.
            .process_group(0)
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        self.running.push((name, child));
        Ok(())
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Ports that nobody uses now. All are held at once while choosing, so that they differ.
fn free_ports<const COUNT: usize>() -> Result<[u16; COUNT]> {
    let mut held = Vec::with_capacity(COUNT);
    let mut ports = [0; COUNT];
    for port in &mut ports {
        let listener = TcpListener::bind("127.0.0.1:0").context("no free port")?;
        *port = listener.local_addr()?.port();
        held.push(listener);
    }
    Ok(ports)
}

/// A pod that found no place is looked at again after a second at the latest when something has changed,
/// instead of after ten: a test waits until nothing moves any more.
fn configure_scheduler(folder: &Path) -> Result<()> {
    let configuration = json!({
        "apiVersion": "kubescheduler.config.k8s.io/v1",
        "kind": "KubeSchedulerConfiguration",
        "clientConnection": {
            "kubeconfig": folder.join("kubeconfig"),
            "qps": 500,
            "burst": 1000,
        },
        "leaderElection": {"leaderElect": false},
        "podInitialBackoffSeconds": 1,
        "podMaxBackoffSeconds": 1,
    });
    fs::write(
        folder.join(SCHEDULER_CONFIGURATION),
        configuration.to_string(),
    )
    .context("the configuration of the scheduler cannot be written")
}

//! The programs of the control plane: ready ones, or built once from Go modules.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process::{self, step};
use crate::workspace;

/// The version that the oracle and the rules speak of; `control-plane/go.mod` and `docker-compose.yml` name the
/// same.
const KUBERNETES_VERSION: &str = "v1.36.2";

const KUBERNETES_PACKAGES: [&str; 4] = [
    "k8s.io/kubernetes/cmd/kube-apiserver",
    "k8s.io/kubernetes/cmd/kube-controller-manager",
    "k8s.io/kubernetes/cmd/kube-scheduler",
    "sigs.k8s.io/kwok/cmd/kwok",
];

const PROGRAMS: [&str; 5] = [
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kwok",
];

/// The file beside the programs that tells kwok how pods and nodes behave.
const STAGES: &str = "stages.yaml";

/// kwok's own stages, in its module: nodes become ready and stay so, pods run at once.
const STAGE_FILES: [&str; 5] = [
    "kustomize/stage/node/fast/node-initialize.yaml",
    "kustomize/stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
    "kustomize/stage/pod/fast/pod-ready.yaml",
    "kustomize/stage/pod/fast/pod-complete.yaml",
    "kustomize/stage/pod/fast/pod-delete.yaml",
];

/// The folder of the programs.
pub(super) struct Binaries(PathBuf);

impl Binaries {
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(super) fn stages(&self) -> PathBuf {
        self.0.join(STAGES)
    }
}

/// Whether a control plane can be had here.
pub(crate) enum Availability {
    /// The programs are there.
    Ready,
    /// They can be built, which takes about ten minutes once.
    Buildable,
    /// They can not; the text says what is missing and how to get it.
    Missing(String),
}

/// Looks for the programs without building anything.
///
/// # Errors
/// There is no cache folder to look in.
pub(crate) fn availability() -> Result<Availability> {
    let folder = folder()?;
    Ok(if is_complete(&folder) {
        Availability::Ready
    } else if process::find("go").is_some() {
        Availability::Buildable
    } else {
        Availability::Missing(format!(
            "a real Kubernetes needs Go 1.26 to be built (`apt-get install golang` or your system's package), \
             or ready programs ({}) in the folder that KUBEBUILDER_ASSETS names",
            PROGRAMS.join(", ")
        ))
    })
}

/// The programs, built if they are not there.
///
/// # Errors
/// There is no Go, or a build fails.
pub(super) fn ensure() -> Result<Binaries> {
    match availability()? {
        Availability::Missing(what) => bail!(what),
        Availability::Ready => {}
        Availability::Buildable => {
            let folder = folder()?;
            step(
                &format!(
                    "Building Kubernetes {KUBERNETES_VERSION} from Go modules (once; about ten minutes)"
                ),
                || build(&folder),
            )?;
        }
    }
    let folder = folder()?;
    if !folder.join(STAGES).is_file() {
        write_stages(&folder)?;
    }
    Ok(Binaries(folder))
}

fn folder() -> Result<PathBuf> {
    if let Some(assets) = env::var_os("KUBEBUILDER_ASSETS").map(PathBuf::from)
        && is_complete(&assets)
    {
        return Ok(assets);
    }
    Ok(workspace::cache()?
        .join("control-plane")
        .join(KUBERNETES_VERSION))
}

fn is_complete(folder: &Path) -> bool {
    PROGRAMS
        .iter()
        .all(|program| folder.join(program).is_file())
}

/// The folder of the Go module that names the programs.
fn module() -> PathBuf {
    workspace::root().join("crates/xtask/control-plane")
}

/// The Go tool in the module that pins Kubernetes.
pub(crate) fn go() -> Command {
    let mut go = Command::new("go");
    go.current_dir(module())
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-mod=readonly -buildvcs=false");
    go
}

fn build(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // Without these the API server calls itself v0.0.0-master, and clients take it for very old.
    let (major, minor) = ("1", "36");
    let version = "k8s.io/component-base/version";
    let linker = format!(
        "-s -w -X {version}.gitVersion={KUBERNETES_VERSION} -X {version}.gitMajor={major} -X {version}.gitMinor={minor}"
    );
    // Into a folder beside it first: a build that is stopped half-way must not look complete.
    let unfinished = folder.with_extension("unfinished");
    fs::create_dir_all(&unfinished)?;
    process::run(
        go().args(["build", "-ldflags", &linker, "-o"])
            .arg(&unfinished)
            .args(KUBERNETES_PACKAGES),
    )?;
    process::run(
        go().args(["build", "-ldflags", "-s -w", "-o"])
            .arg(unfinished.join("etcd"))
            .arg("go.etcd.io/etcd/server/v3"),
    )?;
    for program in PROGRAMS {
        fs::rename(unfinished.join(program), folder.join(program))
            .with_context(|| format!("{program} cannot be moved into place"))?;
    }
    fs::remove_dir_all(&unfinished).context("the build folder cannot be removed")
}

fn write_stages(folder: &Path) -> Result<()> {
    let module = process::output(go().args(["list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kwok"]))
        .context("the stages of kwok cannot be found")?;
    let mut stages = Vec::new();
    for file in STAGE_FILES {
        let path = Path::new(module.trim()).join(file);
        stages.push(
            fs::read_to_string(&path)
                .with_context(|| format!("{} cannot be read", path.display()))?,
        );
    }
    fs::write(folder.join(STAGES), stages.join("\n---\n"))
        .context("the stages of kwok cannot be kept")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_everywhere_the_same() {
        for (file, named) in [
            (
                "docker-compose.yml",
                format!("rancher/k3s:{KUBERNETES_VERSION}-"),
            ),
            (
                "crates/xtask/control-plane/go.mod",
                format!("k8s.io/kubernetes {KUBERNETES_VERSION}"),
            ),
        ] {
            let text = fs::read_to_string(workspace::root().join(file)).unwrap();
            assert!(text.contains(&named), "{file} does not name {named}");
        }
    }
}

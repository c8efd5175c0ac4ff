//! The chart on a real control plane: that its API server takes every object of it, that what must stay stays over upgrades,
//! and with which rights the console is left.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{chart, helm::Helm, settings::Settings};
use crate::control_plane::{Api, Body, ControlPlane, Write};
use crate::process::step;

/// Where the releases are.
const NAMESPACE: &str = "tools";
/// What whoever installs for a few namespaces has rights in.
const TEAMS: [&str; 3] = ["team-a", "team-b", "team-c"];
/// How long the controllers may take for what is waited for.
const PATIENCE: Duration = Duration::from_secs(90);

/// Values that render everything that the chart can: more than one installation has, for the API server to look at.
const EVERYTHING: [&str; 14] = [
    "database.existingSecret=database",
    "access=impersonate",
    "publicUrl=https://console.example.com/everynode",
    "ingress.enabled=true",
    "ingress.tlsSecret=tls",
    "httpRoute.enabled=true",
    "httpRoute.parentRefs[0].name=gateway",
    "networkPolicy.enabled=true",
    "serviceMonitor.enabled=true",
    "serviceMonitor.tokenSecret=token",
    "prometheusRule.enabled=true",
    "proxy.https=http://proxy.example.com:3128",
    "podLabels.team=platform",
    "userNamespace=true",
];

/// Kinds that are no part of Kubernetes, for which the chart has objects.
const FOREIGN: [(&str, &str, &str, &str); 3] = [
    (
        "monitoring.coreos.com",
        "v1",
        "ServiceMonitor",
        "servicemonitors",
    ),
    (
        "monitoring.coreos.com",
        "v1",
        "PrometheusRule",
        "prometheusrules",
    ),
    ("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes"),
];

/// A kubeconfig with the rights that the chart has given to the console; its file goes with it.
pub(crate) struct ConsoleRights {
    _folder: TempDir,
    pub(crate) kubeconfig: PathBuf,
}

/// Installs it in every way that it is meant for, and gives the rights of the console as it is there at the end.
///
/// # Errors
/// Helm or the API server refuses something, or something does not stay that must.
pub(crate) fn install(control_plane: &ControlPlane) -> Result<ConsoleRights> {
    let helm = Helm::ensure()?;
    let api = control_plane.api();
    let folder = TempDir::new().context("no temporary folder")?;
    let admin = control_plane.kubeconfig();
    let release = Release {
        helm: &helm,
        kubeconfig: &admin,
        name: "console",
    };
    prepare(api)?;
    step("Trying the chart with all that it can render", || {
        release.call(&["install", "--dry-run=server"], &EVERYTHING)
    })?;
    step(
        "Installing it, upgrading it and taking the upgrade back",
        || stays_over_upgrades(&release, api),
    )?;
    step(
        "Installing it without rights over the whole cluster",
        || for_a_few_namespaces(&helm, api, &admin, folder.path()),
    )?;
    let kubeconfig = folder.path().join("console");
    let token = token_of(api, NAMESPACE, "console-everynode")?;
    write_kubeconfig(&admin, &token, &kubeconfig)?;
    Ok(ConsoleRights {
        _folder: folder,
        kubeconfig,
    })
}

/// The namespaces, of which none takes a pod that is not restricted, and kinds of others.
fn prepare(api: &Api) -> Result<()> {
    for namespace in [NAMESPACE].iter().chain(&TEAMS) {
        let labels = json!({"pod-security.kubernetes.io/enforce": "restricted"});
        api.create(
            "/api/v1/namespaces",
            &json!({"metadata": {"name": namespace, "labels": labels}}),
        )?;
    }
    for (group, version, kind, plural) in FOREIGN {
        let schema = json!({"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}});
        api.create(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            &json!({
                "metadata": {
                    "name": format!("{plural}.{group}"),
                    "annotations": {"api-approved.kubernetes.io": "unapproved, for a test"},
                },
                "spec": {
                    "group": group,
                    "scope": "Namespaced",
                    "names": {"kind": kind, "plural": plural, "singular": kind.to_lowercase(), "listKind": format!("{kind}List")},
                    "versions": [{"name": version, "served": true, "storage": true, "schema": schema}],
                },
            }),
        )?;
    }
    for (group, version, _, plural) in FOREIGN {
        let path = format!("/apis/{group}/{version}/namespaces/{NAMESPACE}/{plural}");
        eventually(&format!("{plural} are served"), || {
            Ok(api.get(&path)?["items"].is_array())
        })?;
    }
    api.create(
        &format!("/api/v1/namespaces/{NAMESPACE}/secrets"),
        &json!({"metadata": {"name": "database"}, "stringData": {"url": "postgres://database.example.com/everynode"}}),
    )
}

/// A release, and as whom it is looked after.
struct Release<'a> {
    helm: &'a Helm,
    kubeconfig: &'a Path,
    name: &'a str,
}

impl Release<'_> {
    /// A command of Helm's on the chart, with these values.
    fn call(&self, command: &[&str], values: &[&str]) -> Result<()> {
        let chart = chart();
        let mut arguments = [command, &[self.name, &chart]].concat();
        for value in values {
            arguments.extend(["--set", value]);
        }
        self.run(&arguments)
    }

    /// Takes back what came after this revision.
    fn back_to(&self, revision: &str) -> Result<()> {
        self.run(&["rollback", self.name, revision])
    }

    fn run(&self, arguments: &[&str]) -> Result<()> {
        let kubeconfig = self.kubeconfig.display().to_string();
        let place = ["--namespace", NAMESPACE, "--kubeconfig", &kubeconfig];
        let output = self.helm.call(&[arguments, &place].concat())?;
        ensure!(
            output.status.success(),
            "helm {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }
}

/// What holds people's data, and where the console finds it, stays through upgrades and through the way back from one: else
/// it would end their sessions, and could no longer read their drafts.
fn stays_over_upgrades(release: &Release, api: &Api) -> Result<()> {
    let secret = |name: &str| -> Result<Value> {
        let secret = api.get(&format!("/api/v1/namespaces/{NAMESPACE}/secrets/{name}"))?;
        ensure!(secret["data"].is_object(), "there is no Secret {name}");
        Ok(json!([secret["metadata"]["uid"], secret["data"]]))
    };
    let secrets =
        || -> Result<[Value; 2]> { Ok([secret("console-everynode-keys")?, secret("database")?]) };
    let deployment = format!("/apis/apps/v1/namespaces/{NAMESPACE}/deployments/console-everynode");
    release.call(&["install"], &EVERYTHING)?;
    let first = secrets()?;
    // Restricted namespaces take the pods, with user namespaces and all.
    eventually("two consoles are ready", || {
        Ok(api.get(&deployment)?["status"]["readyReplicas"] == 2)
    })?;
    let settings = || -> Result<Settings> { Ok(Settings::of(&api.get(&deployment)?)) };
    let installed = settings()?;
    ensure!(
        installed.secrets.len() >= 2,
        "{installed:?}: where do the keys and the database come from?"
    );
    for values in [
        &[][..],
        &["podLabels.team=other"],
        // Its objects are called otherwise; what holds people's data is not.
        &["nameOverride=nodes"],
        &[],
        &["image.tag=next", "settings.session_idle=1h"],
    ] {
        release.call(&["upgrade"], &[&EVERYTHING[..], values].concat())?;
        ensure!(secrets()? == first, "{values:?}: other Secrets");
    }
    let upgraded = settings()?;
    ensure!(
        upgraded.image.ends_with(":next") && upgraded.secrets == installed.secrets,
        "{upgraded:?} after {installed:?}"
    );
    release.back_to("1")?;
    ensure!(secrets()? == first, "rolled back: other Secrets");
    ensure!(settings()? == installed, "rolled back: {:?}", settings()?);
    eventually("two consoles of before are ready", || {
        let deployment = api.get(&deployment)?;
        let status = &deployment["status"];
        let is_seen = status["observedGeneration"] == deployment["metadata"]["generation"];
        Ok(is_seen && status["updatedReplicas"] == 2 && status["readyReplicas"] == 2)
    })
}

/// As somebody who may make Roles in the namespaces of teams, and nothing of the whole cluster.
fn for_a_few_namespaces(helm: &Helm, api: &Api, admin: &Path, folder: &Path) -> Result<()> {
    let accounts = format!("/api/v1/namespaces/{NAMESPACE}/serviceaccounts");
    api.create(&accounts, &json!({"metadata": {"name": "installer"}}))?;
    for namespace in [NAMESPACE].iter().chain(&TEAMS) {
        api.create(
            &format!("/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}/rolebindings"),
            &json!({
                "metadata": {"name": "installer"},
                "subjects": [{"kind": "ServiceAccount", "name": "installer", "namespace": NAMESPACE}],
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "admin"},
            }),
        )?;
    }
    let kubeconfig = folder.join("installer");
    let token = token_of(api, NAMESPACE, "installer")?;
    write_kubeconfig(admin, &token, &kubeconfig)?;
    let release = Release {
        helm,
        kubeconfig: &kubeconfig,
        name: "teams",
    };
    let database = "database.existingSecret=database";
    release.call(&["install"], &[database, "namespaces={team-a,team-b}"])?;
    release.call(
        &["upgrade"],
        &[database, "namespaces={team-a,team-b,team-c}"],
    )?;
    for team in TEAMS {
        let bindings = format!("/apis/rbac.authorization.k8s.io/v1/namespaces/{team}/rolebindings");
        let bindings = api.get(&bindings)?;
        let items = bindings["items"].as_array().map_or(&[][..], Vec::as_slice);
        let is_ours = |binding: &Value| binding["subjects"][0]["name"] == "teams-everynode";
        ensure!(items.iter().any(is_ours), "no rights in {team}");
    }
    Ok(())
}

/// A token of a service account, as a pod of it would have.
fn token_of(api: &Api, namespace: &str, account: &str) -> Result<String> {
    let path = format!("/api/v1/namespaces/{namespace}/serviceaccounts/{account}/token");
    let wanted = json!({"spec": {"expirationSeconds": 7200}}).to_string();
    let made = api.try_write(Write::Create, &path, &Body::Json(wanted))?;
    let token = made.body["status"]["token"].as_str();
    let token = token.with_context(|| format!("no token of {account}: {}", made.body))?;
    Ok(token.to_owned())
}

/// The kubeconfig of the administrator, with this token instead.
fn write_kubeconfig(admin: &Path, token: &str, file: &Path) -> Result<()> {
    // It is written as JSON.
    let mut config: Value = serde_json::from_slice(&fs::read(admin)?)?;
    config["users"][0]["user"] = json!({"token": token});
    fs::write(file, serde_json::to_vec(&config)?)
        .with_context(|| format!("{} cannot be written", file.display()))
}

fn eventually(what: &str, is_so: impl Fn() -> Result<bool>) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    while !is_so()? {
        if Instant::now() > end {
            bail!("in vain for {} s: {what}", PATIENCE.as_secs());
        }
        sleep(Duration::from_millis(200));
    }
    Ok(())
}

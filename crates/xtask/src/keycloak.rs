//! `cargo xtask keycloak`: the console in Chromium with people whom a real Keycloak sends. It takes Java, Maven and some
//! minutes, so it is no part of `cargo xtask test`, whose own provider misbehaves on command.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use crate::browser::CHROMIUM;
use crate::process::{self, step};
use crate::{frontend, run, workspace};

/// Which one.
const VERSION: &str = "26.7.3";

/// Its realm: people, groups and the console; `CONSOLE` stands for the console's address.
const REALM: &str = include_str!("../keycloak/realm.json");

/// The variable by which its browser test finds it.
const VARIABLE: &str = "EVERYNODE_TEST_KEYCLOAK";

/// The name and the password of its administrator, on this machine alone.
const ADMIN: &str = "admin";

/// How long it may take to come up: at its first start it builds itself, which takes minutes where others build beside it.
const PATIENCE: Duration = Duration::from_mins(10);

/// One that runs, until it is dropped.
struct Keycloak {
    child: Child,
}

/// Fetches it, starts it and runs its browser test.
///
/// # Errors
/// Java or Maven is missing, it does not start, or the test fails.
pub(crate) fn run() -> Result<ExitCode> {
    let chromium = CHROMIUM.ensure()?;
    let home = fetch()?;
    let [port, console] = free_ports()?;
    let folder = tempfile::tempdir()?;
    let _keycloak = Keycloak::start(&home, folder.path(), port, console)?;
    frontend::build()?;
    let server = run::build_server()?;
    let e2e = workspace::root().join("frontend/e2e");
    frontend::install_npm_packages(&e2e)?;
    let about = json!({
        "base": format!("http://127.0.0.1:{port}"),
        "listen": format!("127.0.0.1:{console}"),
        "admin": ADMIN,
    });
    let mut playwright = Command::new(e2e.join("node_modules/.bin/playwright"));
    playwright
        .current_dir(&e2e)
        .args(["test", "keycloak", "--workers=1"])
        .env("EVERYNODE_BIN", server)
        .env("CHROMIUM", chromium)
        .env(VARIABLE, about.to_string());
    process::run(&mut playwright)?;
    Ok(ExitCode::SUCCESS)
}

/// Its folder, fetched once with Maven.
fn fetch() -> Result<PathBuf> {
    let target = workspace::target().join("keycloak");
    let home = target.join(format!("keycloak-{VERSION}"));
    if home.join("bin/kc.sh").is_file() {
        return Ok(home);
    }
    for program in ["java", "mvn", "jar"] {
        if process::find(program).is_none() {
            bail!("{program} is not on the PATH: Keycloak takes Java 17 and Maven");
        }
    }
    fs::create_dir_all(&target)?;
    step("Fetching Keycloak (Maven)", || {
        let artifact = format!("org.keycloak:keycloak-quarkus-dist:{VERSION}:zip");
        process::run(
            Command::new("mvn")
                .current_dir(&target)
                .args(["--batch-mode", "--quiet", "dependency:copy"])
                .arg(format!("-Dartifact={artifact}"))
                .arg("-DoutputDirectory=."),
        )?;
        let archive = format!("keycloak-quarkus-dist-{VERSION}.zip");
        process::run(
            Command::new("jar")
                .current_dir(&target)
                .args(["xf", &archive]),
        )?;
        fs::remove_file(target.join(archive))?;
        Ok(())
    })?;
    Ok(home)
}

impl Keycloak {
    fn start(home: &Path, folder: &Path, port: u16, console: u16) -> Result<Self> {
        step("Starting Keycloak", || {
            let import = home.join("data/import");
            fs::create_dir_all(&import)?;
            let console = format!("http://127.0.0.1:{console}");
            fs::write(
                import.join("everynode-realm.json"),
                REALM.replace("CONSOLE", &console),
            )?;
            // What was before is of another console.
            let _ = fs::remove_dir_all(home.join("data/h2"));
            let log = File::create(folder.join("keycloak.log"))?;
            let child = Command::new("sh")
                .arg(home.join("bin/kc.sh"))
                .args(["start-dev", "--import-realm", "--http-host=127.0.0.1"])
                .arg(format!("--http-port={port}"))
                .env("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN)
                .env("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN)
                .env("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m")
                .stdin(Stdio::null())
                .stdout(log.try_clone()?)
                .stderr(log)
                // The script starts Java beside itself; both end as one group.
                .process_group(0)
                .spawn()
                .context("Keycloak cannot be started")?;
            let mut keycloak = Self { child };
            keycloak.wait(port, &folder.join("keycloak.log"))?;
            Ok(keycloak)
        })
    }

    fn wait(&mut self, port: u16, log: &Path) -> Result<()> {
        let start = Instant::now();
        let address =
            format!("http://127.0.0.1:{port}/realms/everynode/.well-known/openid-configuration");
        while ureq::get(&address).call().is_err() {
            let ended = self.child.try_wait()?;
            if ended.is_some() || start.elapsed() > PATIENCE {
                let said = fs::read_to_string(log).unwrap_or_default();
                bail!("Keycloak does not answer:\n{said}");
            }
            thread::sleep(Duration::from_millis(500));
        }
        Ok(())
    }
}

impl Drop for Keycloak {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = Command::new("kill")
            .args(["-TERM", "--", &format!("-{}", self.child.id())])
            .status();
        let _ = self.child.wait();
    }
}

/// Two ports that nobody uses now, held at once while choosing, so that they differ.
fn free_ports() -> Result<[u16; 2]> {
    let listeners = [
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?,
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?,
    ];
    let [one, other] = listeners;
    Ok([one.local_addr()?.port(), other.local_addr()?.port()])
}

//! A console that is killed in the middle of its writes, or whose disk is full: nothing is lost, and nothing is done
//! twice.

use std::{collections::BTreeSet, path::Path, process::Command, thread, time::Duration};

use serde_json::Value;

use super::{Running, TOKEN};

/// A cluster that outlives the console: a sandbox in the test's own process or, where `EVERYNODE_TEST_KUBECONFIG` names
/// one, a real one.
pub(super) struct Outside {
    runtime: tokio::runtime::Runtime,
    client: kube::Client,
    /// None where the cluster is a real one.
    sandbox: Option<sandbox::Sandbox>,
    pub(super) kubeconfig: String,
    /// What the console calls the cluster: as its context.
    pub(super) name: String,
    /// Of this test alone.
    namespace: String,
}

impl Outside {
    /// The cluster that the surroundings name.
    pub(super) fn at_hand(home: &Path) -> Self {
        match std::env::var("EVERYNODE_TEST_KUBECONFIG") {
            Ok(kubeconfig) => Self::real(kubeconfig),
            Err(_) => Self::simulated(home),
        }
    }

    fn real(kubeconfig: String) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (client, name) = runtime.block_on(async {
            let file = kube::config::Kubeconfig::read_from(&kubeconfig).unwrap();
            let name = file.current_context.clone().unwrap();
            let options = kube::config::KubeConfigOptions::default();
            let config = kube::Config::from_custom_kubeconfig(file, &options).await;
            (kube::Client::try_from(config.unwrap()).unwrap(), name)
        });
        let outside = Self {
            runtime,
            client,
            sandbox: None,
            kubeconfig,
            name,
            namespace: format!("everynode-killed-{}", uuid::Uuid::new_v4().simple()),
        };
        let namespace = serde_json::json!({"metadata": {"name": outside.namespace}}).to_string();
        let request = http::Request::post("/api/v1/namespaces")
            .header("content-type", "application/json")
            .body(namespace.into_bytes())
            .unwrap();
        outside.send(request);
        outside
    }

    fn simulated(home: &Path) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (sandbox, address, client) = runtime.block_on(async {
            let sandbox = sandbox::Sandbox::start(&sandbox::SandboxOptions::default());
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let served = sandbox.clone();
            tokio::spawn(async move { served.serve(listener, std::future::pending()).await });
            let client = kube::Client::new(sandbox.service(), "default");
            (sandbox, address, client)
        });
        let kubeconfig = home.join("kubeconfig");
        let text = format!(
            "{{apiVersion: v1, kind: Config, current-context: c, users: [{{name: u, user: {{}}}}], \
             clusters: [{{name: k, cluster: {{server: 'http://{address}'}}}}], \
             contexts: [{{name: c, context: {{cluster: k, user: u}}}}]}}"
        );
        std::fs::write(&kubeconfig, text).unwrap();
        Self {
            runtime,
            client,
            sandbox: Some(sandbox),
            kubeconfig: kubeconfig.to_str().unwrap().to_owned(),
            name: "c".to_owned(),
            namespace: "default".to_owned(),
        }
    }

    /// Makes every answer of a sandbox come so much later; a real cluster takes its time by itself.
    pub(super) fn take(&self, latency: Duration) {
        if let Some(sandbox) = &self.sandbox {
            let _inside = self.runtime.enter();
            sandbox.faults().set_latency(latency);
        }
    }

    /// Lets every container of a sandbox write so many numbered lines a second.
    pub(super) fn write_logs(&self, lines_per_second: u32) {
        if let Some(sandbox) = &self.sandbox {
            let _inside = self.runtime.enter();
            sandbox.faults().set_logs(sandbox::LogFaults {
                lines_per_second,
                ..sandbox::LogFaults::default()
            });
        }
    }

    fn send(&self, request: http::Request<Vec<u8>>) -> Value {
        self.runtime.block_on(self.client.request(request)).unwrap()
    }

    /// The names of the DaemonSets, as the cluster itself has them.
    fn daemonsets(&self) -> BTreeSet<String> {
        self.names("apis/apps/v1", "daemonsets")
    }

    /// The names of the Services.
    fn services(&self) -> BTreeSet<String> {
        self.names("api/v1", "services")
    }

    fn names(&self, version: &str, plural: &str) -> BTreeSet<String> {
        let objects = self.objects(version, plural).into_iter();
        objects
            .map(|item| item["metadata"]["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The objects of a kind in the test's namespace, as the cluster itself has them.
    pub(super) fn objects(&self, version: &str, plural: &str) -> Vec<Value> {
        let path = format!("/{version}/namespaces/{}/{plural}", self.namespace);
        let list = self.send(http::Request::get(path).body(Vec::new()).unwrap());
        list["items"].as_array().unwrap().clone()
    }

    /// Whether the cluster is a sandbox.
    pub(super) fn is_simulated(&self) -> bool {
        self.sandbox.is_some()
    }

    /// What the test's own part of the cluster runs on.
    pub(super) fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    /// Where a console at this address creates.
    pub(super) fn door(&self, address: &str) -> Door {
        Door {
            address: address.to_owned(),
            path: contract::path::namespaced_daemonsets(&self.name, &self.namespace),
        }
    }
}

/// Where a console creates DaemonSets in a namespace.
#[derive(Clone)]
pub(super) struct Door {
    address: String,
    path: String,
}

/// A DaemonSet whose name is made up, and a Service with it.
fn manifest(number: usize) -> String {
    format!(
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{generateName: burst-}}\nspec:\n  selector: \
         {{matchLabels: {{app: a}}}}\n  template:\n    metadata: {{labels: {{app: a}}}}\n    spec: {{nodeSelector: \
         {{never: there}}, containers: [{{name: a, image: 'registry.example/a:1'}}]}}\n---\napiVersion: v1\nkind: \
         Service\nmetadata: {{name: burst-{number}}}\nspec: {{ports: [{{port: 80}}]}}\n"
    )
}

/// Sends a create with a key; what came back, or nothing where the console died meanwhile.
pub(super) fn create(door: &Door, number: usize) -> String {
    use std::io::{Read as _, Write as _};
    let Door { address, path } = door;
    let body = manifest(number);
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {TOKEN}\r\nIdempotency-Key: key-{number}\r\n\
         Content-Type: application/yaml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut answer = String::new();
    if let Ok(mut stream) = std::net::TcpStream::connect(address) {
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.read_to_string(&mut answer);
    }
    answer
}

/// As [`create`], until no request of a console that was killed may still run with that key. Who is alone with a file
/// knows that at once; of a server others may be users, so there it takes as long as a write can.
fn create_in_the_end(door: &Door, number: usize) -> String {
    let start = std::time::Instant::now();
    loop {
        let answer = create(door, number);
        let is_taken = answer.contains("/problems/request-in-progress");
        if !is_taken || start.elapsed() > Duration::from_mins(5) {
            return answer;
        }
        thread::sleep(Duration::from_secs(1));
    }
}

#[test]
fn killed_in_bursts_it_loses_nothing_and_does_nothing_twice() {
    let home = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}/everynode.db", home.path().display());
    killed_in_bursts(home.path(), &file);
}

#[test]
fn killed_in_bursts_it_finds_all_of_it_on_a_server_too() {
    let Ok(url) = std::env::var("EVERYNODE_TEST_POSTGRES") else {
        println!("skipped: EVERYNODE_TEST_POSTGRES names no server");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    killed_in_bursts(home.path(), &database_of_its_own(&url));
}

/// Makes a database on a PostgreSQL server.
pub(super) fn database_of_its_own(url: &str) -> String {
    use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
    let name = format!("everynode_{}", uuid::Uuid::new_v4().simple());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut server = PgConnection::connect(url).await.unwrap();
        let create = format!("CREATE DATABASE {name}");
        server.execute(AssertSqlSafe(create)).await.unwrap();
    });
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

fn of_burst(names: &BTreeSet<String>) -> BTreeSet<String> {
    let names = names.iter().filter(|name| name.starts_with("burst-"));
    names.cloned().collect()
}

fn killed_in_bursts(home: &Path, database: &str) {
    const AT_ONCE: usize = 8;
    let outside = Outside::at_hand(home);
    // Long enough for a kill to come in the middle of a write, wherever that is.
    outside.take(Duration::from_millis(15));
    let flags = ["--kubeconfig", &outside.kubeconfig, "--database", database];
    let start = || Running::on(home, &flags);
    let sets = || of_burst(&outside.daemonsets());
    let mut number = 0;
    // After how many DaemonSets of a burst it is killed; their Services are still to come.
    for done in [0, 1, 2, 3, 5, 7] {
        let before = sets().len();
        let mut running = start();
        let door = outside.door(&running.address);
        let burst: Vec<_> = (number..number + AT_ONCE)
            .map(|number| {
                let door = door.clone();
                thread::spawn(move || create(&door, number))
            })
            .collect();
        number += AT_ONCE;
        let start = std::time::Instant::now();
        while sets().len() < before + done {
            assert!(
                start.elapsed() < Duration::from_mins(1),
                "nothing is created"
            );
            thread::sleep(Duration::from_millis(1));
        }
        running.child.kill().unwrap();
        running.child.wait().unwrap();
        for sent in burst {
            sent.join().unwrap();
        }
    }
    let running = start();
    let door = outside.door(&running.address);
    let audit = || running.request("GET", "/api/v1/audit?limit=100", "");
    let outcomes = |audit: &str, word: &str| {
        let outcome = format!(r#""outcome":"{word}""#);
        audit.matches(&outcome).count()
    };
    assert!(
        outcomes(&audit(), "begun") > 0,
        "no kill came in the middle"
    );
    for number in 0..number {
        let answer = create_in_the_end(&door, number);
        assert!(answer.starts_with("HTTP/1.1 201"), "{number}: {answer}");
        let again = create(&door, number);
        assert!(
            again.contains("idempotency-replayed: true"),
            "{number}: {again}"
        );
    }
    let services = of_burst(&outside.services());
    let sets = sets();
    assert_eq!((sets.len(), services.len()), (number, number), "{sets:?}");
    // Each has its row, and each row says what came of it.
    let audit = audit();
    for name in sets.iter().chain(&services) {
        assert!(
            audit.contains(&format!("\"name\":\"{name}\"")),
            "{name} has no row"
        );
    }
    // Of those that were answered just before the end the outcome is looked at later.
    assert_eq!(
        outcomes(&audit, "done") + outcomes(&audit, "begun"),
        2 * number,
        "{audit}"
    );
    assert!(outcomes(&audit, "done") > number, "{audit}");
}

/// A file system of 2 MiB, as whoever may mount one has it.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(place: &'a Path) -> Option<Self> {
        std::fs::create_dir(place).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(place)
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then_some(Self(place))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_refuses_writes_until_there_is_room() {
    let home = tempfile::tempdir().unwrap();
    let place = home.path().join("disk");
    let Some(_disk) = SmallDisk::mount(&place) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let outside = Outside::at_hand(home.path());
    let database = format!("sqlite://{}/everynode.db", place.display());
    let flags = ["--kubeconfig", &outside.kubeconfig, "--database", &database];
    let running = Running::on(home.path(), &flags);
    let door = outside.door(&running.address);
    assert!(create(&door, 1).starts_with("HTTP/1.1 201"));

    let filler = place.join("filler");
    let full = std::fs::write(&filler, vec![b'x'; 4 << 20]);
    assert!(full.is_err(), "the disk is larger than it should be");
    let before = outside.services();
    // What there was room for already is soon used up.
    let refused = (2..60).find(|number| {
        let answer = create(&door, *number);
        let is_refused = answer.starts_with("HTTP/1.1 503");
        assert!(is_refused || answer.starts_with("HTTP/1.1 201"), "{answer}");
        is_refused
    });
    let refused = refused.expect("a full disk takes everything");
    let services = outside.services();
    assert_eq!(services.len(), before.len() + refused - 2, "{services:?}");
    let ready = running.request("GET", "/readyz", "");
    assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
    let draft = format!(r#"{{"cluster": "c", "text": "{}"}}"#, "x".repeat(100_000));
    let kept = running.request("PUT", "/api/v1/drafts/1", &draft);
    assert!(kept.starts_with("HTTP/1.1 503"), "{kept}");

    std::fs::remove_file(&filler).unwrap();
    let created = create(&door, refused);
    assert!(created.starts_with("HTTP/1.1 201"), "{created}");
}

//! Ten clusters of 500 nodes and some 15,000 pods each behind one console: what it holds of them, how soon it answers of all, and
//! how soon a change in one of them is told; then the same while one of the ten says nothing any more.

use std::fs;
use std::io::{self, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use ureq::Agent;

use super::figure::{Figure, median, percentile};
use super::memory::settled;
use super::server::{Server, TOKEN};
use crate::process::step;
use crate::{process, workspace};

const CLUSTERS: usize = 10;
const NODES: usize = 500;
/// How many DaemonSets each has beside those of every simulated cluster, so that there are some 15,000 pods.
const EXTRA: usize = 20;
const LISTS: usize = 200;
const CHANGES: usize = 50;
/// How long a cluster may take to come up, and an event to come.
const PATIENCE: Duration = Duration::from_mins(3);

/// # Errors
/// A simulated cluster or the server does not start, or does not answer.
pub(super) fn run() -> Result<Vec<Figure>> {
    let clusters = step("Starting ten simulated clusters", start)?;
    let away = Arc::new(AtomicBool::new(false));
    let mut ports: Vec<u16> = clusters.iter().map(|cluster| cluster.port).collect();
    if let Some(first) = ports.first_mut() {
        *first = relay(*first, &away)?;
    }
    let folder = tempfile::tempdir()?;
    let kubeconfig = folder.path().join("kubeconfig");
    fs::write(&kubeconfig, contexts(&ports).to_string())?;
    let kubeconfig = kubeconfig.display().to_string();
    let server = Server::start(&["--kubeconfig", &kubeconfig])?;
    let client = Client::new(&server);

    let start = Instant::now();
    let all = client.all();
    let (first, whole) = thread::scope(|scope| {
        let first = scope.spawn(|| client.until_whole(&client.one(1), start));
        let whole = client.until_whole(&all, start);
        (first.join(), whole)
    });
    let Ok(first) = first else {
        bail!("a client has ended early")
    };
    let seconds = |time: Duration| format!("{:.1} s", time.as_secs_f64());
    let mut figures = vec![
        Figure::new(
            "ten clusters: first rows of one, all opened at once",
            seconds(first?),
            "",
        ),
        Figure::new("ten clusters: first list over all", seconds(whole?), ""),
        Figure::new(
            format!("memory with {CLUSTERS} clusters of {NODES} nodes and some 30 DaemonSets each"),
            settled(&server)?,
            "",
        ),
    ];
    let live = client.measure(&clusters)?;
    away.store(true, Ordering::Relaxed);
    // Until it is said that it is away.
    thread::sleep(Duration::from_secs(10));
    let without = client.measure(&clusters)?;
    for (when, measured) in [("", live), (", one of them away", without)] {
        let milliseconds = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1000.0);
        figures.extend([
            Figure::new(
                format!("list over ten clusters{when}, p50"),
                milliseconds(measured.all),
                "",
            ),
            Figure::new(
                format!("list of one of ten{when}, p50"),
                milliseconds(measured.one),
                "",
            ),
            Figure::new(
                format!("from a write in one of ten to its event{when}, p95"),
                milliseconds(measured.event),
                "",
            ),
        ]);
    }
    Ok(figures)
}

/// A simulated cluster in a process of its own.
struct Simulated {
    child: Child,
    port: u16,
}

impl Drop for Simulated {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start() -> Result<Vec<Simulated>> {
    process::run(
        Command::new(workspace::cargo())
            .current_dir(workspace::root())
            .args([
                "build",
                "--package",
                "sandbox",
                "--example",
                "sandbox",
                "--release",
            ]),
    )?;
    let program = workspace::target().join("release/examples/sandbox");
    let mut clusters = Vec::new();
    for _ in 0..CLUSTERS {
        // Free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new(&program)
            .args([usize::from(port), NODES, EXTRA].map(|it| it.to_string()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("a simulated cluster cannot be started")?;
        clusters.push(Simulated { child, port });
    }
    for cluster in &clusters {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", cluster.port)).is_err() {
            if start.elapsed() > PATIENCE {
                bail!("a simulated cluster does not come up");
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
    Ok(clusters)
}

fn name(number: usize) -> String {
    format!("cluster-{number}")
}

fn contexts(ports: &[u16]) -> Value {
    let each = |make: fn(String, u16) -> Value| -> Vec<Value> {
        let numbered = ports.iter().enumerate();
        numbered
            .map(|(number, port)| make(name(number), *port))
            .collect()
    };
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name(0),
        "users": [{"name": "nobody", "user": {}}],
        "clusters": each(|name, port| json!({"name": name, "cluster": {"server": format!("http://127.0.0.1:{port}")}})),
        "contexts": each(|name, _| json!({"name": name, "context": {"cluster": name, "user": "nobody"}})),
    })
}

/// A port that leads to another one, until everything on the way is held back.
fn relay(to: u16, away: &Arc<AtomicBool>) -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let away = Arc::clone(away);
    thread::spawn(move || {
        for here in listener.incoming().map_while(io::Result::ok) {
            let Ok(there) = TcpStream::connect(("127.0.0.1", to)) else {
                continue;
            };
            let (Ok(back), Ok(forth)) = (here.try_clone(), there.try_clone()) else {
                continue;
            };
            for (from, to) in [(here, forth), (there, back)] {
                let away = Arc::clone(&away);
                thread::spawn(move || carry(from, to, &away));
            }
        }
    });
    Ok(port)
}

fn carry(mut from: TcpStream, mut to: TcpStream, away: &AtomicBool) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        while away.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_secs(1));
        }
        if to.write_all(&bytes[..count]).is_err() {
            return;
        }
    }
}

/// What was measured.
struct Measured {
    all: Duration,
    one: Duration,
    event: Duration,
}

/// One who asks the console.
struct Client {
    agent: Agent,
    base: String,
}

impl Client {
    fn new(server: &Server) -> Self {
        Self {
            agent: Agent::new_with_defaults(),
            base: server.base.clone(),
        }
    }

    /// The list over all of them.
    fn all(&self) -> String {
        format!("{}/api/v1/daemonsets?clusters={}", self.base, names())
    }

    /// The list of one.
    fn one(&self, number: usize) -> String {
        format!("{}/api/v1/clusters/{}/daemonsets", self.base, name(number))
    }

    fn ask(&self, url: &str) -> Result<String> {
        let request = self.agent.get(url);
        let request = request.header("Authorization", &format!("Bearer {TOKEN}"));
        let mut response = request.call().with_context(|| url.to_owned())?;
        // A list over all is longer than what is usually read.
        let body = response.body_mut().with_config().limit(64 << 20);
        Ok(body.read_to_string()?)
    }

    /// How long after a moment the list has all rows: nothing in it is being read any more.
    fn until_whole(&self, url: &str, since: Instant) -> Result<Duration> {
        loop {
            if let Ok(list) = self.ask(url)
                && !list.contains("\"live\":false")
                && list.contains("\"live\":true")
            {
                return Ok(since.elapsed());
            }
            if since.elapsed() > PATIENCE {
                bail!("{url} is never whole");
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn measure(&self, clusters: &[Simulated]) -> Result<Measured> {
        let (all, one) = (self.all(), self.one(CLUSTERS - 1));
        let median_of = |url: &str| -> Result<Duration> {
            let mut times = Vec::with_capacity(LISTS);
            for _ in 0..LISTS {
                let start = Instant::now();
                self.ask(url)?;
                times.push(start.elapsed());
            }
            Ok(median(&mut times))
        };
        Ok(Measured {
            all: median_of(&all)?,
            one: median_of(&one)?,
            event: self.events(&clusters[CLUSTERS - 1])?,
        })
    }

    /// How long a change in the last one takes to whoever follows all.
    fn events(&self, cluster: &Simulated) -> Result<Duration> {
        let told = self.follow()?;
        let path = format!(
            "http://127.0.0.1:{}/apis/apps/v1/namespaces/default/daemonsets",
            cluster.port
        );
        let made = json!({
            "apiVersion": "apps/v1", "kind": "DaemonSet",
            "metadata": {"generateName": "measured-"},
            "spec": {
                "selector": {"matchLabels": {"app": "measured"}},
                "template": {
                    "metadata": {"labels": {"app": "measured"}},
                    "spec": {"nodeSelector": {"never": "there"}, "containers": [{"name": "a", "image": "registry.example/a:1"}]},
                },
            },
        });
        let made: Value = self
            .agent
            .post(&path)
            .send_json(&made)?
            .body_mut()
            .read_json()?;
        let one = format!(
            "{path}/{}",
            made["metadata"]["name"].as_str().unwrap_or_default()
        );
        let mut times = Vec::with_capacity(CHANGES);
        for round in 0..CHANGES {
            thread::sleep(Duration::from_millis(50));
            let change = json!({"metadata": {"annotations": {"round": round.to_string()}}});
            let start = Instant::now();
            let request = self.agent.patch(&one);
            let request = request.header("Content-Type", "application/merge-patch+json");
            let stored: Value = request.send(change.to_string())?.body_mut().read_json()?;
            let version = &stored["metadata"]["resourceVersion"];
            let wanted = format!("\"resourceVersion\":{version}");
            loop {
                let (event, at) = told
                    .recv_timeout(PATIENCE)
                    .context("an event does not come")?;
                if event.contains(&wanted) {
                    times.push(at.saturating_duration_since(start));
                    break;
                }
            }
        }
        Ok(percentile(&mut times, 95))
    }

    /// What the stream over all tells, each with when it came.
    fn follow(&self) -> Result<Receiver<(String, Instant)>> {
        let host = self.base.trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(&host)?;
        write!(
            stream,
            "GET /api/v1/events?clusters={} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {TOKEN}\r\n\r\n",
            names()
        )?;
        let (sender, told) = channel();
        thread::spawn(move || {
            let mut text = String::new();
            let mut bytes = vec![0; 256 * 1024];
            while let Ok(count @ 1..) = stream.read(&mut bytes) {
                let at = Instant::now();
                text.push_str(&String::from_utf8_lossy(&bytes[..count]));
                while let Some(end) = text.find("\n\n") {
                    let event = text.drain(..end + 2).collect();
                    if sender.send((event, at)).is_err() {
                        return;
                    }
                }
            }
        });
        Ok(told)
    }
}

fn names() -> String {
    let names: Vec<_> = (0..CLUSTERS).map(name).collect();
    names.join(",")
}

//! From a write at the API server to a thousand people who look: how long its event takes to reach them.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::figure::{Figure, percentile};
use super::server::{Server, TOKEN};
use crate::control_plane::{Api, Body, ControlPlane, Write};

const VIEWERS: usize = 1_000;
/// The arrival is noted at every so many-th viewer. A thousand threads that wake up at once would be a
/// measurement of their own; what the others get waits in their sockets.
const NOTED: usize = 50;
const CHANGES: usize = 100;

const DAEMON_SETS: &str = "/apis/apps/v1/namespaces/default/daemonsets";

/// When the version of the DaemonSet arrived that a viewer was told of.
type Arrival = (String, Instant);

/// # Errors
/// The API server or the server does not start, or an event does not come.
pub(super) fn run() -> Result<Vec<Figure>> {
    let control_plane = ControlPlane::start_api_server()?;
    let api = control_plane.api();
    let mut object = json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "agent", "annotations": {}},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "template": {
                "metadata": {"labels": {"app": "agent"}},
                "spec": {"containers": [{"name": "agent", "image": "registry.example/agent:1.0"}]},
            },
        },
    });
    write(api, Write::Create, DAEMON_SETS, &object)?;
    let kubeconfig = control_plane.kubeconfig().display().to_string();
    let server = Server::start(&["--kubeconfig", &kubeconfig])?;

    let (sender, arrivals) = channel();
    let mut others = Vec::with_capacity(VIEWERS);
    for number in 0..VIEWERS {
        let stream = open(&server)?;
        if number % NOTED == 0 {
            let sender = sender.clone();
            thread::spawn(move || note(stream, &sender));
        } else {
            stream.set_nonblocking(true)?;
            others.push(stream);
        }
    }
    let mut times = Vec::new();
    for round in 0..CHANGES {
        // Whoever was told of the last change is at rest again.
        drain(&mut others);
        thread::sleep(Duration::from_millis(50));
        object["metadata"]["annotations"]["round"] = round.to_string().into();
        let start = Instant::now();
        let path = format!("{DAEMON_SETS}/agent");
        let version = write(api, Write::Replace, &path, &object)?;
        let mut come = 0;
        while come < VIEWERS / NOTED {
            let (told, at) = next(&arrivals)?;
            if told == version {
                times.push(at - start);
                come += 1;
            }
        }
    }
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let (p50, p95) = (percentile(&mut times, 50), percentile(&mut times, 95));
    Ok(vec![Figure::new(
        "from a write at the API server to its event at 1,000 viewers, p95",
        format!(
            "{:.1} ms, the write itself included (p50 {:.1} ms)",
            milliseconds(p95),
            milliseconds(p50)
        ),
        "≤ 20 ms",
    )])
}

/// Writes the DaemonSet; its new version.
fn write(api: &Api, write: Write, path: &str, object: &Value) -> Result<String> {
    let answer = api.try_write(write, path, &Body::Json(object.to_string()))?;
    match answer.body["metadata"]["resourceVersion"].as_str() {
        Some(version) if answer.status < 300 => Ok(version.to_owned()),
        _ => bail!("{path}: {}", answer.body),
    }
}

/// A viewer of the list, who has got the first picture of it.
fn open(server: &Server) -> Result<TcpStream> {
    let host = server.base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).context("the server takes no more viewers")?;
    write!(
        stream,
        "GET /api/v1/clusters/control-plane/events HTTP/1.1\r\nHost: {host}\r\n\
         Authorization: Bearer {TOKEN}\r\n\r\n"
    )?;
    let mut text = Vec::new();
    let mut bytes = [0; 4096];
    while !contains(&text, b"event: snapshot") {
        match stream.read(&mut bytes)? {
            0 => bail!(
                "the server ended a stream: {}",
                String::from_utf8_lossy(&text)
            ),
            count => text.extend_from_slice(&bytes[..count]),
        }
    }
    Ok(stream)
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|part| part == word)
}

/// Notes of each event when it has come, until the stream or the bench ends.
fn note(mut stream: TcpStream, sender: &Sender<Arrival>) {
    let mut text = String::new();
    let mut bytes = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut bytes) {
        let at = Instant::now();
        text.push_str(&String::from_utf8_lossy(&bytes[..count]));
        // An event ends with an empty line.
        while let Some((event, rest)) = text.split_once("\n\n") {
            let version = event.split_once("\"resourceVersion\":\"");
            let version = version.and_then(|(_, rest)| rest.split('"').next());
            let is_heard =
                version.is_none_or(|version| sender.send((version.to_owned(), at)).is_ok());
            if !is_heard {
                return;
            }
            text = rest.to_owned();
        }
    }
}

fn next(arrivals: &Receiver<Arrival>) -> Result<Arrival> {
    arrivals
        .recv_timeout(Duration::from_secs(10))
        .context("an event did not come in 10 s")
}

/// Takes from the sockets what has come.
fn drain(streams: &mut [TcpStream]) {
    let mut bytes = [0; 16 * 1024];
    for stream in streams {
        while let Ok(1..) = stream.read(&mut bytes) {}
    }
}

//! Connections on which nothing is said, and those that never end.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::program::{PROGRAM, Running, TOKEN, alone};

/// What every connection of HTTP/2 begins with: its preface, and settings that set nothing.
const PREFACE: &str = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u{4}\0\0\0\0\0";

/// The console with so many files, and as good as no more than that.
fn with_files(home: &std::path::Path, files: u32) -> Running {
    let shell = format!(
        "ulimit -n {files} && exec {PROGRAM} serve --listen 127.0.0.1:0 --sandbox --sandbox-nodes 3"
    );
    Running::spawn(alone("sh", home).args(["-c", &shell]))
}

/// How long the other side leaves a connection open.
fn closed_after(stream: TcpStream) -> Duration {
    heard_until_closed(stream).0
}

/// The same, and what it says until then.
fn heard_until_closed(mut stream: TcpStream) -> (Duration, Vec<u8>) {
    stream
        .set_read_timeout(Some(Duration::from_secs(40)))
        .unwrap();
    let start = Instant::now();
    let mut rest = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut rest);
    (start.elapsed(), rest)
}

#[test]
fn who_says_nothing_is_hung_up_on() {
    let home = tempfile::tempdir().unwrap();
    let running = Running::start(home.path(), &[]);
    let sandbox = running.greeting.split("--server http://").nth(1).unwrap();
    let sandbox = sandbox.split_whitespace().next().unwrap();
    let tries: Vec<_> = [&running.address, sandbox]
        .into_iter()
        .flat_map(|address| {
            [
                "",
                "G",
                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
                "PRI * HT",
                PREFACE,
            ]
            .map(|said| {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.write_all(said.as_bytes()).unwrap();
                (
                    address,
                    said,
                    std::thread::spawn(move || closed_after(stream)),
                )
            })
        })
        .collect();
    for (address, said, thread) in tries {
        let after = thread.join().unwrap();
        assert!(
            (8..15).contains(&after.as_secs()),
            "{address}: {said:?} was hung up on after {after:?}"
        );
    }
}

/// A field of HTTP/2 whose name is this one of HPACK's static table.
fn field(name: &[u8], value: &str) -> Vec<u8> {
    let length = u8::try_from(value.len()).unwrap();
    assert!(length < 127, "{value}");
    [name, &[length], value.as_bytes()].concat()
}

#[test]
fn who_answers_no_ping_is_hung_up_on_whatever_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let running = Running::start(home.path(), &[]);
    // GET, http, `:path`, `:authority` and `authorization`.
    let head = [
        vec![0x82, 0x86],
        field(&[0x04], "/api/v1/clusters/sandbox/events"),
        field(&[0x01], &running.address),
        field(&[0x0f, 0x08], &format!("Bearer {TOKEN}")),
    ]
    .concat();
    let length = u8::try_from(head.len()).unwrap();
    let mut said = PREFACE.as_bytes().to_vec();
    said.extend([0, 0, length, 1, 5, 0, 0, 0, 1]);
    said.extend(head);
    let mut stream = running.connect();
    stream.write_all(&said).unwrap();
    let (after, answer) = heard_until_closed(stream);
    let is_answered = String::from_utf8_lossy(&answer).contains("event: ");
    assert!(is_answered, "the stream of events does not begin");
    assert!(
        (25..38).contains(&after.as_secs()),
        "hung up on after {after:?}"
    );
}

#[test]
fn three_hundred_silent_connections_keep_nobody_out() {
    let home = tempfile::tempdir().unwrap();
    let running = with_files(home.path(), 256);
    let silent: Vec<TcpStream> = (0..300).map(|_| running.connect()).collect();
    let start = Instant::now();
    for path in ["/healthz", "/readyz", "/api/v1/clusters"] {
        let answer = running.request("GET", path, "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    }
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    drop(silent);
    let log = running.log();
    assert!(!log.contains("was not taken"), "{log}");
}

#[test]
fn health_answers_though_all_connections_are_at_work() {
    let home = tempfile::tempdir().unwrap();
    let running = with_files(home.path(), 256);
    let mut viewers: Vec<TcpStream> = Vec::new();
    let refused = loop {
        let mut stream = running.open("GET", "/api/v1/clusters/sandbox/events", "");
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).unwrap();
        viewers.push(stream);
        if &begin != b"HTTP/1.1 200" {
            break String::from_utf8(begin.to_vec()).unwrap();
        }
        assert!(viewers.len() < 256, "there is no limit");
    };
    assert_eq!(refused, "HTTP/1.1 503");
    let health = running.request("GET", "/healthz", "");
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    // Who leaves makes room.
    drop(viewers);
    std::thread::sleep(Duration::from_secs(1));
    let list = running.request("GET", "/api/v1/clusters", "");
    assert!(list.starts_with("HTTP/1.1 200"), "{list}");
}

#[test]
fn a_form_that_never_ends_is_not_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let running = Running::start(home.path(), &[]);
    let mut stream = running.connect();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 100\r\nConnection: close\r\n\r\ntoken=",
        running.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    let after = closed_after(stream);
    assert!(after < Duration::from_secs(15), "{after:?}");
}

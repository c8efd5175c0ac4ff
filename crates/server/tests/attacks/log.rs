//! What is secret stands in no log, at whatever level; and nobody forges a line of it.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use crate::program::{Running, TOKEN, everynode, whole};

/// What every secret of this test begins with.
const PLANTED: &str = "planted";

/// How long watches have for their first failures.
const WATCHED: Duration = Duration::from_millis(1500);

/// What it was asked for: a secret that nobody asks for is told by nobody.
type Asked = Arc<Mutex<BTreeSet<&'static str>>>;

/// An API server whose answers cannot be read and are full of secrets; its refusals have line ends in them.
fn api_server(asked: &Asked) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = Arc::clone(asked);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let asked = Arc::clone(&asked);
            thread::spawn(move || answer(stream, &asked));
        }
    });
    address
}

fn answer(mut stream: TcpStream, asked: &Asked) {
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    let mut length = 0;
    lines.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let line = line.trim().to_ascii_lowercase();
        if let Some(text) = line.strip_prefix("content-length:") {
            length = text.trim().parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    let _ = lines.read_exact(&mut body);
    let (what, status, body) = if first.starts_with("POST") {
        (
            "write",
            "403 Forbidden",
            r#"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,
                "message":"no\n2026-01-01T00:00:00Z ERROR FORGED\r\u001b[2Kand no\u2028more"}"#,
        )
    } else if first.contains("/namespaces/a/") {
        // The field that is of the wrong type is the secret itself.
        (
            "object",
            "200 OK",
            r#"{"kind":"Secret","data":"planted-data-as-a-word"}"#,
        )
    } else if first.contains("/namespaces/b/") {
        (
            "failure",
            "500 Oh",
            "planted-text\n2026-01-01T00:00:00Z ERROR FORGED",
        )
    } else if first.contains("watch=") {
        (
            "watch",
            "200 OK",
            "{\"type\":\"ADDED\",\"object\":{\"spec\":{\"containers\":[{\"env\":[{\"value\":\"planted-env-seen\"}]}]}\n\
             planted-line\n",
        )
    } else if first.contains("/nodes?") {
        // What can be read is watched from there.
        (
            "empty list",
            "200 OK",
            r#"{"kind":"NodeList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]}"#,
        )
    } else {
        (
            "list",
            "200 OK",
            r#"{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{"metadata":"planted-type",
                "spec":{"template":{"spec":{"containers":[{"env":[{"name":"PASSWORD","value":"planted-env"}]}]}},
                "containers":"planted-word"},"data":{"key":"planted-data"}}]}"#,
        )
    };
    asked.lock().unwrap().insert(what);
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
}

/// Everything that goes through the console and is nobody's business.
fn pass_secrets(running: &Running) {
    let bearer = format!("Authorization: Bearer {TOKEN}");
    let manifest = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec: {selector: {matchLabels: \
                    {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: d, env: \
                    [{name: PASSWORD, value: planted-body}]}]}}}\n";
    let key = "Idempotency-Key: planted-key";
    let yaml = "Content-Type: application/yaml";
    let json = "Content-Type: application/json";
    let cookie = "Cookie: everynode=planted-cookie";
    let base = "/api/v1/clusters/c";
    for (method, path, headers, body) in [
        ("GET", format!("{base}/daemonsets"), &[&bearer[..]][..], ""),
        ("GET", format!("{base}/facts?namespace=a"), &[&bearer], ""),
        (
            "GET",
            format!("{base}/namespaces/a/daemonsets/x"),
            &[&bearer],
            "",
        ),
        (
            "GET",
            format!("{base}/namespaces/b/daemonsets/x"),
            &[&bearer],
            "",
        ),
        (
            "GET",
            format!("{base}/namespaces/a/secrets/s/keys"),
            &[&bearer],
            "",
        ),
        (
            "GET",
            format!("{base}/namespaces/b/secrets/s/keys"),
            &[&bearer],
            "",
        ),
        (
            "GET",
            format!("{base}/namespaces/c/secrets/s/keys"),
            &[&bearer],
            "",
        ),
        (
            "POST",
            format!("{base}/namespaces/a/daemonsets"),
            &[&bearer, key, yaml],
            manifest,
        ),
        (
            "POST",
            format!("{base}/namespaces/a/daemonsets"),
            &[&bearer, key, yaml],
            manifest,
        ),
        (
            "POST",
            format!("{base}/preflight"),
            &[&bearer, yaml],
            manifest,
        ),
        (
            "PUT",
            "/api/v1/drafts/d".to_owned(),
            &[&bearer, json],
            r#"{"cluster":"c","text":"planted-draft"}"#,
        ),
        (
            "PUT",
            "/api/v1/drafts/d".to_owned(),
            &[&bearer, json],
            r#"{"cluster":"c","text":["planted-draft"]}"#,
        ),
        (
            "GET",
            "/api/v1/session".to_owned(),
            &["Authorization: Bearer planted-wrong-token"],
            "",
        ),
        ("GET", "/api/v1/session".to_owned(), &[cookie], ""),
        ("GET", format!("/sign-in?token={TOKEN}"), &[], ""),
        (
            "GET",
            "/sign-in?token=planted-wrong-token".to_owned(),
            &[],
            "",
        ),
    ] {
        whole(running.open_with(method, &path, headers, body));
    }
}

/// All that the console logs with these flags while secrets go through it.
fn logged(home: &Path, flags: &[&str]) -> String {
    let asked = Asked::default();
    let kubeconfig = home.join("kubeconfig");
    let text = format!(
        "{{apiVersion: v1, kind: Config, current-context: c, users: [{{name: u, user: {{token: planted-credential}}}}], \
         clusters: [{{name: k, cluster: {{server: 'http://{}'}}}}], \
         contexts: [{{name: c, context: {{cluster: k, user: u}}}}]}}",
        api_server(&asked)
    );
    std::fs::write(&kubeconfig, text).unwrap();
    let log = home.join("log");
    let mut command = everynode(home);
    command
        .stderr(File::create(&log).unwrap())
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--database",
            "sqlite::memory:",
        ])
        .args(["--kubeconfig", kubeconfig.to_str().unwrap()])
        .args(flags);
    let running = Running::spawn(&mut command);
    thread::sleep(WATCHED);
    pass_secrets(&running);
    drop(running);
    let expected = ["empty list", "failure", "list", "object", "watch", "write"];
    assert_eq!(*asked.lock().unwrap(), expected.into());
    std::fs::read_to_string(&log).unwrap()
}

#[test]
fn no_level_tells_a_secret_and_no_line_is_forged() {
    for filter in [
        None,
        Some("error"),
        Some("warn"),
        Some("info"),
        Some("debug"),
        Some("trace"),
        Some("kube_client=trace"),
        Some("trace,kube_client=trace,kube_core=trace,hyper=trace,h2=trace,sqlx=trace"),
    ] {
        for format in ["text", "json"] {
            let home = tempfile::tempdir().unwrap();
            let flags = filter.map(|filter| ["--log", filter]);
            let flags = flags.as_ref().map_or(&[][..], |flags| &flags[..]);
            let log = logged(home.path(), &[flags, &["--log-format", format]].concat());
            let tells = |secret: &str| log.lines().find(|line| line.contains(secret));
            assert_eq!(tells(PLANTED), None, "{filter:?} {format}");
            assert_eq!(tells(TOKEN), None, "{filter:?} {format}");
            let begins = if format == "text" { "20" } else { "{" };
            for line in log.lines() {
                assert!(
                    line.starts_with(begins) && !line.starts_with("2026-01-01"),
                    "{filter:?}: {line}"
                );
            }
            if filter.is_none() {
                assert!(log.contains("wrong token"), "{log}");
            }
        }
    }
}

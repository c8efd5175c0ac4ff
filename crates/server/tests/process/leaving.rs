//! How a console leaves that others reach: not ready first, then its streams end with a word, then it is gone.

use std::{
    io::Read as _,
    path::Path,
    time::{Duration, Instant},
};

use super::program::{Running, TOKEN, everynode, whole};

/// A console that other machines can reach, as in a pod.
fn reachable(home: &Path) -> Running {
    let mut command = everynode(home);
    command.args(["serve", "--sandbox", "--sandbox-nodes", "3"]);
    command.args(["--listen", "0.0.0.0:0", "--allow-remote"]);
    Running::spawn(&mut command)
}

#[test]
fn a_console_is_not_ready_before_it_ends_and_sends_its_viewers_on() {
    let home = tempfile::tempdir().unwrap();
    let mut running = reachable(home.path());
    assert!(running.request("GET", "/readyz", "").contains("200 OK"));
    let mut stream = running.open("GET", "/api/v1/clusters/sandbox/events", "");
    let mut seen = String::new();
    while !seen.contains("event: snapshot") {
        let mut some = [0; 4096];
        let count = stream.read(&mut some).unwrap();
        seen.push_str(&String::from_utf8_lossy(&some[..count]));
    }
    let begun = Instant::now();
    running.signal("TERM");
    let ready = loop {
        let ready = running.request("GET", "/readyz", "");
        if !ready.contains("200 OK") || begun.elapsed() > Duration::from_secs(3) {
            break ready;
        }
    };
    assert!(
        ready.contains("503") && ready.contains("stopping"),
        "{ready}"
    );
    // Whoever has not learnt of it is answered all the same, and what is written is written.
    assert!(running.request("GET", "/healthz", "").contains("200 OK"));
    let manifest = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: late}\nspec:\n  selector: {matchLabels: {a: b}}\n  \
                    template:\n    metadata: {labels: {a: b}}\n    spec: {containers: [{name: c, image: i}]}\n";
    let authorization = format!("Authorization: Bearer {TOKEN}");
    let headers = [authorization.as_str(), "Content-Type: application/yaml"];
    let path = "/api/v1/clusters/sandbox/namespaces/default/daemonsets";
    let written = whole(running.open_with("POST", path, &headers, manifest));
    assert!(written.contains("201 Created"), "{written}");
    let mut rest = String::new();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    stream.read_to_string(&mut rest).unwrap();
    assert!(begun.elapsed() > Duration::from_secs(3), "too soon: {rest}");
    // What came meanwhile was told, and the last word is when to come back.
    assert!(rest.contains("\"late\""), "{rest}");
    let last = rest.rsplit("retry: ").next().unwrap();
    let wait: u64 = last.lines().next().unwrap().trim().parse().unwrap();
    assert!((300..5000).contains(&wait), "{rest}");
    let status = running.child.wait().unwrap();
    assert!(status.success() && begun.elapsed() < Duration::from_secs(15));
}

/// How long a console takes to end by these signals, each sent once it is seen what the one before has done.
fn ends_after(signals: &[&str]) -> Duration {
    let home = tempfile::tempdir().unwrap();
    let mut running = reachable(home.path());
    let begun = Instant::now();
    for (number, name) in signals.iter().enumerate() {
        if number > 0 {
            while running.request("GET", "/readyz", "").contains("200 OK") {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        running.signal(name);
    }
    assert!(running.child.wait().unwrap().success());
    begun.elapsed()
}

#[test]
fn a_second_signal_and_a_person_at_the_keyboard_do_not_wait() {
    for signals in [&["TERM", "TERM"][..], &["INT"]] {
        // A machine that is busy may be slow for once.
        let took = (0..3).map(|_| ends_after(signals)).min().unwrap();
        assert!(took < Duration::from_secs(4), "{signals:?}: {took:?}");
    }
}

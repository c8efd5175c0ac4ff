//! Two consoles over one database: what one keeps the other has, what is sent to both is done once, and what dies with one is
//! looked after by the other.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{
    PROGRAM, Running, alone,
    killed::{Outside, create, database_of_its_own},
};

/// The programs of the two. Where the surroundings name an older version of the program, it stands beside this one, as during
/// an upgrade and while it is taken back.
fn programs() -> Vec<[String; 2]> {
    let own = || PROGRAM.to_owned();
    match std::env::var("EVERYNODE_TEST_OLDER") {
        Ok(older) => vec![[older.clone(), own()], [own(), older]],
        Err(_) => vec![[own(), own()]],
    }
}

#[test]
fn what_dies_with_one_console_is_settled_by_another_within_a_minute() {
    let Ok(url) = std::env::var("EVERYNODE_TEST_POSTGRES") else {
        println!("skipped: EVERYNODE_TEST_POSTGRES names no server");
        return;
    };
    for two in programs() {
        dies_beside_another(&url, &two);
    }
}

fn dies_beside_another(url: &str, programs: &[String; 2]) {
    let home = tempfile::tempdir().unwrap();
    let outside = Outside::at_hand(home.path());
    let database = database_of_its_own(url);
    let flags = ["--kubeconfig", &outside.kubeconfig, "--database", &database];
    let [mut one, other] = programs.each_ref().map(|program| {
        let mut command = alone(program, home.path());
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        Running::spawn(command.args(flags))
    });

    // The same request sent to both is done once.
    let first = create(&outside.door(&one.address), 1);
    assert!(first.starts_with("HTTP/1.1 201"), "{first}");
    let again = create(&outside.door(&other.address), 1);
    assert!(again.contains("idempotency-replayed: true"), "{again}");
    // What each has done the other has on record.
    for console in [&one, &other] {
        let audit = console.request("GET", "/api/v1/audit?limit=100", "");
        assert!(audit.contains(r#""outcome":"done""#), "{audit}");
    }
    // A draft belongs to the person, not to the console.
    let draft = format!(
        r#"{{"cluster": "{}", "text": "kind: DaemonSet"}}"#,
        outside.name
    );
    one.request("PUT", "/api/v1/drafts/shared", &draft);
    let kept = other.request("GET", "/api/v1/drafts/shared", "");
    assert!(kept.contains("kind: DaemonSet"), "{kept}");

    // One dies in the middle of a write.
    outside.take(Duration::from_secs(2));
    let door = outside.door(&one.address);
    let sent = thread::spawn(move || create(&door, 2));
    let open = || {
        let audit = other.request("GET", "/api/v1/audit?limit=100", "");
        audit.contains(r#""outcome":"begun""#) || audit.contains(r#""outcome":"unknown""#)
    };
    let start = Instant::now();
    while !open() {
        assert!(start.elapsed() < Duration::from_mins(1), "nothing is begun");
        thread::sleep(Duration::from_millis(20));
    }
    one.child.kill().unwrap();
    one.child.wait().unwrap();
    sent.join().unwrap();
    outside.take(Duration::ZERO);
    let death = Instant::now();
    while open() {
        assert!(
            death.elapsed() < Duration::from_mins(1),
            "{}",
            other.request("GET", "/api/v1/audit?limit=100", "")
        );
        thread::sleep(Duration::from_secs(1));
    }
}

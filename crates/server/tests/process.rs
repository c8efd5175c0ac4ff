//! The real program: how it starts, what it says when it cannot, and what is left when it ends.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop right there"
)]

#[path = "process/check.rs"]
mod check;
#[cfg(unix)]
#[path = "process/crowd.rs"]
mod crowd;
#[cfg(unix)]
#[path = "process/docs.rs"]
mod docs;
#[cfg(unix)]
#[path = "process/killed.rs"]
mod killed;
#[cfg(unix)]
#[path = "process/leaving.rs"]
mod leaving;
#[path = "support/program.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod program;
#[cfg(unix)]
#[path = "process/replicas.rs"]
mod replicas;
#[cfg(unix)]
#[path = "process/upgraded.rs"]
mod upgraded;

use std::{
    io::Read as _,
    net::{TcpListener, TcpStream},
    path::Path,
    process::Output,
    time::{Duration, Instant},
};

use program::{PROGRAM, Running, TOKEN, alone, everynode};

/// Runs a start that must fail and gives what it said.
fn refused(home: &Path, flags: &[&str]) -> String {
    let output: Output = everynode(home).args(flags).output().unwrap();
    assert!(!output.status.success(), "{flags:?} should not start");
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains(TOKEN), "{said}");
    said
}

#[test]
fn the_people_of_the_sandbox_are_named_and_let_in() {
    let home = tempfile::tempdir().unwrap();
    let running = Running::start(home.path(), &["--sandbox-users"]);
    let greeting = &running.greeting;
    assert!(
        greeting.contains("viewer    vera  sandbox-viewer-token"),
        "{greeting}"
    );
    assert!(!greeting.contains("?token="), "{greeting}");
    let get = |token: &str, path: &str| {
        let authorization = format!("Authorization: Bearer {token}");
        program::whole(running.open_with("GET", path, &[&authorization], ""))
    };
    let session = get("sandbox-viewer-token", "/api/v1/session");
    assert!(session.contains("\"user\":\"vera\""), "{session}");
    let of = |namespace: &str| {
        let path = format!("/api/v1/clusters/sandbox/daemonsets?namespace={namespace}");
        let answer = get("sandbox-viewer-token", &path);
        answer.lines().next().unwrap_or_default().to_owned()
    };
    assert!(of("ingress").contains("200"), "{}", of("ingress"));
    assert!(of("logging").contains("403"), "{}", of("logging"));
    // The token of local sign-in is nobody's here.
    assert!(get(TOKEN, "/api/v1/session").starts_with("HTTP/1.1 401"));
}

#[test]
fn keys_that_are_none_stop_the_start() {
    let home = tempfile::tempdir().unwrap();
    let mut command = everynode(home.path());
    command.env("EVERYNODE_SEAL_KEYS", "c2hvcnQ=");
    let output = command.args(["serve", "--sandbox-users"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && said.contains("seal_keys"),
        "{said}"
    );
    // What was taken for a key may be one, of something else.
    assert!(!said.contains("c2hvcnQ="), "{said}");
}

#[test]
fn a_draft_survives_a_kill() {
    let home = tempfile::tempdir().unwrap();
    let running = Running::start(home.path(), &[]);
    let kept = running.request(
        "PUT",
        "/api/v1/drafts/1",
        r#"{"cluster": "sandbox", "text": "kind: [ half typed"}"#,
    );
    assert!(kept.starts_with("HTTP/1.1 200"), "{kept}");
    drop(running);

    let again = Running::start(home.path(), &[]);
    let read = again.request("GET", "/api/v1/drafts/1", "");
    assert!(read.contains("kind: [ half typed"), "{read}");
}

#[test]
fn the_start_says_what_is_where() {
    let home = tempfile::tempdir().unwrap();
    let running = Running::start(home.path(), &[]);
    let lines: Vec<&str> = running.greeting.lines().collect();
    assert!(
        lines[0].contains("sandbox") && lines[0].contains("3 nodes"),
        "{lines:?}"
    );
    assert!(lines[1].contains("everynode.db"), "{lines:?}");
    assert!(
        lines[2].contains("kubectl --server http://127.0.0.1:"),
        "{lines:?}"
    );
    assert_eq!(running.greeting.matches(TOKEN).count(), 1);
    assert_eq!(lines.len(), 4);
    drop(running);
    // What listens on all addresses is told by one that can be called.
    let everywhere = Running::start(home.path(), &["--sandbox-listen", "0.0.0.0:0"]);
    assert!(everywhere.greeting.contains("--server http://127.0.0.1:"));
}

#[test]
fn a_cluster_that_is_away_at_the_start_is_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let kubeconfig = home.path().join("kubeconfig");
    let text = format!(
        "{{apiVersion: v1, kind: Config, current-context: c, users: [{{name: u, user: {{}}}}], \
         clusters: [{{name: k, cluster: {{server: 'http://{address}'}}}}], \
         contexts: [{{name: c, context: {{cluster: k, user: u}}}}]}}"
    );
    std::fs::write(&kubeconfig, text).unwrap();
    let running = Running::on(home.path(), &["--kubeconfig", kubeconfig.to_str().unwrap()]);
    let status = |path: &str| running.request("GET", path, "");
    assert!(status("/healthz").starts_with("HTTP/1.1 200"));
    let list = status("/api/v1/clusters/c/daemonsets");
    assert!(list.starts_with("HTTP/1.1 503"), "{list}");
    assert!(list.contains("cannot be reached"), "{list}");
    assert!(status("/api/v1/clusters").contains(r#""reachable":false"#));

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _served = runtime.spawn(async move {
        let options = sandbox::SandboxOptions::default();
        let sandbox = sandbox::Sandbox::start(&options);
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        sandbox.serve(listener, std::future::pending()).await
    });
    let start = Instant::now();
    while !status("/api/v1/clusters/c/daemonsets").starts_with("HTTP/1.1 200") {
        assert!(
            start.elapsed() < Duration::from_mins(1),
            "it never came back"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(status("/api/v1/clusters").contains(r#""reachable":true"#));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_streams_and_leaves_one_file() {
    for signal in ["TERM", "INT"] {
        let home = tempfile::tempdir().unwrap();
        let database = home.path().join("kept.db");
        let url = format!("sqlite://{}", database.display());
        let mut running = Running::start(home.path(), &["--database", &url]);
        running.request(
            "PUT",
            "/api/v1/drafts/1",
            r#"{"cluster": "c", "text": "t"}"#,
        );
        let mut stream = running.open("GET", "/api/v1/clusters/sandbox/events", "");
        let mut begin = [0; 512];
        stream.read_exact(&mut begin).unwrap();

        let start = Instant::now();
        running.signal(signal);
        let mut rest = String::new();
        stream.read_to_string(&mut rest).unwrap();
        let status = running.child.wait().unwrap();
        assert!(status.success(), "{signal}: {status}");
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{:?}",
            start.elapsed()
        );
        assert!(database.exists() && !home.path().join("kept.db-wal").exists());
    }
}

#[cfg(unix)]
#[test]
fn more_viewers_come_than_a_shell_allows_open_files() {
    let home = tempfile::tempdir().unwrap();
    let shell = format!(
        "ulimit -S -n 64 && exec {PROGRAM} serve --listen 127.0.0.1:0 --sandbox --sandbox-nodes 3"
    );
    let running = Running::spawn(alone("sh", home.path()).args(["-c", &shell]));
    let mut streams: Vec<TcpStream> = (0..100)
        .map(|_| running.open("GET", "/api/v1/clusters/sandbox/events", ""))
        .collect();
    for stream in &mut streams {
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).unwrap();
        assert_eq!(&begin, b"HTTP/1.1 200");
    }
}

#[test]
fn what_is_wrong_is_named_with_what_is_allowed() {
    let home = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (flags, words) in [
        (
            &["--sandbox", "--listen", "here"][..],
            &["--listen", "127.0.0.1:8080"][..],
        ),
        (
            &["--sandbox", "--listen", "0.0.0.0:0"],
            &["listen", "--allow-remote"],
        ),
        (
            &["--sandbox", "--listen", &taken],
            &["listen", &taken, "in use"],
        ),
        (
            &["--sandbox", "--sandbox-nodes", "0"],
            &["--sandbox-nodes", "1 to 5000"],
        ),
        (
            &["--sandbox", "--database", "mysql://x"],
            &["database", "postgres://"],
        ),
        (
            &["--sandbox", "--policy", "none"],
            &["--policy", "kubesphere"],
        ),
        (&["--sandbox", "--log", "a=b=c"], &["log", "debug"]),
        (
            &["--sandbox", "--kubeconfig", "f"],
            &["sandbox", "--kubeconfig"],
        ),
        (
            &["--kubeconfig", "no-such-file"],
            &["kubeconfig", "no-such-file"],
        ),
        (&["--config", "no-such-file"], &["config", "no-such-file"]),
        (
            &["--sandbox", "--replicas", "2"],
            &["replicas", "SQLite", "postgres://"],
        ),
        (&["--replicas", "0"], &["--replicas", "at least 1"]),
    ] {
        let said = refused(home.path(), flags);
        for word in words {
            assert!(
                said.contains(word),
                "{flags:?}: `{word}` is missing in: {said}"
            );
        }
    }
}

#[test]
fn a_variable_that_nobody_reads_stops_what_takes_settings() {
    let home = tempfile::tempdir().unwrap();
    let mut other = everynode(home.path());
    let other = other.env("EVERYNODE_LISTENS", "127.0.0.1:0").arg("openapi");
    assert!(other.output().unwrap().status.success());
    for name in ["serve", "migrate"] {
        let mut command = everynode(home.path());
        command.env("EVERYNODE_LISTENS", "127.0.0.1:0").arg(name);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("EVERYNODE_LISTENS") && said.contains("EVERYNODE_LISTEN?"),
            "{said}"
        );
    }
    // What Kubernetes says of a Service of that name is no setting.
    let mut command = everynode(home.path());
    command
        .env("EVERYNODE_SERVICE_HOST", "10.0.0.1")
        .env("EVERYNODE_PORT", "tcp://10.0.0.1:80");
    assert!(command.arg("openapi").output().unwrap().status.success());
}

#[test]
fn several_consoles_need_what_all_of_them_know() {
    let home = tempfile::tempdir().unwrap();
    let several = [
        "serve",
        "--sandbox",
        "--replicas=2",
        "--database=postgres://nowhere.invalid/d",
    ];
    let said = |flags: &[&str], token: bool| {
        let mut command = everynode(home.path());
        if !token {
            command.env_remove("EVERYNODE_LOCAL_TOKEN");
        }
        let output = command.args(several).args(flags).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said(&[], false).contains("EVERYNODE_LOCAL_TOKEN"));
    assert!(said(&["--access=pass-through"], true).contains("EVERYNODE_SEAL_KEYS"));
    // With it, the database is what is in the way.
    let further = said(&[], true);
    assert!(
        further.contains("database") && !further.contains("replicas"),
        "{further}"
    );
}

#[test]
fn a_console_says_which_one_it_is_and_whether_it_is_ready() {
    let home = tempfile::tempdir().unwrap();
    let running = Running::start(home.path(), &[]);
    let health = running.request("GET", "/healthz", "");
    let commit = server::command::COMMIT;
    assert!(
        health.ends_with(&format!(
            "ok\nversion {}\ncommit {commit}\n",
            env!("CARGO_PKG_VERSION")
        )),
        "{health}"
    );
    let version = everynode(home.path()).arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    assert_eq!(
        version,
        format!(
            "everynode {} (commit {commit})\n",
            env!("CARGO_PKG_VERSION")
        )
    );

    let asked = |address: &str| {
        everynode(home.path())
            .args(["health", address])
            .output()
            .unwrap()
    };
    let ready = asked(&format!("http://{}/readyz", running.address));
    assert!(ready.status.success() && ready.stdout == b"ok\n");
    let elsewhere = asked(&format!("http://{}/nothing", running.address));
    assert!(!elsewhere.status.success());
    drop(running);
    let gone = asked("http://127.0.0.1:9/readyz");
    assert!(
        String::from_utf8(gone.stderr)
            .unwrap()
            .contains("cannot be reached")
    );
}

/// What `everynode check` ends with and prints, of these files in its working folder.
fn checked(home: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = everynode(home)
        .arg("check")
        .args(arguments)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn a_folder_without_manifests_is_no_success() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("deploy")).unwrap();
    std::fs::write(home.path().join("deploy/notes.txt"), "").unwrap();
    let (code, text) = checked(home.path(), &["deploy"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("below the directory deploy"), "{text}");
}

#[test]
fn the_items_of_a_list_are_checked_where_they_stand() {
    let home = tempfile::tempdir().unwrap();
    let list = "apiVersion: v1\nitems:\n- apiVersion: apps/v1\n  kind: DaemonSet\n  metadata:\n    \
                name: Bad_\n- apiVersion: v1\n  kind: Service\n- apiVersion: v1\n  kind: Service\n  metadata: \
                {name: a}\n- apiVersion: v1\n  kind: ConfigMap\nkind: List\n";
    std::fs::write(home.path().join("list.yaml"), list).unwrap();
    let (code, text) = checked(home.path(), &["list.yaml"]);
    assert_eq!(code, Some(1), "{text}");
    for words in [
        "list.yaml:6:5",
        "list.yaml:7:3",
        "list.yaml: default/Bad_: refused",
        "list.yaml: Service default/a: refused",
        "1 DaemonSet and 2 Services checked",
        "1 document of other kinds",
    ] {
        assert!(text.contains(words), "`{words}` is missing in: {text}");
    }
}

#[test]
fn what_a_cluster_prints_may_be_longer_than_a_manifest() {
    let home = tempfile::tempdir().unwrap();
    let nodes = (0..4000).map(|number| {
        format!("- kind: Node\n  metadata:\n    name: node-{number}\n    labels: {{a: b, c: d}}\n")
    });
    let list = format!("items:\n{}kind: List\n", nodes.collect::<String>());
    std::fs::write(home.path().join("nodes.yaml"), list).unwrap();
    let manifest = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec: {selector: \
                    {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: \
                    [{name: c, image: d}]}}}\n";
    std::fs::write(home.path().join("agent.yaml"), manifest).unwrap();
    let (code, text) = checked(home.path(), &["--nodes", "nodes.yaml", "agent.yaml"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("4000 of 4000 nodes get a pod"), "{text}");
}

#[test]
fn the_file_is_held_to_its_keys() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("everynode.toml");
    for (text, words) in [
        (
            "lisen = '127.0.0.1:1'",
            &["lisen", "listen", "everynode.toml"][..],
        ),
        ("listen = 8080", &["listen", "everynode.toml"]),
        ("log_format = 'xml'", &["log_format", "json"]),
        ("local_token = 'short'", &["local_token", "16"]),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = everynode(home.path())
            .env_remove("EVERYNODE_LOCAL_TOKEN")
            .arg("--sandbox")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success());
        for word in words {
            assert!(
                said.contains(word),
                "{text}: `{word}` is missing in: {said}"
            );
        }
    }
    // Flags count more than the file, and the file more than what is built in.
    std::fs::write(&file, "sandbox_nodes = 7\nlog = 'warn'\n").unwrap();
    let running = Running::start(home.path(), &[]);
    assert!(running.greeting.contains("3 nodes"), "{}", running.greeting);
}

#[test]
fn the_description_of_the_api_is_printed() {
    let home = tempfile::tempdir().unwrap();
    let output = everynode(home.path()).arg("openapi").output().unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        server::openapi::text()
    );
    let migrated = everynode(home.path()).arg("migrate").output().unwrap();
    assert!(migrated.status.success());
    assert!(
        home.path()
            .join(".local/share/everynode/everynode.db")
            .exists()
    );
}

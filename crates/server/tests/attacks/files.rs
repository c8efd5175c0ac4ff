//! What lies in folders: settings of strangers, and the database for the eyes of others.

use std::{fs, path::Path};

use crate::program::{Running, everynode};

/// A kubeconfig whose user is a command that leaves a trace.
fn kubeconfig_that_runs(trace: &Path) -> String {
    format!(
        "{{apiVersion: v1, kind: Config, current-context: c, \
         clusters: [{{name: k, cluster: {{server: 'http://127.0.0.1:1'}}}}], \
         contexts: [{{name: c, context: {{cluster: k, user: u}}}}], \
         users: [{{name: u, user: {{exec: {{apiVersion: client.authentication.k8s.io/v1, \
         interactiveMode: Never, command: touch, args: ['{}']}}}}}}]}}",
        trace.display()
    )
}

#[test]
fn a_file_that_merely_lies_in_the_working_folder_runs_nothing_and_opens_nothing() {
    let home = tempfile::tempdir().unwrap();
    let strange = tempfile::tempdir().unwrap();
    let trace = strange.path().join("trace");
    fs::write(
        strange.path().join("kubeconfig"),
        kubeconfig_that_runs(&trace),
    )
    .unwrap();
    for (text, key) in [
        ("kubeconfig = 'kubeconfig'", "kubeconfig"),
        ("context = 'production'", "context"),
        ("database = 'sqlite://taken.db'", "database"),
        ("allow_remote = true\nlisten = '0.0.0.0:0'", "allow_remote"),
        ("allowed_host = ['evil.example']", "allowed_host"),
        ("public_url = 'https://evil.example'", "public_url"),
        ("local_token = 'known-to-a-stranger'", "local_token"),
        ("session_longest = '183d'", "session_longest"),
    ] {
        fs::write(strange.path().join("everynode.toml"), text).unwrap();
        let output = everynode(home.path())
            .current_dir(strange.path())
            .env_remove("EVERYNODE_LOCAL_TOKEN")
            .env("PATH", "/usr/bin:/bin")
            .args(["serve", "--listen", "127.0.0.1:0"])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{text}");
        assert!(output.stdout.is_empty(), "{text}");
        assert!(
            said.contains(key) && said.contains("--config everynode.toml"),
            "{text}: {said}"
        );
    }
    assert!(!trace.exists());
    assert!(!strange.path().join("taken.db").exists());
}

#[test]
fn a_file_that_is_named_or_the_users_own_is_trusted() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/everynode");
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("everynode.toml"),
        "database = 'sqlite://own.db'",
    )
    .unwrap();
    let own = Running::start(home.path(), &[]);
    assert!(own.greeting.contains("own.db"), "{}", own.greeting);
    drop(own);

    fs::write(home.path().join("everynode.toml"), "sandbox_nodes = 7").unwrap();
    let harmless = Running::on(home.path(), &["--sandbox"]);
    assert!(
        harmless.greeting.contains("7 nodes"),
        "{}",
        harmless.greeting
    );
    assert!(
        harmless.greeting.contains("own.db"),
        "{}",
        harmless.greeting
    );
    drop(harmless);

    let text = "database = 'sqlite://named.db'";
    fs::write(home.path().join("everynode.toml"), text).unwrap();
    let named = Running::start(home.path(), &["--config", "everynode.toml"]);
    assert!(named.greeting.contains("named.db"), "{}", named.greeting);
}

#[cfg(unix)]
#[test]
fn the_database_is_for_its_owner_alone_though_it_was_open_to_all() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".local/share/everynode");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    drop(Running::start(home.path(), &[]));
    let file = folder.join("everynode.db");
    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));

    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let running = Running::start(home.path(), &[]);
    running.request("PUT", "/api/v1/drafts/1", r#"{"cluster":"c","text":"t"}"#);
    assert_eq!(mode(&folder), 0o700);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

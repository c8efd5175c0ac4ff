//! `everynode check --context`: files judged by what live clusters say, as the caller of a kubeconfig.

use std::{fmt::Write as _, fs, path::Path, process::Output};

use serde_json::Value;

use super::program::{Running, everynode};

/// A kubeconfig with the simulated clusters of a console as `first` and `second`, and one where nobody answers.
fn write_kubeconfig(file: &Path, console: &Running) {
    let servers: Vec<&str> = console
        .greeting
        .split("--server ")
        .skip(1)
        .filter_map(|rest| rest.split_whitespace().next())
        .collect();
    let [first, second] = servers[..] else {
        panic!("{}", console.greeting)
    };
    let nowhere = "http://127.0.0.1:1";
    let mut text = "apiVersion: v1\nkind: Config\nusers: [{name: u, user: {}}]\n".to_owned();
    let clusters = [("first", first), ("second", second), ("nowhere", nowhere)];
    text.push_str("clusters:\n");
    for (name, server) in clusters {
        let _ = writeln!(text, "- {{name: {name}, cluster: {{server: '{server}'}}}}");
    }
    text.push_str("contexts:\n");
    for (name, _) in clusters {
        let context = format!("{{cluster: {name}, user: u, namespace: logging}}");
        let _ = writeln!(text, "- {{name: {name}, context: {context}}}");
    }
    fs::write(file, text).unwrap();
}

fn manifest(namespace: &str, name: &str, app: &str) -> String {
    let namespace = match namespace {
        "" => String::new(),
        named => format!(", namespace: {named}"),
    };
    format!(
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{name: {name}{namespace}}}\nspec:\n  selector: {{matchLabels: \
         {{app: {app}}}}}\n  template:\n    metadata: {{labels: {{app: {app}}}}}\n    spec:\n      containers:\n      - name: \
         main\n        image: registry.k8s.io/pause:3.10\n"
    )
}

struct Checked {
    code: Option<i32>,
    said: String,
    complained: String,
}

impl Checked {
    fn lines(&self) -> Vec<Value> {
        let lines = self.said.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

fn check(home: &Path, arguments: &[&str]) -> Checked {
    let output: Output = everynode(home)
        .args(["check", "--kubeconfig", "kubeconfig"])
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Checked {
        code: output.status.code(),
        said: text(&output.stdout),
        complained: text(&output.stderr),
    }
}

#[test]
fn live_clusters_judge_files_each_for_itself() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let console = Running::start(home, &["--sandbox-clusters", "2"]);
    write_kubeconfig(&home.join("kubeconfig"), &console);
    fs::write(home.join("new.yaml"), manifest("", "new", "new")).unwrap();
    let both = ["--context", "first", "--context", "second"];

    // Where the manifest names no namespace, that of the context is meant; the nodes are those of each cluster.
    let json = check(
        home,
        &[&both[..], &["--output", "json", "new.yaml"]].concat(),
    );
    assert_eq!(json.code, Some(0), "{}{}", json.said, json.complained);
    let lines = json.lines();
    let nodes = |line: &Value| line["placement"].as_array().unwrap().len();
    let contexts: Vec<_> = lines.iter().map(|line| &line["context"]).collect();
    assert_eq!(contexts, ["first", "second"]);
    assert!(lines.iter().all(|line| line["namespace"] == "logging"));
    assert_eq!(nodes(&lines[0]), 3);
    assert!(nodes(&lines[1]) < 3, "{}", lines[1]);
    // Quotas and the room on the nodes are known.
    assert!(!lines[0]["forecast"].is_null(), "{}", lines[0]);

    let text = check(home, &[&both[..], &["new.yaml"]].concat());
    for part in ["Context first", "Context second"] {
        assert!(text.said.contains(part), "{}", text.said);
    }
    assert_eq!(text.said.matches("1 DaemonSet checked").count(), 2);

    // What is there already is judged as an update of it.
    let other = manifest("kube-system", "kube-proxy", "other");
    fs::write(home.join("other.yaml"), other).unwrap();
    let update = check(
        home,
        &[&both[..], &["--output", "json", "other.yaml"]].concat(),
    );
    assert_eq!(update.code, Some(1), "{}", update.said);
    for line in update.lines() {
        let mut problems = line["problems"].as_array().unwrap().iter();
        assert!(
            problems.any(|problem| problem["field"] == "spec.selector"),
            "{line}"
        );
    }

    let sarif = check(
        home,
        &[&both[..], &["--output", "sarif", "other.yaml"]].concat(),
    );
    let sarif: Value = serde_json::from_str(&sarif.said).unwrap();
    assert_eq!(sarif["runs"].as_array().unwrap().len(), 2);
    assert_eq!(
        sarif["runs"][1]["automationDetails"]["id"],
        "everynode/second/"
    );

    // Nothing was written.
    let there = console.request("GET", "/api/v1/daemonsets?search=new", "");
    assert!(!there.contains("\"name\":\"new\""), "{there}");
}

#[test]
fn a_cluster_that_is_away_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let console = Running::start(home, &["--sandbox-clusters", "2"]);
    write_kubeconfig(&home.join("kubeconfig"), &console);
    fs::write(home.join("new.yaml"), manifest("", "new", "new")).unwrap();
    let contexts = ["--context", "nowhere", "--context", "first"];
    let json = check(
        home,
        &[&contexts[..], &["--output", "json", "new.yaml"]].concat(),
    );
    assert_eq!(json.code, Some(2));
    assert!(
        json.complained.contains("error: context nowhere: "),
        "{}",
        json.complained
    );
    assert_eq!(json.lines().len(), 1);
    let github = check(
        home,
        &[&contexts[..], &["--output", "github", "new.yaml"]].concat(),
    );
    assert!(
        github
            .said
            .contains("::error file=new.yaml,line=1,col=1,title=[nowhere] context nowhere::"),
        "{}",
        github.said
    );
    let unknown = check(home, &["--context", "nobody", "new.yaml"]);
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.complained.contains("has no context \"nobody\""),
        "{}",
        unknown.complained
    );
}

#[test]
fn the_api_server_is_asked_where_that_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let console = Running::start(home, &["--sandbox-clusters", "2"]);
    write_kubeconfig(&home.join("kubeconfig"), &console);
    let nowhere = manifest("not-there", "new", "new");
    fs::write(home.join("nowhere.yaml"), &nowhere).unwrap();
    let made =
        format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: not-there}}\n---\n{nowhere}");
    fs::write(home.join("made.yaml"), made).unwrap();
    let of = |file: &str| {
        let asked = ["--context", "first", "--ask", "--output", "json", file];
        check(home, &asked)
    };
    let refused = of("nowhere.yaml");
    assert_eq!(
        refused.code,
        Some(1),
        "{}{}",
        refused.said,
        refused.complained
    );
    let problems = &refused.lines()[0]["problems"];
    assert!(
        problems.to_string().contains("not-there"),
        "{}",
        refused.said
    );
    // The file makes the namespace itself.
    let made = of("made.yaml");
    assert_eq!(made.code, Some(0), "{}{}", made.said, made.complained);
}

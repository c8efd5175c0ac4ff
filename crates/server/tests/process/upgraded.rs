//! A console of the next version in the place of one, and back: who is signed in stays so, and drafts are read.

use std::path::Path;

use sqlx::{AnyConnection, Connection as _, Executor as _};

use super::{
    Running, everynode,
    killed::database_of_its_own,
    program::{TOKEN, whole},
};

const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// A draft.
fn draft(id: u8) -> String {
    format!("/api/v1/drafts/{id}")
}

/// A console with settings of its version.
fn start(home: &Path, database: &str, settings: &[&str]) -> Running {
    let mut command = everynode(home);
    command.env("EVERYNODE_SEAL_KEYS", KEY);
    command.args(["serve", "--sandbox", "--sandbox-nodes", "3"]);
    // At the same address: the cookie names its port.
    command.args(["--database", database]).args(settings);
    Running::spawn(&mut command)
}

/// As Kubernetes ends a pod.
fn end(mut running: Running) {
    running.signal("TERM");
    assert!(running.child.wait().unwrap().success());
}

/// Keeps a draft of somebody who is signed in.
fn keep(running: &Running, cookie: &str, id: u8, text: &str) {
    let origin = format!("Origin: http://{}", running.address);
    let headers = [cookie, &origin, "Content-Type: application/json"];
    let body = format!(r#"{{"cluster": "sandbox", "text": "{text}"}}"#);
    let kept = whole(running.open_with("PUT", &draft(id), &headers, &body));
    assert!(kept.starts_with("HTTP/1.1 200"), "{kept}");
}

/// Whether he still is, and his draft says so.
#[track_caller]
fn reads(running: &Running, cookie: &str, id: u8, text: &str) {
    let read = whole(running.open_with("GET", &draft(id), &[cookie], ""));
    assert!(read.contains(text), "{read}");
}

/// What a console does that has no keys yet, by the columns that one of migration 9 knows: it writes plain text over a draft
/// that was sealed.
async fn as_before(database: &str) {
    sqlx::any::install_default_drivers();
    let mut older = AnyConnection::connect(database).await.unwrap();
    let write = "UPDATE drafts SET text = 'of: before', text_key = '' WHERE id = '1'";
    assert_eq!(older.execute(write).await.unwrap().rows_affected(), 1);
    older.close().await.unwrap();
}

fn through_an_upgrade_and_back(database: &str) {
    let home = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let listen = ["--listen", &address];
    let next = [&listen[..], &["--session-idle", "1h", "--log", "debug"]].concat();

    let running = start(home.path(), database, &listen);
    let page = whole(running.open_with("GET", &format!("/sign-in?token={TOKEN}"), &[], ""));
    let cookie = page
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = format!("Cookie: {}", cookie.unwrap().split(';').next().unwrap());
    keep(&running, &cookie, 1, "of: first");
    end(running);

    // The next version, with other settings; its tables are made before, as an administrator may.
    let migrated = everynode(home.path())
        .args(["migrate", "--database", database])
        .output();
    assert!(migrated.unwrap().status.success());
    let running = start(home.path(), database, &next);
    reads(&running, &cookie, 1, "of: first");
    keep(&running, &cookie, 2, "of: next");
    end(running);

    // And back.
    let running = start(home.path(), database, &listen);
    reads(&running, &cookie, 1, "of: first");
    reads(&running, &cookie, 2, "of: next");
    end(running);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(as_before(database));
    let running = start(home.path(), database, &next);
    reads(&running, &cookie, 1, "of: before");
    reads(&running, &cookie, 2, "of: next");
}

#[test]
fn who_is_signed_in_stays_so_through_an_upgrade_and_back() {
    let folder = tempfile::tempdir().unwrap();
    through_an_upgrade_and_back(&format!(
        "sqlite://{}/everynode.db",
        folder.path().display()
    ));
}

#[test]
fn so_he_does_over_a_server() {
    let Ok(url) = std::env::var("EVERYNODE_TEST_POSTGRES") else {
        println!("skipped: EVERYNODE_TEST_POSTGRES names no server");
        return;
    };
    through_an_upgrade_and_back(&database_of_its_own(&url));
}

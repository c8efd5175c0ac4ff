//! The same with PostgreSQL: a server that is full, takes no writes, says nothing or is gone.
//!
//! Each test has a database of its own on the server that `EVERYNODE_TEST_POSTGRES` names, and a way to it that can be
//! cut.

use std::{path::Path, process::Command, time::Duration};

use fault_proxy::{Fault, Requests};
use http::Method;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

use super::{eventually_ready, every_write, there};
use crate::support::{TestApp, manifest};

/// The tables that are written to.
const TABLES: [&str; 4] = ["audit", "drafts", "idempotency", "probe"];

/// A database of one test.
struct Database {
    name: String,
    server: PgConnection,
    way: Way,
    url: String,
}

impl Database {
    /// None where the surroundings name no server.
    #[expect(clippy::print_stdout, reason = "a test says what it skips")]
    async fn make() -> Option<Self> {
        let Ok(url) = std::env::var("EVERYNODE_TEST_POSTGRES") else {
            println!("skipped: EVERYNODE_TEST_POSTGRES names no server");
            return None;
        };
        let (server_url, _) = url.rsplit_once('/').unwrap();
        let (user, address) = server_url.rsplit_once('@').unwrap();
        let name = format!("everynode_{}", uuid::Uuid::new_v4().simple());
        let way = Way::to(address).await;
        let url = format!("{user}@127.0.0.1:{}/{name}", way.port);
        let mut database = Self {
            server: PgConnection::connect(&format!("{server_url}/postgres"))
                .await
                .unwrap(),
            name,
            way,
            url,
        };
        let create = format!("CREATE DATABASE {}", database.name);
        database.tell(&create).await;
        Some(database)
    }

    async fn tell(&mut self, statement: &str) {
        let statement = AssertSqlSafe(statement.to_owned());
        self.server.execute(statement).await.unwrap();
    }

    /// Ends the connections that others have to it, so that new ones find it as it is now.
    async fn begin_anew(&mut self) {
        let connections = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        );
        self.tell(&connections).await;
    }

    /// A connection to it, past the way that can be cut.
    async fn inside(&self) -> PgConnection {
        let url = std::env::var("EVERYNODE_TEST_POSTGRES").unwrap();
        let (server, _) = url.rsplit_once('/').unwrap();
        let connection = PgConnection::connect(&format!("{server}/{}", self.name));
        connection.await.unwrap()
    }
}

/// How it goes on the way to the server.
#[derive(Clone, Copy, PartialEq)]
enum Passage {
    Open,
    /// Whatever comes is closed, and so is what is there.
    Closed,
    /// Nothing comes through any more, and the connections stay.
    Silent,
}

/// A way to the server.
struct Way {
    port: u16,
    passage: watch::Sender<Passage>,
}

impl Way {
    async fn to(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let passage = watch::Sender::new(Passage::Open);
        let (state, address) = (passage.subscribe(), address.to_owned());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(carry(stream, address.clone(), state.clone()));
            }
        });
        Self { port, passage }
    }
}

async fn carry(mut here: TcpStream, address: String, mut passage: watch::Receiver<Passage>) {
    if *passage.borrow() == Passage::Open {
        let mut there = TcpStream::connect(address).await.unwrap();
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut here, &mut there) => return,
            _ = passage.wait_for(|passage| *passage != Passage::Open) => {}
        }
    }
    // Until it is closed, or open for others.
    let _ = passage
        .wait_for(|passage| *passage != Passage::Silent)
        .await;
}

#[tokio::test]
async fn no_write_reaches_the_cluster_while_the_server_takes_none_or_is_gone() {
    let Some(mut database) = Database::make().await else {
        return;
    };
    let app = TestApp::with_database(&database.url).await;
    app.create(&manifest("agent")).await.expect(201);
    let stored = app
        .signed_in(Method::GET, &app.object("agent"))
        .header("accept", "application/yaml")
        .send("")
        .await;
    let changed = stored.expect(200).text.replace("agent:1.0", "agent:2.0");
    let before = there(&app).await;
    let read_only = |is: &str| {
        format!(
            "ALTER DATABASE {} SET default_transaction_read_only = {is}",
            database.name
        )
    };
    let (on, off) = (read_only("on"), read_only("off"));

    for what in ["read-only", "gone"] {
        if what == "gone" {
            database.way.passage.send_replace(Passage::Closed);
        } else {
            database.tell(&on).await;
            database.begin_anew().await;
        }
        for (write, answer) in every_write(&app, &changed).await {
            let problem = answer.expect(503).problem();
            assert_eq!(
                problem.kind, "/problems/store-unavailable",
                "{what}: {write}"
            );
        }
        assert_eq!(there(&app).await, before, "{what}");
        eventually_ready(&app, 503).await;
        app.get("/healthz").await.expect(200);
        database.tell(&off).await;
        database.begin_anew().await;
        database.way.passage.send_replace(Passage::Open);
        eventually_ready(&app, 200).await;
    }
    database.way.passage.send_replace(Passage::Silent);
    let unheard = app.create(&manifest("unheard")).await.expect(503).problem();
    assert_eq!(unheard.kind, "/problems/store-unavailable");
    assert_eq!(there(&app).await, before);
    database.way.passage.send_replace(Passage::Closed);
    database.way.passage.send_replace(Passage::Open);
    eventually_ready(&app, 200).await;
    app.create(&manifest("other")).await.expect(201);
    let audit = app.get("/api/v1/audit").await.expect(200).json();
    assert_eq!(audit["items"].as_array().unwrap().len(), 2, "{audit}");
}

#[tokio::test]
async fn what_came_of_a_write_is_kept_though_the_server_was_gone_when_it_ended() {
    let Some(database) = Database::make().await else {
        return;
    };
    let (app, proxy) = TestApp::behind_faults_with_database(&database.url).await;
    let sets = Requests::writes().of("daemonsets");
    proxy.inject(sets.clone(), Fault::Slow(Duration::from_millis(500)));
    let cut = async {
        app.eventually("it is sent", || proxy.count(&sets) == 1)
            .await;
        database.way.passage.send_replace(Passage::Closed);
    };
    let create = async || {
        let call = app.signed_in(Method::POST, &app.collection());
        let call = call.header("idempotency-key", "of-this-test");
        call.send(manifest("agent")).await
    };
    let (created, ()) = tokio::join!(create(), cut);
    created.expect(201);
    assert_eq!(app.daemonsets().await, ["agent"]);
    database.way.passage.send_replace(Passage::Open);
    for _ in 0..500 {
        let audit = app.get("/api/v1/audit").await;
        if audit.status == 200 && audit.json()["items"][0]["outcome"] == "done" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let audit = app.get("/api/v1/audit").await.expect(200);
    assert_eq!(audit.json()["items"][0]["outcome"], "done");
    // So is the answer, for who sends the same again: not only once the lease of the key is over.
    let start = std::time::Instant::now();
    loop {
        let again = create().await;
        if again.status == 201 {
            assert_eq!(again.header("idempotency-replayed"), "true");
            return;
        }
        again.expect(409);
        assert!(start.elapsed() < Duration::from_secs(20), "in vain");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// A small file system that the server may write to, as whoever may mount one has it.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open).unwrap();
        let place = folder.path().join("disk");
        std::fs::create_dir(&place).unwrap();
        let succeeds = |command: &mut Command| {
            let output = command.arg(&place).output();
            output.is_ok_and(|output| output.status.success())
        };
        let mounted =
            succeeds(Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]));
        (mounted && succeeds(Command::new("chown").arg("postgres"))).then_some(Self(folder))
    }

    fn place(&self) -> std::path::PathBuf {
        self.0.path().join("disk")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.place()).status();
    }
}

/// Fills what is left.
fn fill(disk: &Path) {
    let filled = std::fs::write(disk.join("filler"), vec![b'x'; 4 << 20]);
    assert!(filled.is_err(), "the disk is larger than it should be");
}

#[tokio::test]
async fn a_server_without_room_refuses_writes_until_there_is_some() {
    let Some(mut database) = Database::make().await else {
        return;
    };
    let Some(disk) = SmallDisk::mount() else {
        println!("skipped: no file system can be mounted here");
        return;
    };
    let app = TestApp::with_database(&database.url).await;
    let space = format!("small_{}", database.name);
    let place = disk.place();
    let make = format!("CREATE TABLESPACE {space} LOCATION '{}'", place.display());
    database.tell(&make).await;
    let mut inside = database.inside().await;
    for table in TABLES {
        let moved = format!("ALTER TABLE {table} SET TABLESPACE {space}");
        inside.execute(AssertSqlSafe(moved)).await.unwrap();
    }
    app.create(&manifest("first")).await.expect(201);
    fill(&place);
    // What there was room for already is soon used up.
    let mut taken = 1;
    let refused = loop {
        let answer = app.create(&manifest(&format!("full-{taken}"))).await;
        if answer.status != 201 {
            break answer.expect(503).problem();
        }
        taken += 1;
        assert!(taken < 200, "a full disk takes everything");
    };
    assert_eq!(refused.kind, "/problems/store-unavailable");
    assert_eq!(app.daemonsets().await.len(), taken);
    eventually_ready(&app, 503).await;

    std::fs::remove_file(place.join("filler")).unwrap();
    app.create(&manifest("last")).await.expect(201);
    eventually_ready(&app, 200).await;
    app.app.store.close().await.unwrap();
    drop(inside);
    // The server is not left with tables on a disk that goes away.
    let gone = format!("DROP DATABASE {}", database.name);
    database.tell(&gone).await;
    let gone = format!("DROP TABLESPACE {space}");
    database.tell(&gone).await;
}

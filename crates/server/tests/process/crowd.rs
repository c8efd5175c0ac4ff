//! Two consoles over one PostgreSQL, with people who write and look all the time, while whatever can go wrong does: each
//! console is killed, one is put to sleep and let go, the server is gone and then slow. Nothing is lost, nothing is done
//! twice, and in the end everybody sees what there is.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{sleep, timeout},
};

use super::{
    Running, TOKEN,
    killed::{Outside, database_of_its_own},
};

/// How many write at once.
const WRITERS: usize = 3;
/// How many look at once, unless `EVERYNODE_TEST_VIEWERS` says otherwise.
const VIEWERS: usize = 40;
/// How long somebody waits for an answer before he asks elsewhere.
const PATIENCE: Duration = Duration::from_secs(5);
/// For how long a console sleeps: longer than another waits before it takes it for dead.
const SLEEP: Duration = Duration::from_secs(45);
/// How long it may take until all is settled after the last thing went wrong: a key is taken for as long as the longest write.
const SETTLED: Duration = Duration::from_mins(3);

/// How it goes on the way to the database.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Open,
    Gone,
    Slow,
}

/// A way to the server at this address, and the port where it begins.
async fn way_to(address: String, state: watch::Receiver<Way>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((here, _)) = listener.accept().await {
            let mut gone = state.clone();
            let (address, slow) = (address.clone(), state.clone());
            tokio::spawn(async move {
                if *gone.borrow() == Way::Gone {
                    return;
                }
                let Ok(there) = TcpStream::connect(address).await else {
                    return;
                };
                let (mut asked, mut answers) = here.into_split();
                let (mut said, mut asks) = there.into_split();
                tokio::select! {
                    () = carry(&mut asked, &mut asks, &slow) => {}
                    () = carry(&mut said, &mut answers, &slow) => {}
                    _ = gone.wait_for(|way| *way == Way::Gone) => {}
                }
            });
        }
    });
    port
}

async fn carry(
    from: &mut tokio::net::tcp::OwnedReadHalf,
    to: &mut tokio::net::tcp::OwnedWriteHalf,
    way: &watch::Receiver<Way>,
) {
    let mut some = [0; 16 << 10];
    while let Ok(count @ 1..) = from.read(&mut some).await {
        if *way.borrow() == Way::Slow {
            sleep(Duration::from_millis(150)).await;
        }
        if to.write_all(&some[..count]).await.is_err() {
            return;
        }
    }
}

/// What all know.
struct Scene {
    addresses: Vec<String>,
    cluster: String,
    /// Whether nothing new is begun any more.
    is_over: AtomicBool,
    keys: AtomicUsize,
}

impl Scene {
    fn key(&self) -> String {
        format!("crowd-{}", self.keys.fetch_add(1, Ordering::Relaxed))
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    fn collection(&self) -> String {
        contract::path::namespaced_daemonsets(&self.cluster, "default")
    }

    /// Sends a request to one of the consoles; status and body, or nothing where no answer came in time.
    async fn ask(
        &self,
        at: usize,
        (method, path): (&str, &str),
        key: Option<&str>,
        body: &str,
    ) -> Option<(u16, String)> {
        let address = &self.addresses[at % self.addresses.len()];
        let key = key.map_or_else(String::new, |key| format!("Idempotency-Key: {key}\r\n"));
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {address}\r\nAuthorization: Bearer {TOKEN}\r\n{key}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let exchange = async {
            let mut stream = TcpStream::connect(address).await.ok()?;
            stream.write_all(request.as_bytes()).await.ok()?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.ok()?;
            let (head, body) = answer.split_once("\r\n\r\n")?;
            let status = head.split(' ').nth(1)?.parse().ok()?;
            Some((status, body.to_owned()))
        };
        timeout(PATIENCE, exchange).await.ok()?
    }

    /// Sends a write under one key, now here and now there, until it is known what came of it.
    async fn write(&self, first: usize, method: &str, path: &str, body: &str) -> (u16, String) {
        let key = self.key();
        let start = Instant::now();
        for at in first.. {
            if let Some((status, answer)) = self.ask(at, (method, path), Some(&key), body).await {
                let is_open = matches!(status, 429 | 500..)
                    || answer.contains("/problems/request-in-progress");
                if !is_open {
                    return (status, answer);
                }
            }
            assert!(
                start.elapsed() < SETTLED,
                "{method} {path} is never answered"
            );
            sleep(Duration::from_millis(300)).await;
        }
        unreachable!("numbers do not end")
    }

    /// The object as it is now; none where there is none.
    async fn read(&self, path: &str) -> Option<Value> {
        let start = Instant::now();
        for at in 0.. {
            match self.ask(at, ("GET", path), None, "").await {
                Some((200, body)) => return serde_json::from_str(&body).ok(),
                Some((404, _)) => return None,
                _ => {}
            }
            assert!(start.elapsed() < SETTLED, "{path} is never read");
            sleep(Duration::from_millis(300)).await;
        }
        unreachable!("numbers do not end")
    }
}

fn manifest(number: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": {"generateName": "crowd-", "labels": {"number": number}},
        "spec": {
            "selector": {"matchLabels": {"app": "a"}},
            "template": {
                "metadata": {"labels": {"app": "a"}},
                "spec": {
                    "nodeSelector": {"never": "there"},
                    "containers": [{"name": "a", "image": "registry.example/a:1"}],
                },
            },
        },
    })
}

/// One who creates, changes and deletes. What there must be in the end: how often each was changed, by its number; none of
/// what was deleted.
async fn writer(scene: Arc<Scene>, writer: usize) -> BTreeMap<String, Option<u64>> {
    let mut expected = BTreeMap::new();
    for round in 0.. {
        if scene.is_over() {
            break;
        }
        let number = format!("{writer}-{round}");
        let at = writer + round;
        let collection = scene.collection();
        let body = manifest(&number).to_string();
        let (status, answer) = scene.write(at, "POST", &collection, &body).await;
        assert_eq!(status, 201, "{answer}");
        let made: Value = serde_json::from_str(&answer).unwrap();
        let path = format!(
            "{collection}/{}",
            made["metadata"]["name"].as_str().unwrap()
        );
        for change in 1..=2_u64 {
            edit(&scene, at, &path, change).await;
        }
        expected.insert(number.clone(), Some(2));
        if round % 3 == 2 {
            let (status, answer) = scene.write(at, "DELETE", &path, "").await;
            assert!(matches!(status, 200 | 202), "{answer}");
            expected.insert(number, None);
        }
    }
    expected
}

/// Changes it so that it says how often it was changed.
async fn edit(scene: &Scene, at: usize, path: &str, change: u64) {
    loop {
        let mut object = scene.read(path).await.unwrap();
        let before = object["metadata"]["annotations"]["change"].as_str();
        let before: u64 = before.map_or(0, |it| it.parse().unwrap());
        // It was done, and the answer was lost with the console.
        if before == change {
            return;
        }
        assert_eq!(before, change - 1, "{path}");
        object["metadata"]["annotations"]["change"] = json!(change.to_string());
        let (status, answer) = scene.write(at, "PUT", path, &object.to_string()).await;
        match status {
            200 => return,
            // The controller was faster.
            409 => {}
            _ => panic!("{status} {answer}"),
        }
    }
}

/// What somebody has before him: versions by uid.
type Picture = BTreeMap<String, String>;

/// One who looks.
struct Viewer {
    scene: Arc<Scene>,
    at: usize,
    last_id: String,
    picture: Arc<Mutex<Picture>>,
    resumed: Arc<AtomicUsize>,
}

impl Viewer {
    async fn run(mut self) {
        loop {
            if self.follow().await.is_none() {
                self.at += 1;
            }
            sleep(Duration::from_millis(300)).await;
        }
    }

    /// Follows a stream to its end.
    async fn follow(&mut self) -> Option<()> {
        let address = &self.scene.addresses[self.at % self.scene.addresses.len()];
        let path = contract::path::events_of(&self.scene.cluster, "default", "");
        let last_id = match self.last_id.as_str() {
            "" => String::new(),
            id => format!("Last-Event-ID: {id}\r\n"),
        };
        let request = format!(
            "GET {path} HTTP/1.0\r\nHost: {address}\r\nAuthorization: Bearer {TOKEN}\r\n{last_id}\r\n"
        );
        let mut stream = TcpStream::connect(address).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let (mut text, mut some, mut is_first) = (String::new(), vec![0; 64 << 10], true);
        loop {
            // A console that sleeps says nothing, and one that lives gives a sign every fifteen seconds.
            let patience = if is_first { PATIENCE } else { PATIENCE * 4 };
            let count = timeout(patience, stream.read(&mut some)).await.ok()?;
            let count = count.ok().filter(|count| *count > 0)?;
            text.push_str(std::str::from_utf8(&some[..count]).ok()?);
            if is_first && !text.starts_with("HTTP/1.0 200") && text.len() > 12 {
                return None;
            }
            while let Some((event, rest)) = text.split_once("\n\n") {
                self.take(event, &mut is_first);
                text = rest.to_owned();
            }
        }
    }

    fn take(&mut self, event: &str, is_first: &mut bool) {
        let field = |name: &str| {
            let mut lines = event.lines();
            lines.find_map(|line| line.strip_prefix(name))
        };
        let (Some(id), Some(data)) = (field("id: "), field("data: ")) else {
            return;
        };
        let data: Value = serde_json::from_str(data).unwrap();
        let kind = field("event: ").unwrap();
        if std::mem::take(is_first) && kind == "change" {
            self.resumed.fetch_add(1, Ordering::Relaxed);
        }
        let mut picture = self.picture.lock().unwrap();
        if kind == "snapshot" {
            picture.clear();
        }
        for uid in data["removed"].as_array().into_iter().flatten() {
            picture.remove(uid.as_str().unwrap());
        }
        for row in data["daemonSets"].as_array().into_iter().flatten() {
            let text = |field: &str| row[field].as_str().unwrap().to_owned();
            picture.insert(text("uid"), text("resourceVersion"));
        }
        id.clone_into(&mut self.last_id);
    }
}

/// The consoles, each at an address that stays its own.
struct Consoles<'a> {
    home: &'a Path,
    flags: Vec<String>,
    addresses: Vec<String>,
    running: Vec<Option<Running>>,
}

impl Consoles<'_> {
    fn start(&mut self, which: usize) {
        let mut command = super::everynode(self.home);
        command.args(["serve", "--listen", &self.addresses[which]]);
        // Nobody reads it, and a pipe that is full holds up whoever writes into it.
        command.args(["--log", "error"]).args(&self.flags);
        self.running[which] = Some(Running::spawn(&mut command));
    }

    fn kill(&mut self, which: usize) {
        let mut running = self.running[which].take().unwrap();
        running.child.kill().unwrap();
        running.child.wait().unwrap();
    }

    fn signal(&self, which: usize, name: &str) {
        self.running[which].as_ref().unwrap().signal(name);
    }
}

/// An address that is free, and stays so for a moment.
fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[test]
fn whatever_goes_wrong_under_two_consoles_nothing_is_lost_or_done_twice() {
    let Ok(url) = std::env::var("EVERYNODE_TEST_POSTGRES") else {
        println!("skipped: EVERYNODE_TEST_POSTGRES names no server");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let outside = Outside::at_hand(home.path());
    if !outside.is_simulated() {
        println!("skipped: it is about the consoles, and writes much");
        return;
    }
    let database = database_of_its_own(&url);
    let (before, after) = database.split_once('@').unwrap();
    let (server, name) = after.split_once('/').unwrap();
    let (way, state) = watch::channel(Way::Open);
    let port = outside.runtime().block_on(way_to(server.to_owned(), state));
    let database = format!("{before}@127.0.0.1:{port}/{name}");

    let addresses = vec![free_address(), free_address()];
    let mut consoles = Consoles {
        home: home.path(),
        flags: ["--kubeconfig", &outside.kubeconfig, "--database", &database]
            .map(str::to_owned)
            .to_vec(),
        addresses: addresses.clone(),
        running: vec![None, None],
    };
    consoles.start(0);
    consoles.start(1);
    let scene = Arc::new(Scene {
        addresses,
        cluster: outside.name.clone(),
        is_over: AtomicBool::new(false),
        keys: AtomicUsize::new(0),
    });
    let runtime = outside.runtime();
    let viewers = std::env::var("EVERYNODE_TEST_VIEWERS");
    let viewers = viewers.map_or(VIEWERS, |count| count.parse().unwrap());
    let resumed = Arc::new(AtomicUsize::new(0));
    let pictures: Vec<_> = (0..viewers)
        .map(|at| {
            let picture = Arc::new(Mutex::new(Picture::new()));
            let viewer = Viewer {
                scene: Arc::clone(&scene),
                at,
                last_id: String::new(),
                picture: Arc::clone(&picture),
                resumed: Arc::clone(&resumed),
            };
            runtime.spawn(viewer.run());
            picture
        })
        .collect();
    let writers: Vec<_> = (0..WRITERS)
        .map(|number| runtime.spawn(writer(Arc::clone(&scene), number)))
        .collect();
    disturb(&mut consoles, &way);
    scene.is_over.store(true, Ordering::Relaxed);

    let mut expected = BTreeMap::new();
    for writer in writers {
        expected.extend(runtime.block_on(writer).unwrap());
    }
    assert!(
        expected.len() > 10,
        "hardly anything was written: {expected:?}"
    );
    nothing_is_lost_or_done_twice(&outside, &expected);
    everybody_sees_it(&outside, &pictures);
    let resumed = resumed.load(Ordering::Relaxed);
    assert!(resumed > 0, "nobody's stream ever went on");
    all_is_known(&outside, &scene);
    println!(
        "{} written, {viewers} viewers, {resumed} times a stream went on",
        expected.len()
    );
}

/// What goes wrong, one after the other.
fn disturb(consoles: &mut Consoles<'_>, way: &watch::Sender<Way>) {
    let (moment, longer) = (Duration::from_secs(2), Duration::from_secs(4));
    thread::sleep(longer);
    for which in [0, 1] {
        consoles.kill(which);
        thread::sleep(moment);
        consoles.start(which);
        thread::sleep(longer);
    }
    for trouble in [Way::Gone, Way::Slow] {
        way.send_replace(trouble);
        thread::sleep(longer);
        way.send_replace(Way::Open);
        thread::sleep(longer);
    }
    consoles.signal(0, "STOP");
    thread::sleep(SLEEP);
    consoles.signal(0, "CONT");
    thread::sleep(longer);
    // As when a new version is rolled out.
    consoles.signal(1, "TERM");
    consoles.running[1].take().unwrap().child.wait().unwrap();
    consoles.start(1);
    thread::sleep(moment);
}

/// What was answered is there, once, and as it was last changed; what was deleted is not.
fn nothing_is_lost_or_done_twice(outside: &Outside, expected: &BTreeMap<String, Option<u64>>) {
    let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for object in outside.objects("apis/apps/v1", "daemonsets") {
        let metadata = &object["metadata"];
        if let Some(number) = metadata["labels"]["number"].as_str() {
            let changes = metadata["annotations"]["change"].as_str();
            let changes = changes.map_or(0, |it| it.parse().unwrap());
            found.entry(number.to_owned()).or_default().push(changes);
        }
    }
    let kept = expected.iter().filter_map(|(number, changes)| {
        let changes = (*changes)?;
        Some((number.clone(), vec![changes]))
    });
    assert_eq!(found, kept.collect());
}

/// Everybody sees what there is, whichever way he came.
fn everybody_sees_it(outside: &Outside, pictures: &[Arc<Mutex<Picture>>]) {
    let now = || -> Picture {
        let objects = outside.objects("apis/apps/v1", "daemonsets");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let each = objects.iter().map(|object| {
            let metadata = &object["metadata"];
            (text(&metadata["uid"]), text(&metadata["resourceVersion"]))
        });
        each.collect()
    };
    let start = Instant::now();
    loop {
        let there = now();
        let is_old = |picture: &&Arc<Mutex<Picture>>| *picture.lock().unwrap() != there;
        let old = pictures.iter().filter(is_old).count();
        if old == 0 {
            return;
        }
        assert!(
            start.elapsed() < Duration::from_mins(1),
            "{old} of {} see what is no more",
            pictures.len()
        );
        thread::sleep(Duration::from_millis(200));
    }
}

/// Each write has its rows, and what became of it is known; of a change that was cut off it may not be, as the simulated
/// cluster does not keep who last wrote what.
fn all_is_known(outside: &Outside, scene: &Scene) {
    let open = |outcome: &str| -> Vec<Value> {
        let path = format!("/api/v1/audit?limit=100&outcome={outcome}");
        let asked = scene.ask(0, ("GET", &path), None, "");
        let (status, body) = outside.runtime().block_on(asked).unwrap();
        assert_eq!(status, 200, "{body}");
        let page: Value = serde_json::from_str(&body).unwrap();
        let rows = page["items"].as_array().unwrap().iter();
        let is_open = |row: &&Value| outcome == "begun" || row["action"] != "replace";
        rows.filter(is_open).cloned().collect()
    };
    let start = Instant::now();
    loop {
        let rows = [open("begun"), open("unknown")].concat();
        if rows.is_empty() {
            return;
        }
        assert!(start.elapsed() < SETTLED, "never settled: {rows:?}");
        thread::sleep(Duration::from_secs(1));
    }
}

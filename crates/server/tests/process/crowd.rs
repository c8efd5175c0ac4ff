//! Two consoles over one PostgreSQL, with people who write, look and follow logs all the time, while whatever can go wrong
//! does: each console is killed, the database is slow, is started again and crashes for a while, one console is put to
//! sleep and let go. Nothing is lost, nothing is done twice, no line of a log is missing, and in the end everybody sees what
//! there is.

#[path = "crowd/checks.rs"]
mod checks;
#[path = "crowd/form.rs"]
mod form;
#[path = "crowd/postgres.rs"]
mod postgres;
#[path = "crowd/readers.rs"]
mod readers;
#[path = "crowd/scene.rs"]
mod scene;
#[path = "crowd/viewers.rs"]
mod viewers;
#[path = "crowd/way.rs"]
mod way;
#[path = "crowd/writers.rs"]
mod writers;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use self::{
    form::Form, postgres::Postgres, readers::Reader, scene::Scene, viewers::Viewer, way::Way,
};
use super::{Running, killed::Outside};

/// How long it may take until all is settled: a key is taken for nearly three minutes where its console died, and whoever
/// takes it over then may die as well.
const SETTLED: Duration = Duration::from_mins(10);

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
    let Some(postgres) = Postgres::start(&url) else {
        println!("skipped: the programs of the server are not on this machine");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let outside = Outside::at_hand(home.path());
    if !outside.is_simulated() {
        println!("skipped: it is about the consoles, and writes much");
        return;
    }
    let way = outside.runtime().block_on(Way::to(postgres.port));
    let database = Postgres::url_by(way.port);
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
    let form = Form::wanted();
    let scene = Arc::new(Scene {
        addresses,
        cluster: outside.name.clone(),
        form,
        is_over: AtomicBool::new(false),
        keys: AtomicUsize::new(0),
    });
    outside.write_logs(2);
    let runtime = outside.runtime();
    let begun = Instant::now();
    let resumed = Arc::new(AtomicUsize::new(0));
    let viewers = (0..form.viewers).map(|at| {
        let (viewer, picture) = Viewer::new(Arc::clone(&scene), at, Arc::clone(&resumed));
        runtime.spawn(viewer.look());
        picture
    });
    let pictures: Vec<_> = viewers.collect();
    let readers = (0..form.readers).map(|at| {
        let (reader, logs) = Reader::new(Arc::clone(&scene), at);
        runtime.spawn(reader.read());
        logs
    });
    let logs: Vec<_> = readers.collect();
    let writers: Vec<_> = (0..form.writers)
        .map(|number| runtime.spawn(writers::write(Arc::clone(&scene), number)))
        .collect();
    disturb(form, &mut consoles, &way, &postgres);
    scene.is_over.store(true, Ordering::Relaxed);

    let disturbed = begun.elapsed().as_secs();
    let mut expected = BTreeMap::new();
    for writer in writers {
        expected.extend(runtime.block_on(writer).unwrap());
    }
    let written = begun.elapsed().as_secs();
    assert!(
        expected.len() > 10,
        "hardly anything was written: {expected:?}"
    );
    checks::nothing_is_lost_or_done_twice(&outside, &expected);
    checks::everybody_sees_it(&outside, &pictures);
    let lines = checks::every_line_is_read_once(&logs);
    let resumed = resumed.load(Ordering::Relaxed);
    assert!(resumed > 0, "nobody's stream ever went on");
    checks::all_is_known(&outside, &scene);
    println!(
        "{} written, {} viewers, {resumed} times a stream went on, {lines} lines read by {}; \
         disturbed for {disturbed} s, written after {written} s, settled after {} s",
        expected.len(),
        form.viewers,
        form.readers,
        begun.elapsed().as_secs()
    );
}

/// What goes wrong, one after the other.
fn disturb(form: Form, consoles: &mut Consoles<'_>, way: &Way, postgres: &Postgres) {
    let calm = || thread::sleep(form.calm);
    calm();
    for which in [0, 1] {
        consoles.kill(which);
        thread::sleep(form.calm / 2);
        consoles.start(which);
        calm();
    }
    way.be_slow(true);
    calm();
    way.be_slow(false);
    postgres.restart();
    calm();
    postgres.crash();
    thread::sleep(form.away);
    postgres.rise();
    calm();
    consoles.signal(0, "STOP");
    thread::sleep(form.sleep);
    consoles.signal(0, "CONT");
    calm();
    // As when a new version is rolled out.
    consoles.signal(1, "TERM");
    consoles.running[1].take().unwrap().child.wait().unwrap();
    consoles.start(1);
    calm();
}

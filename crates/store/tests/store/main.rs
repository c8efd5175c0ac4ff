//! The store against real databases: SQLite files, and PostgreSQL where `EVERYNODE_TEST_POSTGRES` names one.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on stops right there, and says what it skips"
)]

mod audit;
mod beside;
mod drafts;
mod hints;
mod idempotency;
mod opening;
mod sessions;

use jiff::{SignedDuration, Timestamp};
use store::audit::{Action, Actor, Entry, Subject, new_id};
use store::drafts::{Draft, Limits};
use store::idempotency::Request;
use store::{Location, Store};

/// How long a request may run in these tests.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

const ROOMY: Limits = Limits {
    drafts: 10,
    bytes: 1 << 20,
};

fn now() -> Timestamp {
    "2026-11-21T10:00:00.123Z".parse().unwrap()
}

/// Runs a test on every database at hand, each with owners of its own so that runs do not meet.
async fn on_every_database<F: AsyncFn(&Store, &str)>(test: F) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder
        .path()
        .join("folder that is not there")
        .join("50% of it?.db");
    let mut urls = vec!["sqlite::memory:".to_owned(), Location::url_of_file(&file)];
    match std::env::var("EVERYNODE_TEST_POSTGRES") {
        Ok(url) => urls.push(url),
        Err(_) => eprintln!("skipped on PostgreSQL: EVERYNODE_TEST_POSTGRES names none"),
    }
    for url in urls {
        let store = Store::open(&url).await.unwrap();
        test(&store, &uuid::Uuid::new_v4().to_string()).await;
        store.close().await.unwrap();
    }
}

fn draft(id: &str, text: &str, updated: Timestamp) -> Draft {
    Draft {
        id: id.to_owned(),
        cluster: "sandbox".to_owned(),
        text: text.to_owned(),
        name: "agent".to_owned(),
        namespace: String::new(),
        origin: None,
        updated,
    }
}

/// A row of somebody's write that begins then.
fn entry(actor: &str, name: &str, at: Timestamp) -> Entry {
    let subject = Subject {
        actor: &Actor::named(actor),
        action: Action::Create,
        cluster: "sandbox",
        namespace: "default",
        kind: "DaemonSet",
        name,
    };
    Entry::begin(new_id(at), subject, at)
}

fn request<'a>(key: &'a str, fingerprint: &'a str) -> Request<'a> {
    Request {
        key,
        fingerprint,
        id: "the rows of it",
    }
}

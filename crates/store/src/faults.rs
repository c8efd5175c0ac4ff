//! What a broken database does to what is kept: nothing is said to be kept that is not, the error says that it
//! is the database, and once it is whole again everything goes on.

use jiff::Timestamp;
use sqlx::{AnyConnection, Connection as _, Executor as _};

use crate::{
    Location, Store, StoreError,
    audit::{About, Action, Actor, Entry, Subject, new_id},
    drafts::{Draft, Limits},
    idempotency::Request,
};

const ROOMY: Limits = Limits {
    drafts: 10,
    bytes: 1 << 20,
};

fn entry() -> Entry {
    let subject = Subject {
        actor: &Actor::named("me"),
        action: Action::Create,
        cluster: "sandbox",
        namespace: "default",
        kind: "DaemonSet",
        name: "agent",
    };
    let now = Timestamp::now();
    Entry::begin(new_id(now), subject, now)
}

/// Tries every kind of write.
async fn writes(store: &Store) -> Vec<Result<(), StoreError>> {
    let now = Timestamp::now();
    let draft = Draft {
        id: "1".to_owned(),
        cluster: "sandbox".to_owned(),
        text: "a: b\n".repeat(2000),
        name: String::new(),
        namespace: String::new(),
        origin: None,
        updated: now,
    };
    let id = entry().id;
    let request = Request {
        key: &id,
        fingerprint: "f",
        id: &id,
    };
    let lease = jiff::SignedDuration::from_secs(60);
    vec![
        store.try_write().await,
        store.audit().begin(&[entry()]).await,
        store.drafts("me").put(&draft, None, ROOMY).await.map(drop),
        store
            .idempotency("me")
            .claim(request, lease, now)
            .await
            .map(drop),
    ]
}

#[track_caller]
fn all_unavailable(results: &[Result<(), StoreError>]) {
    for result in results {
        let error = result.as_ref().unwrap_err();
        assert!(error.is_unavailable(), "{error:?}");
    }
}

#[track_caller]
fn all_done(results: &[Result<(), StoreError>]) {
    assert!(results.iter().all(Result::is_ok), "{results:?}");
}

/// A store in a file, and the folder that it is in.
async fn in_a_file() -> (tempfile::TempDir, std::path::PathBuf, Store) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("everynode.db");
    let store = Store::open(&Location::url_of_file(&file)).await.unwrap();
    (folder, file, store)
}

/// Tells every connection of the pool something.
async fn tell_all(store: &Store, statement: &'static str) {
    let mut connections = Vec::new();
    for _ in 0..store.pool().options().get_max_connections() {
        connections.push(store.pool().acquire().await.unwrap());
    }
    for connection in &mut connections {
        connection.execute(statement).await.unwrap();
    }
}

#[tokio::test]
async fn a_full_disk() {
    let (_folder, _, store) = in_a_file().await;
    // As small as it is: SQLite says of a page too many what it says of a disk without room.
    tell_all(&store, "PRAGMA max_page_count = 1").await;
    let results = writes(&store).await;
    // A short row may find room in a page that there is; what readiness tries needs pages of its own.
    let refused: Vec<_> = results.into_iter().filter(Result::is_err).collect();
    all_unavailable(&refused);
    assert!(refused.len() >= 2, "{refused:?}");
    assert!(store.try_write().await.is_err());
    assert_eq!(store.drafts("me").get("1").await.unwrap(), None);
    tell_all(&store, "PRAGMA max_page_count = 1000000").await;
    all_done(&writes(&store).await);
}

#[tokio::test]
async fn a_database_that_takes_no_writes() {
    let (_folder, _, store) = in_a_file().await;
    tell_all(&store, "PRAGMA query_only = ON").await;
    all_unavailable(&writes(&store).await);
    assert_eq!(
        store
            .audit()
            .list(About::default(), None, 10)
            .await
            .unwrap(),
        []
    );
    tell_all(&store, "PRAGMA query_only = OFF").await;
    all_done(&writes(&store).await);
}

#[tokio::test]
async fn a_locked_file() {
    let (_folder, file, store) = in_a_file().await;
    // Not as long as the product waits; that would only make the test slow.
    tell_all(&store, "PRAGMA busy_timeout = 50").await;
    let url = Location::url_of_file(&file);
    let mut other = AnyConnection::connect(&url).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    all_unavailable(&writes(&store).await);
    other.execute("ROLLBACK").await.unwrap();
    all_done(&writes(&store).await);
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_is_gone_or_another_one() {
    let (folder, file, store) = in_a_file().await;
    all_done(&writes(&store).await);
    let elsewhere = folder.path().join("moved.db");
    std::fs::rename(&file, &elsewhere).unwrap();
    all_unavailable(&writes(&store).await);
    std::fs::write(&file, "").unwrap();
    all_unavailable(&writes(&store).await);
    std::fs::rename(&elsewhere, &file).unwrap();
    all_done(&writes(&store).await);
}

#[tokio::test]
async fn postgres_without_rights_or_behind_a_lock() {
    let Ok(url) = std::env::var("EVERYNODE_TEST_POSTGRES") else {
        eprintln!("skipped: EVERYNODE_TEST_POSTGRES names none");
        return;
    };
    let store = Store::open(&url).await.unwrap();
    tell_all(&store, "SET default_transaction_read_only = on").await;
    all_unavailable(&writes(&store).await);
    tell_all(&store, "SET default_transaction_read_only = off").await;
    all_done(&writes(&store).await);

    tell_all(&store, "SET lock_timeout = '50ms'").await;
    let mut other = AnyConnection::connect(&url).await.unwrap();
    other
        .execute("BEGIN; LOCK TABLE probe, audit, drafts, idempotency IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    all_unavailable(&writes(&store).await);
    other.execute("ROLLBACK").await.unwrap();
    all_done(&writes(&store).await);
}

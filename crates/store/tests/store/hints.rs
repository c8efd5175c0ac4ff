//! Hints between consoles.

use std::time::Duration;

use jiff::ToSpan;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use store::{
    Store,
    hints::Hint,
    sessions::{Noted, Session},
};
use tokio::sync::mpsc;

use super::now;

async fn heard(told: &mut mpsc::UnboundedReceiver<Hint>, wanted: Hint) {
    let wait = async { while told.recv().await.unwrap() != wanted {} };
    tokio::time::timeout(Duration::from_secs(20), wait)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_one_console_ends_another_hears_of_though_the_connection_was_lost() {
    let Ok(url) = std::env::var("EVERYNODE_TEST_POSTGRES") else {
        eprintln!("skipped: EVERYNODE_TEST_POSTGRES names none");
        return;
    };
    let (one, other) = (
        Store::open(&url).await.unwrap(),
        Store::open(&url).await.unwrap(),
    );
    let (tell, mut told) = mpsc::unbounded_channel();
    let follows = other.clone();
    tokio::spawn(async move {
        follows.follow_hints(|hint| tell.send(hint).unwrap()).await;
    });
    // Whatever was missed before.
    heard(&mut told, Hint::Clusters).await;
    let digest = uuid::Uuid::new_v4().to_string();
    let session = Session {
        id_digest: digest.clone(),
        owner: digest.clone(),
        data: "{}".to_owned(),
        expires: now() + 1.hour(),
        noted: Noted::default(),
    };
    one.sessions().create(&session).await.unwrap();
    one.sessions().delete(&digest).await.unwrap();
    heard(&mut told, Hint::Sessions).await;

    let mut server = PgConnection::connect(&url).await.unwrap();
    let ended = server
        .execute(AssertSqlSafe(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                .to_owned(),
        ))
        .await
        .unwrap();
    assert!(ended.rows_affected() > 0);
    // It listens again, and takes it that it has missed something.
    heard(&mut told, Hint::Sessions).await;
    heard(&mut told, Hint::Clusters).await;
    one.clusters().remove(&digest).await.unwrap();
    one.sessions().delete_of(&digest).await.unwrap();
    heard(&mut told, Hint::Sessions).await;
}

/// In a database of its own: the sessions of other tests are not for it to end.
#[tokio::test]
async fn that_everybody_is_signed_out_another_console_hears_of() {
    let Ok(url) = std::env::var("EVERYNODE_TEST_POSTGRES") else {
        eprintln!("skipped: EVERYNODE_TEST_POSTGRES names none");
        return;
    };
    let own = format!("test_{}", uuid::Uuid::new_v4().simple());
    let mut server = PgConnection::connect(&url).await.unwrap();
    let create = AssertSqlSafe(format!("CREATE DATABASE {own}"));
    server.execute(create).await.unwrap();
    let (base, _) = url.rsplit_once('/').unwrap();
    let store = Store::open(&format!("{base}/{own}")).await.unwrap();
    let (tell, mut told) = mpsc::unbounded_channel();
    let follows = store.clone();
    tokio::spawn(async move {
        follows.follow_hints(|hint| tell.send(hint).unwrap()).await;
    });
    heard(&mut told, Hint::Clusters).await;
    while told.try_recv().is_ok() {}
    store.sessions().delete_all().await.unwrap();
    heard(&mut told, Hint::Sessions).await;
}

#[tokio::test]
async fn who_is_alone_waits_for_no_hints() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    store.follow_hints(|_| {}).await;
    store.sessions().delete("none").await.unwrap();
}

//! Opening a database, and what is left of it.

use sqlx::{AnyConnection, Connection as _, Executor as _};
use store::drafts::Keeping;
use store::{Location, Store};

use super::{ROOMY, draft, now};

#[tokio::test(flavor = "multi_thread")]
async fn a_database_in_memory_outlives_requests_that_are_given_up() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let kept = draft("1", "a: b", now());
    store
        .drafts("somebody")
        .put(&kept, None, ROOMY)
        .await
        .unwrap();
    // As when a browser goes away in the middle of a request: at every moment of it.
    for microseconds in 0..400 {
        let patience = std::time::Duration::from_micros(microseconds);
        let given_up = tokio::time::timeout(patience, store.drafts("somebody").list(10));
        let _whether_it_was = given_up.await.is_err();
    }
    assert_eq!(store.drafts("somebody").get("1").await.unwrap(), Some(kept));
}

#[tokio::test]
async fn an_older_version_opens_what_a_newer_one_has_migrated() {
    let folder = tempfile::tempdir().unwrap();
    let url = Location::url_of_file(&folder.path().join("everynode.db"));
    Store::open(&url).await.unwrap().close().await.unwrap();
    sqlx::any::install_default_drivers();
    let mut newer = AnyConnection::connect(&url).await.unwrap();
    newer
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (9999, 'of tomorrow', TRUE, X'00', 0)",
        )
        .await
        .unwrap();
    newer.close().await.unwrap();
    let store = Store::open(&url).await.unwrap();
    let draft = draft("1", "kept", now());
    let kept = store.drafts("me").put(&draft, None, ROOMY);
    assert_eq!(kept.await.unwrap(), Keeping::Kept);
}

#[tokio::test]
async fn a_file_is_private_is_opened_again_and_stands_alone_after_closing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("everynode.db");
    let url = Location::url_of_file(&file);
    let store = Store::open(&url).await.unwrap();
    store
        .drafts("me")
        .put(&draft("1", "kept", now()), None, ROOMY)
        .await
        .unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let wal = folder.path().join("everynode.db-wal");
        for path in [&file, &wal] {
            let mode = path.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", path.display());
        }
    }
    store.close().await.unwrap();
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);

    let again = Store::open(&url).await.unwrap();
    assert_eq!(
        again.drafts("me").get("1").await.unwrap().unwrap().text,
        "kept"
    );
    assert!(store.try_write().await.unwrap_err().is_unavailable());
    again.try_write().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let not_a_database = folder.path().join("text.db");
    std::fs::write(
        &not_a_database,
        "this is not a database, however long it may be".repeat(50),
    )
    .unwrap();
    let in_a_file = not_a_database.join("x.db");
    for (path, words) in [
        (&not_a_database, "not a database"),
        (&in_a_file, "File exists"),
    ] {
        let error = Store::open(&Location::url_of_file(path)).await.unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(error.to_string().contains("text.db"), "{error}");
        assert!(cause.contains(words), "{cause}");
    }
    let error = Store::open("postgres://u:secret@127.0.0.1:1/x")
        .await
        .unwrap_err();
    assert!(
        !error.to_string().contains("secret") && error.to_string().contains("127.0.0.1:1"),
        "{error}"
    );
}

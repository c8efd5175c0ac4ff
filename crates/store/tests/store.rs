//! The store against real databases: SQLite files, and PostgreSQL where `EVERYNODE_TEST_POSTGRES` names one.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on stops right there, and says what it skips"
)]

use jiff::{Timestamp, ToSpan};
use store::{
    Location, Store,
    audit::{Entry, Outcome, Subject},
    drafts::Draft,
    idempotency::{Answer, Claim},
    sessions::Session,
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
        updated,
    }
}

#[tokio::test]
async fn drafts_belong_to_their_owner() {
    on_every_database(async |store, owner| {
        let drafts = store.drafts(owner);
        let first = draft("1", "a: 'é'\n# typed", now());
        let second = draft("2", "", now() + 1.second());
        drafts.put(&first).await.unwrap();
        drafts.put(&second).await.unwrap();
        assert_eq!(
            drafts.list(10).await.unwrap(),
            [second.clone(), first.clone()]
        );
        assert_eq!(drafts.list(1).await.unwrap(), [second]);

        let changed = draft("1", "a: b", now() + 2.seconds());
        drafts.put(&changed).await.unwrap();
        assert_eq!(drafts.get("1").await.unwrap(), Some(changed));
        assert_eq!(drafts.count().await.unwrap(), 2);

        let stranger = format!("{owner}-other");
        let others = store.drafts(&stranger);
        assert_eq!(others.get("1").await.unwrap(), None);
        assert!(!others.delete("1").await.unwrap());
        assert!(others.list(10).await.unwrap().is_empty());

        assert!(drafts.delete("1").await.unwrap());
        assert!(!drafts.delete("1").await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_in_memory_outlives_requests_that_are_given_up() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let kept = draft("1", "a: b", now());
    store.drafts("somebody").put(&kept).await.unwrap();
    // As when a browser goes away in the middle of a request: at every moment of it.
    for microseconds in 0..400 {
        let patience = std::time::Duration::from_micros(microseconds);
        let given_up = tokio::time::timeout(patience, store.drafts("somebody").list(10));
        let _whether_it_was = given_up.await.is_err();
    }
    assert_eq!(store.drafts("somebody").get("1").await.unwrap(), Some(kept));
}

#[tokio::test]
async fn sessions_expire_and_stay_ended() {
    on_every_database(async |store, digest| {
        let sessions = store.sessions();
        let session = Session {
            id_digest: digest.to_owned(),
            owner: digest.to_owned(),
            data: "{}".to_owned(),
            expires: now() + 1.hour(),
        };
        assert!(sessions.create(&session).await.unwrap());
        assert!(!sessions.create(&session).await.unwrap());
        assert_eq!(
            sessions.get(digest, now()).await.unwrap(),
            Some(session.clone())
        );
        assert_eq!(sessions.get(digest, session.expires).await.unwrap(), None);

        sessions.delete(digest).await.unwrap();
        sessions.update(&session).await.unwrap();
        assert_eq!(sessions.get(digest, now()).await.unwrap(), None);

        sessions.create(&session).await.unwrap();
        assert!(sessions.delete_expired(session.expires).await.unwrap() >= 1);
        assert_eq!(sessions.get(digest, now()).await.unwrap(), None);

        // All of one user, and nobody else's.
        let others = Session {
            id_digest: format!("{digest}-other"),
            owner: format!("{digest}-other"),
            ..session.clone()
        };
        sessions.create(&session).await.unwrap();
        sessions.create(&others).await.unwrap();
        assert_eq!(sessions.delete_of(digest).await.unwrap(), 1);
        assert_eq!(sessions.get(digest, now()).await.unwrap(), None);
        let kept = sessions.get(&others.id_digest, now()).await.unwrap();
        assert_eq!(kept, Some(others));
    })
    .await;
}

#[tokio::test]
async fn the_audit_trail_is_read_backwards_page_by_page() {
    on_every_database(async |store, actor| {
        let audit = store.audit();
        // Later than anything a run before left in a database that is kept.
        let start = Timestamp::now();
        for (step, name) in ["a", "b", "c"].into_iter().enumerate() {
            let subject = Subject {
                actor,
                action: "create",
                cluster: "sandbox",
                namespace: "default",
                name,
            };
            let at = start + i64::try_from(step).unwrap().milliseconds();
            let mut entry = Entry::begin(subject, at);
            audit.put(&entry).await.unwrap();
            let begun = audit.list(None, 1).await.unwrap();
            assert_eq!(begun[0].outcome, "begun");
            entry.end(Outcome {
                outcome: "refused",
                status: 422,
                detail: "why".to_owned(),
            });
            audit.put(&entry).await.unwrap();
        }
        let page = audit.list(None, 2).await.unwrap();
        assert_eq!(page[0].name, "c");
        assert_eq!((page[0].actor.as_str(), page[0].status), (actor, 422));
        assert_eq!(
            page[0].occurred.as_millisecond(),
            start.as_millisecond() + 2
        );
        let rest = audit.list(Some(&page[1].id), 1).await.unwrap();
        assert_eq!(rest[0].name, "a");
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer() {
    on_every_database(async |store, owner| {
        let answers = store.idempotency(owner);
        let answer = Answer {
            status: 201,
            media_type: "application/json".to_owned(),
            body: "{}".to_owned(),
        };
        assert_eq!(answers.claim("k", "f", now()).await.unwrap(), Claim::New);
        assert_eq!(
            answers.claim("k", "f", now()).await.unwrap(),
            Claim::Running
        );
        answers.finish("k", &answer, now()).await.unwrap();
        assert_eq!(
            answers.claim("k", "f", now()).await.unwrap(),
            Claim::Done(answer)
        );
        assert_eq!(
            answers.claim("k", "g", now()).await.unwrap(),
            Claim::OtherRequest
        );
        // An answer is not thrown away by a late release, and one's own key is not another's.
        answers.release("k").await.unwrap();
        assert_eq!(
            answers.claim("k", "g", now()).await.unwrap(),
            Claim::OtherRequest
        );
        let stranger = format!("{owner}-other");
        let others = store.idempotency(&stranger);
        assert_eq!(others.claim("k", "f", now()).await.unwrap(), Claim::New);
        others.release("k").await.unwrap();
        assert_eq!(others.claim("k", "g", now()).await.unwrap(), Claim::New);

        let tomorrow = now() + 24.hours();
        assert_eq!(answers.claim("k", "g", tomorrow).await.unwrap(), Claim::New);
    })
    .await;
}

#[tokio::test]
async fn of_many_requests_at_once_one_takes_the_key() {
    on_every_database(async |store, owner| {
        let mut requests = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let (store, owner) = (store.clone(), owner.to_owned());
            requests.spawn(async move {
                store
                    .idempotency(&owner)
                    .claim("k", "f", now())
                    .await
                    .unwrap()
            });
        }
        let claims = requests.join_all().await;
        let new = claims.iter().filter(|claim| **claim == Claim::New).count();
        assert_eq!(new, 1, "{claims:?}");
    })
    .await;
}

#[tokio::test]
async fn a_file_is_private_is_opened_again_and_stands_alone_after_closing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("everynode.db");
    let url = Location::url_of_file(&file);
    let store = Store::open(&url).await.unwrap();
    store
        .drafts("me")
        .put(&draft("1", "kept", now()))
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
    assert!(store.ping().await.unwrap_err().is_transient());
    again.ping().await.unwrap();
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

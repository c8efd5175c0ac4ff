//! The store against real databases: SQLite files, and PostgreSQL where `EVERYNODE_TEST_POSTGRES` names one.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on stops right there, and says what it skips"
)]

use jiff::{SignedDuration, Timestamp, ToSpan};
use sqlx::{AnyConnection, Connection as _, Executor as _};
use store::{
    Location, Store,
    audit::{About, Action, End, Entry, Outcome, Subject, new_id},
    drafts::{Draft, Keeping, Limits, Origin, Summary},
    idempotency::{Answer, Claim, Request},
    sessions::Session,
};

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

/// What a list shows of a draft.
fn summary(draft: &Draft) -> Summary {
    Summary {
        id: draft.id.clone(),
        cluster: draft.cluster.clone(),
        name: draft.name.clone(),
        namespace: draft.namespace.clone(),
        origin: (String::new(), String::new()),
        bytes: draft.text.len() as u64,
        updated: draft.updated,
    }
}

#[tokio::test]
async fn drafts_belong_to_their_owner() {
    on_every_database(async |store, owner| {
        let drafts = store.drafts(owner);
        let first = draft("1", "a: 'é'\n# typed", now());
        let second = draft("2", "", now() + 1.second());
        drafts.put(&first, None, ROOMY).await.unwrap();
        drafts.put(&second, None, ROOMY).await.unwrap();
        assert_eq!(
            drafts.list(10).await.unwrap(),
            [summary(&second), summary(&first)]
        );
        assert_eq!(drafts.list(1).await.unwrap(), [summary(&second)]);

        let changed = draft("1", "a: b", now() + 2.seconds());
        drafts.put(&changed, None, ROOMY).await.unwrap();
        assert_eq!(drafts.get("1").await.unwrap(), Some(changed));
        assert_eq!(drafts.list(10).await.unwrap().len(), 2);

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

#[tokio::test]
async fn a_draft_keeps_what_it_began_from_and_is_not_written_over_by_an_older_one() {
    on_every_database(async |store, owner| {
        let drafts = store.drafts(owner);
        let origin = |text: &str| Origin {
            namespace: "logging".to_owned(),
            name: "agent".to_owned(),
            text: text.to_owned(),
        };
        let mut first = draft("1", "a: 1", now());
        first.origin = Some(origin("a: 0"));
        assert_eq!(
            drafts.put(&first, None, ROOMY).await.unwrap(),
            Keeping::Kept
        );
        assert_eq!(drafts.get("1").await.unwrap().as_ref(), Some(&first));

        // Said once, it stays.
        let second = draft("1", "a: 2", now() + 1.second());
        let kept = drafts.put(&second, Some(first.updated), ROOMY).await;
        assert_eq!(kept.unwrap(), Keeping::Kept);
        let kept = drafts.get("1").await.unwrap().unwrap();
        assert_eq!(
            (kept.text.as_str(), kept.origin),
            ("a: 2", first.origin.clone())
        );
        let list = drafts.list(10).await.unwrap();
        assert_eq!(list[0].origin, ("logging".to_owned(), "agent".to_owned()));

        // Another browser knows only the first version.
        let late = draft("1", "a: late", now() + 2.seconds());
        let refused = drafts.put(&late, Some(first.updated), ROOMY).await;
        assert_eq!(refused.unwrap(), Keeping::Changed);
        assert_eq!(drafts.get("1").await.unwrap().unwrap().text, "a: 2");
        // It has read the second one and chosen.
        let chosen = drafts.put(&late, Some(second.updated), ROOMY).await;
        assert_eq!(chosen.unwrap(), Keeping::Kept);
        // One that was thrown away comes back rather than being lost.
        drafts.delete("1").await.unwrap();
        let again = drafts.put(&second, Some(first.updated), ROOMY).await;
        assert_eq!(again.unwrap(), Keeping::Kept);

        // What it began from counts too.
        let tight = Limits {
            drafts: 9,
            bytes: 10,
        };
        let mut long = draft("2", "12345", now());
        long.origin = Some(origin("12"));
        assert_eq!(
            drafts.put(&long, None, tight).await.unwrap(),
            Keeping::OverLimit
        );
        long.origin = Some(origin("1"));
        assert_eq!(drafts.put(&long, None, tight).await.unwrap(), Keeping::Kept);
    })
    .await;
}

#[tokio::test]
async fn nobody_keeps_more_drafts_than_the_limits_say() {
    on_every_database(async |store, owner| {
        let limits = Limits {
            drafts: 2,
            bytes: 10,
        };
        let drafts = store.drafts(owner);
        let put = async |id: &str, text: &str| {
            drafts
                .put(&draft(id, text, now()), None, limits)
                .await
                .unwrap()
        };
        assert_eq!(put("1", "12345").await, Keeping::Kept);
        assert_eq!(put("2", "123456").await, Keeping::OverLimit);
        assert_eq!(put("2", "12345").await, Keeping::Kept);
        // What is there may change within the limits, and nothing may come to it.
        assert_eq!(put("1", "54321").await, Keeping::Kept);
        assert_eq!(put("1", "543210").await, Keeping::OverLimit);
        assert_eq!(drafts.get("1").await.unwrap().unwrap().text, "54321");
        assert_eq!(put("3", "").await, Keeping::OverLimit);
        let stranger = format!("{owner}-other");
        let theirs = draft("3", "", now());
        let theirs = store
            .drafts(&stranger)
            .put(&theirs, None, limits)
            .await
            .unwrap();
        assert_eq!(theirs, Keeping::Kept);
    })
    .await;
}

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

/// A row of somebody's write that begins then.
fn entry(actor: &str, name: &str, at: Timestamp) -> Entry {
    let subject = Subject {
        actor,
        action: Action::Create,
        cluster: "sandbox",
        namespace: "default",
        kind: "DaemonSet",
        name,
    };
    Entry::begin(new_id(at), subject, at)
}

fn end(outcome: Outcome, status: u16, detail: &str) -> End {
    End {
        outcome,
        status,
        detail: detail.to_owned(),
    }
}

#[tokio::test]
async fn the_audit_trail_is_read_backwards_page_by_page() {
    on_every_database(async |store, actor| {
        let audit = store.audit();
        // Later than anything a run before left in a database that is kept.
        let start = Timestamp::now();
        for (step, name) in ["a", "b", "c"].into_iter().enumerate() {
            let at = start + i64::try_from(step).unwrap().milliseconds();
            let entry = entry(actor, name, at);
            audit.begin(std::slice::from_ref(&entry)).await.unwrap();
            let begun = audit.list(About::default(), None, 1).await.unwrap();
            assert_eq!(begun[0].outcome, Outcome::Begun);
            let refused = end(Outcome::Refused, 422, "why");
            audit.end(&[(entry.id, refused)]).await.unwrap();
        }
        let page = audit.list(About::default(), None, 2).await.unwrap();
        assert_eq!(page[0].name, "c");
        assert_eq!((page[0].actor.as_str(), page[0].status), (actor, 422));
        assert_eq!(
            page[0].occurred.as_millisecond(),
            start.as_millisecond() + 2
        );
        let rest = audit
            .list(About::default(), Some(&page[1].id), 1)
            .await
            .unwrap();
        assert_eq!(rest[0].name, "a");
        // Those about one object, whatever else there is.
        let about = |cluster, name| About {
            cluster,
            name,
            ..About::default()
        };
        let names = async |about| -> Vec<String> {
            let rows = audit.list(about, None, 100).await.unwrap().into_iter();
            let own = rows.filter(|row| row.actor == actor);
            own.map(|row| row.name).collect()
        };
        assert_eq!(names(about(Some("sandbox"), Some("b"))).await, ["b"]);
        assert_eq!(names(about(Some("elsewhere"), Some("b"))).await, [""; 0]);
        assert_eq!(names(about(None, Some("' OR ''='"))).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn every_object_of_a_request_has_its_row() {
    on_every_database(async |store, actor| {
        let audit = store.audit();
        let first = entry(actor, "agent", now());
        // More than one statement adds.
        let mut entries = vec![first.clone()];
        for place in 1..=230 {
            entries.push(first.beside(place, "Service", &format!("s{place}")));
        }
        audit.begin(&entries).await.unwrap();
        let kept = audit.of_request(&first.id).await.unwrap();
        let names = |entries: &[Entry]| -> Vec<String> {
            entries.iter().map(|entry| entry.name.clone()).collect()
        };
        assert_eq!(names(&kept), names(&entries));
        assert_eq!(
            (kept[0].kind.as_str(), kept[7].kind.as_str()),
            ("DaemonSet", "Service")
        );

        let done = end(Outcome::Done, 201, "");
        let lost = end(Outcome::Unknown, 504, "no answer");
        let ends = [(kept[0].id.clone(), done), (kept[1].id.clone(), lost)];
        audit.end(&ends).await.unwrap();
        // What was said for good stays; what was not known can be found out.
        let ends = [
            (kept[0].id.clone(), end(Outcome::Failed, 0, "late")),
            (kept[1].id.clone(), end(Outcome::Done, 0, "read back")),
        ];
        audit.end(&ends).await.unwrap();
        let kept = audit.of_request(&first.id).await.unwrap();
        let said = |place: usize| (kept[place].outcome, kept[place].detail.as_str());
        assert_eq!(said(0), (Outcome::Done, ""));
        assert_eq!(said(1), (Outcome::Done, "read back"));
        assert_eq!(said(2), (Outcome::Begun, ""));
    })
    .await;
}

#[tokio::test]
async fn what_ended_without_a_word_is_unknown_and_what_is_old_is_cleared() {
    on_every_database(async |store, actor| {
        let audit = store.audit();
        // A time of its own, before all other rows of a database that is kept.
        let long_ago: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
        audit
            .delete_before(long_ago + 48.hours(), 1000)
            .await
            .unwrap();
        let [dead, runs] = [long_ago, long_ago + 1.hour()].map(|at| entry(actor, "agent", at));
        audit.begin(std::slice::from_ref(&dead)).await.unwrap();
        audit.begin(std::slice::from_ref(&runs)).await.unwrap();
        let given_up = audit.give_up(long_ago + 1.minute(), "ended").await.unwrap();
        assert_eq!(given_up, 1);
        let open = async || {
            audit
                .unknown((long_ago, long_ago + 2.hours()), None, 10)
                .await
                .unwrap()
        };
        let unknown = open().await;
        assert_eq!(unknown.len(), 1);
        assert_eq!(
            (unknown[0].id.as_str(), unknown[0].detail.as_str()),
            (dead.id.as_str(), "ended")
        );
        let span = (long_ago, long_ago + 2.hours());
        let after = audit.unknown(span, Some(&dead.id), 10).await.unwrap();
        assert_eq!(after, []);
        audit
            .end(&[(dead.id, end(Outcome::Failed, 0, "not there"))])
            .await
            .unwrap();
        assert_eq!(open().await, []);

        assert_eq!(
            audit
                .delete_before(long_ago + 1.minute(), 10)
                .await
                .unwrap(),
            1
        );
        assert_eq!(
            audit.delete_before(long_ago + 2.hours(), 10).await.unwrap(),
            1
        );
    })
    .await;
}

fn request<'a>(key: &'a str, fingerprint: &'a str) -> Request<'a> {
    Request {
        key,
        fingerprint,
        id: "the rows of it",
    }
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer() {
    on_every_database(async |store, owner| {
        let answers = store.idempotency(owner);
        let claim = async |fingerprint: &str, now| {
            let request = request("k", fingerprint);
            answers.claim(request, LEASE, now).await.unwrap()
        };
        let answer = Answer {
            status: 201,
            media_type: "application/json".to_owned(),
            body: "{}".to_owned(),
        };
        assert_eq!(claim("f", now()).await, Claim::New);
        assert_eq!(
            claim("f", now() + 50.seconds()).await,
            Claim::Running { seconds: 11 }
        );
        answers.finish("k", &answer, now()).await.unwrap();
        assert_eq!(claim("f", now()).await, Claim::Done(answer));
        assert_eq!(claim("g", now()).await, Claim::OtherRequest);
        // An answer is not thrown away by a late release, and one's own key is not another's.
        answers.release("k").await.unwrap();
        assert_eq!(claim("g", now()).await, Claim::OtherRequest);
        let stranger = format!("{owner}-other");
        let others = store.idempotency(&stranger);
        let theirs = async |fingerprint: &str| {
            let request = request("k", fingerprint);
            others.claim(request, LEASE, now()).await.unwrap()
        };
        assert_eq!(theirs("f").await, Claim::New);
        others.release("k").await.unwrap();
        assert_eq!(theirs("g").await, Claim::New);

        assert_eq!(claim("g", now() + 24.hours()).await, Claim::New);
        // Only what is a day old goes.
        store
            .delete_expired_answers(now() + 25.hours())
            .await
            .unwrap();
        assert_ne!(claim("f", now() + 25.hours()).await, Claim::New);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_not_free_again_because_its_time_is_up() {
    on_every_database(async |store, owner| {
        let answers = store.idempotency(owner);
        let claim = async |now| answers.claim(request("k", "f"), LEASE, now).await.unwrap();
        let unknown = Claim::Unknown {
            id: "the rows of it".to_owned(),
        };
        assert_eq!(claim(now()).await, Claim::New);
        // The console was killed: who comes next has to look, and only one does.
        let later = now() + 61.seconds();
        assert_eq!(claim(later).await, unknown);
        assert!(matches!(claim(later).await, Claim::Running { .. }));
        // It does not know either, and says so.
        answers.suspend("k", later).await.unwrap();
        assert_eq!(claim(later).await, unknown);
        let other = answers
            .claim(request("k", "g"), LEASE, later)
            .await
            .unwrap();
        assert_eq!(other, Claim::OtherRequest);
    })
    .await;
}

#[tokio::test]
async fn who_is_alone_with_the_file_finds_the_keys_of_the_dead() {
    let folder = tempfile::tempdir().unwrap();
    let url = Location::url_of_file(&folder.path().join("everynode.db"));
    let claim = async |store: &Store| {
        let answers = store.idempotency("me");
        answers
            .claim(request("k", "f"), LEASE, now())
            .await
            .unwrap()
    };
    let first = Store::open(&url).await.unwrap();
    assert_eq!(claim(&first).await, Claim::New);
    // Another program on the same file is alive, and may be at work on it.
    let second = Store::open(&url).await.unwrap();
    assert!(matches!(claim(&second).await, Claim::Running { .. }));
    second.close().await.unwrap();
    first.close().await.unwrap();
    let third = Store::open(&url).await.unwrap();
    assert!(matches!(claim(&third).await, Claim::Unknown { .. }));
}

#[tokio::test]
async fn of_many_requests_at_once_one_takes_the_key() {
    on_every_database(async |store, owner| {
        let claims = async |now: Timestamp| {
            let mut requests = tokio::task::JoinSet::new();
            for _ in 0..16 {
                let (store, owner) = (store.clone(), owner.to_owned());
                requests.spawn(async move {
                    let answers = store.idempotency(&owner);
                    answers.claim(request("k", "f"), LEASE, now).await.unwrap()
                });
            }
            requests.join_all().await
        };
        let is_mine = |claim: &&Claim| matches!(claim, Claim::New | Claim::Unknown { .. });
        for now in [now(), now() + 2.minutes()] {
            let claims = claims(now).await;
            assert_eq!(claims.iter().filter(is_mine).count(), 1, "{claims:?}");
        }
    })
    .await;
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

//! A version beside the one before it, over one database: migrations only add (`migrations/README.md`).

use std::{fs, path::Path};

use jiff::ToSpan;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use store::{
    Location, Store,
    audit::{Detail, End, Outcome},
    drafts::Keeping,
    idempotency::{Answer, Claim},
    sessions::{Noted, Session},
};

use super::{LEASE, ROOMY, draft, entry, now, request};

/// What an older console writes, and what it reads.
const WRITES: &str = include_str!("of-migration-9.sql");
const READS: [&str; 4] = [
    "SELECT id_digest, owner, data, expires, used, browser, key_id, issuer, subject, sid, claims, tokens, tokens_end \
     FROM sessions WHERE owner = 'ME' AND expires > 1 ORDER BY used DESC, id_digest",
    "SELECT id, cluster, text, name, namespace, origin_namespace, origin_name, origin_text, updated, text_key, origin_key \
     FROM drafts WHERE owner = 'ME'",
    "SELECT id, request, occurred, actor, action, cluster, namespace, kind, name, outcome, status, detail \
     FROM audit WHERE actor = 'ME'",
    "SELECT fingerprint, status, media_type, body, lease, request, body_key FROM idempotency WHERE owner = 'ME'",
];

/// Statements that take nothing away and leave old rows as they were to an older console.
const ADDS: [&str; 4] = [
    "CREATE TABLE ",
    "CREATE INDEX ",
    "ALTER TABLE ",
    "UPDATE drafts SET bytes ",
];

/// What ended the sessions of a version that no console runs any more.
const BEFORE_THE_FIRST_RELEASE: [&str; 1] = ["DELETE FROM sessions"];

#[test]
fn migrations_only_add() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut count = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "sql") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with("--"));
        let text = lines.collect::<Vec<_>>().join("\n");
        for statement in text.split(';').map(str::trim) {
            if statement.is_empty() || BEFORE_THE_FIRST_RELEASE.contains(&statement) {
                continue;
            }
            count += 1;
            let what = format!("{}: {statement}", path.display());
            assert!(
                ADDS.iter().any(|begin| statement.starts_with(begin)),
                "{what}"
            );
            if statement.starts_with("ALTER TABLE ") {
                // Whoever does not know the column writes rows without it.
                assert!(statement.contains(" ADD COLUMN "), "{what}");
                assert!(statement.contains(" DEFAULT "), "{what}");
            }
        }
    }
    assert!(count > 20, "{count}");
}

fn for_test(statement: &str, me: &str, row: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(statement.replace("ME", me).replace("ROW", row))
}

async fn side_by_side(url: &str) {
    let newer = Store::open(url).await.unwrap();
    let mut older = AnyConnection::connect(url).await.unwrap();
    let me = uuid::Uuid::new_v4().to_string();
    let row = store::audit::new_id(now());
    let writes = WRITES.lines().filter(|line| !line.starts_with("--"));
    for statement in writes {
        let statement = for_test(statement, &me, &row);
        let done = older.execute(statement).await.unwrap();
        assert_eq!(done.rows_affected(), 1);
    }

    // The newer one takes up what the older one has kept.
    let session = newer.sessions().get(&me, now()).await.unwrap().unwrap();
    assert_eq!(session.data, r#"{"a":1}"#);
    assert_eq!(
        (session.noted.used, session.noted.browser.as_str()),
        (8, "b")
    );
    let kept = newer.drafts(&me).get("old").await.unwrap().unwrap();
    assert_eq!((kept.text.as_str(), kept.name.as_str()), ("a: b", "n"));
    let rows = newer.audit().of_request(&row).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].outcome, rows[0].status), (Outcome::Done, 201));
    let answers = newer.idempotency(&me);
    let claim = answers.claim(request("key", "same"), LEASE, now()).await;
    assert!(matches!(
        claim.unwrap(),
        Claim::Done(Answer { status: 201, .. })
    ));

    // And the older one what the newer one keeps.
    let session = Session {
        id_digest: format!("{me}-new"),
        owner: me.clone(),
        data: "{}".to_owned(),
        expires: now() + 1.hour(),
        noted: Noted::default(),
    };
    let noted = Noted {
        address: "192.0.2.7".to_owned(),
        ..Noted::default()
    };
    assert!(newer.sessions().create(&session).await.unwrap());
    newer
        .sessions()
        .note(&session.id_digest, &noted)
        .await
        .unwrap();
    let changed = store::drafts::Draft {
        text: "a: c".to_owned(),
        ..draft("old", "", now())
    };
    let put = newer.drafts(&me).put(&changed, None, ROOMY).await;
    assert_eq!(put.unwrap(), Keeping::Kept);
    let entry = entry(&me, "new", now());
    let end = End {
        outcome: Outcome::Done,
        status: 201,
        detail: Detail::default(),
    };
    newer
        .audit()
        .begin(std::slice::from_ref(&entry))
        .await
        .unwrap();
    newer.audit().end(&[(entry.id, end)]).await.unwrap();
    let claim = answers.claim(request("new", "same"), LEASE, now()).await;
    assert!(matches!(claim.unwrap(), Claim::New));
    for (statement, expected) in READS.into_iter().zip([2, 1, 2, 2]) {
        let rows = older.fetch_all(for_test(statement, &me, &row)).await;
        assert_eq!(rows.unwrap().len(), expected, "{statement}");
    }
    // Signed out at the one is signed out at the other.
    let out = for_test("DELETE FROM sessions WHERE owner = 'ME'", &me, &row);
    assert_eq!(older.execute(out).await.unwrap().rows_affected(), 2);
    assert_eq!(newer.sessions().get(&me, now()).await.unwrap(), None);
    older.close().await.unwrap();
    newer.close().await.unwrap();
}

#[tokio::test]
async fn an_older_console_and_a_newer_one_work_with_one_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("everynode.db");
    let mut urls = vec![Location::url_of_file(&file)];
    urls.extend(std::env::var("EVERYNODE_TEST_POSTGRES"));
    for url in urls {
        side_by_side(&url).await;
    }
}

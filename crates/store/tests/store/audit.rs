//! The audit trail.

use jiff::{Timestamp, ToSpan};
use store::audit::{About, Action, Actor, End, Entry, Outcome, Subject, new_id};
use store::{Location, Store};

use super::{entry, now, on_every_database};

fn end(outcome: Outcome, status: u16, detail: &str) -> End {
    End {
        outcome,
        status,
        detail: detail.into(),
    }
}

#[tokio::test]
async fn the_audit_trail_is_read_backwards_page_by_page() {
    on_every_database(async |store, actor| {
        let audit = store.audit();
        // Other tests write into the same database, some of them rows of later.
        let own = || About {
            actor: Some(actor),
            ..About::default()
        };
        let start = Timestamp::now();
        for (step, name) in ["a", "b", "c"].into_iter().enumerate() {
            let at = start + i64::try_from(step).unwrap().milliseconds();
            let entry = entry(actor, name, at);
            audit.begin(std::slice::from_ref(&entry)).await.unwrap();
            let begun = audit.list(own(), None, 1).await.unwrap();
            assert_eq!(begun[0].outcome, Outcome::Begun);
            let refused = end(Outcome::Refused, 422, "why");
            audit.end(&[(entry.id, refused)]).await.unwrap();
        }
        let page = audit.list(own(), None, 2).await.unwrap();
        assert_eq!(page[0].name, "c");
        assert_eq!((page[0].actor.name.as_str(), page[0].status), (actor, 422));
        assert_eq!(
            page[0].occurred.as_millisecond(),
            start.as_millisecond() + 2
        );
        let rest = audit.list(own(), Some(&page[1].id), 1).await.unwrap();
        assert_eq!(rest[0].name, "a");
        // Those about one object, whatever else there is.
        let about = |cluster, name| About {
            cluster,
            name,
            ..About::default()
        };
        let names = async |about| -> Vec<String> {
            let rows = audit.list(about, None, 100).await.unwrap().into_iter();
            let own = rows.filter(|row| row.actor.name == actor);
            own.map(|row| row.name).collect()
        };
        assert_eq!(names(about(Some("sandbox"), Some("b"))).await, ["b"]);
        assert_eq!(names(about(Some("elsewhere"), Some("b"))).await, [""; 0]);
        assert_eq!(names(about(None, Some("' OR ''='"))).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn the_audit_trail_is_asked_for_by_who_what_and_when() {
    on_every_database(async |store, actor| {
        let audit = store.audit();
        let start = Timestamp::now();
        let vera = format!("Vera_{actor}%");
        let who = Actor {
            name: vera.clone(),
            acts_as: "vera there".to_owned(),
            access: "impersonate".to_owned(),
            groups: "ops\nweb".to_owned(),
            issuer: "https://idp.example".to_owned(),
            address: "192.0.2.7".to_owned(),
            request_id: "abc".to_owned(),
        };
        let mut rows = Vec::new();
        for (second, action) in (0..).zip([Action::Create, Action::Restart, Action::SignIn]) {
            let at = start + i64::from(second).seconds();
            let subject = Subject {
                actor: &who,
                action,
                cluster: "c",
                namespace: "n",
                kind: "DaemonSet",
                name: "agent",
            };
            let mut row = Entry::begin(new_id(at), subject, at);
            row.outcome = [Outcome::Done, Outcome::Refused, Outcome::Done][rows.len()];
            rows.push(row);
        }
        audit.begin(&rows).await.unwrap();
        let other = entry(actor, "agent", start);
        audit.begin(std::slice::from_ref(&other)).await.unwrap();
        let own = About {
            actor: Some(&vera),
            ..About::default()
        };
        let found = async |about| {
            let found = audit.list(about, None, 100).await.unwrap();
            let place = |row: &Entry| rows.iter().position(|it| it.id == row.id);
            found.iter().map(place).collect::<Vec<_>>()
        };
        assert_eq!(found(own).await, [Some(2), Some(1), Some(0)]);
        // All that is known of who it was comes back.
        let back = audit.list(own, None, 1).await.unwrap();
        assert_eq!(back[0].actor, who);
        for (about, expected) in [
            (
                About {
                    action: Some(Action::Restart),
                    ..own
                },
                vec![Some(1)],
            ),
            (
                About {
                    outcome: Some(Outcome::Done),
                    ..own
                },
                vec![Some(2), Some(0)],
            ),
            (
                About {
                    since: Some(start + 1.second()),
                    ..own
                },
                vec![Some(2), Some(1)],
            ),
            (
                About {
                    until: Some(start + 1.second()),
                    ..own
                },
                vec![Some(0)],
            ),
            (
                About {
                    request: Some(&rows[1].id),
                    ..own
                },
                vec![Some(1)],
            ),
        ] {
            assert_eq!(found(about).await, expected, "{about:?}");
        }
        // A part of the name, in whatever case; what has a meaning in a pattern is a character like any other.
        let like = |text| About {
            actor_like: Some(text),
            ..About::default()
        };
        let part = format!("ERA_{actor}%");
        assert_eq!(found(like(&part)).await.len(), 3);
        assert_eq!(found(like(actor)).await.len(), 4);
        let pattern = format!("V%ra_{actor}");
        assert_eq!(found(like(&pattern)).await, []);
        let other = vera.replace('_', "x");
        assert_eq!(found(like(&other)).await, []);
        assert_eq!(found(like("' OR ''='")).await, []);
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
            entries.push(first.beside(place, ("Service", &first.namespace, &format!("s{place}"))));
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
        let said = |place: usize| (kept[place].outcome, kept[place].detail.words.as_str());
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
        let given_up = audit
            .give_up(long_ago + 1.minute(), &"ended".into())
            .await
            .unwrap();
        assert_eq!(given_up, 1);
        let open = async || {
            let span = (long_ago, long_ago + 2.hours());
            let mut open = audit.unknown(span, None, 10).await.unwrap();
            // Rows of an older console count whatever their time, and another test makes some.
            open.retain(|entry| entry.actor.name == actor);
            open
        };
        let unknown = open().await;
        assert_eq!(unknown.len(), 1);
        assert_eq!(
            (unknown[0].id.as_str(), unknown[0].detail.words.as_str()),
            (dead.id.as_str(), "ended")
        );
        let span = (long_ago, long_ago + 2.hours());
        let mut after = audit.unknown(span, Some(&dead.id), 10).await.unwrap();
        after.retain(|entry| entry.actor.name == actor);
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

#[tokio::test]
async fn what_a_dead_console_had_begun_is_found_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("both.db");
    let mut urls = vec![Location::url_of_file(&file)];
    urls.extend(std::env::var("EVERYNODE_TEST_POSTGRES"));
    for url in urls {
        let [dying, living] = [Store::open(&url).await, Store::open(&url).await];
        let (dying, living) = (dying.unwrap(), living.unwrap());
        let row = entry("dead-console", "agent", now());
        let rows = std::slice::from_ref(&row);
        dying.audit().begin(rows).await.unwrap();
        dying.replicas().beat(now()).await.unwrap();
        dying.replicas().beat(now()).await.unwrap();
        let others = living.replicas().others().await.unwrap();
        let (id, _) = others.iter().find(|(_, beats)| *beats == 2).unwrap();
        let open = async || {
            // Nothing that is so young is looked at while its console lives.
            let span = (now() - 1.hour(), now() - 1.minute());
            let found = living.audit().unknown(span, None, 100).await.unwrap();
            found.into_iter().any(|found| found.id == row.id)
        };
        assert!(!open().await);
        living
            .replicas()
            .bury("another", &"ended".into())
            .await
            .unwrap();
        assert!(!open().await);
        assert_eq!(
            living.replicas().bury(id, &"ended".into()).await.unwrap(),
            1
        );
        assert!(open().await);
        assert_eq!(
            living.replicas().bury(id, &"ended".into()).await.unwrap(),
            0
        );
        // One that was only asleep says what came of it all the same.
        let [not_done, done] = [Outcome::Failed, Outcome::Done].map(|it| end(it, 0, ""));
        living
            .audit()
            .end(&[(row.id.clone(), not_done)])
            .await
            .unwrap();
        dying
            .audit()
            .end(&[(row.id.clone(), done.clone())])
            .await
            .unwrap();
        assert!(!open().await);
        let said = async || living.audit().of_request(&row.request).await.unwrap()[0].outcome;
        assert_eq!(said().await, Outcome::Done);
        // What was done stays done, whoever says otherwise later.
        let not_done = end(Outcome::Failed, 0, "");
        living
            .audit()
            .end(&[(row.id.clone(), not_done)])
            .await
            .unwrap();
        assert_eq!(said().await, Outcome::Done);
        // One that ends in the midst of a write is waited for as if it had died; else it is forgotten.
        let cut_off = entry("dead-console", "agent", now());
        dying.replicas().beat(now()).await.unwrap();
        dying
            .audit()
            .begin(std::slice::from_ref(&cut_off))
            .await
            .unwrap();
        dying.replicas().leave().await.unwrap();
        let known = async || {
            let others = living.replicas().others().await.unwrap();
            others.into_iter().any(|(other, _)| other == *id)
        };
        assert!(known().await);
        dying.audit().end(&[(cut_off.id, done)]).await.unwrap();
        dying.replicas().leave().await.unwrap();
        assert!(!known().await);
        dying.close().await.unwrap();
        living.close().await.unwrap();
    }
}

//! Sessions.

use jiff::ToSpan;
use store::sessions::{EndedBy, Noted, Provided, Session};

use super::{now, on_every_database};

#[tokio::test]
async fn sessions_expire_and_stay_ended() {
    on_every_database(async |store, digest| {
        let sessions = store.sessions();
        let session = Session {
            id_digest: digest.to_owned(),
            owner: digest.to_owned(),
            data: "{}".to_owned(),
            expires: now() + 1.hour(),
            noted: Noted::default(),
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
async fn one_of_many_renews_and_a_provider_ends_its_own_sessions() {
    on_every_database(async |store, digest| {
        let sessions = store.sessions();
        let provided = Provided {
            issuer: format!("https://{digest}"),
            subject: "ann".to_owned(),
            sid: "s".to_owned(),
            claims: "{}".to_owned(),
            tokens: "sealed".to_owned(),
            tokens_end: 60,
        };
        let noted = Noted {
            address: "192.0.2.7".to_owned(),
            used: 7,
            browser: "a browser".to_owned(),
            key: "k1".to_owned(),
            provided: Some(provided.clone()),
            cluster_tokens: String::new(),
        };
        let session = Session {
            id_digest: digest.to_owned(),
            owner: digest.to_owned(),
            data: "{}".to_owned(),
            expires: now() + 1.hour(),
            noted: noted.clone(),
        };
        sessions.create(&session).await.unwrap();
        sessions.note(digest, &noted).await.unwrap();
        // What is written beside it leaves that as it is.
        sessions.update(&session).await.unwrap();
        let read = async || sessions.get(digest, now()).await.unwrap();
        assert_eq!(read().await, Some(session.clone()));

        let until = now() + 15.seconds();
        let take = async |end, at| sessions.take_lease(digest, end, at, until).await.unwrap();
        assert!(take(60, now()).await);
        assert!(!take(60, now()).await, "somebody else holds it");
        sessions.give_lease_back(digest).await.unwrap();
        assert!(take(60, now()).await);
        assert!(take(60, until).await, "who held it is dead");
        let fresh = Provided {
            tokens: "sealed anew".to_owned(),
            tokens_end: 120,
            ..provided.clone()
        };
        sessions.renew(digest, &fresh, "k2").await.unwrap();
        assert!(!take(60, now()).await, "these were renewed");
        sessions.note_use(digest, 9).await.unwrap();
        sessions.note_use(digest, 8).await.unwrap();
        let found = read().await.unwrap().noted;
        assert_eq!((found.used, found.provided), (9, Some(fresh)));
        let list = sessions.list(digest, now(), 10).await.unwrap();
        assert_eq!(list.len(), 1);

        let issuer = &provided.issuer;
        let end = async |ended| sessions.delete_provided(issuer, ended).await.unwrap();
        assert_eq!(end(EndedBy::Sid("other")).await, 0);
        assert_eq!(end(EndedBy::Sid("s")).await, 1);
        sessions.create(&session).await.unwrap();
        sessions.note(digest, &noted).await.unwrap();
        assert_eq!(end(EndedBy::Subject("ann")).await, 1);
        assert_eq!(read().await, None);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_ends_once() {
    on_every_database(async |store, key| {
        let sign_ins = store.sign_ins();
        let end = now() + 1.hour();
        sign_ins.begin(key, "what is known", end).await.unwrap();
        let data = sign_ins.take(key, now()).await.unwrap();
        assert_eq!(data.as_deref(), Some("what is known"));
        assert_eq!(sign_ins.take(key, now()).await.unwrap(), None);
        sign_ins.begin(key, "old", end).await.unwrap();
        assert_eq!(sign_ins.take(key, end).await.unwrap(), None);

        assert!(sign_ins.spend(key, end).await.unwrap());
        assert!(!sign_ins.spend(key, end).await.unwrap());
        sign_ins.delete_expired(end).await.unwrap();
        assert!(sign_ins.spend(key, end).await.unwrap());
    })
    .await;
}

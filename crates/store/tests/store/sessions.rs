//! Sessions.

use jiff::ToSpan;
use store::sessions::Session;

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

//! Idempotency keys.

use jiff::{Timestamp, ToSpan};
use store::idempotency::{Answer, Claim};
use store::{Location, Store};

use super::{LEASE, now, on_every_database, request};

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

//! Drafts.

use jiff::ToSpan;
use store::drafts::{Draft, Keeping, Limits, Origin, Summary};

use super::{ROOMY, draft, now, on_every_database};

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

/// Seals by turning round: enough to tell what is sealed from what is not.
#[derive(Debug)]
struct Turned(&'static str);

impl store::Seal for Turned {
    fn key(&self) -> &str {
        self.0
    }

    fn keys(&self) -> Vec<&str> {
        vec![self.0]
    }

    fn seal(&self, text: &str, bound_to: &str) -> Option<String> {
        let turned: String = text.chars().rev().collect();
        Some(format!("{}.{bound_to}.{turned}", self.0))
    }

    fn open(&self, sealed: &str, bound_to: &str) -> Option<String> {
        let turned = sealed.strip_prefix(&format!("{}.{bound_to}.", self.0))?;
        Some(turned.chars().rev().collect())
    }
}

#[tokio::test]
async fn what_is_sealed_stays_so_and_what_was_plain_stays_readable() {
    on_every_database(async |store, owner| {
        let plain = draft("plain", "a: secret", now());
        store.drafts(owner).put(&plain, None, ROOMY).await.unwrap();
        let key = format!("k{}", &owner[..7]);
        let key: &'static str = Box::leak(key.into_boxed_str());
        let sealed = store.clone().sealed_by(std::sync::Arc::new(Turned(key)));
        let drafts = sealed.drafts(owner);
        assert_eq!(drafts.get("plain").await.unwrap(), Some(plain));

        let mut kept = draft("sealed", "b: secret", now());
        kept.origin = Some(Origin {
            namespace: "n".to_owned(),
            name: "agent".to_owned(),
            text: "was: secret".to_owned(),
        });
        drafts.put(&kept, None, ROOMY).await.unwrap();
        assert_eq!(drafts.get("sealed").await.unwrap(), Some(kept.clone()));
        // Its size is what was typed.
        let list = drafts.list(10).await.unwrap();
        let bytes = list.iter().find(|it| it.id == "sealed").unwrap().bytes;
        assert_eq!(bytes, 9);
        // An origin that is kept stays sealed with what it was.
        let later = draft("sealed", "c: other", now() + 1.second());
        drafts.put(&later, None, ROOMY).await.unwrap();
        let found = drafts.get("sealed").await.unwrap().unwrap();
        assert_eq!(
            (found.text.as_str(), found.origin),
            ("c: other", kept.origin)
        );

        let cluster = store::clusters::AddedCluster {
            name: "sealed".to_owned(),
            kubeconfig: "secret".to_owned(),
            access: "token".to_owned(),
            added_by: "somebody".to_owned(),
            added: now(),
        };
        assert!(sealed.clusters().add(&cluster).await.unwrap());

        // Without the key it is an error that names it, and the start can say what there is.
        let error = store.drafts(owner).get("sealed").await.unwrap_err();
        assert!(error.to_string().contains(key), "{error}");
        let mine = async |store: &store::Store| {
            let locked = store.locked(now()).await.unwrap();
            locked.into_iter().find(|it| it.key == key)
        };
        let locked = mine(store).await.unwrap();
        assert_eq!((locked.drafts, locked.answers, locked.clusters), (1, 0, 1));
        assert_eq!(mine(&sealed).await, None);
        store.forget_key(key).await.unwrap();
        assert_eq!(mine(store).await, None);
        assert_eq!(store.drafts(owner).get("sealed").await.unwrap(), None);
        assert_eq!(store.clusters().list().await.unwrap(), []);
    })
    .await;
}

//! What the store promises.

use serde_json::json;

use super::*;

fn store() -> Store {
    Store::new(1 << 20)
}

fn pod(name: &str) -> Value {
    json!({"metadata": {"namespace": "a", "name": name}})
}

#[test]
fn a_taken_name_is_refused() {
    let store = store();
    store.create(Kind::Pod, &mut pod("p")).unwrap();
    assert_eq!(
        store.create(Kind::Pod, &mut pod("p")).unwrap_err(),
        StoreError::Exists
    );
}

#[test]
fn a_change_needs_the_latest_revision_and_makes_a_new_one() {
    let store = store();
    let first = store.create(Kind::Pod, &mut pod("p")).unwrap();
    let mut changed = first.value();
    changed["spec"] = json!({"nodeName": "n"});
    let second = store
        .replace(Kind::Pod, "a/p", first.revision(), changed.clone())
        .unwrap();
    assert!(second.revision() > first.revision());
    let stale = store
        .replace(Kind::Pod, "a/p", first.revision(), changed)
        .unwrap_err();
    assert_eq!(stale, StoreError::Conflict);
    assert_eq!(
        second.value()["metadata"]["resourceVersion"],
        second.revision().to_string()
    );
}

#[test]
fn writing_the_same_again_changes_nothing() {
    let store = store();
    let first = store.create(Kind::Pod, &mut pod("p")).unwrap();
    let again = store
        .replace(Kind::Pod, "a/p", first.revision(), first.value())
        .unwrap();
    assert_eq!(again.revision(), first.revision());
    assert_eq!(store.revision(), first.revision());
}

#[test]
fn a_list_of_a_namespace_holds_no_neighbours() {
    let store = store();
    for namespace in ["a", "a-b", "ab", "b"] {
        store
            .create(
                Kind::Pod,
                &mut json!({"metadata": {"namespace": namespace, "name": "p"}}),
            )
            .unwrap();
    }
    let keys = |namespace| {
        let page = store.list(Kind::Pod, namespace, None);
        page.objects
            .iter()
            .map(|object| object.key().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(Some("a")), ["a/p"]);
    assert_eq!(keys(None), ["a-b/p", "a/p", "ab/p", "b/p"]);
    let rest = store.list(Kind::Pod, None, Some("a/p")).objects.len();
    assert_eq!(rest, 2);
}

#[test]
fn the_history_tells_what_happened_since() {
    let store = store();
    let first = store.create(Kind::Pod, &mut pod("p")).unwrap();
    store.create(Kind::Pod, &mut pod("q")).unwrap();
    let removed = store.remove(Kind::Pod, "a/p", first.revision()).unwrap();
    let (changes, reached) = store.changes_after(first.revision(), |_| true).unwrap();
    let seen: Vec<_> = changes
        .iter()
        .map(|change| (change.what, change.object.name()))
        .collect();
    assert_eq!(
        seen,
        [(WatchEventType::Added, "q"), (WatchEventType::Deleted, "p")]
    );
    assert_eq!(reached, removed.revision());
}

#[test]
fn a_history_that_is_full_or_forgotten_says_so() {
    let store = Store::new(500);
    let first = store.create(Kind::Pod, &mut pod("p")).unwrap();
    for index in 0..10 {
        store
            .create(Kind::Pod, &mut pod(&format!("p{index}")))
            .unwrap();
    }
    assert!(store.changes_after(first.revision(), |_| true).is_err());
    let now = store.revision();
    assert!(store.changes_after(now, |_| true).is_ok());
    store.forget_history();
    assert!(store.changes_after(now, |_| true).is_err());
}

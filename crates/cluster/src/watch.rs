//! One watch a kind, whatever happens to it: what it tells goes into the index.

pub(crate) mod backoff;
mod observed;
mod trouble;
mod watched;

use std::sync::Arc;

use futures::StreamExt as _;
use kube::{
    Api,
    runtime::watcher::{self, Event, watcher},
};

use self::{backoff::Backoff, watched::Watched};
use crate::{index::apply::Indexed, objects::Kind, shared::Shared, transport::Transport};

pub(crate) use self::trouble::unreachable;

/// Watches one kind for as long as the task lives.
pub(crate) async fn run<T: Indexed>(transport: Transport, shared: Arc<Shared>) {
    let api: Api<Watched<T>> = Api::all(observed::client(&transport, &shared, T::KIND));
    let config = watcher::Config {
        field_selector: T::KIND.fields().map(str::to_owned),
        ..watcher::Config::default()
    };
    let mut events = std::pin::pin!(watcher(api, config));
    let mut backoff = Backoff::default();
    // kube's own back-off begins anew with every event, and `Init` comes before each attempt to
    // list: it would never wait longer than at first.
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => {
                if !matches!(event, Event::Init) {
                    backoff.reset();
                }
                take_in(event, &shared);
            }
            Err(error) => {
                let trouble = trouble::of(T::KIND, &error);
                let why = trouble.why.filter(|_| !trouble.ordinary);
                let is_known = why.is_some_and(|why| shared.health.refused(T::KIND, why));
                // What may not be read is tried again and again, and said once.
                if trouble.ordinary {
                    tracing::debug!(kind = T::KIND.name(), "{}", trouble.sentence);
                } else if !is_known {
                    tracing::warn!(
                        kind = T::KIND.name(),
                        refused = trouble.refused,
                        "{}",
                        trouble.sentence
                    );
                }
                if !trouble.ordinary {
                    if trouble.refused && !Kind::ESSENTIAL.contains(&T::KIND) {
                        forget(T::KIND, &shared);
                    }
                    let stale = shared
                        .health
                        .failed(T::KIND, trouble.sentence, trouble.refused);
                    shared.told(stale);
                }
                tokio::select! {
                    () = tokio::time::sleep(backoff.wait()) => {}
                    () = shared.health.recovered() => {}
                }
            }
        }
    }
}

/// What may not be read any more is not known any more.
fn forget(kind: Kind, shared: &Shared) {
    shared.index_mut().forget_kind(kind);
    shared.wake.notify_one();
}

/// Takes one event into the index.
fn take_in<T: Indexed>(event: Event<Watched<T>>, shared: &Shared) {
    let mut index = shared.index_mut();
    match event {
        Event::Init => index.begin_list(T::KIND),
        Event::InitApply(watched) => {
            index.name_in_list(T::KIND, watched.namespace(), watched.name());
            apply(watched, &mut index);
        }
        Event::InitDone => {
            index.end_list::<T>();
            drop(index);
            // Who is told that everything has been read must find it there.
            shared.publish();
            shared.told(shared.health.listed(T::KIND));
            return;
        }
        Event::Apply(watched) => apply(watched, &mut index),
        Event::Delete(watched) => index.delete::<T>(watched.namespace(), watched.name()),
    }
    let has_changes = index.has_changes();
    drop(index);
    if has_changes {
        shared.wake.notify_one();
    }
}

/// Takes in an object, or skips it: what was known of it before stays.
fn apply<T: Indexed>(watched: Watched<T>, index: &mut crate::index::Index) {
    let (namespace, name) = (watched.namespace().to_owned(), watched.name().to_owned());
    match watched.object {
        Ok(object) => index.apply(object),
        Err(error) => tracing::warn!(
            kind = T::KIND.name(),
            namespace,
            name,
            error,
            "skipped an object that could not be read"
        ),
    }
}

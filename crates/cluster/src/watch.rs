//! One watch a kind, whatever happens to it: what it tells goes into the index.
//!
//! kube's watcher begins a watch anew at once when its answer is empty or a redirect, never lists again after a
//! 410 at the start of a watch, and hides `Retry-After`. Here each way a watch can end is a value of [`End`],
//! and [`Pace`] says of each what is wrong, when it goes on and whether everything is read again: one place for
//! the promise that an API server is never asked without pause, and that what is called live was proven so.
//!
//! ```text
//!            ┌────────────── nothing is known, or too old a version ─────────────┐
//!            ▼                                                                   │
//! list: all pages ──► version ──► follow: lines of one watch ──► End ──► Pace: word, pause
//!                        ▲                                                       │
//!                        └─────────────────── goes on there ─────────────────────┘
//! ```

pub(crate) mod backoff;
mod extent;
mod follow;
mod item;
mod line;
mod list;
mod pace;
mod part;
mod trouble;

use std::sync::Arc;

use tokio::time::Instant;

use self::pace::Pace;
use crate::{index::apply::Indexed, objects::Kind, shared::Shared, transport::Transport};

pub(crate) use self::extent::Extent;
pub(crate) use self::part::Part;
pub(crate) use self::trouble::{Sort, Trouble, no_answer, unreachable};

/// How far the watch of a kind has come.
#[derive(Debug)]
struct Position {
    /// The version after which the next watch begins.
    version: String,
    /// When it was last certain that nothing is missing: a list was read, or a watch told something.
    proven: Instant,
}

/// How a watch has ended.
#[derive(Debug)]
enum End {
    /// In good order, as each does after a few minutes.
    Closed,
    /// Nothing has come for so long that nobody may be there any more.
    Silent,
    /// The version to go on from is too old.
    Expired,
    /// Something is wrong.
    Failed(Trouble),
}

/// Watches a part of a kind for as long as the task lives.
pub(crate) async fn run<T: Indexed>(transport: Transport, shared: Arc<Shared>, part: Part) {
    let mut pace = Pace::default();
    let mut position: Option<Position> = None;
    let mut recoveries = shared.health.recoveries();
    loop {
        // What is begun from here on is younger than any silence that is over. What was begun before one may hang
        // on a connection that is dead without anybody noticing: it is begun anew.
        recoveries.mark_unchanged();
        let next = match &mut position {
            None => {
                let list = tokio::select! {
                    list = list::read::<T>(&transport, &shared, &part) => list,
                    Ok(()) = recoveries.changed() => continue,
                };
                match list {
                    Ok(version) => {
                        position = Some(Position {
                            version,
                            proven: Instant::now(),
                        });
                        // Who is told that everything has been read must find it there.
                        shared.publish();
                        shared.told(shared.health.listed(T::KIND, &part, pace.is_in_doubt()));
                        continue;
                    }
                    Err(error) => {
                        let trouble = trouble::of_list(T::KIND, &error);
                        if trouble.refusal.is_some() && !Kind::ESSENTIAL.contains(&T::KIND) {
                            forget(T::KIND, &shared);
                        }
                        pace.after_list(trouble)
                    }
                }
            }
            Some(position) => {
                let begin = Instant::now();
                let before = position.proven;
                let watch = follow::watch::<T>(&transport, (&shared, &part), position, &mut pace);
                let end = tokio::select! {
                    end = watch => Some(end),
                    Ok(()) = recoveries.changed() => None,
                };
                let Some(end) = end else {
                    pace.doubt();
                    continue;
                };
                let told = position.proven > before;
                let unproven = position.proven.elapsed();
                pace.after_watch(T::KIND, end, begin.elapsed(), told, unproven)
            }
        };
        if let Some(trouble) = &next.trouble {
            say::<T>(trouble, &part, &shared);
        }
        if next.list_again {
            position = None;
        }
        tokio::select! {
            () = tokio::time::sleep(next.wait) => {}
            Ok(()) = recoveries.changed(), if !next.is_asked_for => {}
        }
    }
}

/// Tells what is wrong. What may not be read is tried again and again, and logged once.
fn say<T: Indexed>(trouble: &Trouble, part: &Part, shared: &Shared) {
    let (news, stale) = shared.health.failed(T::KIND, part, trouble);
    if trouble.sort != Sort::Own {
        tracing::debug!(kind = T::KIND.name(), "{}", trouble.sentence);
    } else if news {
        tracing::warn!(
            kind = T::KIND.name(),
            refused = trouble.refusal.is_some(),
            "{}",
            trouble.sentence
        );
    }
    shared.told(stale);
}

/// What may not be read any more is not known any more.
fn forget(kind: Kind, shared: &Shared) {
    shared.index_mut().forget_kind(kind);
    shared.wake.notify_one();
}

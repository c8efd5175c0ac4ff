//! The ends of sessions, for streams that must not outlive them.
//!
//! A session may end in another replica, and ends by itself when it was not used for long; so each that a stream
//! hangs on is looked at every few seconds, once for all of its streams.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use cluster::Credential;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tower_sessions::session::Id;

use super::Identity;
use crate::app::App;

/// How often a session is looked at.
const EVERY: Duration = Duration::from_secs(5);

/// A session, and the cluster that a token of its own is for where a stream hangs on that as well.
type Key = (Id, Option<String>);

/// The sessions that streams hang on.
#[derive(Debug, Default)]
pub(super) struct SessionEnds {
    watched: Arc<Mutex<HashMap<Key, Weak<CancellationToken>>>>,
    again: Arc<Notify>,
}

/// The end of one session. As long as somebody holds it the session is looked at.
#[derive(Clone, Debug)]
pub(crate) struct SessionEnd(Arc<CancellationToken>);

impl SessionEnd {
    /// Waits for it.
    pub(crate) async fn come(&self) {
        self.0.cancelled().await;
    }

    /// Whether it has come.
    pub(crate) fn has_come(&self) -> bool {
        self.0.is_cancelled()
    }
}

impl SessionEnds {
    /// The end of a session, or of this identity in it: a provider may say later that somebody is in other groups, and
    /// what was begun with the old ones ends then.
    pub(super) fn of(&self, app: &App, id: Id, identity: &Identity) -> SessionEnd {
        let cluster = identity.at.as_ref().map(|there| there.cluster.clone());
        let key = (id, cluster);
        let mut watched = lock(&self.watched);
        if let Some(end) = watched.get(&key).and_then(Weak::upgrade) {
            return SessionEnd(end);
        }
        let end = Arc::new(CancellationToken::new());
        watched.insert(key.clone(), Arc::downgrade(&end));
        let watch = Watch {
            app: app.clone(),
            watched: Arc::clone(&self.watched),
            again: Arc::clone(&self.again),
            key,
            credential: identity.credential.clone(),
            end: Arc::downgrade(&end),
        };
        tokio::spawn(watch.run());
        SessionEnd(end)
    }

    /// Looks at all of them at once, because some may just have ended.
    pub(super) fn look_again(&self) {
        self.again.notify_waiters();
    }
}

/// The task that looks at one session.
struct Watch {
    app: App,
    watched: Arc<Mutex<HashMap<Key, Weak<CancellationToken>>>>,
    again: Arc<Notify>,
    key: Key,
    /// With whose rights.
    credential: Credential,
    end: Weak<CancellationToken>,
}

impl Watch {
    async fn run(self) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = self.again.notified() => {}
                () = self.app.stopping.cancelled() => return,
            }
            // Under the lock, so that nobody takes it up at the moment that it is given up.
            if self.is_given_up() {
                return;
            }
            if !self.goes_on().await {
                if let Some(end) = self.end.upgrade() {
                    end.cancel();
                }
                lock(&self.watched).remove(&self.key);
                return;
            }
        }
    }

    fn is_given_up(&self) -> bool {
        let mut watched = lock(&self.watched);
        let is_given_up = self.end.strong_count() == 0;
        if is_given_up
            && watched
                .get(&self.key)
                .is_some_and(|end| end.ptr_eq(&self.end))
        {
            watched.remove(&self.key);
        }
        is_given_up
    }

    /// Whether the session still is one, of the very same. While the database, the cluster or the provider is away that is
    /// not known, and it goes on.
    async fn goes_on(&self) -> bool {
        let (sign_in, store) = (&self.app.sign_in, &self.app.store);
        let found = match sign_in.look_at(store, Some(self.key.0)).await {
            Ok(Some(found)) => found,
            Ok(None) => return false,
            Err(problem) => {
                tracing::warn!(cause = problem.detail(), "a session cannot be looked at");
                return true;
            }
        };
        let identity = match sign_in.identity_of(store, &found).await {
            Ok(Some(identity)) => identity,
            Ok(None) => return false,
            Err(_) => return true,
        };
        let now = match &self.key.1 {
            Some(cluster) => sign_in.at(&self.app.clusters, identity, cluster).await,
            None => Ok(identity),
        };
        match now {
            Ok(now) => now.credential == self.credential,
            Err(problem) => problem.status().is_server_error(),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The connections of the console: how many may be open, and how long each may stay without a request.
//!
//! Whoever opens connections and says nothing shall not keep others out. So a connection has ten seconds for its
//! first request, and where there is no room for one more, the one that has been idle for longest makes room. Where
//! all are at work, a few more are let in, for health alone.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use http_body::{Body, Frame, SizeHint};
use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;

/// How long a connection may stay before its first request.
pub(super) const FIRST_REQUEST: Duration = Duration::from_secs(10);

/// How long a connection may wait for its next request.
pub(super) const NEXT_REQUEST: Duration = Duration::from_secs(30);

/// How many connections there may be, however many files the system allows; each costs memory.
const MOST: usize = 10_000;

/// How many files are kept for all else: the database, the cluster, the sandbox's own port.
const KEPT_FILES: usize = 128;

/// How many connections beyond the limit are let in to ask for health.
const SPARE: usize = 8;

/// How long is waited for one that makes room to be closed.
const CLOSING: Duration = Duration::from_millis(100);

/// All open connections. Cheap to clone.
#[derive(Clone)]
pub(super) struct Connections(Arc<Registry>);

struct Registry {
    most: usize,
    open: Mutex<Open>,
    /// Told when one that made room is closed.
    gone: Notify,
}

#[derive(Default)]
struct Open {
    next: u64,
    connections: HashMap<u64, Arc<Connection>>,
    /// How many have made room and are not closed yet: they hold their files as long.
    displaced: usize,
}

/// What is known of one.
struct Connection {
    usage: Mutex<Usage>,
    /// Told when the last of its requests ends.
    quiet: Notify,
    /// Cancelled where it must make room.
    displaced: CancellationToken,
}

struct Usage {
    running: usize,
    has_asked: bool,
    idle_since: Instant,
}

/// A connection that was let in; it counts until this is dropped.
pub(super) struct Admitted {
    registry: Arc<Registry>,
    id: u64,
    connection: Arc<Connection>,
    /// Whether it is one beyond the limit, for health alone.
    pub(super) is_spare: bool,
}

/// A request that runs, to the last byte of its answer.
pub(super) struct Running(Arc<Connection>);

impl Connections {
    /// As many as the number of files that this process may have open allows; 0 where there is no such limit.
    pub(super) fn with_files(files: u64) -> Self {
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        let most = match files {
            0 => MOST,
            // Where there are very few files, half of them.
            _ => files
                .saturating_sub(KEPT_FILES)
                .max(files / 2)
                .clamp(1, MOST),
        };
        Self(Arc::new(Registry {
            most,
            open: Mutex::default(),
            gone: Notify::new(),
        }))
    }

    /// Waits a moment until those that made room are closed but for a few, so that a burst does not use up the files.
    pub(super) async fn settle(&self) {
        loop {
            let gone = self.0.gone.notified();
            if lock(&self.0.open).displaced < SPARE {
                return;
            }
            // One whose request began just then is closed after it, which may be long.
            if tokio::time::timeout(CLOSING, gone).await.is_err() {
                return;
            }
        }
    }

    /// Lets a new connection in; none where there is no room, not even for a question after health.
    pub(super) fn admit(&self) -> Option<Admitted> {
        let mut open = lock(&self.0.open);
        let is_full = open.connections.len() >= self.0.most;
        let made_room = is_full && open.displace_idlest();
        let is_spare = is_full && !made_room;
        if is_spare && open.connections.len() >= self.0.most + SPARE {
            return None;
        }
        let id = open.next;
        open.next += 1;
        let connection = Arc::new(Connection {
            usage: Mutex::new(Usage {
                running: 0,
                has_asked: false,
                idle_since: Instant::now(),
            }),
            quiet: Notify::new(),
            displaced: CancellationToken::new(),
        });
        open.connections.insert(id, Arc::clone(&connection));
        Some(Admitted {
            registry: Arc::clone(&self.0),
            id,
            connection,
            is_spare,
        })
    }
}

impl Open {
    /// Ends the connection that has been without a request for longest, one that never had any before all others.
    /// Says whether there was one.
    fn displace_idlest(&mut self) -> bool {
        let idle = self.connections.iter().filter_map(|(id, connection)| {
            let usage = lock(&connection.usage);
            (usage.running == 0).then_some((usage.has_asked, usage.idle_since, *id))
        });
        let Some((_, _, id)) = idle.min() else {
            return false;
        };
        if let Some(connection) = self.connections.remove(&id) {
            connection.displaced.cancel();
            self.displaced += 1;
        }
        true
    }
}

impl Admitted {
    /// A request begins.
    pub(super) fn begin(&self) -> Running {
        let mut usage = lock(&self.connection.usage);
        usage.running += 1;
        usage.has_asked = true;
        Running(Arc::clone(&self.connection))
    }

    /// Waits until the connection has to end: it was without a request for too long, or must make room.
    pub(super) async fn overdue(&self) {
        tokio::select! {
            () = self.connection.displaced.cancelled() => {}
            () = self.connection.idle_for_too_long() => {}
        }
    }
}

impl Connection {
    async fn idle_for_too_long(&self) {
        loop {
            let deadline = lock(&self.usage).deadline();
            match deadline {
                None => self.quiet.notified().await,
                Some(deadline) if deadline <= Instant::now() => return,
                Some(deadline) => tokio::time::sleep_until(deadline).await,
            }
        }
    }
}

impl Usage {
    /// When the next request must have come; none while one runs.
    fn deadline(&self) -> Option<Instant> {
        let allowed = if self.has_asked {
            NEXT_REQUEST
        } else {
            FIRST_REQUEST
        };
        (self.running == 0).then(|| self.idle_since + allowed)
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut open = lock(&self.registry.open);
        if open.connections.remove(&self.id).is_none() {
            open.displaced = open.displaced.saturating_sub(1);
            self.registry.gone.notify_one();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut usage = lock(&self.0.usage);
        usage.running = usage.running.saturating_sub(1);
        if usage.running == 0 {
            usage.idle_since = Instant::now();
            self.0.quiet.notify_one();
        }
    }
}

/// The body of an answer, which keeps its request running until it is sent.
pub(super) struct Counted<B> {
    body: B,
    _running: Running,
}

impl<B> Counted<B> {
    pub(super) fn new(body: B, running: Running) -> Self {
        Self {
            body,
            _running: running,
        }
    }
}

impl<B: Body + Unpin> Body for Counted<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Counts and times: whole at every moment.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Connections, KEPT_FILES, MOST, SPARE};

    fn room_for(most: u64) -> Connections {
        Connections::with_files(most + KEPT_FILES as u64)
    }

    #[test]
    fn there_are_fewer_connections_than_files() {
        for (files, most) in [
            (0, MOST),
            (1, 1),
            (64, 32),
            (256, 128),
            (1024, 896),
            (1 << 20, MOST),
            (u64::MAX, MOST),
        ] {
            assert_eq!(Connections::with_files(files).0.most, most, "{files}");
        }
    }

    #[test]
    fn one_that_never_asked_makes_room_before_one_that_waits_for_its_next() {
        let connections = room_for(200);
        let admitted: Vec<_> = (0..200).map(|_| connections.admit().unwrap()).collect();
        // The first has had a request, the second has one now, the third is silent.
        drop(admitted[0].begin());
        let _running = admitted[1].begin();
        let new = connections.admit().unwrap();
        assert!(!new.is_spare);
        let is_displaced = |index: usize| admitted[index].connection.displaced.is_cancelled();
        assert!(is_displaced(2));
        assert!(!is_displaced(0) && !is_displaced(1) && !is_displaced(3));
    }

    #[test]
    fn where_all_are_at_work_some_are_let_in_for_health() {
        let connections = room_for(150);
        let busy: Vec<_> = (0..150)
            .map(|_| {
                let admitted = connections.admit().unwrap();
                (admitted.begin(), admitted)
            })
            .collect();
        let spare: Vec<_> = (0..SPARE)
            .map(|_| {
                let admitted = connections.admit().unwrap();
                assert!(admitted.is_spare);
                (admitted.begin(), admitted)
            })
            .collect();
        assert!(connections.admit().is_none());
        drop(spare);
        assert!(connections.admit().unwrap().is_spare);
        drop(busy);
        assert!(!connections.admit().unwrap().is_spare);
    }
}

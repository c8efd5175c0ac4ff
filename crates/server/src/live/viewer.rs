//! A viewer: one open stream.

use std::{convert::Infallible, sync::Arc, time::Duration};

use bytes::Bytes;
use cluster::{AtLeast, Cluster};
use futures::Stream;
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, Interval},
};

use super::{
    Ending,
    channel::{Channel, Subscription},
    frame,
};

/// How often a quiet stream gives a sign of life; proxies cut after 30 or 60 seconds.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How often it is looked whether what a viewer knows of has been read by now.
const CATCH_UP: Duration = Duration::from_millis(100);

/// For how long at most a viewer is told that what it is shown is old: after that it was its own picture that was of another
/// time, as after a cluster was put back to what it was before.
const LONGEST_BEHIND: Duration = Duration::from_mins(1);

/// What a viewer knows of and has not been shown here.
pub(super) struct Behind {
    cluster: Cluster,
    wanted: AtLeast,
    since: Instant,
    /// The change set by which it will have been, once that is known.
    sequence: Option<u64>,
}

impl Behind {
    /// From now on.
    pub(super) fn new(cluster: Cluster, wanted: AtLeast) -> Self {
        Self {
            cluster,
            wanted,
            since: Instant::now(),
            sequence: None,
        }
    }

    /// Whether it has been shown by now.
    fn is_over(&mut self, channel: &Channel) -> bool {
        if self.sequence.is_none() && self.cluster.has_read(&self.wanted) {
            self.sequence = Some(self.cluster.sequence());
        }
        self.sequence.is_some_and(|it| channel.has_shown(it))
            || self.since.elapsed() >= LONGEST_BEHIND
    }
}

struct Viewer {
    channel: Arc<Channel>,
    subscription: Subscription,
    behind: Option<Behind>,
    catch_up: Interval,
    keep_alive: Interval,
    end: Ending,
    /// Whether the last bytes were given.
    has_left: bool,
    _counted: Counted,
}

/// The bytes for one viewer.
pub(super) fn stream(
    channel: Arc<Channel>,
    mut subscription: Subscription,
    behind: Option<Behind>,
    cluster: &str,
    end: Ending,
) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
    subscription.first.push_front(frame::opening());
    let viewer = Viewer {
        channel,
        subscription,
        behind,
        catch_up: tokio::time::interval(CATCH_UP),
        keep_alive: tokio::time::interval(KEEP_ALIVE),
        end,
        has_left: false,
        _counted: Counted::new(cluster),
    };
    futures::stream::unfold(viewer, |mut viewer| async move {
        let bytes = viewer.next().await?;
        Some((Ok(bytes), viewer))
    })
}

impl Viewer {
    /// The next bytes; none at the end.
    async fn next(&mut self) -> Option<Bytes> {
        if self.end.has_come() {
            return None;
        }
        if let Some(bytes) = self.subscription.first.pop_front() {
            self.keep_alive.reset();
            return Some(bytes);
        }
        loop {
            let is_behind = self.behind.is_some();
            return tokio::select! {
            biased;
            () = self.end.come() => self.leave(),
            received = self.subscription.rest.recv() => {
                self.keep_alive.reset();
                match received {
                    Ok(bytes) => Some(bytes),
                    // Too slow for all the changes; what they led to is enough.
                    Err(RecvError::Lagged(_)) => {
                        self.subscription = self.channel.subscribe_anew();
                        self.subscription.first.pop_front()
                    }
                    Err(RecvError::Closed) => None,
                }
            }
            _ = self.catch_up.tick(), if is_behind => {
                if self.behind.as_mut().is_some_and(|it| it.is_over(&self.channel)) {
                    self.behind = None;
                    Some(self.channel.freshness())
                } else {
                    continue;
                }
            }
            _ = self.keep_alive.tick() => Some(frame::KEEP_ALIVE),
            };
        }
    }
}

impl Viewer {
    /// The last bytes, where the console stops and the browser shall come to another one.
    fn leave(&mut self) -> Option<Bytes> {
        let is_first = !std::mem::replace(&mut self.has_left, true);
        (is_first && self.end.stopping.is_cancelled()).then(frame::farewell)
    }
}

/// Counts the viewer in for as long as it lives.
struct Counted(metrics::Gauge);

impl Counted {
    fn new(cluster: &str) -> Self {
        let gauge = metrics::gauge!("event_stream_viewers", "cluster" => cluster.to_owned());
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

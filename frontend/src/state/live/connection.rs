//! Whether the picture follows the cluster, and since when not.

use std::time::Duration;

use contract::Freshness;
use manifest::Message;

use crate::api::ApiError;

/// Who has fallen silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The console's own server.
    Server,
    /// The cluster's API server, with what the console says of it.
    Cluster(Message),
    /// Nobody: this console has not read yet what another one has shown, as is said.
    Behind(Message),
    /// Nobody: the cluster does not let the console read what it has to, as is said.
    Right(Message),
}

/// Whether the picture follows the cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Connection {
    /// Nothing has been heard yet.
    #[default]
    Connecting,
    /// It follows.
    Live,
    /// It followed and does not now; the stream is being opened again.
    Lost {
        /// Since when, in milliseconds since 1970 by the browser's clock.
        since: f64,
        /// Who has fallen silent.
        cause: Cause,
    },
    /// It never followed, and this is why.
    Refused(ApiError),
}

impl Connection {
    /// What the console says of the cluster. `now` counts in milliseconds since 1970.
    #[must_use]
    pub fn of(freshness: Freshness, now: f64) -> Self {
        if freshness.live {
            return Self::Live;
        }
        let since = freshness
            .stale_since
            .as_deref()
            .and_then(super::super::clock::parse)
            .unwrap_or(now);
        Self::Lost {
            since,
            cause: match freshness.code.as_str() {
                _ if freshness.refused => Cause::Right(freshness.said()),
                "watch.behind" => Cause::Behind(freshness.said()),
                _ => Cause::Cluster(freshness.said()),
            },
        }
    }

    /// The stream has gone silent. A silence that is known already began when it began.
    pub fn lose(&mut self, cause: Cause, now: f64) {
        match self {
            Self::Live => *self = Self::Lost { since: now, cause },
            Self::Lost { cause: known, .. } => *known = cause,
            Self::Connecting | Self::Refused(_) => {}
        }
    }

    /// The server has said why there is nothing to hear. What was heard before stays on the page, and so does since when
    /// nothing is heard, unless the reason is that nobody is signed in or that it may not be seen any more.
    pub fn refuse(&mut self, error: ApiError) {
        if !matches!(self, Self::Lost { .. }) || error.is_signed_out() || error.is_forbidden() {
            *self = Self::Refused(error);
        }
    }

    /// A change has come through. It says nothing of a cluster that has fallen silent.
    pub fn hear(&mut self) {
        if !matches!(
            self,
            Self::Lost {
                cause: Cause::Cluster(_) | Cause::Behind(_) | Cause::Right(_),
                ..
            }
        ) {
            *self = Self::Live;
        }
    }
}

/// How long to wait before the stream is opened again after so many failures in a row.
#[must_use]
pub fn pause_before_retry(failures: u32) -> Duration {
    Duration::from_millis(500) * 2_u32.pow(failures.min(5)).min(20)
}

#[cfg(test)]
mod tests {
    use super::{Cause, Connection, pause_before_retry};
    use crate::api::ApiError;

    fn unreachable() -> ApiError {
        ApiError::Unreachable {
            message: String::new(),
        }
    }

    #[test]
    fn a_silence_begins_once() {
        let mut connection = Connection::Live;
        connection.lose(Cause::Server, 1.0);
        connection.lose(Cause::Server, 2.0);
        assert_eq!(
            connection,
            Connection::Lost {
                since: 1.0,
                cause: Cause::Server
            }
        );
        connection.hear();
        assert_eq!(connection, Connection::Live);
    }

    #[test]
    fn what_was_heard_outlives_a_refusal() {
        let mut connection = Connection::Live;
        connection.lose(Cause::Server, 1.0);
        connection.refuse(unreachable());
        assert!(matches!(connection, Connection::Lost { .. }));
        let mut connection = Connection::Connecting;
        connection.refuse(unreachable());
        assert!(matches!(connection, Connection::Refused(_)));
    }

    #[test]
    fn a_change_does_not_make_a_silent_cluster_live() {
        let mut connection = Connection::Lost {
            since: 1.0,
            cause: Cause::Cluster("connection refused".into()),
        };
        let before = connection.clone();
        connection.hear();
        assert_eq!(connection, before);
    }

    #[test]
    fn waits_longer_each_time_and_at_most_ten_seconds() {
        let waits: Vec<_> = [1, 2, 3, 4, 5, 60]
            .map(|failures| pause_before_retry(failures).as_millis())
            .into();
        assert_eq!(waits, [1000, 2000, 4000, 8000, 10_000, 10_000]);
    }
}

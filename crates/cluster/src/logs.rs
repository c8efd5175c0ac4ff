//! The log of one container, as the API server passes it on from the kubelet, line by line.

mod lines;
mod runs;

use contract::path::segment;
use http::Method;

use crate::{AsUser, error::ClusterError, rest::Call};

pub use lines::{LogLine, LogLines};
pub use runs::{ContainerRun, PodRuns};

/// Which part of the log of which container (`v1.PodLogOptions`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// The container.
    pub container: String,
    /// Whether the answer goes on with what is written from now on.
    pub follow: bool,
    /// Whether it is that of the run before the last start.
    pub previous: bool,
    /// The last so many lines; all where nothing is said.
    pub tail_lines: Option<u32>,
    /// Only lines written then or later, RFC 3339. The API server knows whole seconds only.
    pub since_time: Option<String>,
}

impl AsUser<'_> {
    /// Opens the log of a container, each line with its time. Nothing bounds how long it may be read.
    ///
    /// # Errors
    /// See [`ClusterError`]. What is not there yet, or no longer, is refused with code 400 or 404; where the API server
    /// cannot reach the kubelet, with what it says of that.
    pub async fn log(
        &self,
        namespace: &str,
        pod: &str,
        query: &LogQuery,
    ) -> Result<LogLines, ClusterError> {
        let path = format!(
            "/api/v1/namespaces/{}/pods/{}/log",
            segment(namespace),
            segment(pod)
        );
        let tail = query.tail_lines.map(|lines| lines.to_string());
        let flag = |wanted: bool| wanted.then_some("true");
        let body = Call::new("read the log", Method::GET, path)
            .accept("*/*")
            .query("container", &query.container)
            .query("timestamps", "true")
            .query_if("follow", flag(query.follow))
            .query_if("previous", flag(query.previous))
            .query_if("tailLines", tail.as_deref())
            .query_if("sinceTime", query.since_time.as_deref())
            .open(&self.transport())
            .await?;
        Ok(LogLines::new(body))
    }
}

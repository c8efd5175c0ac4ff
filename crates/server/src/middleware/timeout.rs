//! Ends requests that take too long, body included, so that none holds on for ever.

use manifest::message::console as said;
use std::time::Duration;

use axum::{extract::Request, middleware::Next, response::Response};

use crate::problem::{Problem, ProblemType};

/// Longer than anything the console waits for itself.
const LONGEST: Duration = cluster::LONGEST_WRITE.saturating_add(Duration::from_secs(5));

/// Streams are not touched: their answer begins at once and only its body goes on.
pub(crate) async fn limit(request: Request, next: Next) -> Result<Response, Problem> {
    tokio::time::timeout(LONGEST, next.run(request))
        .await
        .map_err(|_| {
            Problem::new(
                ProblemType::RequestTimeout,
                said::not_done_in_time(LONGEST.as_secs().to_string()),
            )
        })
}

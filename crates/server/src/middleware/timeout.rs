//! Ends requests that take too long, body included, so that none holds on for ever.

use std::time::Duration;

use axum::{extract::Request, middleware::Next, response::Response};

use crate::problem::{Problem, ProblemType};

/// Longer than anything the console waits for itself: the API server has 30 seconds for a write.
const LONGEST: Duration = Duration::from_mins(1);

/// Streams are not touched: their answer begins at once and only its body goes on.
pub(crate) async fn limit(request: Request, next: Next) -> Result<Response, Problem> {
    tokio::time::timeout(LONGEST, next.run(request))
        .await
        .map_err(|_| {
            Problem::new(
                ProblemType::RequestTimeout,
                format!("The request was not done within {} s.", LONGEST.as_secs()),
            )
        })
}

//! Sees to it that no error leaves the API as anything but a problem document.
//!
//! Our handlers and extractors answer with [`Problem`] themselves; this catches what libraries answer on
//! their own: the router's 405, a layer's bare 500.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::problem::MEDIA_TYPE;
use http::{StatusCode, header};

use crate::problem::{Problem, ProblemType};

pub(crate) async fn only(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let method = request.method().clone();
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|media_type| media_type == MEDIA_TYPE);
    if !is_api || !is_error || is_problem {
        return response;
    }
    let detail = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            // axum adds the header to what leaves this layer.
            format!("This path does not know {method}; the header `Allow` says what it knows.")
        }
        _ => ProblemType::of_status(status).title().to_owned() + ".",
    };
    Problem::new(ProblemType::of_status(status), detail).into_response()
}

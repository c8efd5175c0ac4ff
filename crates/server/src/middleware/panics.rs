//! Turns a panic in a handler into a problem document; the other requests never notice.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

/// For `CatchPanicLayer::custom`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature is the layer's"
)]
pub(crate) fn answer(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("of unknown kind");
    Problem::internal(format!("panic: {message}")).into_response()
}

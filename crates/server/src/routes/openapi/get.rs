//! `GET /openapi.json`

use axum::response::{IntoResponse, Response};
use http::header;

/// This description, as OpenAPI 3.1.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "openapi",
    operation_id = "get_openapi",
    responses((status = 200, body = serde_json::Value))
)]
pub(crate) async fn get_openapi() -> Response {
    (
        [(header::CONTENT_TYPE, "application/json")],
        crate::openapi::text(),
    )
        .into_response()
}

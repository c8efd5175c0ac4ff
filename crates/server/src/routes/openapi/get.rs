//! `GET /openapi.json`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;

use crate::app::App;

/// This description, as OpenAPI 3.1.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "openapi",
    operation_id = "get_openapi",
    responses((status = 200, body = serde_json::Value))
)]
pub(crate) async fn get_openapi(State(app): State<App>) -> Response {
    (
        [(header::CONTENT_TYPE, "application/json")],
        crate::openapi::text_below(app.hosts.base()),
    )
        .into_response()
}

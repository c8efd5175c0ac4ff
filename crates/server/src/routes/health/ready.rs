//! `GET /readyz`

use axum::extract::State;
use http::StatusCode;

use crate::app::App;

/// Whether the console can do its work: its database takes writes and it is not stopping. A cluster that is
/// away does not count: the console has a page that says so, and starting it anew brings nothing back.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    operation_id = "get_readiness",
    responses((status = 200, body = String), (status = 503, body = String)),
    security(())
)]
pub(crate) async fn get_readiness(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.readiness.leaves() || app.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    if app.readiness.can_write(&app.store).await {
        (StatusCode::OK, "ok\n")
    } else {
        let words = "the database takes no writes\n";
        (StatusCode::SERVICE_UNAVAILABLE, words)
    }
}

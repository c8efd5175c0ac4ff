//! `GET /healthz`

/// Whether the process answers at all. An orchestrator that hears nothing starts it anew.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "health",
    operation_id = "get_health",
    responses((status = 200, body = String)),
    security(())
)]
pub(crate) async fn get_health() -> &'static str {
    "ok\n"
}

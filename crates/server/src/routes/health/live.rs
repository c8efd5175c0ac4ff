//! `GET /healthz`

use crate::version::{COMMIT, VERSION};

/// Whether the process answers at all, and which version and commit it is. An orchestrator that hears nothing starts it
/// anew.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "health",
    operation_id = "get_health",
    responses((status = 200, body = String)),
    security(())
)]
pub(crate) async fn get_health() -> String {
    format!("ok\nversion {VERSION}\ncommit {COMMIT}\n")
}

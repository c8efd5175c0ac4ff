//! `GET /session`

use axum::{Json, extract::State};
use contract::SessionInfo;

use crate::{app::App, extract::SignedIn, version};

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/api/v1/session",
    tag = "session",
    operation_id = "get_session",
    responses((status = 200, body = SessionInfo))
)]
pub(crate) async fn get_session(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
) -> Json<SessionInfo> {
    Json(SessionInfo {
        admin: app.refuse_others(&identity).is_ok(),
        user: identity.user,
        version: version::with_commit(),
        policy: app.policy.name.clone(),
    })
}

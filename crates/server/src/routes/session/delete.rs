//! `DELETE /session`

use axum::{Extension, extract::State};
use http::StatusCode;
use tower_sessions::Session;

use crate::{app::App, problem::Problem};

/// Signs out. The session ends here, and a copy of its cookie with it.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    tag = "session",
    operation_id = "delete_session",
    responses((status = 204))
)]
pub(crate) async fn delete_session(
    State(app): State<App>,
    Extension(session): Extension<Session>,
) -> Result<StatusCode, Problem> {
    app.sign_in.end(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}

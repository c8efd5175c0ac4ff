//! `DELETE /session`

use axum::{Extension, extract::State};
use http::StatusCode;
use tower_sessions::Session;

use crate::{app::App, extract::SignedIn, problem::Problem, sign_in::Happening};

/// Signs out. The session ends here, and a copy of its cookie with it.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    tag = "session",
    operation_id = "delete_session",
    responses((status = 204, description = "The session has ended"))
)]
pub(crate) async fn delete_session(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    SignedIn(identity): SignedIn,
) -> Result<StatusCode, Problem> {
    app.sign_in.end(&session).await?;
    Happening::SignOut.record(&app, &identity.actor()).await;
    Ok(StatusCode::NO_CONTENT)
}

//! `DELETE /sessions`

use axum::extract::State;
use http::StatusCode;

use crate::{app::App, extract::SignedIn, problem::Problem, sign_in::Happening};

/// Signs the user out everywhere: all sessions end, in whatever browser they were begun, and their event streams
/// with them. The token itself stays what it is.
#[utoipa::path(
    delete,
    path = "/api/v1/sessions",
    tag = "session",
    operation_id = "delete_sessions",
    responses((status = 204, description = "All sessions have ended"))
)]
pub(crate) async fn delete_sessions(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
) -> Result<StatusCode, Problem> {
    app.sign_in.end_all(&app.store, &identity.owner()).await?;
    Happening::SignOutEverywhere
        .record(&app, &identity.actor())
        .await;
    Ok(StatusCode::NO_CONTENT)
}

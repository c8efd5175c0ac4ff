//! `GET /sessions`

use axum::{Extension, Json, extract::State};
use contract::SessionList;
use tower_sessions::Session;

use crate::{app::App, extract::SignedIn, problem::Problem};

/// The own sessions, the one that was used last first: where the user is signed in, since when, and with what.
#[utoipa::path(
    get,
    path = "/api/v1/sessions",
    tag = "session",
    operation_id = "list_sessions",
    responses((status = 200, body = SessionList))
)]
pub(crate) async fn list_sessions(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    SignedIn(identity): SignedIn,
) -> Result<Json<SessionList>, Problem> {
    let owner = identity.owner();
    let items = app
        .sign_in
        .sessions_of(&app.store, &owner, session.id())
        .await?;
    Ok(Json(SessionList { items }))
}

//! `POST /sign-out`

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;

use crate::{app::App, problem::Problem};

/// Signs out and shows the sign-in page.
pub(crate) async fn sign_out(
    State(app): State<App>,
    Extension(session): Extension<Session>,
) -> Result<Response, Problem> {
    app.sign_in.end(&session).await?;
    Ok(Redirect::to("/sign-in").into_response())
}

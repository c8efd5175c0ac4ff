//! `POST /sign-out` and `POST /sign-out/everywhere`

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Extensions;
use tower_sessions::Session;

use crate::{app::App, middleware::sign_in::peer, problem::Problem, sign_in::Happening};

/// Signs out and shows the sign-in page.
pub(crate) async fn sign_out(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    extensions: Extensions,
) -> Result<Response, Problem> {
    if app.sign_in.by_idle_session(&session).await?.is_some() {
        Happening::SignOut.record(&app, peer(&extensions)).await;
    }
    app.sign_in.end(&session).await?;
    Ok(Redirect::to("/sign-in").into_response())
}

/// Ends all sessions of who is signed in, this one too, and shows the sign-in page.
pub(crate) async fn sign_out_everywhere(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    extensions: Extensions,
) -> Result<Response, Problem> {
    if let Some(identity) = app.sign_in.by_idle_session(&session).await? {
        app.sign_in.end_all(&app.store, &identity.user).await?;
        Happening::SignOutEverywhere
            .record(&app, peer(&extensions))
            .await;
    }
    app.sign_in.end(&session).await?;
    Ok(Redirect::to("/sign-in").into_response())
}

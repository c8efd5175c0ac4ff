//! `POST /sign-out` and `POST /sign-out/everywhere`

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Extensions;
use tower_sessions::Session;

use crate::{
    app::App,
    middleware::sign_in::peer,
    problem::Problem,
    sign_in::{Happening, Identity},
};

/// Signs out and shows the sign-in page.
pub(crate) async fn sign_out(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    extensions: Extensions,
) -> Result<Response, Problem> {
    if let Some(owner) = app.sign_in.owner_of(&session).await? {
        let user = Identity::name_of(&owner);
        Happening::SignOut
            .record(&app, user, peer(&extensions))
            .await;
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
    if let Some(owner) = app.sign_in.owner_of(&session).await? {
        app.sign_in.end_all(&app.store, &owner).await?;
        Happening::SignOutEverywhere
            .record(&app, Identity::name_of(&owner), peer(&extensions))
            .await;
    }
    app.sign_in.end(&session).await?;
    Ok(Redirect::to("/sign-in").into_response())
}

//! `POST /sign-out` and `POST /sign-out/everywhere`

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::HeaderMap;
use tower_sessions::Session;

use crate::{
    accept,
    app::App,
    page::{self, Words},
    problem::Problem,
    sign_in::{EndSession, Happening, Identity, Sender},
};

/// Signs out and shows the sign-in page.
pub(crate) async fn sign_out(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    headers: HeaderMap,
    sender: Sender,
) -> Result<Response, Problem> {
    if let Some(owner) = app.sign_in.owner_of(&app.store, &session).await? {
        let user = Identity::name_of(&owner);
        Happening::SignOut.record(&app, &sender.actor(user)).await;
    }
    let form = app.sign_in.end_at_provider(&app.store, &session).await?;
    app.sign_in.end(&session).await?;
    Ok(gone(&app, &headers, form.as_ref()))
}

/// Ends all sessions of who is signed in, this one too, and shows the sign-in page.
pub(crate) async fn sign_out_everywhere(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    headers: HeaderMap,
    sender: Sender,
) -> Result<Response, Problem> {
    let form = app.sign_in.end_at_provider(&app.store, &session).await?;
    if let Some(owner) = app.sign_in.owner_of(&app.store, &session).await? {
        app.sign_in.end_all(&app.store, &owner).await?;
        Happening::SignOutEverywhere
            .record(&app, &sender.actor(Identity::name_of(&owner)))
            .await;
    }
    app.sign_in.end(&session).await?;
    Ok(gone(&app, &headers, form.as_ref()))
}

/// The sign-in page, or the way there over the provider, which ends its session as well.
fn gone(app: &App, headers: &HeaderMap, form: Option<&EndSession>) -> Response {
    match form {
        Some(form) => page::end_session(app, Words::of(&accept::languages(headers)), form),
        None => Redirect::to(&app.at("/sign-in")).into_response(),
    }
}

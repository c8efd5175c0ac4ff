//! `GET /sign-in/callback`

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::HeaderMap;
use serde::Deserialize;
use tower_sessions::Session;
use validator::Validate;

use super::browser;
use crate::{
    accept,
    app::App,
    extract::{Input, Nothing},
    page::{self, Trouble, Words},
    problem::Problem,
    sign_in::{Answer, BrowserCookie, Happening, ProviderRefusal, Sender},
};

/// What the provider sends somebody back with.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct CallbackQuery {
    #[validate(length(max = 256))]
    state: String,
    #[validate(length(max = 8192))]
    code: String,
    #[validate(length(max = 1024))]
    error: String,
    #[validate(length(max = 4096))]
    error_description: String,
    #[validate(length(max = 2048))]
    iss: String,
}

/// Ends a sign-in at the provider and goes on to where that one wanted to go.
pub(crate) async fn finish_sign_in(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    Extension(cookie): Extension<BrowserCookie>,
    Input { query, .. }: Input<Nothing, CallbackQuery>,
    headers: HeaderMap,
    sender: Sender,
) -> Result<Response, Problem> {
    let words = Words::of(&accept::languages(&headers));
    let answer = Answer {
        state: query.state,
        code: query.code,
        error: query.error,
        error_description: query.error_description,
        iss: query.iss,
    };
    let known = cookie.known(&headers).unwrap_or_default();
    let (agent, store) = (browser(&headers), &app.store);
    let finished =
        app.sign_in
            .finish_at_provider(store, &session, &answer, &known, agent, sender.clone());
    let refusal = match finished.await {
        Ok((identity, next)) => {
            Happening::SignIn.record(&app, &identity.actor()).await;
            // Not a redirect: the way here began at the provider, and so the new cookie would not be sent.
            return Ok(page::go_on(&app, words, "/sign-in/callback", &next));
        }
        Err(refusal) => refusal,
    };
    // Who presses Back once signed in is not asked to sign in.
    let is_stale = matches!(refusal, ProviderRefusal::Stale);
    if is_stale
        && app
            .sign_in
            .by_session(&app.store, &session)
            .await?
            .is_some()
    {
        return Ok(Redirect::to(&app.at("/")).into_response());
    }
    if !matches!(refusal, ProviderRefusal::None) {
        Happening::Refused(&refusal.said())
            .record(&app, &sender.actor(""))
            .await;
    }
    Ok(page::sign_in(&app, words, "/", &Trouble::Provider(refusal)))
}

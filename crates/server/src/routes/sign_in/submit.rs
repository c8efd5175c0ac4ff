//! `POST /sign-in`

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::HeaderMap;
use serde::Deserialize;
use tower_sessions::Session;
use validator::Validate;

use super::{own_address, try_token};
use crate::{
    accept,
    app::App,
    extract::Form,
    page::{self, Words},
    problem::Problem,
    sign_in::Sender,
};

/// What the form sends.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct SignInForm {
    #[validate(length(max = 65_536))]
    token: String,
    #[validate(length(max = 4096))]
    next: String,
}

/// Signs in by a token that was typed.
pub(crate) async fn submit_token(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    headers: HeaderMap,
    sender: Sender,
    Form(form): Form<SignInForm>,
) -> Result<Response, Problem> {
    let next = own_address(&form.next);
    match try_token(&app, &session, form.token.trim(), &headers, sender).await? {
        None => Ok(Redirect::to(&app.at(next)).into_response()),
        Some(trouble) => {
            let words = Words::of(&accept::languages(&headers));
            Ok(page::sign_in(&app, words, next, &trouble))
        }
    }
}

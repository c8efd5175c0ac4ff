//! `POST /sign-in`

use axum::{
    Extension, Form,
    extract::{State, rejection::FormRejection},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::own_address;
use crate::{
    app::App,
    page,
    problem::{Kind, Problem},
};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignInForm {
    token: String,
    next: String,
}

/// Signs in by a token that was typed.
pub(crate) async fn submit_token(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    form: Result<Form<SignInForm>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(form) = form.map_err(|rejection| {
        Problem::new(
            Kind::MalformedRequest,
            format!("The form cannot be read: {}.", rejection.body_text()),
        )
    })?;
    let next = own_address(&form.next);
    let Some(identity) = app.sign_in.by_token(form.token.trim()) else {
        return Ok(page::sign_in(&app, next, true));
    };
    app.sign_in.start(&session, &identity).await?;
    Ok(Redirect::to(next).into_response())
}

//! `GET /sign-in`

use axum::{Extension, extract::State, response::Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::own_address;
use crate::{app::App, extract::ApiQuery, page, problem::Problem};

/// What the address may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignInQuery {
    token: Option<String>,
    next: String,
}

/// With a token, as in the address that is printed at the start: signs in. Without one: asks for it.
///
/// That a mere `GET` signs in does no harm: it needs the token, and whoever knows that could do it anyway. The
/// answer moves on at once and takes the place of this address in the browser's history.
pub(crate) async fn sign_in_page(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    ApiQuery(query): ApiQuery<SignInQuery>,
) -> Result<Response, Problem> {
    let next = own_address(&query.next);
    let Some(token) = query.token else {
        return Ok(page::sign_in(&app, next, false));
    };
    let Some(identity) = app.sign_in.by_token(&token) else {
        return Ok(page::sign_in(&app, next, true));
    };
    app.sign_in.start(&session, &identity).await?;
    Ok(page::go_on(next))
}

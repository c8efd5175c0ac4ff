//! `GET /sign-in`

use axum::{Extension, extract::State, response::Response};
use http::HeaderMap;
use serde::Deserialize;
use tower_sessions::Session;
use validator::Validate;

use super::{own_address, try_token};
use crate::{
    accept,
    app::App,
    extract::{Input, Nothing},
    page::{self, Trouble, Words},
    problem::Problem,
    sign_in::{BrowserCookie, Sender},
};

/// What the address may hold.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct SignInQuery {
    #[validate(length(max = 1024))]
    token: Option<String>,
    #[validate(length(max = 4096))]
    next: String,
}

/// With a token, as in the address that is printed at the start: signs in. Without one: asks for it.
///
/// That a mere `GET` signs in does no harm: it needs the token, and whoever knows that could do it anyway. The
/// answer moves on at once and takes the place of this address in the browser's history.
pub(crate) async fn sign_in_page(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    Extension(cookie): Extension<BrowserCookie>,
    Input { query, .. }: Input<Nothing, SignInQuery>,
    headers: HeaderMap,
    sender: Sender,
) -> Result<Response, Problem> {
    let next = own_address(&query.next);
    let words = Words::of(&accept::languages(&headers));
    // A token of the cluster belongs into no address: it would stay in histories and logs.
    let Some(token) = query.token.filter(|_| app.sign_in.is_local()) else {
        let mut page = page::sign_in(&app, words, next, &Trouble::None);
        if app.sign_in.provider().is_some() {
            // Before anything is begun: of several tabs that begin at once each would else have a cookie of its own.
            cookie.known_or_new(&headers, page.headers_mut())?;
        }
        return Ok(page);
    };
    match try_token(&app, &session, &token, &headers, sender).await? {
        None => Ok(page::go_on(&app, words, "/sign-in", next)),
        Some(trouble) => Ok(page::sign_in(&app, words, next, &trouble)),
    }
}

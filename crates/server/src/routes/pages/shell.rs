//! `GET` of everything else: the front end has its own router.

use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use contract::path::PAGES;
use http::{HeaderMap, Method, StatusCode, uri::Authority};
use tower_sessions::Session;

use crate::{
    accept,
    app::App,
    middleware::hosts,
    page::{self, Words},
    problem::{Problem, ProblemType},
};

/// The page of the front end; for those who are not signed in the way to the sign-in page.
pub(crate) async fn get_shell(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    request: Request,
) -> Result<Response, Problem> {
    let path = request.uri().path();
    let is_page = *request.method() == Method::GET || *request.method() == Method::HEAD;
    if path.starts_with("/api/") || path == "/api" || !is_page {
        return Err(Problem::new(
            ProblemType::NotFound,
            format!(
                "There is no `{path}`. The API is described by {}.",
                app.at("/api/v1/openapi.json")
            ),
        ));
    }
    if !accept::takes(request.headers(), "text/html") {
        return Ok((StatusCode::NOT_FOUND, "There is no such file.\n").into_response());
    }
    let languages = accept::languages(request.headers());
    let words = Words::of(&languages);
    let first = path.split('/').nth(1).unwrap_or_default();
    if !first.is_empty() && !PAGES.contains(&first) {
        let host = hosts::called(request.headers(), request.uri());
        let host = host.as_ref().map_or("", Authority::as_str);
        return Ok(page::no_page(&app, words, host, path));
    }
    let found = app.sign_in.by_session(&app.store, &session).await?;
    if found.is_some() {
        return Ok(page::shell(&app, &languages, path));
    }
    let here = request
        .uri()
        .path_and_query()
        .map_or("/", |path_and_query| path_and_query.as_str());
    let here = super::super::sign_in::own_address(here);
    if comes_from_elsewhere(request.headers()) {
        // Perhaps somebody is signed in after all and followed a link, see `page::go_on`.
        return Ok(page::go_on(&app, words, path, here));
    }
    let next = contract::path::segment(here);
    let sign_in = format!("/sign-in?next={next}");
    Ok(page::go_on(&app, words, path, &sign_in))
}

fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site" || site == "same-site")
}

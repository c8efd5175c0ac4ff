//! `GET /licences`

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;

use crate::app::App;

/// The licence texts of everything that is compiled in, for everybody who uses it. They are a file of the front end.
pub(crate) async fn get_licences(State(app): State<App>) -> Response {
    match app.asset("licences.txt") {
        Some(url) => Redirect::to(&url).into_response(),
        None => (
            StatusCode::NOT_FOUND,
            "This program was built without its front end, with which the licence texts are gathered.\n",
        )
            .into_response(),
    }
}

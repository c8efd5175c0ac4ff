//! `DELETE /sessions`

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, Nothing, SignedIn, rules},
    problem::Problem,
    sign_in::Happening,
};

/// Whose sessions end.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct EndQuery {
    /// Those of everybody, the own ones too, for admins of the console.
    everybody: bool,
    /// Those of the user of this name, for admins of the console.
    #[validate(length(max = 256), custom(function = "rules::no_control_characters"))]
    #[param(max_length = 256)]
    user: String,
}

/// Signs the user out everywhere: all sessions end, in whatever browser they were begun, and their event streams
/// with them. The token itself stays what it is. An admin of the console ends those of another user, or of everybody.
#[utoipa::path(
    delete,
    path = "/api/v1/sessions",
    tag = "session",
    operation_id = "delete_sessions",
    params(EndQuery),
    responses(
        (status = 204, description = "All sessions have ended"),
        (status = 403, description = "Only admins of the console end those of others", body = contract::ProblemDocument,
         content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_sessions(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { query, .. }: Input<Nothing, EndQuery>,
) -> Result<StatusCode, Problem> {
    let (sign_in, store) = (&app.sign_in, &app.store);
    let happened = if query.everybody {
        app.refuse_others(&identity)?;
        Happening::EverybodysEndedByAdmin(sign_in.end_everybodys(store).await?)
    } else if !query.user.is_empty() {
        app.refuse_others(&identity)?;
        let user = query.user.as_str();
        Happening::AllEndedByAdmin(user, sign_in.end_all_of(store, user).await?)
    } else {
        sign_in.end_all(store, &identity.owner()).await?;
        Happening::SignOutEverywhere
    };
    happened.record(&app, &identity.actor()).await;
    Ok(StatusCode::NO_CONTENT)
}

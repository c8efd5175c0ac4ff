//! `POST /sign-in/back-channel-logout`

use axum::extract::State;
use http::{StatusCode, header};
use manifest::message::provider as said;
use serde::Deserialize;
use validator::Validate;

use crate::{
    app::App,
    extract::Form,
    problem::{Problem, ProblemType},
    sign_in::{Happening, ProviderRefusal, Sender},
};

/// What the provider sends.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct LogoutForm {
    #[validate(length(min = 1, max = 16_000))]
    logout_token: String,
}

/// Ends the sessions that the provider says (OIDC Back-Channel Logout 1.0, 2.5 to 2.8). There being none is a
/// success.
pub(crate) async fn end_sessions(
    State(app): State<App>,
    sender: Sender,
    Form(form): Form<LogoutForm>,
) -> Result<(StatusCode, [(header::HeaderName, &'static str); 1]), Problem> {
    let token = form.logout_token;
    match app.sign_in.end_by_provider(&app.store, &token).await {
        Ok(count) => {
            tracing::info!(count, "the provider has ended sessions");
            Happening::EndedByProvider(count)
                .record(&app, &sender.actor(""))
                .await;
            Ok((StatusCode::OK, [(header::CACHE_CONTROL, "no-store")]))
        }
        Err(ProviderRefusal::Away(problem)) => Err(problem),
        Err(ProviderRefusal::None) => Err(Problem::new(
            ProblemType::NotFound,
            said::ends_no_sessions_here(),
        )),
        Err(refusal) => {
            let why = refusal.said();
            Happening::Refused(&why)
                .record(&app, &sender.actor(""))
                .await;
            Err(Problem::new(
                ProblemType::MalformedRequest,
                said::ends_nothing(why),
            ))
        }
    }
}

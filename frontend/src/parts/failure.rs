//! A request that failed, in words: what, why, and what to do.

use contract::ProblemDocument;
use leptos::prelude::*;
use manifest::Message;

use crate::api::ApiError;
use crate::parts::quoted::quoting;
use crate::parts::rights::Rights;
use crate::routes;
use crate::text::common::failure;
use crate::text::said;
use crate::ui::{Banner, Button, ButtonLink, Tone};

/// A failed request as a banner.
#[component]
pub fn Failure(
    /// What went wrong.
    error: ApiError,
    /// Whether something was to be changed, so that without an answer it is not known whether it was.
    #[prop(optional)]
    of_write: bool,
    /// Tries again; none where trying again makes no sense.
    #[prop(into, optional)]
    on_retry: Option<Callback<()>>,
    /// What its button says; to try again where it is nothing else.
    #[prop(optional)]
    retry: Option<&'static str>,
) -> impl IntoView {
    // What was refused was held to be allowed.
    if of_write
        && error.is_forbidden()
        && let Some(rights) = use_context::<Rights>()
    {
        rights.doubt();
    }
    let (heading, reason) = if of_write && error.is_outcome_unknown() {
        let detail = error.problem().map(ProblemDocument::said);
        (
            failure::outcome_unknown().to_owned(),
            [
                failure::outcome_unknown_help(),
                &detail.as_ref().map_or_else(String::new, said),
            ]
            .join(" "),
        )
    } else {
        words(&error)
    };
    // What the API server says of it stays as it is.
    let quoted = error.problem().map(ProblemDocument::said);
    let quoted = quoted.as_ref().map_or("", Message::quoted).to_owned();
    let word = retry.unwrap_or_else(crate::text::common::retry);
    let retry = on_retry.map(|on_retry| view! { <Button on_press=on_retry>{word}</Button> });
    let sign_in = error.is_signed_out().then(|| {
        view! {
            <ButtonLink external=true href=routes::sign_in()>{failure::sign_in()}</ButtonLink>
        }
    });
    let hand_over = of_cluster(&error).map(|cluster| {
        view! { <ButtonLink href=routes::token_of(&cluster)>{failure::hand_over()}</ButtonLink> }
    });
    view! {
        <Banner tone=Tone::Bad heading=heading actions=view! { {sign_in} {hand_over} {retry} }.into_any()>
            {quoting(&reason, &quoted)}
        </Banner>
    }
}

/// The cluster that wants a token of its own, where that is what stands in the way.
fn of_cluster(error: &ApiError) -> Option<String> {
    let problem = error
        .problem()
        .filter(|it| it.is_cluster_token_required())?;
    Some(problem.arguments.first()?.as_str()?.to_owned())
}

/// What happened in one sentence, for places that have no room for two.
#[must_use]
pub fn sentence(error: &ApiError) -> String {
    let (heading, reason) = words(error);
    match error {
        ApiError::Refused(_) if !reason.is_empty() => reason,
        _ => heading,
    }
}

/// What happened in a few words, and why with what to do.
#[must_use]
pub fn words(error: &ApiError) -> (String, String) {
    match error {
        ApiError::Unreachable { .. } => (
            failure::unreachable().to_owned(),
            failure::unreachable_help().to_owned(),
        ),
        ApiError::Unreadable { message } => (
            failure::unreadable().to_owned(),
            failure::unreadable_help(message),
        ),
        ApiError::Refused(problem) if problem.status == 401 => (
            failure::signed_out().to_owned(),
            failure::signed_out_help().to_owned(),
        ),
        ApiError::Refused(problem) => {
            let heading = if problem.title.is_empty() {
                failure::refused(problem.status)
            } else {
                said(&problem.titled())
            };
            (heading, said(&problem.said()))
        }
    }
}

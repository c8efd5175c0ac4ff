//! `PUT /drafts/{id}`

use axum::{Json, extract::State};
use contract::{Draft, DraftText};
use jiff::Timestamp;
use serde::Deserialize;
use store::drafts::Keeping;
use validator::{Validate, ValidationError};

use crate::{
    app::App,
    extract::{InputWithBody, Nothing, SignedIn, rules},
    problem::{Kind, Problem},
    routes::drafts::{LIMITS, to_contract},
    routes::paths::DraftPath,
};

/// The most bytes of a draft's text: as much as a draft may have in the database.
const LONGEST_TEXT: usize = 1 << 20;

/// A [`DraftText`] with the rules that it is held to.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftBody {
    #[validate(length(max = 1024), custom(function = "can_be_kept"))]
    cluster: String,
    #[validate(custom(function = "is_a_draft"))]
    text: String,
}

fn is_a_draft(text: &str) -> Result<(), ValidationError> {
    if text.len() > LONGEST_TEXT {
        let words = format!("may have at most {} KiB", LONGEST_TEXT >> 10);
        return Err(rules::broken("FieldValueTooLong", words));
    }
    can_be_kept(text)
}

/// `PostgreSQL` cannot keep the character, and YAML does not allow it either.
fn can_be_kept(text: &str) -> Result<(), ValidationError> {
    if text.contains('\0') {
        return Err(rules::broken(
            rules::INVALID,
            "holds the character U+0000, which cannot be kept",
        ));
    }
    Ok(())
}

/// Keeps a draft, new or changed. Once answered it survives the end of the server, of whatever kind.
#[utoipa::path(
    put,
    path = "/api/v1/drafts/{id}",
    tag = "drafts",
    operation_id = "put_draft",
    params(DraftPath),
    request_body = DraftText,
    responses((status = 200, body = Draft))
)]
pub(crate) async fn put_draft(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    InputWithBody { path, body, .. }: InputWithBody<DraftPath, Nothing, DraftBody>,
) -> Result<Json<Draft>, Problem> {
    let draft = store::drafts::Draft {
        id: path.id,
        cluster: body.cluster,
        text: body.text,
        updated: now(),
    };
    let drafts = app.store.drafts(&identity.user);
    match drafts.put(&draft, LIMITS).await? {
        Keeping::Kept => Ok(Json(to_contract(draft))),
        Keeping::OverLimit => Err(Problem::new(
            Kind::InvalidRequest,
            format!(
                "With it you would have more than {} drafts, or more than {} MiB of them; delete one first.",
                LIMITS.drafts,
                LIMITS.bytes >> 20
            ),
        )),
    }
}

/// The time as the database keeps it, so that this answer and the next one say the same.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

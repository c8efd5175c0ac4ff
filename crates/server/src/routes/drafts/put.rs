//! `PUT /drafts/{id}`

use axum::{Json, extract::State};
use contract::{Draft, DraftText, ProblemDocument};
use jiff::Timestamp;
use manifest::message::console as said;
use serde::Deserialize;
use store::drafts::Keeping;
use validator::{Validate, ValidationError};

use crate::{
    app::App,
    extract::{InputWithBody, Nothing, SignedIn, rules},
    problem::{Problem, ProblemType},
    routes::drafts::{LIMITS, to_contract},
    routes::paths::DraftPath,
};

/// The most bytes of a draft's text: as many as a manifest may have.
const LONGEST_TEXT: usize = manifest::yaml::limit::MAX_BYTES;

/// A [`DraftText`] with the rules that it is held to.
#[derive(Debug, Deserialize, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DraftBody {
    #[validate(length(max = 1024), custom(function = "can_be_kept"))]
    cluster: String,
    #[validate(custom(function = "is_a_draft"))]
    text: String,
    #[serde(default)]
    #[validate(length(max = 1024), custom(function = "can_be_kept"))]
    name: String,
    #[serde(default)]
    #[validate(length(max = 1024), custom(function = "can_be_kept"))]
    namespace: String,
    #[serde(default)]
    #[validate(nested)]
    origin: Option<OriginBody>,
    #[serde(default)]
    #[validate(custom(function = "is_a_time"))]
    based_on: Option<String>,
}

/// A [`DraftOrigin`](contract::DraftOrigin) with the rules that it is held to.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct OriginBody {
    #[validate(length(min = 1, max = 63), custom(function = "rules::label"))]
    namespace: String,
    #[validate(length(min = 1, max = 253), custom(function = "rules::subdomain"))]
    name: String,
    #[validate(custom(function = "is_a_draft"))]
    text: String,
}

fn is_a_time(text: &str) -> Result<(), ValidationError> {
    let parsed: Result<Timestamp, _> = text.parse();
    let words = "is no time that a draft was kept at";
    parsed
        .map(drop)
        .map_err(|_| rules::broken(rules::INVALID, words))
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
    responses(
        (status = 200, body = Draft),
        (status = 409, description = "Another version is kept by now than `basedOn` names", body = ProblemDocument, content_type = "application/problem+json"),
    )
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
        name: body.name,
        namespace: body.namespace,
        origin: body.origin.map(|origin| store::drafts::Origin {
            namespace: origin.namespace,
            name: origin.name,
            text: origin.text,
        }),
        updated: now(),
    };
    let based_on = body.based_on.as_deref().and_then(|time| time.parse().ok());
    let owner = identity.owner();
    let drafts = app.store.drafts(&owner);
    match drafts.put(&draft, based_on, LIMITS).await? {
        Keeping::Kept => Ok(Json(to_contract(draft))),
        Keeping::Changed => Err(Problem::new(ProblemType::Conflict, said::draft_changed())),
        Keeping::OverLimit => Err(Problem::new(
            ProblemType::InvalidRequest,
            said::too_many_drafts(LIMITS.drafts.to_string(), (LIMITS.bytes >> 20).to_string()),
        )),
    }
}

/// The time as the database keeps it, so that this answer and the next one say the same.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

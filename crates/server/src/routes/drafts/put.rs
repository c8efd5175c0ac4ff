//! `PUT /drafts/{id}`

use axum::{Json, extract::State};
use contract::{Draft, DraftText};
use jiff::Timestamp;

use crate::{
    app::App,
    extract::{ApiJson, ApiPath, SignedIn},
    problem::{Kind, Problem},
    routes::drafts::{MOST, to_contract},
};

/// The most bytes of a draft's text: as much as a manifest may have.
const LONGEST_TEXT: usize = 1 << 20;

/// The most bytes of an id; a UUID has 36.
const LONGEST_ID: usize = 64;

/// Keeps a draft, new or changed. Once answered it survives the end of the server, of whatever kind.
#[utoipa::path(
    put,
    path = "/api/v1/drafts/{id}",
    tag = "drafts",
    operation_id = "put_draft",
    params(("id" = String, Path, description = "Chosen by the client: a UUID")),
    request_body = DraftText,
    responses((status = 200, body = Draft))
)]
pub(crate) async fn put_draft(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    ApiPath(id): ApiPath<String>,
    ApiJson(body): ApiJson<DraftText>,
) -> Result<Json<Draft>, Problem> {
    check(&id, &body)?;
    let drafts = app.store.drafts(&identity.user);
    let is_new = drafts.get(&id).await?.is_none();
    if is_new && drafts.count().await? >= u64::from(MOST) {
        return Err(Problem::new(
            Kind::InvalidRequest,
            format!("You have {MOST} drafts already; delete one first."),
        ));
    }
    let draft = store::drafts::Draft {
        id,
        cluster: body.cluster,
        text: body.text,
        updated: now(),
    };
    drafts.put(&draft).await?;
    Ok(Json(to_contract(draft)))
}

/// The time as the database keeps it, so that this answer and the next one say the same.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

fn check(id: &str, body: &DraftText) -> Result<(), Problem> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if id.len() > LONGEST_ID || !id.bytes().all(is_plain) {
        return Err(Problem::new(
            Kind::InvalidRequest,
            "The id of a draft must be a UUID, or at most 64 letters, digits, `-` and `_`.",
        ));
    }
    if body.text.len() > LONGEST_TEXT {
        return Err(Problem::new(
            Kind::TooLarge,
            format!("The text may have at most {} KiB.", LONGEST_TEXT >> 10),
        ));
    }
    // PostgreSQL cannot keep it, and YAML does not allow it either.
    if body.text.contains('\0') || body.cluster.contains('\0') {
        return Err(Problem::new(
            Kind::InvalidRequest,
            "The text holds the character U+0000, which cannot be kept.",
        ));
    }
    Ok(())
}

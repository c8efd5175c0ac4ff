//! `PUT /drafts/{id}`

use axum::{Json, extract::State};
use contract::{Draft, DraftText};
use jiff::Timestamp;

use crate::{
    app::App,
    extract::{InputWithBody, Nothing, SignedIn},
    problem::{Kind, Problem},
    routes::drafts::{MOST, to_contract},
    routes::paths::DraftPath,
};

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
    InputWithBody { path, body, .. }: InputWithBody<DraftPath, Nothing, DraftText>,
) -> Result<Json<Draft>, Problem> {
    let drafts = app.store.drafts(&identity.user);
    let is_new = drafts.get(&path.id).await?.is_none();
    if is_new && drafts.count().await? >= u64::from(MOST) {
        return Err(Problem::new(
            Kind::InvalidRequest,
            format!("You have {MOST} drafts already; delete one first."),
        ));
    }
    let draft = store::drafts::Draft {
        id: path.id,
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

//! `GET /templates`

use axum::Json;
use contract::{Template, TemplateList};

use crate::templates;

/// Texts to begin with, such as for a node exporter: each valid as it stands, with what it may do on a machine and why.
#[utoipa::path(
    get,
    path = "/api/v1/templates",
    tag = "templates",
    operation_id = "list_templates",
    responses((status = 200, body = TemplateList))
)]
pub(crate) async fn list_templates() -> Json<TemplateList> {
    let items = templates::ALL.iter().map(|template| Template {
        id: template.id.to_owned(),
        why: template.why(),
        text: template.text.to_owned(),
    });
    Json(TemplateList {
        items: items.collect(),
    })
}

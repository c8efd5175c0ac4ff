//! `GET /fetch`

use axum::{Json, extract::State};
use contract::FetchHosts;

use crate::app::App;

/// The hosts that manifests may be fetched from.
#[utoipa::path(
    get,
    path = "/api/v1/fetch",
    tag = "templates",
    operation_id = "list_fetch_hosts",
    responses((status = 200, body = FetchHosts))
)]
pub(crate) async fn list_fetch_hosts(State(app): State<App>) -> Json<FetchHosts> {
    let hosts = app.outside.hosts().iter().map(ToString::to_string);
    Json(FetchHosts {
        hosts: hosts.collect(),
    })
}

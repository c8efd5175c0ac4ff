//! `GET /metrics`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;

use crate::{app::App, problem::Problem, telemetry};

/// Metrics in the text format of Prometheus. Guarded like the API, on loopback too: other users of the
/// machine need not know what somebody does here. Prometheus sends the token by `authorization`.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "health",
    operation_id = "get_metrics",
    responses((status = 200, body = String))
)]
pub(crate) async fn get_metrics(State(app): State<App>) -> Result<Response, Problem> {
    for entry in app.clusters.awake() {
        let is_fresh = u32::from(entry.cluster.freshness().live);
        let name = entry.cluster.name().to_owned();
        metrics::gauge!("cluster_fresh", "cluster" => name).set(f64::from(is_fresh));
    }
    let text = telemetry::metrics().map_err(Problem::internal)?.render();
    Ok((
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        text,
    )
        .into_response())
}

//! `POST /clusters`

use axum::{Json, extract::State};
use contract::{ClusterAccess, ClusterTrial, FieldError, NewCluster, ProblemDocument};
use http::StatusCode;
use jiff::Timestamp;
use manifest::message::console as said;
use serde::Deserialize;
use store::{audit::Action, clusters::AddedCluster};
use utoipa::IntoParams;
use validator::Validate;

use super::record;
use crate::{
    app::App,
    clusters::adding,
    extract::{InputWithBody, Nothing, SignedIn, rules},
    problem::{Problem, ProblemType},
    routes::daemonsets::DryRun,
};

/// A [`NewCluster`] with the rules that it is held to.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewClusterBody {
    #[validate(length(min = 1, max = 63), custom(function = "rules::label"))]
    name: String,
    #[validate(length(min = 1, max = 1_048_576))]
    kubeconfig: String,
    #[serde(default)]
    access: Option<ClusterAccess>,
}

/// Whether it is only tried.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct AddQuery {
    /// `All`: only try.
    dry_run: Option<DryRun>,
}

/// Adds a cluster that an admin hands over as a kubeconfig. It is tried before it is kept: whether its API server answers
/// with a certificate that holds, in which version, and what the console may not read there. With `dryRun=All` that is all.
/// What is kept is sealed.
#[utoipa::path(
    post,
    path = "/api/v1/clusters",
    tag = "clusters",
    operation_id = "add_cluster",
    params(AddQuery),
    request_body = NewCluster,
    responses(
        (status = 200, description = "It could be added", body = ClusterTrial),
        (status = 201, body = ClusterTrial),
        (status = 403, description = "Only admins may, and only where something seals", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The name is taken", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be used; `errors` say why", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add_cluster(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    InputWithBody { query, body, .. }: InputWithBody<Nothing, AddQuery, NewClusterBody>,
) -> Result<(StatusCode, Json<ClusterTrial>), Problem> {
    super::refuse_others(&app, &identity)?;
    let taken = || {
        let words = said::cluster_exists(body.name.as_str());
        Problem::new(ProblemType::AlreadyExists, words)
    };
    if body.access == Some(ClusterAccess::Kubeconfig) && !app.sign_in.is_local() {
        return Err(not_for_all());
    }
    let known = app.clusters.summaries().into_iter();
    if known.map(|it| it.name).any(|name| name == body.name) {
        return Err(taken());
    }
    let try_out = async || adding::try_out(&body.name, adding::read(&body.kubeconfig)?).await;
    if query.dry_run.is_some() {
        return Ok((StatusCode::OK, Json(try_out().await?)));
    }
    let row = record::begin(&app, &identity, Action::Create, &body.name).await?;
    let trial = match try_out().await {
        Ok(trial) => trial,
        Err(problem) => {
            row.refuse(&app, &problem).await;
            return Err(problem);
        }
    };
    let cluster = AddedCluster {
        name: body.name.clone(),
        kubeconfig: body.kubeconfig,
        access: body.access.map_or("", ClusterAccess::word).to_owned(),
        added_by: identity.user.clone(),
        added: Timestamp::now(),
    };
    let kept = app.store.clusters().add(&cluster).await;
    row.end(&app, kept.as_ref().is_ok_and(|is_new| *is_new))
        .await;
    if !kept? {
        return Err(taken());
    }
    adding::take_over(&app.clusters, &app.store).await?;
    Ok((StatusCode::CREATED, Json(trial)))
}

/// Nobody who signs in as himself reaches a cluster with the rights of its kubeconfig.
fn not_for_all() -> Problem {
    let error = FieldError {
        field: "access".to_owned(),
        reason: "FieldValueNotSupported".to_owned(),
        message: "must be pass-through, impersonate or token: whoever signs in is somebody of his own, and would have the \
                  rights of the kubeconfig"
            .to_owned(),
        ..FieldError::default()
    };
    let words = said::cluster_not_added(error.message.as_str());
    Problem::new(ProblemType::InvalidRequest, words).with_errors(vec![error])
}

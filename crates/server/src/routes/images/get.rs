//! `GET …/images`

use axum::{Json, extract::State};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use contract::{ProblemDocument, RegistryImage};
use fetch::registry::{Account, Reference};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    problem::Problem,
    routes::paths::NamespacePath,
    sign_in::Identity,
};

/// How many pull secrets are read for one image.
const MOST_SECRETS: usize = 8;

/// Of which image.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImageQuery {
    /// The image as a container names it.
    #[validate(
        length(min = 1, max = 512),
        custom(function = "rules::no_control_characters")
    )]
    #[param(required = true, min_length = 1, max_length = 512)]
    image: String,
    /// The names of pull secrets of the namespace, with commas between them; the first that has an account for the
    /// registry is used, at most eight are read.
    #[validate(length(max = 2048), custom(function = "rules::no_control_characters"))]
    #[param(max_length = 2048)]
    pull_secrets: Option<String>,
}

/// What the registry of an image has of it: the tags, and of what is named the digest and the platforms. Asked by HTTPS from
/// the hosts of the setting `registry_host` alone, within 8 seconds; with the account of a pull secret, which is read as the caller.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/images",
    tag = "preflight",
    operation_id = "get_image",
    params(NamespacePath, ImageQuery),
    responses(
        (status = 200, body = RegistryImage),
        (status = 403, description = "The registry is not asked; `errors[0].reason` says why", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 502, description = "It cannot be asked, or does not tell; `errors[0].reason` says why", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Too much is being fetched", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_image(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<NamespacePath, ImageQuery>,
) -> Result<Json<RegistryImage>, Problem> {
    let reference: Reference = query.image.parse()?;
    let secrets = query.pull_secrets.as_deref().unwrap_or_default();
    let account = account(&app, &identity, &path, secrets, &reference).await?;
    let image = app.outside.image(&reference, account.as_ref()).await?;
    Ok(Json(RegistryImage {
        registry: reference.host,
        repository: reference.repository,
        tags: image.tags,
        has_all_tags: image.has_all_tags,
        digest: image.digest,
        platforms: image.platforms,
    }))
}

/// The account for the registry, out of the secrets that the caller may read; none of them is needed by an image that
/// everybody may pull, so one that cannot be read stops nothing.
async fn account(
    app: &App,
    identity: &Identity,
    path: &NamespacePath,
    secrets: &str,
    reference: &Reference,
) -> Result<Option<Account>, Problem> {
    let entry = app.clusters.get(identity, &path.cluster).await?;
    let names = secrets.split(',').filter(|name| !name.is_empty());
    for name in names.take(MOST_SECRETS) {
        let user = entry.as_user(identity);
        let Ok(Some(config)) = user.docker_config(&path.namespace, name).await else {
            continue;
        };
        let config = BASE64_STANDARD.decode(config).unwrap_or_default();
        let account = Account::for_image(&config, reference);
        if account.is_some() {
            return Ok(account);
        }
    }
    Ok(None)
}

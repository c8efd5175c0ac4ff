//! `GET …/daemonsets/{name}/companions`, and what is remembered for it.

use axum::{Json, extract::State};
use cluster::{Created, Fate, MadeObject};
use contract::{CompanionList, CompanionRow};
use jiff::Timestamp;
use serde_json::Value;
use store::together::Made;

use super::OnePath;
use crate::{
    app::App,
    error_chain::Chain,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// What was made out of one text with a DaemonSet, and whether it is still there. Only what this console made is
/// remembered.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/companions",
    tag = "daemonsets",
    operation_id = "list_daemonset_companions",
    params(OnePath),
    responses((status = 200, body = CompanionList))
)]
pub(crate) async fn list_daemonset_companions(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<OnePath>,
) -> Result<Json<CompanionList>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let user = entry.as_user(&identity);
    let daemon_set = user.get(&path.namespace, &path.name).await?.to_value();
    let uid = daemon_set["metadata"]["uid"].as_str().unwrap_or_default();
    let made = app.store.together().with(&path.cluster, uid).await?;
    let made: Vec<MadeObject> = made.into_iter().map(of_store).collect();
    let there = user.are_there(&made).await;
    let items = made
        .into_iter()
        .zip(there)
        // Somebody else may have made them, in namespaces that this user knows nothing of.
        .filter(|(_, exists)| identity.is_local() || exists.is_some())
        .map(|(made, exists)| CompanionRow {
            api_version: made.api_version,
            kind: made.kind,
            namespace: made.namespace,
            name: made.name,
            uid: made.uid,
            exists,
        });
    Ok(Json(CompanionList {
        items: items.collect(),
    }))
}

/// As the cluster is asked for it.
pub(super) fn of_store(made: Made) -> MadeObject {
    MadeObject {
        api_version: made.api_version,
        kind: made.kind,
        namespace: made.namespace,
        name: made.name,
        uid: made.uid,
    }
}

/// Remembers what was made together, if that was more than one object. That it cannot be remembered is logged: the objects
/// are there all the same.
pub(super) async fn remember(
    app: &App,
    (cluster, request): (&str, &str),
    created: &Created,
    fates: &[Fate],
) {
    let objects = created.objects.iter().zip(fates);
    let made: Vec<Made> = objects
        .filter(|(_, fate)| **fate == Fate::Created)
        .map(|(object, _)| {
            let object = object.to_value();
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let metadata = &object["metadata"];
            Made {
                api_version: text(&object["apiVersion"]),
                kind: text(&object["kind"]),
                namespace: text(&metadata["namespace"]),
                name: text(&metadata["name"]),
                uid: text(&metadata["uid"]),
            }
        })
        .collect();
    if made.len() < 2 {
        return;
    }
    let together = app.store.together();
    let kept = together.remember((cluster, request), &made, Timestamp::now());
    if let Err(error) = kept.await {
        tracing::error!(cause = %Chain(&error), "what was made together is not remembered");
    }
}

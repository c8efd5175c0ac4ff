//! One pod of a DaemonSet: reading it, its manifest, deleting it, and where its log is.

use contract::{PodDetail, path};

use super::{ApiError, Request, YAML, get, keyed, read_text, send};

/// The DaemonSet that a pod belongs to, by cluster, namespace and name.
pub type Owner = (String, String, String);

/// What there is to know of a pod.
///
/// # Errors
/// As [`ApiError`]; one that is gone is refused with status 404.
pub async fn detail((cluster, namespace, name): &Owner, pod: &str) -> Result<PodDetail, ApiError> {
    get(&path::pod(cluster, namespace, name, pod)).await
}

/// The whole pod as YAML.
///
/// # Errors
/// As [`ApiError`].
pub async fn manifest((cluster, namespace, name): &Owner, pod: &str) -> Result<String, ApiError> {
    let url = path::pod_manifest(cluster, namespace, name, pod);
    read_text(send(Request::get(&url).header("Accept", YAML)).await?).await
}

/// Deletes the pod, if it is still the one of this uid.
///
/// # Errors
/// As [`ApiError`].
pub async fn delete(
    (cluster, namespace, name): &Owner,
    pod: &str,
    uid: &str,
    idempotency_key: &str,
) -> Result<(), ApiError> {
    let url = path::pod(cluster, namespace, name, pod);
    let request = Request::delete(&format!("{url}?uid={}", path::segment(uid)));
    send(keyed(request, Some(idempotency_key))).await.map(drop)
}

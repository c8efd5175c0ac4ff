//! The clusters that the console speaks to.

use contract::{ClusterList, ClusterTrial, NewCluster, TokenOfCluster, UserOfCluster, path};

use super::{ApiError, JSON, Request, get, read, send, send_body};

/// All clusters; the first is the one to show when none was chosen.
///
/// # Errors
/// As [`ApiError`].
pub async fn list() -> Result<ClusterList, ApiError> {
    get(&path::clusters()).await
}

/// Adds a cluster, or only tries it.
///
/// # Errors
/// As [`ApiError`]; a refusal says what is in the way.
pub async fn add(new: &NewCluster, only_try: bool) -> Result<ClusterTrial, ApiError> {
    let body = serde_json::to_string(new).map_err(ApiError::unreadable)?;
    let mut url = path::clusters();
    if only_try {
        url.push_str("?dryRun=All");
    }
    read(send_body(Request::post(&url), JSON, body).await?).await
}

/// Removes a cluster that was added.
///
/// # Errors
/// As [`ApiError`].
pub async fn remove(name: &str) -> Result<(), ApiError> {
    send(Request::delete(&path::cluster(name))).await.map(drop)
}

/// Hands over a token of a cluster, for that cluster alone, and says who one is there.
///
/// # Errors
/// As [`ApiError`]; a refusal where the cluster does not know it.
pub async fn hand_over(name: &str, token: &str) -> Result<UserOfCluster, ApiError> {
    let token = TokenOfCluster {
        token: token.to_owned(),
    };
    let body = serde_json::to_string(&token).map_err(ApiError::unreadable)?;
    let request = Request::put(&path::cluster_token(name));
    read(send_body(request, JSON, body).await?).await
}

/// Forgets the token of a cluster.
///
/// # Errors
/// As [`ApiError`].
pub async fn forget_token(name: &str) -> Result<(), ApiError> {
    let request = Request::delete(&path::cluster_token(name));
    send(request).await.map(drop)
}

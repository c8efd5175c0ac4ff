//! What is done to one of several DaemonSets: to that of this uid, and to no other of its name that was made meanwhile.

use contract::{DaemonSetRow, path};

use super::{ApiError, Request, keyed, send};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// All pods are replaced.
    Restart,
    /// It is deleted, and its pods with it.
    Delete,
}

/// Does it to the DaemonSet of this row.
///
/// # Errors
/// As [`ApiError`].
pub async fn act(
    deed: Deed,
    cluster: &str,
    row: &DaemonSetRow,
    idempotency_key: &str,
) -> Result<(), ApiError> {
    let uid = ["?uid=", &path::segment(&row.uid)].concat();
    let request = match deed {
        Deed::Restart => {
            let url = path::restart(cluster, &row.namespace, &row.name);
            Request::post(&[url, uid].concat())
        }
        Deed::Delete => {
            let url = path::daemonset(cluster, &row.namespace, &row.name);
            Request::delete(&[url, uid].concat())
        }
    };
    send(keyed(request, Some(idempotency_key))).await.map(drop)
}

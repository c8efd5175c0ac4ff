//! Who is signed in, and where.

use contract::{SessionInfo, SessionList, path};

use super::{ApiError, Request, get, send};

/// The signed-in user.
///
/// # Errors
/// As [`ApiError`]; a refusal with status 401 when nobody is signed in.
pub async fn read() -> Result<SessionInfo, ApiError> {
    get(&path::session()).await
}

/// The own sessions, the one that was used last first.
///
/// # Errors
/// As [`ApiError`].
pub async fn list() -> Result<SessionList, ApiError> {
    get(&path::sessions()).await
}

/// Ends one of them.
///
/// # Errors
/// As [`ApiError`]; a refusal with status 404 where it has ended already.
pub async fn end(id: &str) -> Result<(), ApiError> {
    send(Request::delete(&path::one_session(id)))
        .await
        .map(drop)
}

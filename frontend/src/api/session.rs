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

/// The sessions of everybody whose name holds a text, for admins of the console.
///
/// # Errors
/// As [`ApiError`].
pub async fn list_of_all(user: &str) -> Result<SessionList, ApiError> {
    get(&path::sessions_of_all(user)).await
}

/// Ends all sessions of a user, for admins of the console.
///
/// # Errors
/// As [`ApiError`].
pub async fn end_all_of(user: &str) -> Result<(), ApiError> {
    send(Request::delete(&path::sessions_of(user)))
        .await
        .map(drop)
}

//! Who is signed in.

use contract::{SessionInfo, path};

use super::{ApiError, get};

/// The signed-in user.
///
/// # Errors
/// As [`ApiError`]; a refusal with status 401 when nobody is signed in.
pub async fn read() -> Result<SessionInfo, ApiError> {
    get(&path::session()).await
}

//! `/version`: who answers.

use http::{Response, StatusCode};
use serde_json::json;

use super::answer::{self, SandboxBody};

/// The version of Kubernetes whose behaviour is imitated.
pub(crate) const VERSION: &str = "v1.36.2+sandbox";

/// Answers `/version`.
pub(super) fn version() -> Response<SandboxBody> {
    let version = json!({
        "major": "1",
        "minor": "36",
        "gitVersion": VERSION,
        "gitCommit": "",
        "gitTreeState": "",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "",
        "compiler": "rustc",
        "platform": format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH),
    });
    answer::json(StatusCode::OK, &version)
}

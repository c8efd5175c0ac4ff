//! Waiting until what a definition defines is served.

use std::time::Duration;

use http::Method;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::documents::Document;
use crate::{
    error::ClusterError,
    rest::{CALL_TIMEOUT, Call},
    transport::Transport,
};

/// How long a definition may take to be served.
const PATIENCE: Duration = Duration::from_secs(15);

/// How soon it is looked again, and how seldom at last.
const LOOKS: (Duration, Duration) = (Duration::from_millis(30), Duration::from_millis(500));

/// Waits until a definition is established and its kind is served in the version of each document that it defines
/// (`Established` in `k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/types.go`). That condition comes a little
/// before the kind is served.
///
/// # Errors
/// It is not so in time, its names are not accepted, or it cannot be looked at.
pub(super) async fn wait(
    transport: &Transport,
    definition: &Document<'_>,
    end: Instant,
) -> Result<(), ClusterError> {
    let operation = format!(
        "establish the {} {}",
        definition.resource.kind(),
        definition.name()
    );
    let end = end.min(Instant::now() + PATIENCE);
    let mut pause = LOOKS.0;
    loop {
        let look = Call::new(&operation, Method::GET, definition.path()).timeout(
            end.saturating_duration_since(Instant::now())
                .min(CALL_TIMEOUT),
        );
        let object: Value = look.read(transport).await?;
        let conditions = &object["status"]["conditions"];
        if has(conditions, "Established", "True") {
            return Ok(());
        }
        if let Some(message) = refused(conditions) {
            return Err(ClusterError::Refused {
                operation,
                status: Value::Null,
                code: 422,
                reason: "Invalid".to_owned(),
                message,
                causes: Vec::new(),
                retry_after: None,
            });
        }
        if Instant::now() + pause >= end {
            return Err(ClusterError::NotEstablished {
                name: definition.name().to_owned(),
                after: PATIENCE,
            });
        }
        sleep(pause).await;
        pause = (pause * 2).min(LOOKS.1);
    }
}

/// Whether a condition of this type has this status.
fn has(conditions: &Value, kind: &str, status: &str) -> bool {
    let mut conditions = conditions.as_array().into_iter().flatten();
    conditions.any(|it| it["type"] == kind && it["status"] == status)
}

/// Why its names are not accepted: another definition has them.
fn refused(conditions: &Value) -> Option<String> {
    let mut conditions = conditions.as_array()?.iter();
    let refused = conditions.find(|it| it["type"] == "NamesAccepted" && it["status"] == "False")?;
    Some(refused["message"].as_str().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{has, refused};

    #[test]
    fn conditions_tell_whether_it_is_served() {
        let conditions = json!([
            {"type": "NamesAccepted", "status": "False", "message": "\"widgets\" is already in use"},
            {"type": "Established", "status": "False"},
        ]);
        assert!(!has(&conditions, "Established", "True"));
        assert_eq!(
            refused(&conditions).as_deref(),
            Some("\"widgets\" is already in use")
        );
        let served = json!([{"type": "Established", "status": "True"}]);
        assert!(has(&served, "Established", "True"));
        assert_eq!(refused(&served), None);
        assert!(!has(&json!(null), "Established", "True"));
    }
}

//! What an installed console is, and where it has people's data from.

use serde_json::Value;

/// What a Deployment says of its version, and of the Secrets that it reads.
#[derive(Debug, PartialEq)]
pub(super) struct Settings {
    /// The image of the console.
    pub(super) image: String,
    /// The Secrets, as they are named.
    pub(super) secrets: Vec<Value>,
}

impl Settings {
    pub(super) fn of(deployment: &Value) -> Self {
        let spec = &deployment["spec"]["template"]["spec"];
        let image = spec["containers"][0]["image"].as_str();
        let mut secrets = Vec::new();
        gather_secrets(spec, &mut secrets);
        Self {
            image: image.unwrap_or_default().to_owned(),
            secrets,
        }
    }
}

/// Every place in a pod where a Secret is named.
fn gather_secrets(value: &Value, found: &mut Vec<Value>) {
    for (name, below) in value.as_object().into_iter().flatten() {
        if matches!(name.as_str(), "secretKeyRef" | "secret" | "secretRef") {
            found.push(below.clone());
        }
        gather_secrets(below, found);
    }
    for below in value.as_array().into_iter().flatten() {
        gather_secrets(below, found);
    }
}

//! The settings as values of the chart: commented YAML, and the JSON Schema of them.
#![cfg_attr(
    not(test),
    expect(dead_code, reason = "the committed texts are made by a test")
)]

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{Setting, Shape, file::wrapped, settings};
use crate::config::flags::SECRETS;

/// What the chart decides itself, by values of its own: where the console listens in its pod, which clusters it has, where
/// its database is, how people reach clusters, and everything that is of the simulated cluster or for one machine.
const DECIDED_BY_THE_CHART: [&str; 16] = [
    "sandbox",
    "sandbox_nodes",
    "sandbox_clusters",
    "sandbox_users",
    "sandbox_listen",
    "kubeconfig",
    "context",
    "clusters",
    "namespace",
    "listen",
    "allow_remote",
    "public_url",
    "access",
    "database",
    "replicas",
    "log_format",
];

/// What people may set under `settings` of the chart.
fn in_chart() -> Vec<Setting> {
    let is_secret = |key: &str| SECRETS.iter().any(|secret| secret.key == key);
    settings()
        .into_iter()
        .filter(|setting| setting.is_in_file() && !is_secret(&setting.key))
        .filter(|setting| !DECIDED_BY_THE_CHART.contains(&setting.key.as_str()))
        .collect()
}

/// The lines of `values.yaml` above `settings:`, all commented out.
pub(super) fn values() -> String {
    let mut text = String::new();
    for setting in in_chart() {
        for line in wrapped(&setting.help) {
            let _ = writeln!(text, "#   {line}");
        }
        if let Some(default) = &setting.default {
            let _ = writeln!(text, "#   Default: {default}");
        }
        let _ = writeln!(text, "#   {}: {}", setting.key, setting.placeholder());
    }
    text
}

/// The schema of `settings`.
pub(super) fn schema() -> Value {
    let properties: Map<String, Value> = in_chart()
        .into_iter()
        .map(|setting| {
            let mut schema = match setting.shape {
                Shape::Switch => json!({"type": "boolean"}),
                Shape::Count => json!({"type": "integer"}),
                Shape::Word(words) => json!({"enum": words}),
                Shape::Text => json!({"type": "string"}),
                Shape::Texts => json!({"type": "array", "items": {"type": "string"}}),
            };
            schema["description"] = Value::String(setting.help);
            (setting.key, schema)
        })
        .collect();
    json!({
        "description": "Settings of the program, by their keys in everynode.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

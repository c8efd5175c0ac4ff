//! What a closed card says that it holds, in one line.

use serde_json::{Map, Value};

/// The longest summary, in characters.
const LONGEST: usize = 90;

/// A value in a few words: `GET /healthz :8080`, `web 8080/TCP`, `a, b`.
#[must_use]
pub fn brief(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    cut(text)
}

/// A text cut where it is too long.
#[must_use]
pub fn cut(text: String) -> String {
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut start: String = text.chars().take(LONGEST).collect();
    start.push('…');
    start
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null => {}
        Value::String(string) => text.push_str(string),
        Value::Array(items) => {
            let separator = if items.iter().all(Value::is_string) {
                " "
            } else {
                ", "
            };
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push_str(separator);
                }
                match item.get("name").and_then(Value::as_str) {
                    Some(name) if item.get("containerPort").is_none() => text.push_str(name),
                    _ => write(item, text),
                }
                if text.len() > 4 * LONGEST {
                    return;
                }
            }
        }
        Value::Object(fields) => write_fields(fields, text),
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn write_fields(fields: &Map<String, Value>, text: &mut String) {
    let get = |name: &str| {
        let mut value = String::new();
        if let Some(field) = fields.get(name) {
            write(field, &mut value);
        }
        value
    };
    if let Some(http) = fields.get("httpGet") {
        text.push_str("GET ");
        write(
            http.get("path").unwrap_or(&Value::String("/".to_owned())),
            text,
        );
        text.push_str(" :");
        write(http.get("port").unwrap_or(&Value::Null), text);
        return;
    }
    if fields.contains_key("containerPort") {
        let name = get("name");
        text.push_str(&name);
        if !name.is_empty() {
            text.push(' ');
        }
        text.push_str(&get("containerPort"));
        let protocol = get("protocol");
        text.push('/');
        text.push_str(if protocol.is_empty() {
            "TCP"
        } else {
            &protocol
        });
        let host = get("hostPort");
        if !host.is_empty() {
            text.push_str(" → ");
            text.push_str(&host);
        }
        return;
    }
    for (position, (key, value)) in fields.iter().enumerate() {
        if position > 0 {
            text.push_str(" · ");
        }
        text.push_str(key);
        if *value != Value::Bool(true) {
            text.push(' ');
            write(value, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::brief;

    #[test]
    fn says_what_matters() {
        assert_eq!(brief(&json!(["--a", "b"])), "--a b");
        assert_eq!(
            brief(&json!({"httpGet": {"path": "/healthz", "port": 80}, "periodSeconds": 3})),
            "GET /healthz :80"
        );
        assert_eq!(
            brief(&json!([{"name": "web", "containerPort": 80, "hostPort": 81}])),
            "web 80/TCP → 81"
        );
        assert_eq!(
            brief(&json!([{"name": "A", "value": "1"}, {"name": "B"}])),
            "A, B"
        );
        assert_eq!(
            brief(&json!({"privileged": true, "runAsUser": 0})),
            "privileged · runAsUser 0"
        );
        assert_eq!(brief(&json!("é".repeat(100))).chars().count(), 91);
    }
}

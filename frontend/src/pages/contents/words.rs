//! The parts of a pod template in a line each, for reading. Pure. A Secret is only ever named.

use serde_json::Value;

/// A name and what is said of it; the name may be empty.
pub type Line = (String, String);

/// The text at a pointer; empty where there is none.
#[must_use]
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_default()
}

/// A scalar as it is written; anything else as JSON, and nothing of null.
#[must_use]
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The parts that are not empty, with this between them.
fn joined(parts: &[&str], between: &str) -> String {
    let mut whole = String::new();
    for part in parts {
        if !whole.is_empty() && !part.is_empty() {
            whole.push_str(between);
        }
        whole.push_str(part);
    }
    whole
}

/// Everything of an object as `name: value`.
#[must_use]
pub fn entries(object: &Value) -> Vec<Line> {
    let mut lines = Vec::new();
    for (name, value) in object.as_object().into_iter().flatten() {
        lines.push((name.clone(), plain(value)));
    }
    lines
}

/// A list of texts as one.
#[must_use]
pub fn words(list: &Value) -> String {
    let mut all = String::new();
    for word in manifest::json::items(list) {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&plain(word));
    }
    all
}

/// Where a variable has its value from: the value itself, or who keeps it.
#[must_use]
pub fn variable(variable: &Value) -> Line {
    let name = text(variable, "/name").to_owned();
    let Some(from) = variable.get("valueFrom") else {
        return (name, plain(&variable["value"]));
    };
    let of = |kind: &str, key: &str| {
        joined(
            &[
                kind,
                text(&from[key], "/name"),
                "·",
                text(&from[key], "/key"),
            ],
            " ",
        )
    };
    let source = if from.get("secretKeyRef").is_some() {
        of("Secret", "secretKeyRef")
    } else if from.get("configMapKeyRef").is_some() {
        of("ConfigMap", "configMapKeyRef")
    } else if from.get("fieldRef").is_some() {
        text(from, "/fieldRef/fieldPath").to_owned()
    } else if from.get("resourceFieldRef").is_some() {
        text(from, "/resourceFieldRef/resource").to_owned()
    } else {
        from.to_string()
    };
    (name, ["← ", &source].concat())
}

/// A whole ConfigMap or Secret that becomes variables.
#[must_use]
pub fn variables(source: &Value) -> Line {
    let prefix = text(source, "/prefix");
    let name = [prefix, "*"].concat();
    let secret = text(source, "/secretRef/name");
    let from = if secret.is_empty() {
        joined(&["← ConfigMap", text(source, "/configMapRef/name")], " ")
    } else {
        joined(&["← Secret", secret], " ")
    };
    (name, from)
}

/// A port as `name 8080/TCP, host port 80`.
#[must_use]
pub fn port(port: &Value) -> Line {
    let number = plain(&port["containerPort"]);
    let protocol = text(port, "/protocol");
    let shown = joined(&[&number, protocol], "/");
    let host = plain(&port["hostPort"]);
    let host = if host.is_empty() {
        host
    } else {
        ["hostPort ", &host].concat()
    };
    (
        text(port, "/name").to_owned(),
        joined(&[&shown, &host], ", "),
    )
}

/// What a container asks for and may take, by resource: `100m → 500m`.
#[must_use]
pub fn resources(resources: &Value) -> Vec<Line> {
    let (requests, limits) = (&resources["requests"], &resources["limits"]);
    let mut lines = Vec::new();
    for (name, asked) in entries(requests) {
        let limit = plain(&limits[name.as_str()]);
        lines.push((name, joined(&[&asked, &limit], " → ")));
    }
    for (name, limit) in entries(limits) {
        if requests.get(&name).is_none() {
            lines.push((name, ["→ ", &limit].concat()));
        }
    }
    lines
}

/// A probe: how it asks, and how often.
#[must_use]
pub fn probe(probe: &Value) -> String {
    let how = if let Some(http) = probe.get("httpGet") {
        let scheme = text(http, "/scheme");
        let port = [":", &plain(&http["port"])].concat();
        joined(&["GET", scheme, &port, text(http, "/path")], " ")
    } else if let Some(socket) = probe.get("tcpSocket") {
        ["TCP :", &plain(&socket["port"])].concat()
    } else if let Some(grpc) = probe.get("grpc") {
        joined(
            &[
                &["gRPC :", &plain(&grpc["port"])].concat(),
                text(grpc, "/service"),
            ],
            " ",
        )
    } else {
        words(&probe["exec"]["command"])
    };
    let mut times = String::new();
    for (field, sign) in [
        ("initialDelaySeconds", "initialDelay"),
        ("periodSeconds", "period"),
        ("timeoutSeconds", "timeout"),
    ] {
        let value = plain(&probe[field]);
        if !value.is_empty() {
            times = joined(&[&times, &[sign, " ", &value, " s"].concat()], ", ");
        }
    }
    joined(&[&how, &times], " · ")
}

/// A mount: the path, and the volume behind it.
#[must_use]
pub fn mount(mount: &Value) -> Line {
    let read_only = if mount["readOnly"] == true {
        "(ro)"
    } else {
        ""
    };
    let sub_path = joined(&[text(mount, "/subPath"), text(mount, "/subPathExpr")], "");
    let from = joined(&[text(mount, "/name"), &sub_path], "/");
    (
        text(mount, "/mountPath").to_owned(),
        joined(&["←", &from, read_only], " "),
    )
}

/// A volume: its name, its kind, and what it is made from.
#[must_use]
pub fn volume(volume: &Value) -> Line {
    let name = text(volume, "/name").to_owned();
    let mut fields = volume.as_object().into_iter().flatten();
    let Some((kind, source)) = fields.find(|(field, _)| *field != "name") else {
        return (name, "emptyDir".to_owned());
    };
    if kind == "projected" {
        let mut all = String::new();
        for one in manifest::json::items(&source["sources"]) {
            for (kind, source) in one.as_object().into_iter().flatten() {
                let part = joined(&[kind, text(source, "/name"), text(source, "/path")], " ");
                all = joined(&[&all, &part], ", ");
            }
        }
        return (name, joined(&[kind, &all], " · "));
    }
    let mut parts = kind.clone();
    for field in [
        "path",
        "name",
        "secretName",
        "claimName",
        "server",
        "driver",
        "type",
        "medium",
        "sizeLimit",
        "reference",
    ] {
        let value = plain(&source[field]);
        if !value.is_empty() {
            parts = joined(&[&parts, &value], " ");
        }
    }
    (name, parts)
}

/// A toleration as the taint that it lets pass: `dedicated=gpu:NoSchedule`; `*` for every key or effect.
#[must_use]
pub fn toleration(toleration: &Value) -> Line {
    let key = text(toleration, "/key");
    let effect = text(toleration, "/effect");
    let value = if text(toleration, "/operator") == "Exists" {
        String::new()
    } else {
        ["=", text(toleration, "/value")].concat()
    };
    let or_any = |word: &str| {
        if word.is_empty() {
            "*".to_owned()
        } else {
            word.to_owned()
        }
    };
    let seconds = plain(&toleration["tolerationSeconds"]);
    let seconds = if seconds.is_empty() {
        seconds
    } else {
        [&seconds, " s"].concat()
    };
    (
        [&or_any(key), &*value, ":", &or_any(effect)].concat(),
        seconds,
    )
}

/// A port of a Service: `http 80/TCP → 8080, node port 30080`.
#[must_use]
pub fn service_port(port: &Value) -> String {
    let number = joined(&[&plain(&port["port"]), text(port, "/protocol")], "/");
    let target = joined(&["→", &plain(&port["targetPort"])], " ");
    let node_port = plain(&port["nodePort"]);
    let node_port = if node_port.is_empty() {
        node_port
    } else {
        ["nodePort ", &node_port].concat()
    };
    let way = joined(&[text(port, "/name"), &number, &target], " ");
    joined(&[&way, &node_port], ", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{
        mount, port, probe, resources, service_port, toleration, variable, variables, volume,
    };

    #[test]
    fn a_variable_says_where_its_value_is_from_and_a_secret_is_only_named() {
        for (given, name, expected) in [
            (json!({"name": "A", "value": "1"}), "A", "1"),
            (json!({"name": "B"}), "B", ""),
            (
                json!({"name": "C", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}),
                "C",
                "← Secret db · password",
            ),
            (
                json!({"name": "D", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}),
                "D",
                "← ConfigMap c · k",
            ),
            (
                json!({"name": "E", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}),
                "E",
                "← spec.nodeName",
            ),
            (
                json!({"name": "F", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}}),
                "F",
                "← limits.cpu",
            ),
        ] {
            assert_eq!(variable(&given), (name.to_owned(), expected.to_owned()));
        }
        let line = variables(&json!({"prefix": "P_", "secretRef": {"name": "s"}}));
        assert_eq!(line, ("P_*".to_owned(), "← Secret s".to_owned()));
    }

    #[test]
    fn volumes_and_mounts_say_what_is_behind_them() {
        for (given, expected) in [
            (
                json!({"name": "v", "hostPath": {"path": "/var/log", "type": ""}}),
                "hostPath /var/log",
            ),
            (json!({"name": "v", "emptyDir": {}}), "emptyDir"),
            (
                json!({"name": "v", "emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}}),
                "emptyDir Memory 1Gi",
            ),
            (
                json!({"name": "v", "secret": {"secretName": "s", "defaultMode": 420}}),
                "secret s",
            ),
            (
                json!({"name": "v", "configMap": {"name": "c"}}),
                "configMap c",
            ),
            (
                json!({"name": "v", "persistentVolumeClaim": {"claimName": "p"}}),
                "persistentVolumeClaim p",
            ),
            (
                json!({"name": "v", "projected": {"sources": [
                    {"serviceAccountToken": {"path": "token"}}, {"configMap": {"name": "ca"}},
                ]}}),
                "projected · serviceAccountToken token, configMap ca",
            ),
        ] {
            assert_eq!(volume(&given), ("v".to_owned(), expected.to_owned()));
        }
        let line =
            mount(&json!({"name": "v", "mountPath": "/a", "readOnly": true, "subPath": "s"}));
        assert_eq!(line, ("/a".to_owned(), "← v/s (ro)".to_owned()));
    }

    #[test]
    fn what_it_takes_and_what_lets_it_pass() {
        let lines = resources(&json!({
            "requests": {"cpu": "100m", "memory": "1Gi"}, "limits": {"cpu": 1, "example.com/gpu": "1"},
        }));
        let expected = [
            ("cpu", "100m → 1"),
            ("memory", "1Gi"),
            ("example.com/gpu", "→ 1"),
        ];
        assert_eq!(
            lines,
            expected.map(|(name, text)| (name.to_owned(), text.to_owned()))
        );
        for (given, expected, seconds) in [
            (json!({"operator": "Exists"}), "*:*", ""),
            (
                json!({"key": "a", "operator": "Exists", "effect": "NoSchedule"}),
                "a:NoSchedule",
                "",
            ),
            (
                json!({"key": "a", "value": "b", "effect": "NoExecute", "tolerationSeconds": 30}),
                "a=b:NoExecute",
                "30 s",
            ),
            (json!({"key": "a"}), "a=:*", ""),
        ] {
            assert_eq!(
                toleration(&given),
                (expected.to_owned(), seconds.to_owned())
            );
        }
    }

    #[test]
    fn ports_and_probes_are_a_line_each() {
        let line =
            port(&json!({"name": "m", "containerPort": 9100, "hostPort": 9100, "protocol": "TCP"}));
        assert_eq!(line, ("m".to_owned(), "9100/TCP, hostPort 9100".to_owned()));
        let way = service_port(
            &json!({"port": 80, "targetPort": "http", "protocol": "TCP", "nodePort": 30080}),
        );
        assert_eq!(way, "80/TCP → http, nodePort 30080");
        for (given, expected) in [
            (
                json!({"httpGet": {"path": "/ready", "port": "http", "scheme": "HTTP"}, "periodSeconds": 10}),
                "GET HTTP :http /ready · period 10 s",
            ),
            (json!({"tcpSocket": {"port": 1}}), "TCP :1"),
            (
                json!({"exec": {"command": ["cat", "/x"]}, "timeoutSeconds": 2}),
                "cat /x · timeout 2 s",
            ),
            (json!({"grpc": {"port": 5, "service": "s"}}), "gRPC :5 s"),
        ] {
            assert_eq!(probe(&given), expected);
        }
    }
}

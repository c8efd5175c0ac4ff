//! Ports that contradict or double each other, over all containers of the pod.

use super::Warnings;
use crate::cursor::Cursor;
use crate::go;
use crate::problem::tally::MOST_OF_A_KIND;
use crate::text_set::TextMap;

/// A port that was seen before.
struct Seen {
    place: String,
    host_ip: String,
    host_port: i64,
}

pub(super) fn warn(pod: &Cursor, warnings: &mut Warnings) {
    let mut by_port: TextMap<Vec<Seen>> = TextMap::default();
    crate::rules::visit_containers(pod, &mut |container| {
        for port in container.field("ports").items() {
            let host_ip = port.text_of("hostIP");
            let host_port = port.number_of("hostPort").unwrap_or_default();
            if !host_ip.is_empty() && host_port == 0 {
                let message = format!("hostIP set without hostPort: {}", go_struct(&port));
                super::warn(&port, &message, warnings);
            }
            let container_port = port.number_of("containerPort").unwrap_or_default();
            let key = format!("{container_port} {}", port.text_of("protocol"));
            let others = by_port.or_default(key);
            for other in others.iter() {
                // Of so many alike nobody reads more, and each would be held against all before it.
                if warnings.len() > MOST_OF_A_KIND {
                    break;
                }
                if let Some(word) = relation(host_ip, host_port, other) {
                    let message = format!("{word} port definition with {}", other.place);
                    super::warn(&port, &message, warnings);
                }
            }
            others.push(Seen {
                place: port.to_string(),
                host_ip: host_ip.to_owned(),
                host_port,
            });
        }
    });
    warn_names(pod, warnings);
}

fn relation(host_ip: &str, host_port: i64, other: &Seen) -> Option<&'static str> {
    if host_ip == other.host_ip && host_port == other.host_port {
        Some("duplicate")
    } else if host_port == 0 || other.host_port == 0 {
        Some("overlapping")
    } else if host_port == other.host_port && host_ip.is_empty() != other.host_ip.is_empty() {
        Some("dangerously ambiguous")
    } else {
        None
    }
}

/// A port as `%+v` prints the struct.
fn go_struct(port: &Cursor) -> String {
    format!(
        "{{Name:{} HostPort:{} ContainerPort:{} Protocol:{} HostIP:{}}}",
        port.text_of("name"),
        port.number_of("hostPort").unwrap_or_default(),
        port.number_of("containerPort").unwrap_or_default(),
        port.text_of("protocol"),
        port.text_of("hostIP"),
    )
}

fn warn_names(pod: &Cursor, warnings: &mut Warnings) {
    let mut first: TextMap<String> = TextMap::default();
    crate::rules::visit_containers(pod, &mut |container| {
        for port in container.field("ports").items() {
            let name = port.text_of("name");
            if name.is_empty() {
                continue;
            }
            if let Some(other) = first.get(name) {
                let message = format!(
                    "duplicate port name {} with {other}, services and probes that select ports \
                     by name will use {other}",
                    go::quote(name)
                );
                super::warn(&port, &message, warnings);
            } else {
                first.insert_new(name, port.to_string());
            }
        }
    });
}

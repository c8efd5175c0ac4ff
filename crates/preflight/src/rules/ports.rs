//! Ports of containers (`validateContainerPorts`, `AccumulateUniqueHostPorts`).

use crate::content::port_name;
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::text_set::TextSet;

const PORT_MAX: i64 = 65535;

pub(super) fn check(ports: &Cursor, findings: &mut Findings) {
    let mut names = TextSet::default();
    for port in ports.items() {
        let name = port.field("name");
        if !name.text().is_empty() {
            let messages = port_name(name.text());
            if messages.is_empty() && !names.insert(name.text()) {
                findings.duplicate(&name, Bad::Text(name.text()));
            }
            findings.invalid_text(&name, name.text(), messages);
        }
        let container_port = port.field("containerPort");
        if container_port.number().unwrap_or_default() == 0 {
            findings.required(&container_port, "");
        } else {
            super::check_range(&container_port, 1, PORT_MAX, findings);
        }
        let host_port = port.field("hostPort");
        if host_port.number() != Some(0) {
            super::check_range(&host_port, 1, PORT_MAX, findings);
        }
        super::check_one_of(&port.field("protocol"), &["SCTP", "TCP", "UDP"], findings);
    }
}

/// Each port of the node may be asked for once, as told apart by protocol and address.
pub(super) fn check_host_ports(ports: &Cursor, taken: &mut TextSet, findings: &mut Findings) {
    for port in ports.items() {
        let host_port = port.field("hostPort");
        let Some(number) = host_port.number().filter(|&number| number != 0) else {
            continue;
        };
        let name = format!(
            "{}/{}/{number}",
            port.text_of("protocol"),
            port.text_of("hostIP")
        );
        if taken.contains(&name) {
            findings.duplicate(&host_port, Bad::Text(&name));
        } else {
            taken.insert(name);
        }
    }
}

/// A port by number or by name (`ValidatePortNumOrName`).
pub(super) fn check_number_or_name(port: &Cursor, findings: &mut Findings) {
    if let Some(serde_json::Value::String(name)) = port.value() {
        findings.invalid_text(port, name, port_name(name));
        return;
    }
    let number = port.number().unwrap_or_default();
    if !(1..=PORT_MAX).contains(&number) {
        let detail = crate::content::range_message(1, PORT_MAX);
        findings.invalid(port, Bad::Number(number), &detail);
    }
}

//! A Service that is created with a DaemonSet (`ValidateServiceCreate`).
//!
//! What the addresses and port ranges of a cluster allow is not known here: the API server alone says it.

use crate::content::{dns_label, dns_subdomain, label_key, range_message};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::text_set::TextSet;

use super::dns::check_ip;
use super::metadata::check_labels;
use super::ports::check_number_or_name;

/// The longest that a client may stay with its pod, in seconds (`MaxClientIPServiceAffinitySeconds`).
const AFFINITY_MAX: i64 = 86_400;

const ONLY_LOAD_BALANCER: &str = "may only be used when `type` is 'LoadBalancer'";

/// The fields of a Service's spec that decide over others, with their defaults (`SetDefaults_Service`).
struct Reach<'v> {
    name: &'v str,
    is_headless: bool,
    is_reached_from_outside: bool,
}

pub(super) fn check(service: &Cursor, findings: &mut Findings) {
    let metadata = service.field("metadata");
    super::metadata::check_created(&metadata, dns_label, findings);
    let spec = service.field("spec");
    let name = or(spec.text_of("type"), "ClusterIP");
    let addresses = spec.field("clusterIPs");
    let first = addresses.list().first();
    let first = first.map_or(spec.text_of("clusterIP"), |it| {
        it.as_str().unwrap_or_default()
    });
    let has_external = !spec.field("externalIPs").list().is_empty();
    let kind = Reach {
        name,
        is_headless: first == "None",
        is_reached_from_outside: matches!(name, "LoadBalancer" | "NodePort")
            || name == "ClusterIP" && has_external,
    };
    check_kind(&spec, &kind, findings);
    check_ports(&spec.field("ports"), &kind, findings);
    check_labels(&spec.field("selector"), findings);
    check_affinity(&spec, findings);
    check_addresses(&spec, &kind, findings);
    check_load_balancer(&spec, &kind, findings);
    check_traffic(&spec, &kind, findings);
}

fn or<'v>(text: &'v str, default: &'v str) -> &'v str {
    if text.is_empty() { default } else { text }
}

fn check_kind(spec: &Cursor, kind: &Reach, findings: &mut Findings) {
    let ports = spec.field("ports");
    if ports.list().is_empty() && !kind.is_headless && kind.name != "ExternalName" {
        findings.required(&ports, "");
    }
    match kind.name {
        "LoadBalancer" | "NodePort" if kind.is_headless => {
            let addresses = spec.field("clusterIPs");
            let detail = format!("may not be set to 'None' for {} services", kind.name);
            findings.invalid(&addresses.index(0), Bad::Text("None"), &detail);
        }
        "ClusterIP" | "LoadBalancer" | "NodePort" => {}
        "ExternalName" => check_external_name(spec, findings),
        other => {
            let supported = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
            findings.not_supported(&spec.field("type"), Bad::Word(other), &supported);
        }
    }
}

fn check_external_name(spec: &Cursor, findings: &mut Findings) {
    const NOT_SET: &str = "may not be set for ExternalName services";
    let addresses = spec.field("clusterIPs");
    if !addresses.list().is_empty() || !spec.text_of("clusterIP").is_empty() {
        findings.forbidden(&addresses, NOT_SET);
    }
    let families = spec.field("ipFamilies");
    if !families.list().is_empty() {
        findings.forbidden(&families, NOT_SET);
    }
    if let Some(policy) = spec.present("ipFamilyPolicy") {
        findings.forbidden(&policy, NOT_SET);
    }
    let name = spec.field("externalName");
    let text = name.text().strip_suffix('.').unwrap_or(name.text());
    if text.is_empty() {
        findings.required(&name, "");
    } else {
        findings.invalid_text(&name, text, dns_subdomain(text));
    }
}

fn check_ports(ports: &Cursor, kind: &Reach, findings: &mut Findings) {
    let mut names = TextSet::default();
    let mut of_nodes = TextSet::default();
    let mut numbers = TextSet::default();
    for port in ports.items() {
        let name = port.field("name");
        if name.text().is_empty() {
            if ports.list().len() > 1 {
                findings.required(&name, "");
            }
        } else {
            findings.invalid_text(&name, name.text(), dns_label(name.text()));
            if !names.insert(name.text()) {
                findings.duplicate(&name, Bad::Text(name.text()));
            }
        }
        let number = port.field("port");
        let target = port.field("targetPort");
        let value = number.number().unwrap_or_default();
        if !(1..=65_535).contains(&value) {
            findings.invalid(&number, Bad::Number(value), &range_message(1, 65_535));
        }
        // One that is not given is the port's own.
        if target.number() == Some(0) || target.number().is_none() && target.text().is_empty() {
            if !(1..=65_535).contains(&value) {
                findings.invalid(&target, Bad::Number(value), &range_message(1, 65_535));
            }
        } else {
            check_number_or_name(&target, findings);
        }
        let protocol = or(port.text_of("protocol"), "TCP");
        if !["SCTP", "TCP", "UDP"].contains(&protocol) {
            let place = port.field("protocol");
            findings.not_supported(&place, Bad::Word(protocol), &["SCTP", "TCP", "UDP"]);
        }
        if let Some(application) = port.present("appProtocol") {
            findings.invalid_text(
                &application,
                application.text(),
                label_key(application.text()),
            );
        }
        let of_node = port.field("nodePort");
        if let Some(value) = of_node.number().filter(|&value| value != 0) {
            if kind.name == "ClusterIP" {
                let detail = "may not be used when `type` is 'ClusterIP'";
                findings.forbidden(&of_node, detail);
            }
            if !of_nodes.insert(format!("{protocol}/{value}")) {
                findings.duplicate(&of_node, Bad::Number(value));
            }
        }
        if !numbers.insert(format!("{protocol}/{value}")) {
            let bad = format!(
                "{{\"Name\":\"\",\"Protocol\":\"{protocol}\",\"AppProtocol\":null,\"Port\":{value},\
                 \"TargetPort\":0,\"NodePort\":0}}"
            );
            findings.duplicate(&port, Bad::Printed(&bad));
        }
    }
}

fn check_affinity(spec: &Cursor, findings: &mut Findings) {
    let affinity = spec.field("sessionAffinity");
    match affinity.text() {
        // The server fills in what is missing with these two.
        "" | "None" => {}
        "ClientIP" => {
            let config = spec.field("sessionAffinityConfig");
            let client = config.field("clientIP");
            let timeout = client.field("timeoutSeconds");
            let is_wrong = |seconds: &i64| !(1..=AFFINITY_MAX).contains(seconds);
            if let Some(seconds) = timeout.number().filter(is_wrong) {
                let detail = format!("must be greater than 0 and less than {AFFINITY_MAX}");
                findings.invalid(&timeout, Bad::Number(seconds), &detail);
            }
        }
        other => findings.not_supported(&affinity, Bad::Word(other), &["ClientIP", "None"]),
    }
}

/// The part of `ValidateServiceClusterIPsRelatedFields` that looks at single values.
fn check_addresses(spec: &Cursor, kind: &Reach, findings: &mut Findings) {
    if kind.name != "ExternalName" {
        for family in spec.field("ipFamilies").items() {
            super::check_one_of(&family, &["IPv4", "IPv6"], findings);
        }
        if let Some(policy) = spec.present("ipFamilyPolicy") {
            let policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
            super::check_one_of(&policy, &policies, findings);
        }
        let addresses = spec.field("clusterIPs");
        let alone = spec.field("clusterIP");
        // The server copies it into the list, and speaks of it there.
        let called = spec.field_called("clusterIPs");
        let copied = called.index_called(0);
        if let (true, Some(value)) = (addresses.list().is_empty(), alone.value()) {
            check_address(&copied.with_value(value), findings);
        }
        for address in addresses.items() {
            check_address(&address, findings);
        }
    }
    for address in spec.field("externalIPs").items() {
        check_ip(&address, findings);
    }
}

fn check_address(address: &Cursor, findings: &mut Findings) {
    if !matches!(address.text(), "" | "None") {
        check_ip(address, findings);
    }
}

fn check_load_balancer(spec: &Cursor, kind: &Reach, findings: &mut Findings) {
    let is_one = kind.name == "LoadBalancer";
    let ranges = spec.field("loadBalancerSourceRanges");
    if !ranges.list().is_empty() && !is_one {
        let called = spec.field_called("LoadBalancerSourceRanges");
        findings.forbidden(&called, ONLY_LOAD_BALANCER);
    }
    if let Some(allocates) = spec
        .present("allocateLoadBalancerNodePorts")
        .filter(|_| !is_one)
    {
        findings.forbidden(&allocates, ONLY_LOAD_BALANCER);
    }
    if let Some(class) = spec.present("loadBalancerClass") {
        if is_one {
            findings.invalid_text(&class, class.text(), label_key(class.text()));
        } else {
            findings.forbidden(&class, ONLY_LOAD_BALANCER);
        }
    }
}

fn check_traffic(spec: &Cursor, kind: &Reach, findings: &mut Findings) {
    let outside = spec.field("externalTrafficPolicy");
    let policies = ["Cluster", "Local"];
    if !outside.text().is_empty() {
        if kind.is_reached_from_outside {
            super::check_one_of(&outside, &policies, findings);
        } else {
            let detail = "may only be set for externally-accessible services";
            findings.invalid(&outside, Bad::Word(outside.text()), detail);
        }
    }
    let health = spec.field("healthCheckNodePort");
    let needs_health = kind.name == "LoadBalancer" && outside.text() == "Local";
    if let Some(port) = health.number().filter(|&port| port != 0) {
        if needs_health {
            super::check_range(&health, 1, 65_535, findings);
        } else {
            let detail = "may only be set when `type` is 'LoadBalancer' and \
                          `externalTrafficPolicy` is 'Local'";
            findings.invalid(&health, Bad::Number(port), detail);
        }
    }
    if let Some(inside) = spec.present("internalTrafficPolicy") {
        super::check_one_of(&inside, &policies, findings);
    }
    if let Some(distribution) = spec.present("trafficDistribution") {
        let supported = ["PreferClose", "PreferSameZone", "PreferSameNode"];
        super::check_one_of(&distribution, &supported, findings);
    }
}

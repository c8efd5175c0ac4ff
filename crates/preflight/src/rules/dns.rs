//! How a pod looks names up (`validateDNSPolicy`, `validatePodDNSConfig`, `ValidateHostAliases`).

use crate::content::{dns_subdomain, dns_subdomain_with_underscore, ip};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

const POLICIES: [&str; 4] = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

pub(super) fn check_policy(policy: &Cursor, findings: &mut Findings) {
    super::check_one_of(policy, &POLICIES, findings);
}

pub(super) fn check_config(pod: &Cursor, findings: &mut Findings) {
    let config = pod.field("dnsConfig");
    let nameservers = config.field("nameservers");
    if pod.text_of("dnsPolicy") == "None" {
        if !config.is_set() {
            findings.required(&config, "must provide `dnsConfig` when `dnsPolicy` is None");
            return;
        }
        if nameservers.list().is_empty() {
            let detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
            findings.required(&nameservers, detail);
            return;
        }
    }
    if nameservers.list().len() > 3 {
        let bad = Bad::Json(nameservers.value());
        findings.invalid(&nameservers, bad, "must not have more than 3 nameservers");
    }
    for nameserver in nameservers.items() {
        check_ip(&nameserver, findings);
    }
    check_searches(&config.field("searches"), findings);
    for option in config.field("options").items() {
        if option.text_of("name").is_empty() {
            findings.required(&option, "must not be empty");
        }
    }
}

fn check_searches(searches: &Cursor, findings: &mut Findings) {
    let bad = Bad::Json(searches.value());
    if searches.list().len() > 32 {
        findings.invalid(searches, bad, "must not have more than 32 search paths");
    }
    // The texts and one space between each two.
    let length: usize = searches.items().map(|search| search.text().len() + 1).sum();
    if length > 2048 + 1 {
        let detail =
            "must not have more than 2048 characters (including spaces) in the search list";
        findings.invalid(searches, bad, detail);
    }
    for search in searches.items() {
        let domain = search.text();
        if domain != "." {
            let domain = domain.strip_suffix('.').unwrap_or(domain);
            findings.invalid_text(&search, domain, dns_subdomain_with_underscore(domain));
        }
    }
}

/// `IsValidIPForLegacyField` with `StrictIPCIDRValidation`, which is on since 1.36.
pub(super) fn check_ip(address: &Cursor, findings: &mut Findings) {
    let detail = match ip::parse(address.text()) {
        None => "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
        Some(ip) if !ip.is_strict => "must not have leading 0s",
        Some(ip) if ip.is_mapped() => "must not be an IPv4-mapped IPv6 address",
        Some(_) => return,
    };
    findings.invalid(address, Bad::Text(address.text()), detail);
}

pub(super) fn check_host_aliases(aliases: &Cursor, findings: &mut Findings) {
    for alias in aliases.items() {
        check_ip(&alias.field("ip"), findings);
        for hostname in alias.field("hostnames").items() {
            findings.invalid_text(&hostname, hostname.text(), dns_subdomain(hostname.text()));
        }
    }
}

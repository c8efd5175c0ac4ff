//! Bundles of trust and certificates in projected volumes (`ClusterTrustBundleProjection`,
//! `PodCertificateProjection`).

use super::paths;
use crate::content::{Messages, SUBDOMAIN_MAX, dns_label, dns_subdomain, label_key};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::go;
use crate::rules::{check_required, label_selector, metadata};

/// What of a bundle can be wrong by itself; whether its path is free is known to the volume.
pub(super) fn check_bundle(bundle: &Cursor, findings: &mut Findings) {
    let (name, signer) = (bundle.field("name"), bundle.field("signerName"));
    let selector = bundle.field("labelSelector");
    match (name.is_set(), signer.is_set()) {
        (true, true) => {
            let bad = go::struct_of(bundle.value(), go::TRUST_BUNDLE);
            let detail = "only one of name and signerName may be used";
            findings.invalid(bundle, Bad::Printed(&bad), detail);
        }
        (true, false) => {
            if name.text().is_empty() {
                findings.required(&name, "must be a valid object name");
            }
            for message in bundle_name(name.text()) {
                let detail = format!("not a valid clustertrustbundlename: {message}");
                findings.invalid(&name, Bad::Text(name.text()), &detail);
            }
            if selector.is_set() {
                let bad = go::struct_of(selector.value(), go::LABEL_SELECTOR);
                let detail = "labelSelector must be unset if name is specified";
                findings.invalid(&selector, Bad::Printed(&bad), detail);
            }
        }
        (false, true) => {
            if signer.text().is_empty() {
                findings.required(&signer, "must be a valid signer name");
            }
            check_signer(&signer, findings);
            label_selector::check(&selector, false, findings);
        }
        (false, false) => {
            findings.required(bundle, "either name or signerName must be specified");
        }
    }
    let path = bundle.field("path");
    check_required(&path, findings);
    paths::check_not_reserved(&path, path.text(), findings);
}

/// `ValidateClusterTrustBundleName`: with colons, the name of a signer and one of its own.
fn bundle_name(name: &str) -> Messages {
    // A colon at the beginning alone leaves no signer before it, and without one there may be none.
    if name.rfind(':') == Some(0) {
        let words = "ClusterTrustBundle without signer name must not have \":\" in its name";
        return vec![words.into()];
    }
    // What stands before the last colon is taken for the signer, so it always is the beginning.
    dns_subdomain(name.rsplit(':').next().unwrap_or_default())
}

/// What of a certificate can be wrong by itself. Returns its paths.
pub(super) fn check_pod_certificate<'v>(
    certificate: &Cursor<'v, '_>,
    findings: &mut Findings,
) -> [&'v str; 3] {
    const DAY: i64 = 24 * 60 * 60;
    let signer = certificate.field("signerName");
    check_signer(&signer, findings);
    check_user_annotations(&certificate.field("userAnnotations"), findings);
    let keys = [
        "RSA3072",
        "RSA4096",
        "ECDSAP256",
        "ECDSAP384",
        "ECDSAP521",
        "ED25519",
    ];
    let key = certificate.field("keyType");
    if !keys.contains(&key.text()) {
        findings.not_supported(&key, Bad::Text(key.text()), &keys);
    }
    let expiration = certificate.field("maxExpirationSeconds");
    if let Some(seconds) = expiration.number() {
        let host = signer.text().split('/').next().unwrap_or_default();
        let is_of_kubernetes = host == "kubernetes.io" || host.ends_with(".kubernetes.io");
        let most = if is_of_kubernetes { DAY } else { 91 * DAY };
        let bound = if seconds < 3600 {
            ">= 3600".to_owned()
        } else {
            format!("<= {most}")
        };
        if !(3600..=most).contains(&seconds) {
            let detail = format!("if provided, maxExpirationSeconds must be {bound}");
            findings.invalid(&expiration, Bad::Number(seconds), &detail);
        }
    }
    let fields = ["credentialBundlePath", "keyPath", "certificateChainPath"];
    let paths = fields.map(|field| {
        let path = certificate.field(field);
        paths::check_not_reserved(&path, path.text(), findings);
        path.text()
    });
    if paths.iter().all(|path| path.is_empty()) {
        let detail =
            "specify at least one of credentialBundlePath, keyPath, and certificateChainPath";
        findings.required(certificate, detail);
    }
    paths
}

/// `ValidateUserAnnotations`; the place that Kubernetes names is the whole map.
fn check_user_annotations(annotations: &Cursor, findings: &mut Findings) {
    let mut total = 0;
    for (key, entry) in annotations.entries() {
        let (lower, at) = (go::to_lower(key), entry.as_parent_prints());
        total += key.len() + entry.text().len();
        if lower.is_empty() {
            findings.required(&at, "");
            continue;
        }
        let messages = label_key(&lower);
        if messages.is_empty() && !lower.contains('/') {
            let detail = "must be a domain-prefixed key (such as \"acme.io/foo\")";
            findings.invalid(&at, Bad::Text(&lower), detail);
        }
        findings.invalid_text(&at, &lower, messages);
    }
    metadata::check_total(annotations, total, findings);
}

/// `ValidateSignerName`: a domain and a path.
fn check_signer(signer: &Cursor, findings: &mut Findings) {
    const LABEL_MAX: usize = 63;
    const MAX: usize = SUBDOMAIN_MAX + 1 + LABEL_MAX + 1 + SUBDOMAIN_MAX;
    let name = signer.text();
    if name.is_empty() {
        findings.required(signer, "");
        return;
    }
    let parts = name.split_once('/');
    let Some((domain, path)) = parts.filter(|(_, path)| !path.contains('/')) else {
        let detail =
            "must be a fully qualified domain and path of the form 'example.com/signer-name'";
        findings.invalid(signer, Bad::Text(name), detail);
        return;
    };
    if domain.len() > SUBDOMAIN_MAX {
        findings.too_long(signer, SUBDOMAIN_MAX);
    }
    check_labels(signer, domain, dns_label, findings);
    if !domain.contains('.') {
        let detail = "should be a domain with at least two segments separated by dots";
        findings.invalid(signer, Bad::Text(domain), detail);
    }
    check_labels(signer, path, dns_subdomain, findings);
    if name.len() > MAX {
        findings.too_long(signer, MAX);
    }
}

/// The first of the labels between dots that breaks the rule.
fn check_labels(signer: &Cursor, part: &str, rule: fn(&str) -> Messages, findings: &mut Findings) {
    for label in part.split('.') {
        let messages = rule(label);
        for message in &messages {
            let detail = format!("validating label {}: {message}", go::quote(label));
            findings.invalid(signer, Bad::Text(part), &detail);
        }
        if !messages.is_empty() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bundle_name;

    #[test]
    fn a_colon_wants_a_signer_before_it() {
        for (name, is_right) in [
            ("a.b", true),
            ("s:n:a", true),
            (":", false),
            (":a", false),
            ("s:", false),
        ] {
            assert_eq!(bundle_name(name).is_empty(), is_right, "{name}");
        }
        let words = &bundle_name(":")[0];
        assert!(
            words.starts_with("ClusterTrustBundle without signer"),
            "{words}"
        );
    }
}

//! Projected volumes (`validateProjectionSources`).
//!
//! The gates of `clusterTrustBundle` and `podCertificate` are off in 1.36; they are here only where the stored
//! object has some.

use super::super::options::Options;
use super::{certificates, files, paths};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::rules::check_required;
use crate::text_set::TextSet;

const CONFLICTING: &str = "conflicting duplicate paths";

pub(super) fn check(volume: &Cursor, options: &Options, findings: &mut Findings) {
    files::check_mode(&volume.field("defaultMode"), findings);
    let mut taken = TextSet::default();
    for source in volume.field("sources").items() {
        let mut count = 0;
        for kind in ["secret", "configMap"] {
            if let Some(object) = source.present(kind) {
                count += 1;
                check_required(&object.field("name"), findings);
                for item in object.field("items").items() {
                    files::check_item(&item, findings);
                    let path = item.text_of("path");
                    take(volume, &mut taken, path, object.text_of("name"), findings);
                }
            }
        }
        if let Some(downward_api) = source.present("downwardAPI") {
            count += 1;
            let items = downward_api.silent_field("items");
            for file in items.silent_items() {
                files::check_downward_api_file(&file, findings);
                let path = file.text_of("path");
                take(volume, &mut taken, path, path, findings);
            }
        }
        if let Some(token) = source.present("serviceAccountToken") {
            count += 1;
            check_token(volume, &token, options, findings);
        }
        if let Some(bundle) = source.present("clusterTrustBundle") {
            count += 1;
            certificates::check_bundle(&bundle, findings);
            let path = bundle.text_of("path");
            // One that is not given is taken too.
            if !taken.insert(path) {
                findings.invalid(volume, Bad::Text(path), CONFLICTING);
            }
        }
        if let Some(certificate) = source.present("podCertificate") {
            count += 1;
            for path in certificates::check_pod_certificate(&certificate, findings) {
                take(volume, &mut taken, path, path, findings);
            }
        }
        if count > 1 {
            findings.forbidden(
                &source,
                "may not specify more than 1 volume type per source",
            );
        }
    }
}

/// Notes a path; Kubernetes names the source's object where the path is taken already.
fn take<'v>(
    volume: &Cursor,
    taken: &mut TextSet<'v>,
    path: &'v str,
    bad: &str,
    findings: &mut Findings,
) {
    if !path.is_empty() && !taken.insert(path) {
        findings.invalid(volume, Bad::Text(bad), CONFLICTING);
    }
}

/// A service account's token; the place of its path is printed as if it were the volume's.
fn check_token(volume: &Cursor, token: &Cursor, options: &Options, findings: &mut Findings) {
    let expiration = token.field("expirationSeconds");
    let seconds = expiration.number().unwrap_or_default();
    if seconds < 600 {
        let detail = "may not specify a duration less than 10 minutes";
        findings.invalid(&expiration, Bad::Number(seconds), detail);
    }
    if seconds > 1 << 32 {
        let detail = "may not specify a duration larger than 2^32 seconds";
        findings.invalid(&expiration, Bad::Number(seconds), detail);
    }
    let at = volume.field("path");
    let path = token.text_of("path");
    if path.is_empty() {
        findings.required(&at, "");
    } else if !options.allow_outward_token_path {
        paths::check_not_reserved(&at, path, findings);
    }
}

/// `hasNonLocalProjectedTokenPath` for a stored pod template.
pub(in crate::rules) fn has_outward_token_path(pod: &Cursor) -> bool {
    pod.field("volumes").items().any(|volume| {
        let projected = volume.field("projected");
        let sources = projected.field("sources");
        sources.items().any(|source| {
            let token = source.field("serviceAccountToken");
            paths::is_refused(token.text_of("path"))
        })
    })
}

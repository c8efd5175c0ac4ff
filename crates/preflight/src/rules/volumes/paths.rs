//! Paths inside volumes.

use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

/// Whether a path leads upwards somewhere.
pub(in crate::rules) fn has_backsteps(path: &str) -> bool {
    path.split('/').any(|part| part == "..")
}

/// `validatePathNoBacksteps`.
pub(in crate::rules) fn check_no_backsteps(at: &Cursor, path: &str, findings: &mut Findings) {
    if has_backsteps(path) {
        findings.invalid(at, Bad::Text(path), "must not contain '..'");
    }
}

/// A path here that must lead down from where it starts (`validateLocalDescendingPath`).
pub(in crate::rules) fn check_descending(at: &Cursor, findings: &mut Findings) {
    check_descending_text(at, at.text(), findings);
}

/// As [`check_descending`], for a path that is part of the text here.
pub(in crate::rules) fn check_descending_text(at: &Cursor, path: &str, findings: &mut Findings) {
    if path.starts_with('/') {
        findings.invalid(at, Bad::Text(path), "must be a relative path");
    }
    check_no_backsteps(at, path, findings);
}

/// `ValidateLocalNonReservedPath`: the kubelet keeps names that begin with two dots for itself.
pub(super) fn check_not_reserved(at: &Cursor, path: &str, findings: &mut Findings) {
    check_descending_text(at, path, findings);
    if is_reserved(path) {
        findings.invalid(at, Bad::Text(path), "must not start with '..'");
    }
}

fn is_reserved(path: &str) -> bool {
    path.starts_with("..") && !path.starts_with("../")
}

/// Whether [`check_not_reserved`] would find something.
pub(super) fn is_refused(path: &str) -> bool {
    path.starts_with('/') || has_backsteps(path) || is_reserved(path)
}

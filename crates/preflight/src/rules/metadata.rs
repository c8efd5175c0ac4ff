//! `metadata` of the object itself.
//!
//! Follows apimachinery's pkg/api/validation/objectmeta.go and `ValidateObjectMeta` of
//! pkg/apis/core/validation/validation.go.

use manifest::gather::Gather;
use manifest::{TEMPLATE_GENERATION, texts};

use crate::content::{Messages, dns_label, label_key, label_value};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::go;
use crate::text_set::TextSet;

/// Keys and values of all annotations together may not take more bytes.
const ANNOTATIONS_MAX: usize = 256 * 1024;

const IMMUTABLE: &str = "field is immutable";

/// `ValidateObjectMeta`, after the server has made up a name from `generateName`; `name_rule` is that of the
/// kind for its names.
pub(super) fn check_created(
    metadata: &Cursor,
    name_rule: fn(&str) -> Messages,
    findings: &mut Findings,
) {
    let generate_name = metadata.field("generateName");
    let prefix = generate_name.text();
    if !prefix.is_empty() {
        let messages = name_rule(&mask_trailing_dash(prefix));
        findings.invalid_text(&generate_name, prefix, messages);
    }
    let name = metadata.field("name");
    if !name.text().is_empty() {
        findings.invalid_text(&name, name.text(), name_rule(name.text()));
    } else if prefix.is_empty() {
        findings.required(&name, "name or generateName is required");
    } else {
        let (generated, printed) = generated_name(prefix);
        for message in name_rule(&generated) {
            findings.invalid(&name, Bad::Printed(&printed), &message);
        }
    }
    let namespace = metadata.field("namespace");
    if namespace.text().is_empty() {
        findings.required(&namespace, "");
    } else {
        findings.invalid_text(&namespace, namespace.text(), dns_label(namespace.text()));
    }
    super::check_not_negative(&metadata.field("generation"), findings);
    check_of_pod(metadata, findings);
}

/// `ValidateObjectMeta` as far as it says anything of a pod that a controller has named.
pub(super) fn check_of_pod(metadata: &Cursor, findings: &mut Findings) {
    check_common(metadata, findings);
    let finalizers = metadata.field("finalizers");
    check_finalizers(&finalizers, findings);
    check_finalizer_names(&finalizers, findings);
}

/// A name that the server may make up (`GenerateName` of apiserver's `pkg/storage/names/generate.go`), with
/// zeros for the five letters that chance chooses: they are right in any name. And how it is printed: the
/// server cuts at a byte, be it in the middle of a character, whose first bytes are no text.
fn generated_name(prefix: &str) -> (String, String) {
    const LONGEST: usize = 63 - 5;
    let cut = prefix.len().min(LONGEST);
    let whole = prefix.floor_char_boundary(cut);
    let quoted = go::quote(&prefix[..whole]);
    let bytes = prefix.as_bytes()[whole..cut].iter();
    let bytes = bytes.map(|byte| format!("\\x{byte:02x}")).gather();
    let printed = format!(
        "{}{}00000\"",
        &quoted[..quoted.len() - 1],
        texts::join(&bytes, "")
    );
    // What is no text is no name either.
    let name = format!("{}{}00000", &prefix[..whole], "!".repeat(cut - whole));
    (name, printed)
}

/// `ValidateObjectMetaUpdate`, and what `validateCommonFields` of apiserver's
/// `pkg/registry/rest/update.go` adds, after the server has filled in what only it may set.
pub(super) fn check_updated(old: &Cursor, new: &Cursor, findings: &mut Findings) {
    let prefix = new.field("generateName");
    for character in ["/", "%"] {
        if prefix.text().contains(character) {
            let detail = format!("may not contain '{character}'");
            findings.invalid(&prefix, Bad::Text(prefix.text()), &detail);
        }
    }
    if old.has("deletionTimestamp") {
        check_no_new_finalizers(&old.field("finalizers"), &new.field("finalizers"), findings);
    }
    for name in ["name", "namespace"] {
        let value = new.field(name);
        if value.text() != old.text_of(name) {
            findings.invalid(&value, Bad::Text(value.text()), IMMUTABLE);
        }
    }
    // The server takes over an empty UID and the times of the stored object, save for a deletion
    // that is not under way; a foreign UID is a conflict (409) before validation.
    for (name, overrides) in [
        ("deletionTimestamp", true),
        ("deletionGracePeriodSeconds", false),
    ] {
        let is_kept = overrides && old.has(name);
        if let Some(given) = new.present(name).filter(|_| !is_kept)
            && given.value() != old.field(name).value()
        {
            findings.invalid(&given, Bad::Json(given.value()), IMMUTABLE);
        }
    }
    check_common(new, findings);
    let finalizers = new.field("finalizers");
    check_finalizers(&finalizers, findings);
    check_finalizer_names(&finalizers, findings);
}

/// What is checked on create and on update alike.
fn check_common(metadata: &Cursor, findings: &mut Findings) {
    check_labels(&metadata.field("labels"), findings);
    check_annotations(&metadata.field("annotations"), findings);
    check_owners(&metadata.field("ownerReferences"), findings);
}

/// `ValidateLabels`: the place that Kubernetes names is the whole map.
pub(super) fn check_labels(labels: &Cursor, findings: &mut Findings) {
    for (key, entry) in labels.entries() {
        let at = entry.as_parent_prints();
        findings.invalid_text(&at, key, label_key(key));
        findings.invalid_text(&at, entry.text(), label_value(entry.text()));
    }
}

/// `ValidateAnnotations`: the place that Kubernetes names is the whole map.
pub(super) fn check_annotations(annotations: &Cursor, findings: &mut Findings) {
    let mut total = 0;
    for (key, entry) in annotations.entries() {
        // To the server this is a field of its own, and no annotation.
        if key == TEMPLATE_GENERATION {
            continue;
        }
        let messages = label_key(&crate::go::to_lower(key));
        findings.invalid_text(&entry.as_parent_prints(), key, messages);
        total += key.len() + entry.text().len();
    }
    check_total(annotations, total, findings);
}

/// `ValidateAnnotationsSize`, for the bytes of all keys and values together.
pub(super) fn check_total(annotations: &Cursor, total: usize, findings: &mut Findings) {
    if total > ANNOTATIONS_MAX {
        findings.too_long(annotations, ANNOTATIONS_MAX);
    }
}

/// A prefix may end in a dash; the letter that follows it is not known yet (`maskTrailingDash`). Only the last
/// byte of what stands before the dash is masked, and of another character than those of ASCII the first
/// remains, which is no text.
pub(super) fn mask_trailing_dash(name: &str) -> String {
    match name.strip_suffix('-') {
        Some(rest) if rest.ends_with(|last: char| last.is_ascii()) => {
            format!("{}a", &rest[..rest.len() - 1])
        }
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => name.to_owned(),
    }
}

fn check_owners(owners: &Cursor, findings: &mut Findings) {
    let mut controller: Option<String> = None;
    for owner in owners.silent_items() {
        check_owner(&owner, findings);
        if !owner.truth_of("controller") {
            continue;
        }
        let current = format!("{}/{}", owner.text_of("kind"), owner.text_of("name"));
        if let Some(first) = &controller {
            let detail = format!(
                "Only one reference can have Controller set to true. \
                 Found \"true\" in references for {first} and {current}"
            );
            let bad = go::list_of(owners.list(), go::OWNER_REFERENCE);
            findings.invalid(owners, Bad::Printed(&bad), &detail);
        } else {
            controller = Some(current);
        }
    }
}

/// `validateOwnerReference`; the place carries no position.
fn check_owner(owner: &Cursor, findings: &mut Findings) {
    const EMPTY: &str = "must not be empty";
    let api_version = owner.field("apiVersion");
    let (group, version) = match api_version.text().split_once('/') {
        Some((_, version)) if version.contains('/') => ("", ""),
        Some(parts) => parts,
        None => ("", api_version.text()),
    };
    if version.is_empty() {
        let bad = Bad::Text(api_version.text());
        findings.invalid(&api_version, bad, "version must not be empty");
    }
    for name in ["kind", "name"] {
        if owner.text_of(name).is_empty() {
            findings.invalid(&owner.field(name), Bad::Text(""), EMPTY);
        }
    }
    if owner.text_of("uid").is_empty() {
        findings.invalid(&owner.field("uid"), Bad::Word(""), EMPTY);
    }
    if (group, version, owner.text_of("kind")) == ("", "v1", "Event") {
        let bad = go::struct_of(owner.value(), go::OWNER_REFERENCE);
        let detail = "/v1, Kind=Event is disallowed from being an owner";
        findings.invalid(owner, Bad::Printed(&bad), detail);
    }
}

/// `ValidateFinalizers`; the place carries no position.
fn check_finalizers(finalizers: &Cursor, findings: &mut Findings) {
    for finalizer in finalizers.silent_items() {
        findings.invalid_text(&finalizer, finalizer.text(), label_key(finalizer.text()));
    }
    let has = |name: &str| finalizers.list().iter().any(|finalizer| finalizer == name);
    if has("orphan") && has("foregroundDeletion") {
        let detail = "finalizer orphan and foregroundDeletion cannot be both set";
        findings.invalid(finalizers, Bad::Json(finalizers.value()), detail);
    }
}

/// `validateKubeFinalizerName`.
fn check_finalizer_names(finalizers: &Cursor, findings: &mut Findings) {
    const STANDARD: [&str; 3] = ["kubernetes", "orphan", "foregroundDeletion"];
    for finalizer in finalizers.items() {
        let name = finalizer.text();
        if !name.contains('/') && !STANDARD.contains(&name) {
            let detail = "name is neither a standard finalizer name nor is it fully qualified";
            findings.invalid(&finalizer, Bad::Text(name), detail);
        }
    }
}

fn check_no_new_finalizers(old: &Cursor, new: &Cursor, findings: &mut Findings) {
    let is_new = |finalizer: &&serde_json::Value| !old.list().contains(finalizer);
    let extra = new.list().iter().filter(is_new);
    let extra: TextSet = extra.filter_map(serde_json::Value::as_str).collect();
    if extra.is_empty() {
        return;
    }
    let names: Vec<_> = extra.keys().map(go::quote).gather();
    let detail = format!(
        "no new finalizers can be added if the object is being deleted, \
         found new finalizers []string{{{}}}",
        texts::join(&names, ", ")
    );
    findings.forbidden(new, &detail);
}

//! Volumes that hold files made of `Secret`s, `ConfigMap`s and fields of the pod.

use super::paths;
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::rules::{check_required, env};

/// `validateSecretVolumeSource`.
pub(super) fn check_secret(source: &Cursor, findings: &mut Findings) {
    check_required(&source.field("secretName"), findings);
    check_modes_and_items(source, findings);
}

/// `validateConfigMapVolumeSource`.
pub(super) fn check_config_map(source: &Cursor, findings: &mut Findings) {
    check_required(&source.field("name"), findings);
    check_modes_and_items(source, findings);
}

fn check_modes_and_items(source: &Cursor, findings: &mut Findings) {
    check_mode(&source.field("defaultMode"), findings);
    for item in source.field("items").items() {
        check_item(&item, findings);
    }
}

/// Permissions, 0 to 0777.
pub(super) fn check_mode(mode: &Cursor, findings: &mut Findings) {
    if let Some(bits) = mode.number().filter(|bits| !(0..=0o777).contains(bits)) {
        let detail = "must be a number between 0 and 0777 (octal), both inclusive";
        findings.invalid(mode, Bad::Number(bits), detail);
    }
}

/// `validateKeyToPath`.
pub(super) fn check_item(item: &Cursor, findings: &mut Findings) {
    check_required(&item.field("key"), findings);
    let path = item.field("path");
    check_required(&path, findings);
    paths::check_not_reserved(&path, path.text(), findings);
    check_mode(&item.field("mode"), findings);
}

/// `validateDownwardAPIVolumeSource`; problems of a file carry no position.
pub(super) fn check_downward_api(source: &Cursor, findings: &mut Findings) {
    check_mode(&source.field("defaultMode"), findings);
    let files = source.silent_field("items");
    for file in files.silent_items() {
        check_downward_api_file(&file, findings);
    }
}

/// `validateDownwardAPIVolumeFile`.
pub(super) fn check_downward_api_file(file: &Cursor, findings: &mut Findings) {
    let path = file.field("path");
    check_required(&path, findings);
    paths::check_not_reserved(&path, path.text(), findings);
    let resource = file.field("resourceFieldRef");
    if let Some(field) = file.present("fieldRef") {
        env::check_field_ref(&field, &env::FILE_FIELDS, findings);
        if resource.is_set() {
            let detail = "fieldRef and resourceFieldRef can not be specified simultaneously";
            findings.invalid(file, Bad::Text("resource"), detail);
        }
    } else if resource.is_set() {
        env::check_resource_ref(&resource, true, findings);
    } else {
        findings.required(file, "one of fieldRef and resourceFieldRef is required");
    }
    check_mode(&file.field("mode"), findings);
}

//! Mounts and block devices of a container (`ValidateVolumeMounts`, `ValidateVolumeDevices`).

use super::pod::Surroundings;
use super::volumes::paths;
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::text_set::TextSet;

pub(super) fn check(container: &Cursor, pod: &Surroundings, findings: &mut Findings) {
    let devices = container.field("volumeDevices");
    let mut mount_paths = TextSet::default();
    for mount in container.field("volumeMounts").items() {
        let name = mount.field("name");
        super::check_required(&name, findings);
        if !pod.volumes.contains(name.text()) {
            findings.not_found(&name, Bad::Text(name.text()));
        }
        let path = mount.field("mountPath");
        super::check_required(&path, findings);
        if !mount_paths.insert(path.text()) {
            findings.invalid(&path, Bad::Text(path.text()), "must be unique");
        }
        if devices
            .items()
            .any(|device| device.text_of("name") == name.text())
        {
            let detail = "must not already exist in volumeDevices";
            findings.invalid(&name, Bad::Text(name.text()), detail);
        }
        if has_path(&devices, "devicePath", path.text()) {
            let detail = "must not already exist as a path in volumeDevices";
            findings.invalid(&path, Bad::Text(path.text()), detail);
        }
        check_details(&mount, container, findings);
    }
}

/// Whether a mount or device has this path. Of several of one name only the last counts, as
/// Kubernetes keeps them in a map by name.
fn has_path(list: &Cursor, field: &str, path: &str) -> bool {
    list.items().enumerate().any(|(position, item)| {
        let name = item.text_of("name");
        item.text_of(field) == path
            && !list
                .items()
                .skip(position + 1)
                .any(|later| later.text_of("name") == name)
    })
}

/// What Kubernetes reports without the position of the mount.
fn check_details(mount: &Cursor, container: &Cursor, findings: &mut Findings) {
    let at_list = mount.as_parent_prints();
    let sub_path = at_list.field("subPath");
    if !sub_path.text().is_empty() {
        paths::check_descending(&sub_path, findings);
    }
    let expression = at_list.field("subPathExpr");
    if !expression.text().is_empty() {
        if !sub_path.text().is_empty() {
            let detail = "subPathExpr and subPath are mutually exclusive";
            let bad = Bad::Text(expression.text());
            findings.invalid(&mount.field("subPathExpr"), bad, detail);
        }
        paths::check_descending(&expression, findings);
    }
    let propagation = at_list.field("mountPropagation");
    if propagation.is_set() {
        let supported = ["Bidirectional", "HostToContainer", "None"];
        super::check_one_of(&propagation, &supported, findings);
        let security = container.field("securityContext");
        if propagation.text() == "Bidirectional" && !security.truth_of("privileged") {
            let detail =
                "Bidirectional mount propagation is available only to privileged containers";
            findings.forbidden(&propagation, detail);
        }
    }
    let recursive = at_list.field("recursiveReadOnly");
    match recursive.text() {
        "Enabled" | "IfPossible" => {
            if !mount.truth_of("readOnly") {
                findings.forbidden(&recursive, "may only be specified when readOnly is true");
            }
            if propagation.is_set() && propagation.text() != "None" {
                let detail = "may only be specified when mountPropagation is None or not specified";
                findings.forbidden(&recursive, detail);
            }
        }
        "Disabled" => {}
        _ if recursive.is_set() => {
            super::check_one_of(&recursive, &["Disabled", "Enabled", "IfPossible"], findings);
        }
        _ => {}
    }
}

pub(super) fn check_devices(container: &Cursor, pod: &Surroundings, findings: &mut Findings) {
    let mounts = container.field("volumeMounts");
    let mut names = TextSet::default();
    let mut device_paths = TextSet::default();
    for device in container.field("volumeDevices").items() {
        let name = device.field("name");
        let path = device.field("devicePath");
        let bad_name = Bad::Text(name.text());
        let bad_path = Bad::Text(path.text());
        super::check_required(&name, findings);
        if names.contains(name.text()) {
            findings.invalid(&name, bad_name, "must be unique");
        }
        match pod.volumes.get(name.text()) {
            Some(true) => {}
            Some(false) => {
                let detail = "can only use volume source type of PersistentVolumeClaim or \
                              Ephemeral for block mode";
                findings.invalid(&name, bad_name, detail);
            }
            None => findings.not_found(&name, bad_name),
        }
        super::check_required(&path, findings);
        if device_paths.contains(path.text()) {
            findings.invalid(&path, bad_path, "must be unique");
        }
        if paths::has_backsteps(path.text()) {
            findings.invalid(&path, bad_path, "can not contain backsteps ('..')");
        } else {
            device_paths.insert(path.text());
        }
        if mounts
            .items()
            .any(|mount| mount.text_of("name") == name.text())
        {
            findings.invalid(&name, bad_name, "must not already exist in volumeMounts");
        }
        if has_path(&mounts, "mountPath", path.text()) {
            let detail = "must not already exist as a path in volumeMounts";
            findings.invalid(&path, bad_path, detail);
        }
        if !name.text().is_empty() {
            names.insert(name.text());
        }
    }
}

//! The defaults of a volume.

use serde_json::Value;

use super::container::field_reference;
use super::resources;
use crate::image;
use crate::object::{Object, object_at, objects_in, set_if_nil, set_text, text};

/// The permission bits of files from a source that says nothing else: 0644.
const DEFAULT_MODE: i64 = 0o644;

/// `SetDefaults_Volume` in `pkg/apis/core/v1/defaults.go`, and what the volume holds.
pub(super) fn set(volume: &mut Object) {
    // A volume with a name alone is an empty directory. All fields but the name are sources.
    if volume.keys().all(|field| field == "name") {
        volume.insert("emptyDir".to_owned(), Object::new().into());
    }
    for (source, value) in volume.iter_mut() {
        if let Value::Object(object) = value {
            set_source(source, object);
        }
    }
}

fn set_source(name: &str, source: &mut Object) {
    match name {
        "image" => {
            let policy = image::default_pull_policy(text(source, "reference"));
            set_text(source, "pullPolicy", policy);
        }
        "hostPath" => set_if_nil(source, "type", ""),
        "secret" | "configMap" => set_if_nil(source, "defaultMode", DEFAULT_MODE),
        "downwardAPI" => {
            set_if_nil(source, "defaultMode", DEFAULT_MODE);
            objects_in(source, "items").for_each(field_reference);
        }
        "projected" => projected(source),
        "iscsi" => set_text(source, "iscsiInterface", "default"),
        "rbd" => {
            set_text(source, "pool", "rbd");
            set_text(source, "user", "admin");
            set_text(source, "keyring", "/etc/ceph/keyring");
        }
        "azureDisk" => {
            set_if_nil(source, "cachingMode", "ReadWrite");
            set_if_nil(source, "fsType", "ext4");
            set_if_nil(source, "readOnly", false);
            set_if_nil(source, "kind", "Shared");
        }
        "scaleIO" => {
            set_text(source, "storageMode", "ThinProvisioned");
            set_text(source, "fsType", "xfs");
        }
        "ephemeral" => {
            if let Some(template) = object_at(source, &["volumeClaimTemplate"]) {
                crate::object::edit(template, "spec", |spec| {
                    set_if_nil(spec, "volumeMode", "Filesystem");
                    resources::set(spec);
                });
            }
        }
        _ => {}
    }
}

/// `SetDefaults_ProjectedVolumeSource`, and its sources.
fn projected(source: &mut Object) {
    set_if_nil(source, "defaultMode", DEFAULT_MODE);
    for projection in objects_in(source, "sources") {
        if let Some(downward) = object_at(projection, &["downwardAPI"]) {
            objects_in(downward, "items").for_each(field_reference);
        }
        if let Some(token) = object_at(projection, &["serviceAccountToken"]) {
            set_if_nil(token, "expirationSeconds", 3600);
        }
    }
}

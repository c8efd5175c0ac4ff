//! Volumes (`ValidateVolumes`, `validateVolumeSource`).

mod certificates;
mod claim;
mod files;
mod legacy;
pub(super) mod paths;
mod projected;

use super::options::Options;
use crate::content::{dns_label, dns_subdomain};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::text_set::TextMap;

pub(super) use projected::has_outward_token_path;

/// A kind of volume: its field, the name that Kubernetes gives it where it is one too many, and the
/// name under which its own fields are printed.
type VolumeSource = (&'static str, &'static str, &'static str);

/// All kinds in the order in which the first one wins, with Kubernetes' slips of the pen.
const KINDS: [VolumeSource; 30] = [
    same("emptyDir"),
    same("hostPath"),
    same("gitRepo"),
    ("gcePersistentDisk", "gcePersistentDisk", "persistentDisk"),
    same("awsElasticBlockStore"),
    same("secret"),
    same("nfs"),
    same("iscsi"),
    same("glusterfs"),
    same("flocker"),
    same("persistentVolumeClaim"),
    same("rbd"),
    same("cinder"),
    ("cephfs", "cephFS", "cephfs"),
    same("quobyte"),
    ("downwardAPI", "downwarAPI", "downwardAPI"),
    same("fc"),
    same("flexVolume"),
    same("configMap"),
    same("azureFile"),
    same("vsphereVolume"),
    same("photonPersistentDisk"),
    same("portworxVolume"),
    same("azureDisk"),
    same("storageos"),
    same("projected"),
    same("scaleIO"),
    same("csi"),
    same("ephemeral"),
    same("image"),
];

const fn same(name: &'static str) -> VolumeSource {
    (name, name, name)
}

/// Checks all volumes and gives back those without a problem, each with whether it may be used as a
/// block device. A mount of a volume that has a problem will not find it.
pub(super) fn check<'v>(
    volumes: &Cursor<'v, '_>,
    options: &Options,
    findings: &mut Findings,
) -> TextMap<'v, bool> {
    let mut good = TextMap::default();
    for volume in volumes.items() {
        let before = findings.count();
        check_source(&volume, options, findings);
        let name = volume.field("name");
        if name.text().is_empty() {
            findings.required(&name, "");
        } else {
            findings.invalid_text(&name, name.text(), dns_label(name.text()));
        }
        if good.contains(name.text()) {
            findings.duplicate(&name, Bad::Text(name.text()));
        }
        if findings.count() == before {
            let is_device = volume.has("persistentVolumeClaim") || volume.has("ephemeral");
            good.insert_new(name.text(), is_device);
        }
    }
    good
}

fn check_source(volume: &Cursor, options: &Options, findings: &mut Findings) {
    let mut has_one = false;
    for (name, name_of_second, name_of_fields) in KINDS {
        if !volume.has(name) {
            continue;
        }
        if has_one {
            let source = volume.silent_field(name);
            let at = source.field_called(name_of_second);
            findings.forbidden(&at, "may not specify more than 1 volume type");
        } else {
            let source = volume.silent_field(name);
            check_kind(
                name,
                &source.field_called(name_of_fields),
                options,
                findings,
            );
            has_one = true;
        }
        if name == "iscsi" {
            legacy::check_iscsi_length(volume, findings);
        }
    }
    if !has_one {
        findings.required(volume, "must specify a volume type");
    }
}

fn check_kind(name: &str, source: &Cursor, options: &Options, findings: &mut Findings) {
    match name {
        "emptyDir" => check_empty_dir(source, findings),
        "hostPath" => check_host_path(source, findings),
        "secret" => files::check_secret(source, findings),
        "configMap" => files::check_config_map(source, findings),
        "downwardAPI" => files::check_downward_api(source, findings),
        "projected" => projected::check(source, options, findings),
        "persistentVolumeClaim" => super::check_required(&source.field("claimName"), findings),
        "csi" => check_csi(source, findings),
        "ephemeral" => claim::check(&source.field("volumeClaimTemplate"), options, findings),
        "image" => check_image(source, options, findings),
        _ => legacy::check(name, source, findings),
    }
}

/// `validateImageVolumeSource`; a template may be completed later.
fn check_image(source: &Cursor, options: &Options, findings: &mut Findings) {
    if options.is_pod {
        super::check_required(&source.field("reference"), findings);
    }
    super::container::check_pull_policy(&source.field("pullPolicy"), findings);
}

fn check_empty_dir(source: &Cursor, findings: &mut Findings) {
    let limit = source.field("sizeLimit");
    if super::quantity::at(&limit).is_some_and(|limit| limit.sign().is_lt()) {
        findings.forbidden(&limit, "SizeLimit field must be a valid resource quantity");
    }
}

/// `validateHostPathVolumeSource`.
fn check_host_path(source: &Cursor, findings: &mut Findings) {
    const TYPES: [&str; 8] = [
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket",
    ];
    let path = source.field("path");
    if path.text().is_empty() {
        findings.required(&path, "");
        return;
    }
    paths::check_no_backsteps(&path, path.text(), findings);
    super::check_one_of(&source.field("type"), &TYPES, findings);
}

/// `validateCSIVolumeSource`; a secret's bad name is reported at a field that there is none of.
fn check_csi(source: &Cursor, findings: &mut Findings) {
    let driver = source.field("driver");
    if driver.text().is_empty() {
        findings.required(&driver, "");
    } else {
        if driver.text().len() > 63 {
            findings.too_long(&driver, 63);
        }
        let messages = dns_subdomain(&crate::go::to_lower(driver.text()));
        findings.invalid_text(&driver, driver.text(), messages);
    }
    if let Some(secret) = source.present("nodePublishSecretRef") {
        let name = secret.field("name");
        if name.text().is_empty() {
            findings.required(&name, "");
        } else {
            let silent = source.silent_field("nodePublishSecretRef");
            findings.invalid_text(
                &silent.field("name"),
                name.text(),
                dns_subdomain(name.text()),
            );
        }
    }
}

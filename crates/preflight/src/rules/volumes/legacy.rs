//! The kinds of volumes from before CSI.

use super::paths;
use crate::content::dns_label;
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::rules::{check_one_of, check_range, check_required};

pub(super) fn check(kind: &str, source: &Cursor, findings: &mut Findings) {
    // What each kind must have; what else is asked of it follows.
    let required: &[&str] = match kind {
        "gitRepo" => &["repository"],
        "gcePersistentDisk" => &["pdName"],
        "awsElasticBlockStore" | "cinder" | "portworxVolume" => &["volumeID"],
        "nfs" => &["server", "path"],
        "iscsi" => &["targetPortal", "iqn"],
        "glusterfs" => &["endpoints", "path"],
        "rbd" => &["image"],
        "flexVolume" => &["driver"],
        "azureFile" => &["secretName", "shareName"],
        "azureDisk" => &["diskName", "diskURI"],
        "vsphereVolume" => &["volumePath"],
        "photonPersistentDisk" => &["pdID"],
        "scaleIO" => &["gateway", "system", "volumeName"],
        "storageos" => &["volumeName"],
        "quobyte" => &["volume"],
        _ => &[],
    };
    for name in required {
        check_required(&source.field(name), findings);
    }
    match kind {
        "gitRepo" => paths::check_descending(&source.field("directory"), findings),
        "gcePersistentDisk" | "awsElasticBlockStore" => check_partition(source, findings),
        "nfs" => check_absolute(&source.field("path"), findings),
        "iscsi" => check_iscsi(source, findings),
        "flocker" => check_flocker(source, findings),
        "rbd" | "cephfs" => {
            let monitors = source.field("monitors");
            if monitors.list().is_empty() {
                findings.required(&monitors, "");
            }
        }
        "cinder" => check_secret_ref(source, findings),
        "quobyte" => check_quobyte(source, findings),
        "fc" => check_fibre_channel(source, findings),
        "flexVolume" => check_flex_options(source, findings),
        "azureDisk" => check_azure_disk(source, findings),
        "storageos" => check_storage_os(source, findings),
        _ => {}
    }
}

/// The message says 1, the check says 0.
fn check_partition(source: &Cursor, findings: &mut Findings) {
    let partition = source.field("partition");
    if let Some(number) = partition
        .number()
        .filter(|number| !(0..=255).contains(number))
    {
        let detail = "must be between 1 and 255, inclusive";
        findings.invalid(&partition, Bad::Number(number), detail);
    }
}

fn check_absolute(path: &Cursor, findings: &mut Findings) {
    if !path.text().starts_with('/') {
        findings.invalid(path, Bad::Text(path.text()), "must be an absolute path");
    }
}

/// `validateISCSIVolumeSource`.
fn check_iscsi(source: &Cursor, findings: &mut Findings) {
    let target = source.field("iqn");
    if !target.text().is_empty() {
        check_iscsi_name(&target, findings);
    }
    check_range(&source.field("lun"), 0, 255, findings);
    let asks_for_secret =
        source.truth_of("chapAuthDiscovery") || source.truth_of("chapAuthSession");
    if asks_for_secret && !source.has("secretRef") {
        findings.required(&source.field("secretRef"), "");
    }
    if source.has("initiatorName") {
        let silent = source.silent_field("initiatorName");
        check_iscsi_name(&silent.field_called("initiatorname"), findings);
    }
}

fn check_iscsi_name(name: &Cursor, findings: &mut Findings) {
    let text = name.text();
    let is_right = match text.get(..3) {
        Some("iqn") => is_iqn(text),
        Some("eui") => is_world_wide_name(text, 16),
        Some("naa") => is_world_wide_name(text, 32),
        _ => {
            let detail = "must be valid format starting with iqn, eui, or naa";
            findings.invalid(name, Bad::Text(text), detail);
            return;
        }
    };
    if !is_right {
        findings.invalid(name, Bad::Text(text), "must be valid format");
    }
}

/// `iqn\.\d{4}-\d{2}\.([[:alnum:]-.]+)(:[^,;*&$|\s]+)$`, found anywhere in the text.
fn is_iqn(text: &str) -> bool {
    text.char_indices()
        .filter_map(|(start, _)| text[start..].strip_prefix("iqn."))
        .any(is_iqn_at)
}

fn is_iqn_at(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    let Some(date) = bytes.get(..8) else {
        return false;
    };
    let is_date = date
        .iter()
        .enumerate()
        .all(|(position, byte)| match position {
            4 => *byte == b'-',
            7 => *byte == b'.',
            _ => byte.is_ascii_digit(),
        });
    if !is_date {
        return false;
    }
    let tail = &rest[8..];
    let is_authority = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let authority = tail.bytes().take_while(|byte| is_authority(byte)).count();
    let is_unique = |unique: &str| {
        !unique.is_empty()
            && !unique.contains([',', ';', '*', '&', '$', '|', '\t', '\n', '\u{c}', '\r', ' '])
    };
    authority > 0 && tail[authority..].strip_prefix(':').is_some_and(is_unique)
}

/// Three letters, any character, and then so many letters and digits.
fn is_world_wide_name(text: &str, length: usize) -> bool {
    let mut characters = text[3..].chars();
    let separator = characters.next();
    let rest = characters.as_str();
    separator.is_some_and(|character| character != '\n')
        && rest.len() == length
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What the volume's name and the target's portal may have together.
pub(super) fn check_iscsi_length(volume: &Cursor, findings: &mut Findings) {
    let source = volume.field("iscsi");
    let name = volume.field("name");
    let length = name.text().len() + 1 + source.text_of("targetPortal").len();
    if source.has("initiatorName") && length > 64 {
        let detail = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 \
                      characters if iscsi.initiatorName is specified.";
        findings.invalid(&name, Bad::Text(name.text()), detail);
    }
}

fn check_flocker(source: &Cursor, findings: &mut Findings) {
    let name = source.field("datasetName");
    let has_id = !source.text_of("datasetUUID").is_empty();
    match (!name.text().is_empty(), has_id) {
        (false, false) => {
            findings.required(source, "one of datasetName and datasetUUID is required");
        }
        (true, true) => {
            let detail = "datasetName and datasetUUID can not be specified simultaneously";
            findings.invalid(source, Bad::Text("resource"), detail);
        }
        _ => {}
    }
    if name.text().contains('/') {
        findings.invalid(&name, Bad::Text(name.text()), "must not contain '/'");
    }
}

fn check_secret_ref(source: &Cursor, findings: &mut Findings) {
    if let Some(secret) = source.present("secretRef") {
        check_required(&secret.field("name"), findings);
    }
}

/// `validateQuobyteVolumeSource`.
fn check_quobyte(source: &Cursor, findings: &mut Findings) {
    const PAIRS: &str = "must be a host:port pair or multiple pairs separated by commas";
    let registry = source.field("registry");
    let tenant = source.field("tenant");
    if registry.text().is_empty() {
        findings.required(&registry, PAIRS);
    } else if tenant.text().len() >= 65 {
        findings.required(
            &tenant,
            "must be a UUID and may not exceed a length of 64 characters",
        );
    } else {
        for pair in registry.text().split(',') {
            if !is_host_and_port(pair) {
                findings.invalid(&registry, Bad::Text(registry.text()), PAIRS);
            }
        }
    }
}

/// Whether Go's `net.SplitHostPort` takes the text.
fn is_host_and_port(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    let has_bracket = |text: &str| text.contains(['[', ']']);
    match host.strip_prefix('[') {
        Some(inner) => inner
            .strip_suffix(']')
            .is_some_and(|inner| !has_bracket(inner) && !has_bracket(port)),
        None => !host.contains(':') && !has_bracket(host) && !has_bracket(port),
    }
}

fn check_fibre_channel(source: &Cursor, findings: &mut Findings) {
    let names = source.field("targetWWNs");
    let lun = source.field("lun");
    match (
        !names.list().is_empty(),
        !source.field("wwids").list().is_empty(),
    ) {
        (false, false) => {
            let detail = "must specify either targetWWNs or wwids, but not both";
            findings.required(&names, detail);
        }
        (true, true) => {
            let detail = "targetWWNs and wwids can not be specified simultaneously";
            findings.invalid(&names, Bad::Json(names.value()), detail);
        }
        _ => {}
    }
    if names.list().is_empty() {
        return;
    }
    if lun.is_set() {
        check_range(&lun, 0, 255, findings);
    } else {
        findings.required(&lun, "lun is required if targetWWNs is specified");
    }
}

fn check_flex_options(source: &Cursor, findings: &mut Findings) {
    for (key, entry) in source.field("options").entries() {
        let namespace = key.split('/').next().unwrap_or_default();
        let normalized = format!(".{}", crate::go::to_lower(namespace));
        if normalized.ends_with(".kubernetes.io") || normalized.ends_with(".k8s.io") {
            let detail = "kubernetes.io and k8s.io namespaces are reserved";
            findings.invalid(&entry, Bad::Text(key), detail);
        }
    }
}

fn check_azure_disk(source: &Cursor, findings: &mut Findings) {
    const MANAGED: &str = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/\
                           microsoft.compute/disks/{disk-id}";
    const BLOB: &str =
        "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
    if let Some(mode) = source.present("cachingMode") {
        check_one_of(&mode, &["None", "ReadOnly", "ReadWrite"], findings);
    }
    let Some(kind) = source.present("kind") else {
        return;
    };
    check_one_of(&kind, &["Dedicated", "Managed", "Shared"], findings);
    let (prefix, supported) = match kind.text() {
        "Managed" => ("/subscriptions/", MANAGED),
        _ => ("https://", BLOB),
    };
    let disk = source.field("diskURI");
    if !disk.text().starts_with(prefix) {
        findings.not_supported(&disk, Bad::Text(disk.text()), &[supported]);
    }
}

fn check_storage_os(source: &Cursor, findings: &mut Findings) {
    for name in ["volumeName", "volumeNamespace"] {
        let name = source.field(name);
        if !name.text().is_empty() {
            findings.invalid_text(&name, name.text(), dns_label(name.text()));
        }
    }
    check_secret_ref(source, findings);
}

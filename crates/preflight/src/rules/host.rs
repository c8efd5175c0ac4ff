//! What a pod shares with its node, and how that limits the rest of it.

use super::container;
use super::options::Options;
use crate::content::dns_subdomain;
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

/// `validatePodHostNetworkDeps`; only regular containers are looked at. A template may leave out what the
/// Pod gets by default.
pub(super) fn check_ports_on_host_network(
    pod: &Cursor,
    options: &Options,
    findings: &mut Findings,
) {
    if !pod.truth_of("hostNetwork") {
        return;
    }
    for container in pod.field("containers").items() {
        for port in container.field("ports").items() {
            let host_port = port.field("hostPort");
            let number = host_port.number().unwrap_or_default();
            let is_asked = options.is_pod || number != 0;
            if is_asked && Some(number) != port.number_of("containerPort") {
                let detail = "must match `containerPort` when `hostNetwork` is true";
                findings.invalid(&host_port, Bad::Number(number), detail);
            }
        }
    }
}

/// `validateHostUsers`; two of the fields are named in Go's spelling.
pub(super) fn check_user_namespace(pod: &Cursor, options: &Options, findings: &mut Findings) {
    const DETAIL: &str = "when `hostUsers` is false";
    if pod.truth_given("hostUsers") != Some(false) {
        return;
    }
    if pod.truth_of("hostNetwork") && !options.allow_host_network_with_user_namespace {
        findings.forbidden(&pod.field("hostNetwork"), DETAIL);
    }
    for (name, printed) in [("hostPID", "HostPID"), ("hostIPC", "HostIPC")] {
        if pod.truth_of(name) {
            let field = pod.silent_field(name);
            findings.forbidden(&field.field_called(printed), DETAIL);
        }
    }
    if !options.allow_devices_with_user_namespace {
        container::visit_all(pod, &mut |container| {
            let devices = container.field("volumeDevices");
            if !devices.list().is_empty() {
                findings.forbidden(&devices, DETAIL);
            }
        });
    }
}

/// `validatePodHostName`.
pub(super) fn check_hostname_override(pod: &Cursor, findings: &mut Findings) {
    let Some(hostname) = pod.present("hostnameOverride") else {
        return;
    };
    if pod.truth_of("setHostnameAsFQDN") {
        findings.forbidden(
            &hostname,
            "may not be specified when setHostnameAsFQDN is true",
        );
    }
    if pod.truth_of("hostNetwork") {
        findings.forbidden(&hostname, "may not be specified when hostNetwork is true");
    }
    if hostname.text().len() > 64 {
        findings.too_long(&hostname, 64);
    }
    findings.invalid_text(&hostname, hostname.text(), dns_subdomain(hostname.text()));
}

/// `validateFileKeyRefVolumes`: a file with variables lies in an `emptyDir` of the pod.
pub(super) fn check_file_keys(pod: &Cursor, findings: &mut Findings) {
    let volumes = pod.field("volumes");
    container::visit_all(pod, &mut |container| {
        for variable in container.field("env").items() {
            let source = variable.field("valueFrom");
            let Some(file) = source.present("fileKeyRef") else {
                continue;
            };
            let name = file.field("volumeName");
            // The last one wins where two volumes have the name.
            let named = volumes
                .items()
                .filter(|volume| volume.text_of("name") == name.text());
            match named.last().map(|volume| volume.has("emptyDir")) {
                None => findings.not_found(&name, Bad::Text(name.text())),
                Some(false) => {
                    let detail = "referenced volume must be of type emptyDir";
                    findings.invalid(&name, Bad::Text(name.text()), detail);
                }
                Some(true) => {}
            }
        }
    });
}

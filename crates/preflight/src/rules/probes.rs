//! Probes and lifecycle handlers (`validateProbe`, `validateLifecycle`, `validateHandler`).

use manifest::schema::{DAEMON_SET, Kind};

use super::pod::Surroundings;
use super::ports;
use crate::content::header_name;
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];

/// The kinds of handlers in the order in which the first one wins.
const HANDLERS: [&str; 5] = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

/// The lifecycle and the probes of a container that keeps running.
///
/// The gate `ContainerStopSignals` is off in 1.36, and `lifecycle.stopSignal` is here only where the stored
/// object has one.
pub(super) fn check_container(container: &Cursor, pod: &Surroundings, findings: &mut Findings) {
    let lifecycle = container.field("lifecycle");
    for moment in ["postStart", "preStop"] {
        if let Some(handler) = lifecycle.present(moment) {
            check_handler(&handler, pod.grace_period, findings);
        }
    }
    if let Some(signal) = lifecycle.present("stopSignal") {
        check_stop_signal(&signal, pod.os, findings);
    }
    for name in PROBES {
        if let Some(probe) = container.present(name) {
            check_probe(&probe, name, pod.grace_period, findings);
        }
    }
}

/// `validateStopSignal`; which signals a system has depends on the pod saying which it is.
fn check_stop_signal(signal: &Cursor, os: Option<&str>, findings: &mut Findings) {
    match os {
        None => {
            let detail = "may not be set for containers with empty `spec.os.name`";
            findings.forbidden(signal, detail);
        }
        Some("windows") => super::check_one_of(signal, &["SIGKILL", "SIGTERM"], findings),
        Some("linux") => {
            if let Some(Kind::Enumeration(signals)) = DAEMON_SET.at(&signal.path()) {
                super::check_one_of(signal, signals, findings);
            }
        }
        Some(_) => {}
    }
}

/// A container that runs once before the others has neither lifecycle nor probes.
pub(super) fn forbid(container: &Cursor, findings: &mut Findings) {
    for name in ["lifecycle"].iter().chain(&PROBES) {
        if let Some(field) = container.present(name) {
            let detail = "may not be set for init containers without restartPolicy=Always";
            findings.forbidden(&field, detail);
        }
    }
}

fn check_probe(probe: &Cursor, name: &str, grace_period: i64, findings: &mut Findings) {
    const NUMBERS: [&str; 5] = [
        "initialDelaySeconds",
        "timeoutSeconds",
        "periodSeconds",
        "successThreshold",
        "failureThreshold",
    ];
    check_handler(probe, grace_period, findings);
    for number in NUMBERS {
        super::check_not_negative(&probe.field(number), findings);
    }
    let own_grace = probe.field("terminationGracePeriodSeconds");
    if let Some(seconds) = own_grace.number() {
        if seconds <= 0 {
            findings.invalid(&own_grace, Bad::Number(seconds), "must be greater than 0");
        }
        if name == "readinessProbe" {
            let detail = "must not be set for readinessProbes";
            findings.invalid(&own_grace, Bad::Number(seconds), detail);
        }
    }
    let threshold = probe.field("successThreshold");
    let successes = threshold.number().unwrap_or_default();
    if name != "readinessProbe" && successes != 1 {
        findings.invalid(&threshold, Bad::Number(successes), "must be 1");
    }
}

/// `validateHandler`: exactly one kind.
fn check_handler(parent: &Cursor, grace_period: i64, findings: &mut Findings) {
    let mut has_one = false;
    for kind in HANDLERS {
        let Some(handler) = parent.present(kind) else {
            continue;
        };
        if has_one {
            findings.forbidden(&handler, "may not specify more than 1 handler type");
            continue;
        }
        has_one = true;
        match kind {
            "exec" => {
                let command = handler.field("command");
                if command.list().is_empty() {
                    findings.required(&command, "");
                }
            }
            "httpGet" => check_http_get(&handler, findings),
            "sleep" => check_sleep(&handler, grace_period, findings),
            _ => ports::check_number_or_name(&handler.field("port"), findings),
        }
    }
    if !has_one {
        findings.required(parent, "must specify a handler type");
    }
}

/// `validateHTTPGetAction`; headers carry no position.
fn check_http_get(action: &Cursor, findings: &mut Findings) {
    super::check_required(&action.field("path"), findings);
    ports::check_number_or_name(&action.field("port"), findings);
    super::check_one_of(&action.field("scheme"), &["HTTP", "HTTPS"], findings);
    for header in action.field("httpHeaders").silent_items() {
        let name = header.text_of("name");
        findings.invalid_text(&header.silent_field("name"), name, header_name(name));
    }
}

/// `validateSleepAction`.
fn check_sleep(action: &Cursor, grace_period: i64, findings: &mut Findings) {
    let seconds = action.number_of("seconds").unwrap_or_default();
    if !(0..=grace_period).contains(&seconds) {
        let detail = format!(
            "must be non-negative and less than terminationGracePeriodSeconds ({grace_period})"
        );
        findings.invalid(action, Bad::Number(seconds), &detail);
    }
}

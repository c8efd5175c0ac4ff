//! The defaults of a container of any of the three lists.

use super::resources;
use crate::image;
use crate::object::{Object, object_at, objects_in, set_if_nil, set_number, set_text, text};

/// `SetDefaults_Container` in `pkg/apis/core/v1/defaults.go`, and what the container holds.
pub(super) fn set(container: &mut Object) {
    let policy = image::default_pull_policy(text(container, "image"));
    set_text(container, "imagePullPolicy", policy);
    set_text(container, "terminationMessagePath", "/dev/termination-log");
    set_text(container, "terminationMessagePolicy", "File");
    for port in objects_in(container, "ports") {
        set_text(port, "protocol", "TCP");
    }
    for variable in objects_in(container, "env") {
        if let Some(source) = object_at(variable, &["valueFrom"]) {
            field_reference(source);
            if let Some(key) = object_at(source, &["fileKeyRef"]) {
                set_if_nil(key, "optional", false);
            }
        }
    }
    resources::set(container);
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(found) = object_at(container, &[name]) {
            probe(found);
        }
    }
    for name in ["postStart", "preStop"] {
        if let Some(handler) = object_at(container, &["lifecycle", name]) {
            http_get(handler);
        }
    }
}

/// `SetDefaults_ObjectFieldSelector`, on the `fieldRef` in an object.
pub(super) fn field_reference(object: &mut Object) {
    if let Some(reference) = object_at(object, &["fieldRef"]) {
        set_text(reference, "apiVersion", "v1");
    }
}

/// `SetDefaults_Probe`, and the probe's handler.
fn probe(probe: &mut Object) {
    set_number(probe, "timeoutSeconds", 1);
    set_number(probe, "periodSeconds", 10);
    set_number(probe, "successThreshold", 1);
    set_number(probe, "failureThreshold", 3);
    http_get(probe);
    if let Some(grpc) = object_at(probe, &["grpc"]) {
        set_if_nil(grpc, "service", "");
    }
}

/// `SetDefaults_HTTPGetAction`, on the `httpGet` in an object.
fn http_get(object: &mut Object) {
    if let Some(action) = object_at(object, &["httpGet"]) {
        set_text(action, "path", "/");
        set_text(action, "scheme", "HTTP");
    }
}

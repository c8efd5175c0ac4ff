//! The defaults that the API server fills into a DaemonSet (`SetObjectDefaults_DaemonSet` in
//! `pkg/apis/apps/v1/zz_generated.defaults.go`).
//!
//! Only what it fills into the DaemonSet itself: requests from limits, `enableServiceLinks` and host
//! ports under `hostNetwork` are filled into each pod, and are not here.

mod container;
mod resources;
mod volume;

use crate::object::{Object, edit, objects_in, set_if_nil, set_text, text};

/// Fills in all defaults.
pub(crate) fn set(tree: &mut Object) {
    edit(tree, "spec", |spec| {
        edit(spec, "updateStrategy", update_strategy);
        set_if_nil(spec, "revisionHistoryLimit", 10);
        edit(spec, "template", |template| {
            edit(template, "spec", pod_spec);
        });
    });
}

/// `SetDefaults_DaemonSet` in `pkg/apis/apps/v1/defaults.go`.
fn update_strategy(strategy: &mut Object) {
    set_text(strategy, "type", "RollingUpdate");
    if text(strategy, "type") == "RollingUpdate" {
        edit(strategy, "rollingUpdate", |rolling_update| {
            set_if_nil(rolling_update, "maxUnavailable", 1);
            set_if_nil(rolling_update, "maxSurge", 0);
        });
    }
}

/// `SetDefaults_PodSpec` in `pkg/apis/core/v1/defaults.go`, and what the pod holds.
fn pod_spec(spec: &mut Object) {
    set_text(spec, "dnsPolicy", "ClusterFirst");
    set_text(spec, "restartPolicy", "Always");
    set_if_nil(spec, "securityContext", Object::new());
    set_if_nil(spec, "terminationGracePeriodSeconds", 30);
    set_text(spec, "schedulerName", "default-scheduler");
    objects_in(spec, "volumes").for_each(volume::set);
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        objects_in(spec, list).for_each(container::set);
    }
    resources::round_list(spec, "overhead");
    resources::set(spec);
}

//! What an update may keep because the stored object has it already.
//!
//! The tolerances are those of `GetValidationOptionsFromPodTemplate` in pkg/api/pod/util.go. Only what the gates of
//! 1.36 leave open is here.

use manifest::FieldPath;

use super::options::Options;
use crate::content::is_label_value;
use crate::cursor::Cursor;

/// What `old` has already; `empty` are the lists and maps of the new object that are there but empty.
pub(super) fn by<'v>(old: &Cursor, empty: &'v [FieldPath]) -> Options<'v> {
    let spec = old.field("spec");
    let template = spec.field("template");
    let metadata = template.field("metadata");
    let annotations = metadata.field("annotations");
    let pod = template.field("spec");
    let security = pod.field("securityContext");
    let shares_users = pod.truth_given("hostUsers") != Some(false);
    let invalid_selector = has_invalid_spread_selector(&pod);
    Options {
        empty,
        is_pod: false,
        allow_invalid_selector_values: has_invalid_pod_selector(&pod)
            || has_invalid_value(&spec.field("selector").field("matchExpressions")),
        allow_invalid_affinity_values: has_invalid_affinity_value(&pod),
        allow_indivisible_huge_pages: super::resources::has_indivisible_huge_pages(&pod),
        allow_outward_token_path: super::volumes::has_outward_token_path(&pod),
        allow_invalid_spread_selector: invalid_selector,
        check_match_label_keys_as_before: super::topology::breaks_match_label_keys(&pod),
        allow_host_sysctls: super::security::has_host_sysctl(&pod),
        allow_devices_with_user_namespace: !shares_users
            && any_container(&pod, |container| {
                !container.field("volumeDevices").list().is_empty()
            }),
        allow_host_network_with_user_namespace: !shares_users && pod.truth_of("hostNetwork"),
        allow_comparing_tolerations: pod
            .field("tolerations")
            .items()
            .any(|toleration| matches!(toleration.text_of("operator"), "Lt" | "Gt")),
        allow_any_selinux_change_policy: security.has("seLinuxChangePolicy"),
        allow_invalid_deletion_cost: !super::annotations::is_deletion_cost_right(&annotations),
        allow_restart_on_resize_of_init: has_restart_on_resize_of_init(&pod),
    }
}

/// Calls `test` with each container of each kind until it says yes.
fn any_container(pod: &Cursor, test: impl Fn(&Cursor) -> bool) -> bool {
    super::container::LISTS
        .iter()
        .any(|list| pod.field(list).items().any(|container| test(&container)))
}

/// `hasInvalidLabelValueInAffinitySelector`, which looks for more than its name says: whatever is wrong
/// with a selector counts.
fn has_invalid_pod_selector(pod: &Cursor) -> bool {
    let affinity = pod.field("affinity");
    ["podAffinity", "podAntiAffinity"].iter().any(|kind| {
        let kind = affinity.field(kind);
        let required = kind.field("requiredDuringSchedulingIgnoredDuringExecution");
        let preferred = kind.field("preferredDuringSchedulingIgnoredDuringExecution");
        required
            .items()
            .any(|term| has_invalid_term_selector(&term))
            || preferred
                .items()
                .any(|weighted| has_invalid_term_selector(&weighted.field("podAffinityTerm")))
    })
}

fn has_invalid_term_selector(term: &Cursor) -> bool {
    ["labelSelector", "namespaceSelector"]
        .iter()
        .any(|selector| is_invalid_selector(&term.field(selector)))
}

fn is_invalid_selector(selector: &Cursor) -> bool {
    let mut findings = crate::findings::Findings::default();
    super::label_selector::check(selector, false, &mut findings);
    findings.count() > 0
}

/// Whether an expression has a value that is no label value.
fn has_invalid_value(expressions: &Cursor) -> bool {
    expressions.items().any(|expression| {
        let values = expression.field("values");
        values.items().any(|value| !is_label_value(value.text()))
    })
}

/// `hasInvalidLabelValueInRequiredNodeAffinity`.
fn has_invalid_affinity_value(pod: &Cursor) -> bool {
    let affinity = pod.field("affinity");
    let node_affinity = affinity.field("nodeAffinity");
    let required = node_affinity.field("requiredDuringSchedulingIgnoredDuringExecution");
    let terms = required.field("nodeSelectorTerms");
    terms
        .items()
        .any(|term| has_invalid_value(&term.field("matchExpressions")))
}

/// `hasInvalidTopologySpreadConstraintLabelSelector`.
fn has_invalid_spread_selector(pod: &Cursor) -> bool {
    let constraints = pod.field("topologySpreadConstraints");
    constraints
        .items()
        .any(|constraint| is_invalid_selector(&constraint.field("labelSelector")))
}

/// `hasRestartContainerForNonSidecarInitContainer`.
fn has_restart_on_resize_of_init(pod: &Cursor) -> bool {
    pod.field("initContainers").items().any(|container| {
        let policies = container.field("resizePolicy");
        container.text_of("restartPolicy") != "Always"
            && policies
                .items()
                .any(|policy| policy.text_of("restartPolicy") == "RestartContainer")
    })
}

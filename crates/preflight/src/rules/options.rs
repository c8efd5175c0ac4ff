//! How an object is judged beyond what it says itself.

use manifest::FieldPath;

use crate::cursor::Cursor;

/// What is asked, and what is let through: nothing on create, on update what the stored object got away with
/// ([`super::tolerated`]).
#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one tolerance of Kubernetes' own, and they are independent"
)]
pub(super) struct Options<'v> {
    /// The lists and maps that are there but empty.
    pub(super) empty: &'v [FieldPath],
    /// Whether it is a Pod and not the template of one (`ResourceIsPod`).
    pub(super) is_pod: bool,
    /// Label values in the selectors of pod affinity and of the DaemonSet that are none.
    pub(super) allow_invalid_selector_values: bool,
    /// Label values in required node affinity that are none.
    pub(super) allow_invalid_affinity_values: bool,
    /// Huge pages that are no multiple of the page's size.
    pub(super) allow_indivisible_huge_pages: bool,
    /// Paths of projected tokens that lead out of the volume.
    pub(super) allow_outward_token_path: bool,
    /// Selectors of topology spread that are wrong.
    pub(super) allow_invalid_spread_selector: bool,
    /// Keys that topology spread both matches and selects by.
    pub(super) check_match_label_keys_as_before: bool,
    /// Kernel parameters of a namespace that the pod shares with its node.
    pub(super) allow_host_sysctls: bool,
    /// Block devices in a pod with its own user namespace.
    pub(super) allow_devices_with_user_namespace: bool,
    /// The node's network in a pod with its own user namespace.
    pub(super) allow_host_network_with_user_namespace: bool,
    /// `Lt` and `Gt` in tolerations.
    pub(super) allow_comparing_tolerations: bool,
    /// Any known word for `seLinuxChangePolicy`.
    pub(super) allow_any_selinux_change_policy: bool,
    /// An annotation for the cost of deletion that is no number.
    pub(super) allow_invalid_deletion_cost: bool,
    /// `RestartContainer` in the resize policy of an init container that runs once.
    pub(super) allow_restart_on_resize_of_init: bool,
}

impl<'v> Options<'v> {
    /// What is asked of a new object.
    pub(super) fn for_create(empty: &'v [FieldPath]) -> Self {
        Self {
            empty,
            ..Self::default()
        }
    }

    /// What is asked of a new Pod, which has nothing that is there but empty.
    pub(super) fn for_pod() -> Self {
        Self {
            is_pod: true,
            ..Self::default()
        }
    }

    /// Whether something was given here, be it an empty list or map, which the stored object leaves out.
    pub(super) fn is_given(&self, place: &Cursor) -> bool {
        place.is_set() || place.is_one_of(self.empty)
    }
}

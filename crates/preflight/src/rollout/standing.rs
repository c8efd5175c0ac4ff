//! Standing: what stands on a node, as far as the controller looks at it.

/// How far a pod has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// There is no pod.
    #[default]
    Absent,
    /// It is not ready.
    Unready,
    /// It is ready, and not yet for `minReadySeconds`.
    Ready,
    /// It has been ready for `minReadySeconds` (`IsPodAvailable` in `pkg/api/v1/pod/util.go`).
    Available,
}

/// What stands on a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Standing {
    /// Whether the controller makes a pod there (`shouldRun`).
    pub runs: bool,
    /// Whether a pod that is there may stay (`shouldContinueRunning`).
    pub keeps_running: bool,
    /// The pod of an earlier template, unless it is being deleted.
    pub old: Stage,
    /// The pod of the current template, unless it is being deleted.
    pub new: Stage,
    /// Whether a pod there is being deleted and not yet gone.
    pub is_leaving: bool,
    /// Whether there is more than one old pod, or more than one new one. The controller takes the
    /// younger ones away before it goes on.
    pub is_crowded: bool,
}

/// The pod that is one too many on a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surplus {
    /// The old one.
    Old,
    /// The new one.
    New,
}

impl Standing {
    /// Whether the controller has anything to do with the node: it is meant, or has a pod.
    #[must_use]
    pub fn is_counted(self) -> bool {
        let has_pod = self.old != Stage::Absent || self.new != Stage::Absent;
        self.runs || has_pod || self.is_leaving || self.is_crowded
    }

    /// Whether a pod is made there at once, whatever the update (`podsShouldBeOnNode` in
    /// `pkg/controller/daemon/daemon_controller.go`). Only where two are allowed is the one that is being
    /// deleted not waited for.
    #[must_use]
    pub fn misses_pod(self, allows_surge: bool) -> bool {
        let is_empty = self.old == Stage::Absent && self.new == Stage::Absent && !self.is_crowded;
        self.runs && is_empty && (allows_surge || !self.is_leaving)
    }

    /// Which of an old and a new pod goes at once, whatever the update (`podsShouldBeOnNode`). Where only
    /// one is allowed it is the younger.
    #[must_use]
    pub fn surplus(self, allows_surge: bool) -> Option<Surplus> {
        if self.old == Stage::Absent || self.new == Stage::Absent {
            return None;
        }
        if !allows_surge {
            return Some(Surplus::New);
        }
        let is_over = self.old == Stage::Unready || self.new == Stage::Available;
        is_over.then_some(Surplus::Old)
    }

    /// Whether the node takes up one of `maxUnavailable` while nothing of it is going to be replaced: a
    /// pod is missing, is leaving or is one too many, or is of the current template and not available.
    #[must_use]
    pub fn holds_up(self) -> bool {
        let has_both = self.old != Stage::Absent && self.new != Stage::Absent;
        let is_missing = self.old == Stage::Absent && self.new != Stage::Available;
        self.is_counted() && (self.is_crowded || has_both || is_missing)
    }
}

#[cfg(test)]
mod tests {
    use super::{Stage, Standing, Surplus};

    fn standing(old: Stage, new: Stage) -> Standing {
        Standing {
            runs: true,
            keeps_running: true,
            old,
            new,
            ..Standing::default()
        }
    }

    #[test]
    fn a_pod_is_made_where_none_is() {
        let mut empty = standing(Stage::Absent, Stage::Absent);
        assert!(empty.misses_pod(false));
        empty.is_leaving = true;
        assert!(!empty.misses_pod(false));
        assert!(empty.misses_pod(true));
        empty.runs = false;
        assert!(!empty.misses_pod(true));
        assert!(!standing(Stage::Unready, Stage::Absent).misses_pod(true));
    }

    #[test]
    fn two_pods_stay_while_the_old_one_is_needed() {
        let of = |old, new| standing(old, new).surplus(true);
        assert_eq!(of(Stage::Available, Stage::Unready), None);
        assert_eq!(of(Stage::Ready, Stage::Ready), None);
        assert_eq!(of(Stage::Unready, Stage::Unready), Some(Surplus::Old));
        assert_eq!(of(Stage::Available, Stage::Available), Some(Surplus::Old));
        assert_eq!(of(Stage::Available, Stage::Absent), None);
        let of = |old, new| standing(old, new).surplus(false);
        assert_eq!(of(Stage::Unready, Stage::Available), Some(Surplus::New));
    }

    #[test]
    fn what_holds_up_others() {
        let of = |old, new| standing(old, new).holds_up();
        assert!(of(Stage::Absent, Stage::Absent));
        assert!(of(Stage::Absent, Stage::Ready));
        assert!(of(Stage::Available, Stage::Available));
        assert!(!of(Stage::Absent, Stage::Available));
        assert!(!of(Stage::Unready, Stage::Absent));
        let leaving = Standing {
            is_leaving: true,
            ..Standing::default()
        };
        assert!(leaving.holds_up());
        assert!(!Standing::default().holds_up());
    }
}

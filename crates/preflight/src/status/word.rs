//! The one word for what a DaemonSet is doing.

use serde::{Deserialize, Serialize};

use super::NodeState::{Failing, Pending, Starting, Stopping, Unavailable, Updating};
use super::tally::Why;
use super::{Tally, reason};

/// What a DaemonSet is doing, in one word. In the order of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum StatusWord {
    /// Some pod fails: it cannot pull, crashes, or is refused by the API server.
    Degraded,
    /// Old pods are left, and the pods that are not available use up what may be missing: no further
    /// one is replaced.
    Stuck,
    /// Every pod is of the current revision and some are not available, although nothing in them fails.
    Unavailable,
    /// Pods wait for something that does not come by itself: room on their nodes, or somebody who
    /// deletes the old ones.
    Pending,
    /// The controller is bringing pods up or replacing old ones.
    RollingOut,
    /// Being deleted.
    Terminating,
    /// No node matches, so nothing runs and nothing will.
    NoNodes,
    /// A pod of the current revision is available on every target node.
    Running,
}

/// [`StatusWord`] with what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The word.
    pub word: StatusWord,
    /// How many nodes the word speaks of: done so far (`rollingOut`, `stuck`, `running`), failing or refused
    /// (`degraded`), not available (`unavailable`), waiting (`pending`), with a pod still (`terminating`).
    pub nodes: u32,
    /// The commonest reason: Kubernetes' own word, such as `ErrImagePull`, or one of `preflight::status::reason`;
    /// empty where all is well.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The reason in Kubernetes' words, where it has some that hold for all these nodes: `exceeded
    /// quota: …`, `containers with unready status: [agent]`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// On how many of these nodes the reason is another.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub others: u32,
    /// Of `stuck`: what is used up, such as `maxUnavailable 1`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub limit: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// How many nodes are replaced at a time, and which field of the update strategy says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// `maxUnavailable` or `maxSurge`.
    pub field: &'static str,
    /// The nodes, scaled.
    pub nodes: u32,
}

/// The controller's counters, as `status` of the DaemonSet has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// `desiredNumberScheduled`.
    pub desired: u32,
    /// `currentNumberScheduled`.
    pub current: u32,
    /// `numberReady`.
    pub ready: u32,
    /// `updatedNumberScheduled`.
    pub up_to_date: u32,
    /// `numberAvailable`.
    pub available: u32,
}

/// All that decides the word.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The controller's counters.
    pub numbers: Numbers,
    /// Whether the DaemonSet is being deleted.
    pub is_deleted: bool,
    /// Whether the controller has not seen the latest change of the spec: the counters are those of the
    /// spec before, of a new DaemonSet all zero.
    pub is_unobserved: bool,
    /// How many nodes may be replaced at a time; none under `OnDelete`.
    pub limit: Option<Limit>,
    /// What the API server says of the pods that it refuses, while it does.
    pub refusal: Option<&'a str>,
    /// How many pods there are, of whatever revision, going or staying.
    pub pods: u32,
    /// Why nodes are left out, where none is meant to have a pod.
    pub left_out: &'a str,
    /// The states of the nodes that have pods.
    pub tally: &'a Tally<'a>,
}

impl Situation<'_> {
    /// The word, the number of nodes it speaks of, and the reason. The first that holds is taken.
    #[must_use]
    pub fn status(&self) -> Status {
        let Numbers {
            desired,
            up_to_date,
            available,
            ..
        } = self.numbers;
        let tally = self.tally;
        let failing = tally.of(&[Failing]);
        let done = up_to_date.min(available).min(desired);
        if self.is_deleted {
            return say(StatusWord::Terminating, self.pods, because(reason::DELETED));
        }
        if let Some(message) = self.refusal {
            let why = Why {
                reason: reason::FAILED_CREATE,
                message,
                others: 0,
            };
            return say(StatusWord::Degraded, self.missing(), why);
        }
        if failing > 0 {
            return say(StatusWord::Degraded, failing, tally.commonest(&[Failing]));
        }
        if self.is_unobserved {
            return say(StatusWord::RollingOut, done, because(reason::UNOBSERVED));
        }
        if desired == 0 {
            return say(StatusWord::NoNodes, 0, because(self.left_out));
        }
        if up_to_date >= desired && available >= desired {
            return say(StatusWord::Running, done, because(""));
        }
        self.unfinished(done)
    }

    /// How many nodes should have a pod and have none.
    fn missing(&self) -> u32 {
        self.numbers.desired.saturating_sub(self.numbers.current)
    }

    /// Some pod is old or not available. Is somebody at it, or does it stay so?
    fn unfinished(&self, done: u32) -> Status {
        let tally = self.tally;
        let old = self.numbers.desired.saturating_sub(self.numbers.up_to_date);
        let waiting = self.numbers.ready.saturating_sub(self.numbers.available);
        let held = tally.of(&[Unavailable, Pending]);
        let (pending, unavailable) = (tally.of(&[Pending]), tally.of(&[Unavailable]));
        if let Some(why) = self.movement(waiting) {
            return say(StatusWord::RollingOut, done, why);
        }
        if held == 0 {
            return match (old, self.limit) {
                // The counters and the pods are told one after the other and will agree in a moment; or the
                // pods may not be read.
                (0, _) => say(StatusWord::RollingOut, done, because(reason::UNKNOWN)),
                (_, Some(_)) => say(StatusWord::RollingOut, done, because(reason::OLD)),
                (_, None) => say(StatusWord::Pending, old, because(reason::ON_DELETE)),
            };
        }
        let why = tally.commonest(&[Unavailable, Pending]);
        if let Some(limit) = self.limit.filter(|_| old > 0) {
            // A probe may still succeed, and often does; nothing else that holds pods back passes by itself.
            let may_pass = why.reason == reason::CONTAINERS_NOT_READY;
            if held < limit.nodes || may_pass {
                return say(StatusWord::RollingOut, done, why);
            }
            return Status {
                limit: [limit.field, &limit.nodes.to_string()].join(" "),
                ..say(StatusWord::Stuck, done, why)
            };
        }
        if unavailable == 0 {
            return say(StatusWord::Pending, pending, why);
        }
        say(StatusWord::Unavailable, held, why)
    }

    /// What goes on by itself, if anything does; `waiting` pods are ready and not yet available.
    fn movement(&self, waiting: u32) -> Option<Why<'_>> {
        let moving = [Updating, Starting, Stopping];
        if self.tally.of(&moving) > 0 {
            return Some(self.tally.commonest(&moving));
        }
        if self.missing() > 0 {
            return Some(because(reason::MISSING));
        }
        (waiting > 0).then(|| because(reason::MIN_READY_SECONDS))
    }
}

fn because(reason: &str) -> Why<'_> {
    Why {
        reason,
        ..Why::default()
    }
}

fn say(word: StatusWord, nodes: u32, why: Why) -> Status {
    Status {
        word,
        nodes,
        reason: why.reason.to_owned(),
        message: why.message.to_owned(),
        others: why.others,
        limit: String::new(),
    }
}

//! A pod in the index, and as a row.

use std::{num::NonZeroU32, sync::Arc};

use contract::PodRow;
use jiff::Timestamp;
use manifest::Message;
use preflight::status::{Health, reason};

use super::{intern::Interner, revision::CurrentRevision};
use crate::objects::{pod::DaemonPod, stumble::Stumble};

/// What is kept of a pod. Its name is its key in the index; its namespace is its DaemonSet's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct PodRecord {
    pub(crate) node: Arc<str>,
    pub(crate) revision: Arc<str>,
    pub(crate) template_generation: Arc<str>,
    pub(crate) status: Arc<str>,
    /// Not shared: the kubelet writes the pod's own name into it.
    pub(crate) message: Message,
    pub(crate) created: Option<Timestamp>,
    pub(crate) health: Health,
    pub(crate) terminating: bool,
    pub(crate) ready_containers: u32,
    pub(crate) containers: u32,
    pub(crate) restarts: u32,
    /// Since when it is ready, in seconds since 1970.
    pub(crate) ready_since: Option<i64>,
    /// Since when it is not ready, in seconds since 1970: there are many pods, and this holds until 2106.
    unready_since: Option<NonZeroU32>,
    /// Whether it is not ready and not just starting.
    pub(crate) is_ailing: bool,
    /// Whether nothing but its finalizers keeps it.
    pub(crate) is_held: bool,
    /// See [`DaemonPod::is_set_up`].
    pub(crate) is_set_up: bool,
    /// What the kubelet last said of why it does not start, or does not go.
    pub(crate) stumble: Option<Arc<Stumble>>,
}

impl PodRecord {
    pub(crate) fn new(
        pod: DaemonPod,
        stumble: Option<Arc<Stumble>>,
        strings: &mut Interner,
    ) -> Self {
        Self {
            node: strings.intern(&pod.node),
            revision: strings.intern(&pod.revision),
            template_generation: strings.intern(&pod.template_generation),
            status: strings.intern(&pod.status),
            message: pod.message,
            created: pod.created,
            health: pod.health,
            terminating: pod.terminating,
            ready_containers: pod.ready_containers,
            containers: pod.containers,
            restarts: pod.restarts,
            ready_since: pod.ready_since,
            unready_since: pod.unready_since.and_then(in_seconds),
            is_ailing: pod.is_ailing,
            is_held: pod.is_held,
            is_set_up: pod.is_set_up,
            stumble,
        }
    }

    /// Why it neither starts nor goes, although its status does not say so; empty where nothing is known to
    /// keep it.
    pub(crate) fn trouble(&self) -> &str {
        match self.lasting() {
            Some(stumble) => &stumble.reason,
            None if self.is_held => reason::FINALIZERS,
            None => "",
        }
    }

    /// What Kubernetes says of it beyond the word; empty where we do.
    pub(crate) fn quoted(&self) -> &str {
        self.lasting()
            .map_or_else(|| self.message.quoted(), |stumble| &stumble.message)
    }

    /// What is said of it beyond the word.
    fn said(&self) -> Message {
        self.lasting().map_or_else(
            || self.message.clone(),
            |stumble| stumble.message.as_str().into(),
        )
    }

    /// Since when it is not ready, RFC 3339; empty where it is, or where nobody says.
    pub(crate) fn unready_since(&self) -> String {
        let moment = |seconds: NonZeroU32| Timestamp::from_second(seconds.get().into()).ok();
        timestamp(self.unready_since.and_then(moment))
    }

    /// What the kubelet said, where it still holds: a pod that has started did so all the same.
    fn lasting(&self) -> Option<&Stumble> {
        let stumble = self.stumble.as_deref()?;
        let is_starting = self.health == Health::Starting && !self.is_set_up;
        let is_under_way = self.terminating || is_starting;
        (is_under_way && !self.is_held).then_some(stumble)
    }

    /// The pod as a row of its DaemonSet.
    pub(crate) fn row(&self, namespace: &str, name: &str, current: &CurrentRevision) -> PodRow {
        PodRow {
            name: name.to_owned(),
            namespace: namespace.to_owned(),
            node: self.node.to_string(),
            status: self.status.to_string(),
            ready: self.health == Health::Ready,
            ready_containers: self.ready_containers,
            containers: self.containers,
            restarts: self.restarts,
            up_to_date: current.is_of(self),
            revision: self.revision.to_string(),
            created: timestamp(self.created),
            ..PodRow::default()
        }
        .because(&self.said())
    }
}

/// A moment in whole seconds since 1970.
fn in_seconds(moment: Timestamp) -> Option<NonZeroU32> {
    u32::try_from(moment.as_second())
        .ok()
        .and_then(NonZeroU32::new)
}

/// A moment in RFC 3339; empty where it is not known.
pub(crate) fn timestamp(moment: Option<Timestamp>) -> String {
    moment.map(|moment| moment.to_string()).unwrap_or_default()
}

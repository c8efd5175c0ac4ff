//! What a pod is doing: the word that `kubectl get pods` prints, and what stands behind it.
//!
//! The word follows `printPod` in `pkg/printers/internalversion/printers.go`.

use jiff::Timestamp;
use manifest::Message;
use manifest::message::pod as said;
use preflight::status::{Health, is_ordinary_wait, reason};

use super::{Condition, Container, ContainerStatus, Spec, Status};
use crate::objects::metadata::Metadata;

/// What is said of a pod.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) word: String,
    pub(super) message: Message,
    pub(super) health: Health,
    pub(super) ready_containers: u32,
    pub(super) containers: u32,
    pub(super) restarts: u32,
}

impl Verdict {
    pub(super) fn of(metadata: &Metadata, spec: &Spec, status: &Status) -> Self {
        let sidecars = spec
            .init_containers
            .iter()
            .filter(|container| container.is_restartable());
        let mut verdict = Self {
            word: first_word(status),
            message: Message::default(),
            health: Health::Starting,
            ready_containers: 0,
            containers: count(spec.containers.iter().chain(sidecars)),
            restarts: 0,
        };
        let initializing = verdict.read_init_containers(spec, status);
        if !initializing || status.has_condition("Initialized") {
            verdict.read_containers(status);
        }
        let is_terminal = matches!(status.phase.as_str(), "Failed" | "Succeeded");
        if metadata.is_terminating() && status.reason == "NodeLost" {
            "Unknown".clone_into(&mut verdict.word);
        } else if metadata.is_terminating() && !is_terminal {
            "Terminating".clone_into(&mut verdict.word);
        }
        (verdict.health, verdict.message) = health(spec, status);
        verdict
    }

    /// Reads the init containers in order, up to the first that is not done. Whether there is one.
    fn read_init_containers(&mut self, spec: &Spec, status: &Status) -> bool {
        let mut sidecar_restarts = 0;
        for (index, container) in status.init_container_statuses.iter().enumerate() {
            self.restarts += container.restart_count;
            let is_sidecar = spec
                .init_containers
                .iter()
                .any(|declared| declared.name == container.name && declared.is_restartable());
            if is_sidecar {
                sidecar_restarts += container.restart_count;
            }
            let terminated = container.state.terminated.as_ref();
            if terminated.is_some_and(|terminated| terminated.exit_code == 0) {
                continue;
            }
            if is_sidecar && container.started == Some(true) {
                self.ready_containers += u32::from(container.ready);
                continue;
            }
            let waiting = container
                .state
                .waiting
                .as_ref()
                .map(|waiting| waiting.reason.as_str())
                .filter(|reason| !reason.is_empty() && *reason != "PodInitializing");
            self.word = match (terminated, waiting) {
                (Some(terminated), _) if !terminated.reason.is_empty() => {
                    format!("Init:{}", terminated.reason)
                }
                (Some(terminated), _) if terminated.signal != 0 => {
                    format!("Init:Signal:{}", terminated.signal)
                }
                (Some(terminated), _) => format!("Init:ExitCode:{}", terminated.exit_code),
                (None, Some(reason)) => format!("Init:{reason}"),
                (None, None) => format!("Init:{index}/{}", spec.init_containers.len()),
            };
            return true;
        }
        // From here on only the restarts of what still runs count.
        self.restarts = sidecar_restarts;
        false
    }

    /// Reads the containers, the last first: so the first of them has the last word.
    fn read_containers(&mut self, status: &Status) {
        let mut has_running = false;
        for container in status.container_statuses.iter().rev() {
            self.restarts += container.restart_count;
            let state = &container.state;
            match (&state.waiting, &state.terminated) {
                (Some(waiting), _) if !waiting.reason.is_empty() => {
                    self.word.clone_from(&waiting.reason);
                }
                (_, Some(terminated)) if !terminated.reason.is_empty() => {
                    self.word.clone_from(&terminated.reason);
                }
                (_, Some(terminated)) if terminated.signal != 0 => {
                    self.word = format!("Signal:{}", terminated.signal);
                }
                (_, Some(terminated)) => self.word = format!("ExitCode:{}", terminated.exit_code),
                (_, None) if container.ready && state.running.is_some() => {
                    has_running = true;
                    self.ready_containers += 1;
                }
                (_, None) => {}
            }
        }
        if self.word == "Completed" && has_running {
            let word = if status.has_condition("Ready") {
                "Running"
            } else {
                "NotReady"
            };
            word.clone_into(&mut self.word);
        }
    }
}

/// The word before any container has spoken.
fn first_word(status: &Status) -> String {
    let gated = status.conditions.iter().any(|condition| {
        condition.kind == "PodScheduled" && condition.reason == reason::SCHEDULING_GATED
    });
    if gated {
        reason::SCHEDULING_GATED.to_owned()
    } else if status.reason.is_empty() {
        status.phase.clone()
    } else {
        status.reason.clone()
    }
}

/// How the pod does, and who says what about it.
fn health(spec: &Spec, status: &Status) -> (Health, Message) {
    if status.has_condition("Ready") {
        return (Health::Ready, Message::default());
    }
    // The controller makes another in its place.
    if matches!(status.phase.as_str(), "Failed" | "Succeeded") {
        return (Health::Failing, Message::from(status.message.as_str()));
    }
    let containers = || {
        status
            .init_container_statuses
            .iter()
            .chain(&status.container_statuses)
    };
    if let Some(message) = containers().find_map(failure) {
        return (Health::Failing, message);
    }
    let unscheduled = status.condition("PodScheduled");
    if let Some(condition) = unscheduled.filter(|condition| condition.status == "False") {
        return (Health::Unschedulable, condition.message.as_str().into());
    }
    if unscheduled.is_none() && spec.node_name.is_empty() && spec.has_own_scheduler() {
        // Nobody says anything of a pod whose scheduler does not run.
        let message = said::not_looked_at(spec.scheduler_name.as_str());
        return (Health::Unschedulable, message);
    }
    if unscheduled.is_none() && spec.node_name.is_empty() && !spec.resource_claims.is_empty() {
        // The scheduler does not take it up before (`PreEnqueue` of its `plugins/dynamicresources`), and tells
        // nobody.
        return (Health::Unschedulable, said::claims_missing());
    }
    if status.phase == "Unknown" || status.reason == "NodeLost" {
        return (Health::Lost, status.message.as_str().into());
    }
    // All its containers have been started once (`getPhase` in `pkg/kubelet/kubelet_pods.go`).
    if status.phase == "Running" {
        return unready(status);
    }
    let message = containers()
        .filter_map(|container| container.state.waiting.as_ref())
        .map(|waiting| waiting.message.as_str())
        .find(|message| !message.is_empty());
    let message = message.map_or_else(|| starting(spec, status), Message::from);
    (Health::Starting, message)
}

/// How far a pod has come that is being brought up, as its conditions have it. For how long it may be there nobody
/// knows, but what it is that takes so long its kubelet says (`pkg/kubelet/status/generate.go`).
fn starting(spec: &Spec, status: &Status) -> Message {
    let is = |kind: &str, value: &str| {
        let condition = status.condition(kind);
        condition.is_some_and(|condition| condition.status == value)
    };
    let initialized = status.condition("Initialized");
    if spec.node_name.is_empty() {
        Message::default()
    } else if initialized.is_none() && status.container_statuses.is_empty() {
        said::kubelet_silent()
    } else if is("PodReadyToStartContainers", "False") {
        said::not_set_up()
    } else if let Some(condition) = initialized.filter(|condition| condition.status == "False") {
        condition.message.as_str().into()
    } else if is("PodReadyToStartContainers", "True") {
        said::not_started()
    } else {
        Message::default()
    }
}

/// Why a pod that runs is not ready, in the words of its condition `Ready`
/// (`GeneratePodReadyCondition` in `pkg/kubelet/status/generate.go`).
fn unready(status: &Status) -> (Health, Message) {
    let Some(ready) = status.condition("Ready") else {
        return (Health::Starting, Message::default());
    };
    let is_unready = |container: &ContainerStatus| !container.ready;
    let message = Message::from(ready.message.as_str());
    if status.container_statuses.iter().any(is_unready)
        || ready.reason == reason::CONTAINERS_NOT_READY
    {
        (Health::Unready, message)
    } else if ready.reason == reason::READINESS_GATES_NOT_READY {
        (Health::Gated, message)
    } else {
        // The node controller takes the condition back and leaves the containers as they were
        // (`MarkPodsNotReady` in `pkg/controller/util/node/controller_utils.go`).
        (Health::Lost, message)
    }
}

/// What is wrong with a container, in the kubelet's words where it has some; none if nothing is.
fn failure(container: &ContainerStatus) -> Option<Message> {
    let state = &container.state;
    if let Some(waiting) = &state.waiting {
        return (!is_ordinary_wait(&waiting.reason)).then(|| waiting.message.as_str().into());
    }
    let terminated = state.terminated.as_ref()?;
    let failed = terminated.exit_code != 0 || terminated.signal != 0;
    failed.then(|| {
        if terminated.message.is_empty() {
            said::container_ended(container.name.as_str(), terminated.exit_code.to_string())
        } else {
            terminated.message.as_str().into()
        }
    })
}

impl Status {
    /// The condition of this type.
    fn condition(&self, kind: &str) -> Option<&Condition> {
        self.conditions
            .iter()
            .find(|condition| condition.kind == kind)
    }

    /// Whether the pod's volumes and network are there: the kubelet says so (`PodReadyToStartContainers`), or, where
    /// it is too old to, has started some container.
    pub(super) fn is_set_up(&self) -> bool {
        let mut containers = self
            .init_container_statuses
            .iter()
            .chain(&self.container_statuses);
        let has_begun = |container: &ContainerStatus| {
            let state = &container.state;
            state.running.is_some() || state.terminated.is_some() || container.restart_count > 0
        };
        self.has_condition("PodReadyToStartContainers") || containers.any(has_begun)
    }

    /// Since when it is not ready; none where it is, or where nobody says.
    pub(super) fn unready_since(&self) -> Option<Timestamp> {
        let told = self
            .condition("Ready")
            .or_else(|| self.condition("PodScheduled"))?;
        let is_unready = told.status != "True";
        let moment = told.last_transition.as_ref().filter(|_| is_unready)?;
        moment.parse().ok()
    }

    /// Whether the condition of this type is `True`.
    fn has_condition(&self, kind: &str) -> bool {
        self.condition(kind)
            .is_some_and(|condition| condition.status == "True")
    }
}

/// How many containers these are. A pod with more than 4 billion does not fit into etcd.
fn count<'a>(containers: impl Iterator<Item = &'a Container>) -> u32 {
    u32::try_from(containers.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;

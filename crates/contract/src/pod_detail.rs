//! One pod of a DaemonSet as a whole: what each of its containers does and did, and what is said of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::EventRow;

/// `GET …/daemonsets/{name}/pods/{pod}`: read from the API server at this moment, as the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PodDetail {
    /// `metadata.name`.
    pub name: String,
    /// `metadata.namespace`.
    pub namespace: String,
    /// `metadata.uid`: a pod of the same name that is made later has another.
    pub uid: String,
    /// The node it runs on or waits for.
    pub node: String,
    /// `status.phase`.
    pub phase: String,
    /// What `kubectl get pods` shows as STATUS.
    pub status: String,
    /// What keeps it from running, as the kubelet or the scheduler says, or in English as Everynode
    /// does where they say nothing; empty where all is well.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Of a sentence of Everynode's own, which it is: `pod.kubelet_silent`. Absent where the words are Kubernetes'.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
    /// Whether it is ready.
    pub ready: bool,
    /// `metadata.labels[controller-revision-hash]`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub revision: String,
    /// Whether it is of the current revision; none where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to_date: Option<bool>,
    /// `metadata.creationTimestamp`, RFC 3339.
    pub created: String,
    /// `metadata.deletionTimestamp`, RFC 3339: when it has to be gone; empty where it is not being deleted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub deletion: String,
    /// `status.podIP`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pod_ip: String,
    /// `status.qosClass`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub qos_class: String,
    /// Its containers: first the init containers, each kind in the order in which it declares them.
    pub containers: Vec<ContainerDetail>,
    /// `status.conditions`.
    pub conditions: Vec<PodCondition>,
    /// What is said of it, the latest first; those that say the same are one, with all their times.
    pub events: Vec<EventRow>,
    /// Why its events are not known; empty where they are.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub events_unknown: String,
}

impl PodDetail {
    /// The container that is to be looked at first: one that fails, then one that is not ready, then the first that
    /// is no init container. None of a pod without containers.
    #[must_use]
    pub fn most_telling(&self) -> Option<&ContainerDetail> {
        let mut all = self.containers.iter();
        let failing = all.clone().find(|container| container.fails());
        let unready = || {
            let mut all = self.containers.iter();
            all.find(|container| !container.ready && container.role != ContainerRole::Init)
        };
        failing
            .or_else(unready)
            .or_else(|| all.find(|container| container.role == ContainerRole::Main))
            .or_else(|| self.containers.first())
    }
}

/// What a container is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ContainerRole {
    /// One of `spec.containers`.
    #[default]
    Main,
    /// One of `spec.initContainers`, which ends before the others begin.
    Init,
    /// One of `spec.initContainers` with `restartPolicy: Always`: it runs beside the others.
    Sidecar,
}

/// One container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContainerDetail {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: ContainerRole,
    /// `image`, as it is declared.
    pub image: String,
    /// `status.containerStatuses[].imageID`: what was pulled, with its digest; empty before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub image_id: String,
    /// Whether it is ready.
    pub ready: bool,
    /// How often it was started again.
    pub restarts: u32,
    /// What it does now.
    pub state: ContainerState,
    /// How it ended the last time before that (`lastState`); none where it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_end: Option<ContainerEnd>,
    /// `resources.limits.memory`; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub memory_limit: String,
    /// What is said of its probes, the latest first: the `Unhealthy` events about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probes: Vec<EventRow>,
}

impl ContainerDetail {
    /// Whether there is a log of the run before this one.
    #[must_use]
    pub fn has_run_before(&self) -> bool {
        self.last_end.is_some()
    }

    /// How it ended: now, or else before it was started again.
    #[must_use]
    pub fn latest_end(&self) -> Option<&ContainerEnd> {
        self.state.end.as_ref().or(self.last_end.as_ref())
    }

    /// Whether it does not run as it should: it ended badly, or waits for something that does not come by itself.
    #[must_use]
    pub fn fails(&self) -> bool {
        match self.state.word {
            StateWord::Running => false,
            StateWord::Waiting => !preflight::status::is_ordinary_wait(&self.state.reason),
            StateWord::Terminated => self.state.end.as_ref().is_some_and(ContainerEnd::is_bad),
        }
    }
}

/// What a container does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum StateWord {
    /// It has not been started, or not again.
    #[default]
    Waiting,
    /// It runs.
    Running,
    /// It has ended.
    Terminated,
}

/// `status.containerStatuses[].state`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContainerState {
    /// Which of the three.
    pub word: StateWord,
    /// The kubelet's word for why it waits: `CrashLoopBackOff`, `ErrImagePull` …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What the kubelet says about that.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Since when it runs, RFC 3339; empty where it does not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub since: String,
    /// How it ended, where it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<ContainerEnd>,
}

/// How a container ended (`ContainerStateTerminated`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContainerEnd {
    /// `exitCode`.
    pub exit_code: i32,
    /// `signal`, where the runtime tells it; 0 where it does not.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub signal: i32,
    /// The kubelet's word: `Error`, `OOMKilled`, `Completed` …
    pub reason: String,
    /// What the container left as its termination message, or the kubelet says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// When it was started, RFC 3339.
    pub started: String,
    /// When it ended, RFC 3339.
    pub finished: String,
}

impl ContainerEnd {
    /// Whether it ended otherwise than well.
    #[must_use]
    pub const fn is_bad(&self) -> bool {
        self.exit_code != 0 || self.signal != 0
    }

    /// The signal that ended it: as the runtime tells it, or as an exit code above 128 says by a shell's custom. 0
    /// where it was none.
    #[must_use]
    pub const fn ended_by(&self) -> i32 {
        match self.signal {
            0 if self.exit_code > 128 && self.exit_code <= 128 + 64 => self.exit_code - 128,
            signal => signal,
        }
    }
}

/// Whether a number is what it is where nothing is said.
fn is_zero<T: Default + PartialEq>(number: &T) -> bool {
    *number == T::default()
}

/// One of `status.conditions`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PodCondition {
    /// `PodScheduled`, `Ready` …
    #[serde(rename = "type")]
    pub kind: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// The machine's word for why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Why, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Since when, RFC 3339.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub since: String,
}

#[cfg(test)]
mod tests {
    use super::{
        ContainerDetail, ContainerEnd, ContainerRole, ContainerState, PodDetail, StateWord,
    };

    fn container(name: &str, role: ContainerRole, state: ContainerState) -> ContainerDetail {
        ContainerDetail {
            name: name.to_owned(),
            role,
            ready: state.word == StateWord::Running,
            state,
            ..ContainerDetail::default()
        }
    }

    fn state(word: StateWord, reason: &str, exit_code: i32) -> ContainerState {
        let end = ContainerEnd {
            exit_code,
            ..ContainerEnd::default()
        };
        ContainerState {
            word,
            reason: reason.to_owned(),
            end: (word == StateWord::Terminated).then_some(end),
            ..ContainerState::default()
        }
    }

    #[test]
    fn the_container_that_tells_most_is_looked_at_first() {
        let done = container(
            "setup",
            ContainerRole::Init,
            state(StateWord::Terminated, "", 0),
        );
        let broken = container(
            "setup",
            ContainerRole::Init,
            state(StateWord::Terminated, "", 2),
        );
        let runs = container(
            "agent",
            ContainerRole::Main,
            state(StateWord::Running, "", 0),
        );
        let crashes = container(
            "side",
            ContainerRole::Sidecar,
            state(StateWord::Waiting, "CrashLoopBackOff", 0),
        );
        let waits = container(
            "late",
            ContainerRole::Main,
            state(StateWord::Waiting, "ContainerCreating", 0),
        );
        for (containers, expected) in [
            (vec![&done, &runs], "agent"),
            (vec![&done, &runs, &waits], "late"),
            (vec![&done, &crashes, &runs, &waits], "side"),
            (vec![&broken, &waits], "setup"),
            (vec![&done], "setup"),
        ] {
            let pod = PodDetail {
                containers: containers.into_iter().cloned().collect(),
                ..PodDetail::default()
            };
            assert_eq!(pod.most_telling().unwrap().name, expected);
        }
        assert!(PodDetail::default().most_telling().is_none());
    }

    #[test]
    fn a_signal_is_told_by_the_runtime_or_by_the_exit_code() {
        for (exit_code, signal, expected) in [
            (1, 0, 0),
            (137, 0, 9),
            (143, 0, 15),
            (0, 11, 11),
            (255, 0, 0),
        ] {
            let end = ContainerEnd {
                exit_code,
                signal,
                ..ContainerEnd::default()
            };
            assert_eq!(end.ended_by(), expected, "{exit_code} {signal}");
        }
    }
}

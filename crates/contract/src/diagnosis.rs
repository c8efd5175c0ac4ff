//! What is the matter with a DaemonSet, in one statement: what, where, since when, and what can be done next. Pure; the
//! browser and the API say the same.

use preflight::status::reason;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Attention, DaemonSetRow, Freshness, NodeRow, NodeState, NodesInTrouble, PodRow, Status,
    StatusWord, attention,
};

/// `GET …/daemonsets/{name}/diagnosis`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiagnosisAnswer {
    /// What is the matter; absent where it runs as it should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<Diagnosis>,
    /// Whether this follows the cluster, and if not since when and why.
    #[serde(default)]
    pub freshness: Freshness,
}

/// What is the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// What is wrong.
    pub cause: Cause,
    /// The machine's word for it: `CrashLoopBackOff`, `taint dedicated:NoSchedule`, one of
    /// `preflight::status::reason`; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What the kubelet, the scheduler or the API server says, or Everynode in English where they say nothing; may be
    /// empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Of a sentence of Everynode's own, which it is: `pod.kubelet_silent`. Absent where the words are Kubernetes'.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
    /// The nodes where it is so, by name.
    pub nodes: Vec<String>,
    /// A pod that shows it; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pod: String,
    /// Since when, RFC 3339: the earliest of these nodes; empty where nobody says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub since: String,
    /// What it uses up, so that no further pod is replaced: `maxUnavailable 1`; empty where a rollout is not stuck.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub limit: String,
    /// How many nodes keep the old version.
    pub old: u32,
    /// On how many further nodes something else is wrong.
    pub elsewhere: u32,
    /// What can be done, the most promising first.
    pub steps: Vec<NextStep>,
}

/// What is wrong with a DaemonSet, or holds it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum Cause {
    /// A container ends again and again.
    Crashes,
    /// An image cannot be pulled.
    ImageUnavailable,
    /// A container or a pod cannot be set up: volumes, network, configuration.
    CannotStart,
    /// The node threw the pod out.
    Evicted,
    /// The pod runs and is not ready.
    NotReady,
    /// The pod runs, and a readiness gate keeps it from being ready.
    GateClosed,
    /// The node is not ready.
    NodeNotReady,
    /// The pod is deleted and does not go.
    DoesNotGo,
    /// The scheduler finds no room on the pod's node.
    NoRoom,
    /// Somebody keeps the scheduler from looking at the pod.
    Gated,
    /// The API server refuses the pods.
    Refused,
    /// No node is meant to have a pod.
    NoNodes,
    /// Old pods stay until somebody deletes them.
    WaitsForDeletion,
    /// The DaemonSet is being deleted.
    Deleted,
    /// The controller has not taken up the latest change.
    Unobserved,
    /// Pods are ready and do not count as available yet.
    MinReadySeconds,
    /// Pods are being made, replaced or brought up.
    UnderWay,
}

impl Cause {
    /// Whether it passes by itself, as far as anybody can tell.
    #[must_use]
    pub const fn passes(self) -> bool {
        matches!(
            self,
            Self::Deleted | Self::Unobserved | Self::MinReadySeconds | Self::UnderWay
        )
    }
}

/// What can be done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "do", content = "field", rename_all = "camelCase")]
pub enum NextStep {
    /// Read the log of the pod, of the run before where it crashes.
    SeeLog,
    /// Look at the pod, or at the node that has none.
    SeePod,
    /// Read what Kubernetes says.
    SeeEvents,
    /// Go back to the revision before.
    RollBack,
    /// Change this field.
    Edit(String),
    /// Add a toleration.
    Tolerate,
    /// Let more pods be replaced at a time.
    RaiseLimit,
    /// Delete the pod, so that another is made.
    DeletePod,
}

/// What is the matter; none where its word is *Running*. `nodes`, by name, and `pods` are those of this row.
#[must_use]
pub fn diagnose(row: &DaemonSetRow, nodes: &[NodeRow], pods: &[PodRow]) -> Option<Diagnosis> {
    if row.status.word == StatusWord::Running {
        return None;
    }
    let found = attention(row, nodes, pods);
    let status = &row.status;
    let mut groups: Vec<&NodesInTrouble> = Vec::new();
    for entry in &found {
        if let Attention::Nodes(group) = entry {
            groups.push(group);
        }
    }
    let group = chosen(status, &groups);
    let mut diagnosis = Diagnosis {
        cause: group.map_or_else(|| of_whole(status.word, &status.reason), of_nodes),
        reason: status.reason.clone(),
        message: status.message.clone(),
        code: String::new(),
        arguments: Vec::new(),
        nodes: Vec::new(),
        pod: String::new(),
        since: String::new(),
        limit: status.limit.clone(),
        old: row.counts.desired.saturating_sub(row.counts.up_to_date),
        elsewhere: 0,
        steps: Vec::new(),
    };
    if let Some(group) = group {
        diagnosis.take_in(group, nodes);
    }
    for other in &groups {
        let is_told = group.is_some_and(|group| std::ptr::eq(*other, group));
        if other.state.is_trouble() && !is_told {
            diagnosis.elsewhere += count(other.nodes.len());
        }
    }
    let own = pods.iter().find(|pod| pod.name == diagnosis.pod);
    let is_new = own.is_none_or(|pod| pod.up_to_date);
    diagnosis.steps = steps(&diagnosis, row, is_new);
    Some(diagnosis)
}

/// The nodes that the word speaks of, else the worst; none where it speaks of the whole.
fn chosen<'a>(status: &Status, groups: &[&'a NodesInTrouble]) -> Option<&'a NodesInTrouble> {
    let state = match (status.word, status.reason.as_str()) {
        (StatusWord::NoNodes, _)
        | (_, reason::MIN_READY_SECONDS | reason::UNOBSERVED | reason::OLD | reason::UNKNOWN) => {
            return None;
        }
        (_, reason::FAILED_CREATE) => NodeState::Refused,
        (_, reason::ON_DELETE) => NodeState::Old,
        (_, reason::MISSING) => NodeState::Missing,
        (_, reason) => {
            let of_word = groups.iter().find(|group| group.reason == reason);
            return of_word.or(groups.first()).copied();
        }
    };
    groups.iter().find(|group| group.state == state).copied()
}

impl Diagnosis {
    /// Where it is so, since when, and what is said there.
    fn take_in(&mut self, group: &NodesInTrouble, nodes: &[NodeRow]) {
        self.nodes.clone_from(&group.nodes);
        if group.state == NodeState::Refused {
            self.message.clone_from(&group.reason);
        } else {
            self.reason.clone_from(&group.reason);
            if !group.message.is_empty() {
                self.message.clone_from(&group.message);
                self.code.clone_from(&group.code);
                self.arguments.clone_from(&group.arguments);
            }
        }
        for node in nodes {
            if self.nodes.binary_search(&node.name).is_err() {
                continue;
            }
            if self.pod.is_empty() {
                self.pod.clone_from(&node.pod);
            }
            let is_earlier = self.since.is_empty() || node.since < self.since;
            if is_earlier && !node.since.is_empty() {
                self.since.clone_from(&node.since);
            }
        }
    }
}

/// What is wrong on nodes in this state for this reason.
fn of_nodes(group: &NodesInTrouble) -> Cause {
    match (group.state, group.reason.as_str()) {
        (NodeState::Refused, _) => Cause::Refused,
        (NodeState::Failing, "Evicted") => Cause::Evicted,
        (NodeState::Failing, reason) if is_about_image(reason) => Cause::ImageUnavailable,
        (NodeState::Failing, reason) if is_end(reason) => Cause::Crashes,
        (NodeState::Failing, _) => Cause::CannotStart,
        (_, reason::NODE_NOT_READY) => Cause::NodeNotReady,
        (NodeState::Unavailable, reason::CONTAINERS_NOT_READY | reason::POD_NOT_READY) => {
            Cause::NotReady
        }
        (NodeState::Unavailable, reason::READINESS_GATES_NOT_READY) => Cause::GateClosed,
        (NodeState::Unavailable, _) => Cause::DoesNotGo,
        (NodeState::Pending, reason::SCHEDULING_GATED) => Cause::Gated,
        (NodeState::Pending, _) => Cause::NoRoom,
        (NodeState::Old, _) => Cause::WaitsForDeletion,
        _ => Cause::UnderWay,
    }
}

/// What is the matter with the whole.
fn of_whole(word: StatusWord, reason: &str) -> Cause {
    match (word, reason) {
        (StatusWord::Terminating, _) => Cause::Deleted,
        (StatusWord::NoNodes, _) => Cause::NoNodes,
        (_, reason::FAILED_CREATE) => Cause::Refused,
        (_, reason::UNOBSERVED) => Cause::Unobserved,
        (_, reason::MIN_READY_SECONDS) => Cause::MinReadySeconds,
        (_, reason::ON_DELETE) => Cause::WaitsForDeletion,
        (_, reason::NODE_NOT_READY) => Cause::NodeNotReady,
        _ => Cause::UnderWay,
    }
}

/// Whether a kubelet's word is about pulling an image (`pkg/kubelet/images/types.go`), of an init container or another.
fn is_about_image(word: &str) -> bool {
    matches!(
        word.strip_prefix("Init:").unwrap_or(word),
        "ErrImagePull"
            | "ImagePullBackOff"
            | "ErrImageNeverPull"
            | "InvalidImageName"
            | "ImageInspectError"
            | "RegistryUnavailable"
            | "SignatureValidationFailed"
    )
}

/// Whether a word tells that a container ended.
fn is_end(word: &str) -> bool {
    let word = word.strip_prefix("Init:").unwrap_or(word);
    matches!(
        word,
        "CrashLoopBackOff" | "Error" | "OOMKilled" | "Completed"
    ) || word.starts_with("ExitCode:")
        || word.starts_with("Signal:")
}

/// What can be done; `is_new` says whether the pod is of the current revision, so that the one before may be better.
fn steps(of: &Diagnosis, row: &DaemonSetRow, is_new: bool) -> Vec<NextStep> {
    let template = |field: &str| NextStep::Edit(["spec.template.spec", field].concat());
    let mut steps = match of.cause {
        Cause::Crashes => vec![
            NextStep::SeeLog,
            NextStep::RollBack,
            edit_of_end(&of.reason),
        ],
        Cause::ImageUnavailable => vec![
            template(&[".containers[", &place_of_image(of, row), "].image"].concat()),
            NextStep::RollBack,
            NextStep::SeePod,
        ],
        Cause::CannotStart => vec![
            NextStep::SeePod,
            match of.reason.as_str() {
                "FailedMount" | "FailedAttachVolume" => template(".volumes"),
                _ => template(".containers[0]"),
            },
            NextStep::RollBack,
        ],
        Cause::Evicted => vec![NextStep::SeePod, template(".containers[0].resources")],
        Cause::NotReady => vec![
            NextStep::SeeLog,
            NextStep::RollBack,
            template(".containers[0].readinessProbe"),
        ],
        Cause::GateClosed | Cause::Gated | Cause::NodeNotReady | Cause::DoesNotGo => {
            vec![NextStep::SeePod]
        }
        Cause::NoRoom if of.message.contains("untolerated taint") => {
            vec![NextStep::Tolerate, NextStep::SeePod]
        }
        Cause::NoRoom => vec![template(".containers[0].resources"), NextStep::SeePod],
        Cause::Refused => vec![edit_of_refusal(&of.message), NextStep::SeeEvents],
        Cause::NoNodes if of.reason.starts_with("taint ") => vec![NextStep::Tolerate],
        Cause::NoNodes => vec![template(".nodeSelector"), template(".affinity")],
        Cause::WaitsForDeletion => vec![
            NextStep::DeletePod,
            NextStep::Edit("spec.updateStrategy".to_owned()),
        ],
        Cause::Unobserved => vec![NextStep::SeeEvents],
        Cause::Deleted | Cause::MinReadySeconds | Cause::UnderWay => Vec::new(),
    };
    if !is_new {
        steps.retain(|step| *step != NextStep::RollBack);
    }
    if of.pod.is_empty() {
        steps.retain(|step| !matches!(step, NextStep::SeeLog | NextStep::DeletePod));
    }
    if !of.limit.is_empty() {
        steps.push(NextStep::RaiseLimit);
    }
    steps
}

/// What to change where a container ends.
fn edit_of_end(word: &str) -> NextStep {
    let field = match word {
        "OOMKilled" => ".resources.limits",
        _ => "",
    };
    NextStep::Edit(["spec.template.spec.containers[0]", field].concat())
}

/// What to change where the API server refuses a pod, by its words.
fn edit_of_refusal(words: &str) -> NextStep {
    let field = if words.contains("exceeded quota") || words.contains("must specify") {
        ".containers[0].resources"
    } else if words.contains("PodSecurity") {
        ".securityContext"
    } else if words.contains("serviceaccount") {
        ".serviceAccountName"
    } else {
        ""
    };
    NextStep::Edit(["spec.template.spec", field].concat())
}

/// Which container's image cannot be pulled: the first whose image the kubelet names.
fn place_of_image(of: &Diagnosis, row: &DaemonSetRow) -> String {
    let mut images = row.images.iter();
    let place = images.position(|image| of.message.contains(image.as_str()));
    place.unwrap_or_default().to_string()
}

/// A number of nodes.
fn count(nodes: usize) -> u32 {
    u32::try_from(nodes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;

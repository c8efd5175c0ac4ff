//! Which run of a container a log is of: a container that is started again begins a new one.

use contract::ContainerEnd;
use serde_json::Value;

use crate::{AsUser, error::ClusterError, related};

/// What is to be known of a pod by who reads its logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodRuns {
    /// The node that it runs on.
    pub node: String,
    /// Its containers, the init containers first.
    pub containers: Vec<ContainerRun>,
}

/// The latest run of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerRun {
    /// The container's name.
    pub name: String,
    /// What the runtime calls the run (`containerID`); empty of one that was never started.
    pub id: String,
    /// Whether it runs now.
    pub is_running: bool,
    /// How often the container was started again.
    pub restarts: u32,
    /// How the latest run that ended did: this one, or the one before where this one runs.
    pub end: Option<ContainerEnd>,
    /// Why the container waits, in the kubelet's words; empty where it does not.
    pub waiting: String,
}

impl AsUser<'_> {
    /// The containers of a pod of a DaemonSet, and what they do.
    ///
    /// # Errors
    /// As [`Self::pod_object`].
    pub async fn pod_runs(
        &self,
        namespace: &str,
        daemon_set: &str,
        pod: &str,
    ) -> Result<PodRuns, ClusterError> {
        let pod = self.pod_object(namespace, daemon_set, pod).await?;
        Ok(runs(&pod.to_value()))
    }
}

fn runs(pod: &Value) -> PodRuns {
    let declared = ["initContainers", "containers"].into_iter();
    let declared = declared.flat_map(|list| items(&pod["spec"][list]));
    PodRuns {
        node: text(&pod["spec"]["nodeName"]),
        containers: declared
            .map(|container| run(pod, text(&container["name"])))
            .collect(),
    }
}

fn run(pod: &Value, name: String) -> ContainerRun {
    let mut statuses = ["initContainerStatuses", "containerStatuses"]
        .into_iter()
        .flat_map(|list| items(&pod["status"][list]));
    let Some(status) = statuses.find(|status| status["name"] == *name) else {
        return ContainerRun {
            name,
            ..ContainerRun::default()
        };
    };
    let (state, last) = (&status["state"], &status["lastState"]["terminated"]);
    let is_running = state["running"].is_object();
    let ended = [&state["terminated"], last]
        .into_iter()
        .find(|ended| ended.is_object());
    let of_ended = ended.map(|ended| text(&ended["containerID"]));
    let id = if is_running {
        text(&status["containerID"])
    } else {
        of_ended.unwrap_or_default()
    };
    let waiting = &state["waiting"];
    let restarts = status["restartCount"].as_u64().unwrap_or_default();
    ContainerRun {
        name,
        id,
        is_running,
        restarts: u32::try_from(restarts).unwrap_or(u32::MAX),
        end: ended.and_then(related::end),
        waiting: match (text(&waiting["reason"]), text(&waiting["message"])) {
            (reason, message) if message.is_empty() => reason,
            (reason, message) => format!("{reason}: {message}"),
        },
    }
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ContainerRun, runs};

    fn of(status: &Value) -> ContainerRun {
        let pod = json!({
            "spec": {"nodeName": "n", "containers": [{"name": "c"}]},
            "status": {"containerStatuses": [status]},
        });
        runs(&pod).containers.remove(0)
    }

    #[test]
    fn a_run_is_the_latest_of_which_there_is_a_log() {
        let ended = json!({"exitCode": 1, "containerID": "x://1", "reason": "Error"});
        let runs = of(&json!({
            "name": "c", "containerID": "x://2", "restartCount": 1,
            "state": {"running": {}}, "lastState": {"terminated": ended},
        }));
        assert_eq!(
            (runs.id.as_str(), runs.is_running, runs.restarts),
            ("x://2", true, 1)
        );
        let waits = of(&json!({
            "name": "c", "containerID": "x://1", "restartCount": 1, "lastState": {"terminated": ended},
            "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}},
        }));
        assert_eq!((waits.id.as_str(), waits.is_running), ("x://1", false));
        assert_eq!(waits.waiting, "CrashLoopBackOff: back-off");
        assert_eq!(waits.end.unwrap().exit_code, 1);
        let new = of(&json!({"name": "c", "state": {"waiting": {"reason": "ContainerCreating"}}}));
        assert_eq!(
            (new.id.as_str(), new.waiting.as_str()),
            ("", "ContainerCreating")
        );
    }
}

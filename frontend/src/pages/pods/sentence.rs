//! What is wrong with a pod, in one sentence, and what its kubelet or scheduler says about it.

use contract::{ContainerDetail, ContainerEnd, PodDetail, StateWord};
use manifest::Message;

use crate::state::clock;
use crate::text::pods::sentence as say;

/// What is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// What is wrong.
    pub text: String,
    /// How often.
    pub times: String,
    /// What Kubernetes says, or we where it says nothing; may be empty.
    pub words: Message,
    /// Whether a container ended before and has a log of that.
    pub has_crashed: bool,
}

/// What is wrong; none where nothing is.
#[must_use]
pub fn of(pod: &PodDetail) -> Option<Sentence> {
    if pod.ready {
        return None;
    }
    // Between two crashes it runs for a moment, and is no better for it.
    let ended_badly = |container: &&ContainerDetail| {
        let end = container.last_end.as_ref();
        !container.ready && end.is_some_and(ContainerEnd::is_bad)
    };
    let mut containers = pod.containers.iter();
    let failing = containers.clone().find(|container| container.fails());
    if let Some(container) = failing.or_else(|| containers.find(ended_badly)) {
        return Some(of_failing(container));
    }
    let mut conditions = pod.conditions.iter();
    let unscheduled = conditions.find(|it| it.kind == "PodScheduled" && it.status == "False");
    if let Some(condition) = unscheduled {
        return Some(Sentence {
            text: say::unscheduled().to_owned(),
            words: condition.message.as_str().into(),
            ..Sentence::default()
        });
    }
    let mut unready = pod.containers.iter();
    let unready = unready.find(|it| it.state.word == StateWord::Running && !it.ready);
    if let Some((container, probe)) = unready.and_then(|it| Some((it, it.probes.first()?))) {
        return Some(Sentence {
            text: say::probe(&container.name),
            times: say::probe_count(probe.count),
            words: probe.message.as_str().into(),
            has_crashed: container.has_run_before(),
        });
    }
    (pod.status == "Running" || !pod.message.is_empty()).then(|| Sentence {
        text: if pod.status == "Running" {
            say::not_ready().to_owned()
        } else {
            pod.status.clone()
        },
        words: pod.said(),
        has_crashed: unready.is_some_and(ContainerDetail::has_run_before),
        ..Sentence::default()
    })
}

fn of_failing(container: &ContainerDetail) -> Sentence {
    let state = &container.state;
    let is_image = matches!(
        state.reason.as_str(),
        "ErrImagePull" | "ImagePullBackOff" | "InvalidImageName" | "ErrImageNeverPull"
    );
    let times = match container.restarts {
        0 => String::new(),
        restarts => say::times(restarts),
    };
    match container.latest_end() {
        _ if is_image => Sentence {
            text: say::image(&container.image),
            words: state.message.as_str().into(),
            ..Sentence::default()
        },
        Some(end) if end.is_bad() => Sentence {
            text: of_end(container, end),
            times,
            words: if end.message.is_empty() {
                state.message.as_str().into()
            } else {
                end.message.as_str().into()
            },
            has_crashed: container.has_run_before(),
        },
        _ => Sentence {
            text: say::cannot_start(&container.name, &state.reason),
            times,
            words: state.message.as_str().into(),
            has_crashed: container.has_run_before(),
        },
    }
}

fn of_end(container: &ContainerDetail, end: &ContainerEnd) -> String {
    let name = &container.name;
    if end.reason == "OOMKilled" {
        return if container.memory_limit.is_empty() {
            say::memory_no_limit(name)
        } else {
            say::memory(name, &container.memory_limit)
        };
    }
    match (end.ended_by(), seconds(end)) {
        (0, Some(seconds)) => say::ends_after(name, end.exit_code, seconds),
        (0, None) => say::ends(name, end.exit_code),
        (signal, _) => say::signal(name, signal, end.exit_code),
    }
}

/// How long it ran, where that is short enough to tell something.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to two minutes"
)]
fn seconds(end: &ContainerEnd) -> Option<u32> {
    let ran = (clock::parse(&end.finished)? - clock::parse(&end.started)?) / 1000.0;
    (0.0..120.0).contains(&ran).then_some(ran as u32)
}

//! What is told of each situation.

use super::{Cause, NextStep, diagnose};
use crate::{Counts, DaemonSetRow, NodeRow, NodeState, PodRow, Status, StatusWord};

fn row(word: StatusWord, reason: &str) -> DaemonSetRow {
    DaemonSetRow {
        cluster: String::new(),
        uid: String::new(),
        namespace: "logging".to_owned(),
        name: "agent".to_owned(),
        resource_version: String::new(),
        description: String::new(),
        created: String::new(),
        status: Status {
            word,
            nodes: 1,
            reason: reason.to_owned(),
            message: String::new(),
            others: 0,
            limit: String::new(),
        },
        counts: Counts {
            desired: 4,
            up_to_date: 4,
            ..Counts::default()
        },
        images: vec!["a:1".to_owned(), "registry.example/b:2".to_owned()],
        managed_by: String::new(),
        update_strategy: "RollingUpdate".to_owned(),
    }
}

fn node(name: &str, state: NodeState, reason: &str, since: &str) -> NodeRow {
    NodeRow {
        name: name.to_owned(),
        zone: String::new(),
        state,
        reason: reason.to_owned(),
        pod: if state == NodeState::Refused || state == NodeState::Missing {
            String::new()
        } else {
            ["agent-", name].concat()
        },
        since: since.to_owned(),
    }
}

fn pod(node: &str, message: &str, up_to_date: bool) -> PodRow {
    PodRow {
        name: ["agent-", node].concat(),
        namespace: "logging".to_owned(),
        node: node.to_owned(),
        containers: 2,
        up_to_date,
        message: message.to_owned(),
        created: "2026-11-30T05:00:00Z".to_owned(),
        ..PodRow::default()
    }
}

fn edit(field: &str) -> NextStep {
    NextStep::Edit(["spec.template.spec", field].concat())
}

/// Of a DaemonSet with this word, whose one node is in this state, cause and steps are these.
fn check(
    (word, of): (StatusWord, &str),
    (state, words): (NodeState, &str),
    message: &str,
    expected: &(Cause, Vec<NextStep>),
) {
    let nodes = [node("n1", state, words, "")];
    let told = diagnose(&row(word, of), &nodes, &[pod("n1", message, true)]).unwrap();
    assert_eq!(&(told.cause, told.steps), expected, "{word:?} {of}");
}

#[test]
fn each_failure_has_a_cause_and_a_way_on() {
    use NextStep::{RollBack, SeeLog, SeePod};
    use NodeState::{Failing, Unavailable};
    use StatusWord::Degraded;
    for (word, of, state, words, message, expected, steps) in [
        (
            Degraded,
            "CrashLoopBackOff",
            Failing,
            "CrashLoopBackOff",
            "back-off 40s",
            Cause::Crashes,
            vec![SeeLog, RollBack, edit(".containers[0]")],
        ),
        (
            Degraded,
            "Init:OOMKilled",
            Failing,
            "Init:OOMKilled",
            "",
            Cause::Crashes,
            vec![SeeLog, RollBack, edit(".containers[0]")],
        ),
        (
            Degraded,
            "ImagePullBackOff",
            Failing,
            "ImagePullBackOff",
            "Back-off pulling image \"registry.example/b:2\"",
            Cause::ImageUnavailable,
            vec![edit(".containers[1].image"), RollBack, SeePod],
        ),
        (
            Degraded,
            "FailedMount",
            Failing,
            "FailedMount",
            "configmap \"c\" not found",
            Cause::CannotStart,
            vec![SeePod, edit(".volumes"), RollBack],
        ),
        (
            StatusWord::Unavailable,
            "ContainersNotReady",
            Unavailable,
            "ContainersNotReady",
            "containers with unready status: [main]",
            Cause::NotReady,
            vec![SeeLog, RollBack, edit(".containers[0].readinessProbe")],
        ),
        (
            StatusWord::Unavailable,
            "NodeNotReady",
            Unavailable,
            "NodeNotReady",
            "",
            Cause::NodeNotReady,
            vec![SeePod],
        ),
    ] {
        check((word, of), (state, words), message, &(expected, steps));
    }
}

#[test]
fn whatever_else_holds_it_up_has_a_cause_and_a_way_on() {
    use NextStep::{DeletePod, SeeEvents, SeePod, Tolerate};
    use NodeState::{Old, Pending, Refused, Starting};
    use StatusWord::{Degraded, NoNodes, RollingOut};
    for (word, of, state, words, message, expected, steps) in [
        (
            StatusWord::Pending,
            "Unschedulable",
            Pending,
            "Unschedulable",
            "0/4 nodes are available: 1 node(s) had untolerated taint {a: }",
            Cause::NoRoom,
            vec![Tolerate, SeePod],
        ),
        (
            StatusWord::Pending,
            "Unschedulable",
            Pending,
            "Unschedulable",
            "0/4 nodes are available: 1 Insufficient cpu",
            Cause::NoRoom,
            vec![edit(".containers[0].resources"), SeePod],
        ),
        (
            StatusWord::Pending,
            "OnDelete",
            Old,
            "",
            "",
            Cause::WaitsForDeletion,
            vec![DeletePod, NextStep::Edit("spec.updateStrategy".to_owned())],
        ),
        (
            Degraded,
            "FailedCreate",
            Refused,
            "exceeded quota: q",
            "",
            Cause::Refused,
            vec![edit(".containers[0].resources"), SeeEvents],
        ),
        (
            NoNodes,
            "taint dedicated:NoSchedule",
            NodeState::LeftOut,
            "taint dedicated:NoSchedule",
            "",
            Cause::NoNodes,
            vec![Tolerate],
        ),
        (
            RollingOut,
            "ContainerCreating",
            Starting,
            "ContainerCreating",
            "",
            Cause::UnderWay,
            vec![],
        ),
        (
            RollingOut,
            "Unobserved",
            NodeState::Ready,
            "",
            "",
            Cause::Unobserved,
            vec![SeeEvents],
        ),
        (
            RollingOut,
            "MinReadySeconds",
            NodeState::Ready,
            "",
            "",
            Cause::MinReadySeconds,
            vec![],
        ),
    ] {
        check((word, of), (state, words), message, &(expected, steps));
    }
}

#[test]
fn it_says_where_since_when_and_what_else() {
    let mut stuck = row(StatusWord::Stuck, "CrashLoopBackOff");
    stuck.status.limit = "maxUnavailable 2".to_owned();
    stuck.counts.up_to_date = 3;
    let nodes = [
        node(
            "a",
            NodeState::Failing,
            "CrashLoopBackOff",
            "2026-11-30T06:10:00Z",
        ),
        node(
            "b",
            NodeState::Failing,
            "CrashLoopBackOff",
            "2026-11-30T06:00:00Z",
        ),
        node(
            "c",
            NodeState::Unavailable,
            "NodeNotReady",
            "2026-11-30T01:00:00Z",
        ),
        node("d", NodeState::Old, "", ""),
    ];
    let told = diagnose(&stuck, &nodes, &[pod("a", "back-off", true)]).unwrap();
    assert_eq!(told.nodes, ["a", "b"]);
    assert_eq!(told.pod, "agent-a");
    assert_eq!(told.message, "back-off");
    assert_eq!(told.since, "2026-11-30T06:00:00Z");
    assert_eq!((told.old, told.elsewhere), (1, 1));
    assert_eq!(told.steps.last(), Some(&NextStep::RaiseLimit));
}

#[test]
fn what_is_old_is_not_helped_by_going_back() {
    let nodes = [node("a", NodeState::Failing, "Error", "")];
    let told = diagnose(
        &row(StatusWord::Degraded, "Error"),
        &nodes,
        &[pod("a", "", false)],
    );
    assert_eq!(
        told.unwrap().steps,
        [NextStep::SeeLog, edit(".containers[0]")]
    );
}

#[test]
fn only_what_runs_as_it_should_has_no_diagnosis() {
    let nodes = [node("a", NodeState::Misscheduled, "taint k:NoSchedule", "")];
    assert_eq!(diagnose(&row(StatusWord::Running, ""), &nodes, &[]), None);
    // New pods are refused beside old ones: no node is without one.
    let mut refused = row(StatusWord::Degraded, "FailedCreate");
    refused.status.message = "exceeded quota: q".to_owned();
    let nodes = [node("a", NodeState::Failing, "Error", "")];
    let told = diagnose(&refused, &nodes, &[]).unwrap();
    assert_eq!(told.cause, Cause::Refused);
    assert_eq!(told.message, "exceeded quota: q");
    assert_eq!((told.nodes.len(), told.elsewhere), (0, 1));
    // Being deleted, and held up.
    let nodes = [node("a", NodeState::Unavailable, "Finalizers", "")];
    let told = diagnose(&row(StatusWord::Terminating, "Deleted"), &nodes, &[]).unwrap();
    assert_eq!(told.cause, Cause::DoesNotGo);
    let told = diagnose(&row(StatusWord::Terminating, "Deleted"), &[], &[]).unwrap();
    assert_eq!(told.cause, Cause::Deleted);
}

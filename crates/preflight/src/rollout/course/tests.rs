//! Rollouts to their ends.

use super::{Bounds, Course, End, Fate, Stage, Stand, Standing};

const COMES: Fate = Fate {
    comes: true,
    goes: true,
};
const WAITS: Fate = Fate {
    comes: false,
    goes: true,
};
/// On a node whose kubelet does not answer.
const LOST: Fate = Fate {
    comes: false,
    goes: false,
};

fn old(stage: Stage, fate: Fate, nodes: u32) -> Stand {
    Stand {
        standing: Standing {
            runs: true,
            keeps_running: true,
            old: stage,
            ..Standing::default()
        },
        fate,
        nodes,
    }
}

fn run(stands: &[Stand], max_unavailable: u32, max_surge: u32) -> Course {
    run_with(stands, max_unavailable, max_surge, &|_| u32::MAX)
}

fn run_with(
    stands: &[Stand],
    max_unavailable: u32,
    max_surge: u32,
    let_through: &dyn Fn(u32) -> u32,
) -> Course {
    let bounds = Bounds {
        max_unavailable,
        max_surge,
    };
    Course::run(stands, Some(bounds), let_through)
}

/// How many nodes end with a new pod, with the old one, with one that waits, with none; at worst, and at
/// best.
fn ends(course: &Course) -> [[u32; 4]; 2] {
    [&course.worst, &course.best].map(|ends| {
        let count = |end| ends.iter().map(|ends| ends.of(end)).sum();
        [
            count(End::New),
            count(End::Old),
            count(End::Waits),
            count(End::Empty),
        ]
    })
}

#[test]
fn all_is_replaced_wave_by_wave() {
    let course = run(&[old(Stage::Available, COMES, 10)], 3, 0);
    assert_eq!(ends(&course), [[10, 0, 0, 0]; 2]);
    assert_eq!((course.waves, course.waits, course.first), (4, 4, 3));
    assert_eq!(course.most_unavailable, 3);
    assert!(!course.is_stuck && !course.is_chance);
}

#[test]
fn broken_pods_are_replaced_at_once() {
    let course = run(&[old(Stage::Unready, COMES, 3)], 1, 0);
    assert_eq!((course.waves, course.first), (1, 3));
    let some = [
        old(Stage::Unready, COMES, 2),
        old(Stage::Available, COMES, 4),
    ];
    let course = run(&some, 1, 0);
    assert_eq!((course.waves, course.first), (5, 2));
    assert_eq!(course.most_unavailable, 2);
}

#[test]
fn a_lost_node_uses_up_one_that_may_be_missing() {
    let stands = [
        old(Stage::Unready, LOST, 1),
        old(Stage::Available, COMES, 22),
    ];
    let course = run(&stands, 1, 0);
    assert_eq!(ends(&course), [[0, 22, 0, 1]; 2]);
    assert!(course.is_stuck && !course.is_chance);
    let course = run(&stands, 2, 0);
    assert_eq!(ends(&course), [[22, 0, 0, 1]; 2]);
    assert_eq!((course.waves, course.is_stuck), (22, false));
}

#[test]
fn a_lost_node_that_is_no_longer_meant_holds_up_too() {
    let mut lost = old(Stage::Unready, LOST, 1);
    lost.standing.runs = false;
    let course = run(&[lost, old(Stage::Available, COMES, 5)], 1, 0);
    assert_eq!(ends(&course), [[0, 5, 0, 1]; 2]);
}

#[test]
fn a_node_that_only_keeps_its_pod_loses_it() {
    let mut kept = old(Stage::Available, COMES, 2);
    kept.standing.runs = false;
    let course = run(&[kept, old(Stage::Available, COMES, 4)], 1, 0);
    assert_eq!(ends(&course), [[4, 0, 0, 2]; 2]);
    let course = run(&[kept, old(Stage::Available, COMES, 4)], 0, 1);
    assert_eq!(ends(&course), [[4, 0, 0, 2]; 2]);
}

#[test]
fn pods_that_wait_use_up_those_that_may_be_missing() {
    let stands = [
        old(Stage::Available, COMES, 22),
        old(Stage::Available, WAITS, 5),
    ];
    let course = run(&stands, 3, 0);
    assert_eq!(ends(&course), [[0, 24, 3, 0], [22, 2, 3, 0]]);
    assert!(course.is_stuck && course.is_chance);
    let course = run(&stands, 6, 0);
    assert_eq!(ends(&course), [[22, 0, 5, 0]; 2]);
    assert!(!course.is_stuck);
}

#[test]
fn how_many_steps_it_takes_at_least_is_told_where_the_order_decides() {
    // The one that waits may come last, and then the others go two at a time.
    let stands = [
        old(Stage::Available, COMES, 7),
        old(Stage::Available, WAITS, 1),
    ];
    let course = run(&stands, 2, 0);
    assert_eq!(ends(&course), [[7, 0, 1, 0]; 2]);
    assert_eq!((course.waves, course.waits), (4, 4));
}

#[test]
fn a_surge_that_does_not_come_leaves_the_old_pods() {
    let course = run(&[old(Stage::Available, WAITS, 7)], 0, 2);
    assert_eq!(ends(&course), [[0, 7, 0, 0]; 2]);
    assert_eq!((course.first, course.most_unavailable), (2, 0));
    assert!(course.is_stuck);
}

#[test]
fn a_surge_replaces_without_a_gap() {
    let course = run(&[old(Stage::Available, COMES, 7)], 0, 3);
    assert_eq!(ends(&course), [[7, 0, 0, 0]; 2]);
    assert_eq!(
        (course.waves, course.waits, course.most_unavailable),
        (3, 3, 0)
    );
    let broken = [
        old(Stage::Unready, COMES, 4),
        old(Stage::Available, COMES, 1),
    ];
    assert_eq!(run(&broken, 0, 1).waves, 1);
}

#[test]
fn refused_pods_replace_nothing() {
    let none = |_| 0;
    let course = run_with(&[old(Stage::Available, COMES, 6)], 2, 0, &none);
    assert_eq!(ends(&course), [[0, 4, 0, 2]; 2]);
    let course = run_with(&[old(Stage::Available, COMES, 6)], 0, 2, &none);
    assert_eq!(ends(&course), [[0, 6, 0, 0]; 2]);
    // While one is missing and refused, the controller does not come to the update.
    let missing = [
        old(Stage::Absent, COMES, 1),
        old(Stage::Available, COMES, 5),
    ];
    let course = run_with(&missing, 3, 0, &none);
    assert_eq!(ends(&course), [[0, 5, 0, 1]; 2]);
}

#[test]
fn a_quota_lets_through_what_old_pods_give_back() {
    let stands = [old(Stage::Available, COMES, 6)];
    let course = run_with(&stands, 1, 0, &|gone| gone);
    assert_eq!(ends(&course), [[6, 0, 0, 0]; 2]);
    // A new pod takes as much as two old ones.
    let course = run_with(&stands, 2, 0, &|gone| gone / 2);
    assert_eq!(ends(&course), [[1, 4, 0, 1]; 2]);
}

#[test]
fn without_a_rolling_update_old_pods_stay() {
    let stands = [old(Stage::Unready, COMES, 2), old(Stage::Absent, COMES, 3)];
    let course = Course::run(&stands, None, &|_| u32::MAX);
    assert_eq!(ends(&course), [[3, 2, 0, 0]; 2]);
    assert!(!course.is_stuck);
}

#[test]
fn what_is_driven_away_goes() {
    let mut driven = old(Stage::Available, COMES, 2);
    (driven.standing.runs, driven.standing.keeps_running) = (false, false);
    let course = run(&[driven], 1, 0);
    assert_eq!(ends(&course), [[0, 0, 0, 2]; 2]);
}

#[test]
fn pods_that_are_young_become_available() {
    let course = run(&[old(Stage::Ready, COMES, 4)], 1, 1);
    assert_eq!(ends(&course), [[4, 0, 0, 0]; 2]);
}

#[test]
fn a_quota_lets_those_through_first_whose_old_pods_are_broken() {
    let stands = [
        old(Stage::Available, WAITS, 7),
        old(Stage::Unready, LOST, 1),
    ];
    let course = run_with(&stands, 0, 7, &|_| 3);
    // That of the lost node is made, and the old one there is deleted for it and hangs.
    assert_eq!(course.best[1].of(End::Waits), 1);
    assert_eq!(course.best[0].of(End::Old), 7);
    assert_eq!(course.first, 3);
}

#[test]
fn what_goes_from_a_node_that_is_left_may_be_overlooked() {
    let left = Stand {
        standing: Standing {
            old: Stage::Available,
            ..Standing::default()
        },
        ..old(Stage::Available, COMES, 1)
    };
    // Nothing is let through, so that the rollout ends with its first step.
    let course = run_with(&[old(Stage::Available, COMES, 4), left], 3, 0, &|_| 0);
    assert_eq!(ends(&course), [[0, 1, 0, 4], [0, 2, 0, 3]]);
    assert_eq!((course.first, course.most_unavailable), (3, 3));
    assert!(course.is_stuck && course.is_chance);
    // With a surge it is no matter: what is made does not depend on what goes.
    let course = run_with(&[old(Stage::Available, COMES, 4), left], 0, 2, &|_| {
        u32::MAX
    });
    assert!(!course.is_chance, "{course:?}");
}

#[test]
fn an_old_pod_where_none_would_be_made_holds_nothing_up() {
    let kept = Stand {
        standing: Standing {
            keeps_running: true,
            old: Stage::Available,
            ..Standing::default()
        },
        ..old(Stage::Available, COMES, 1)
    };
    // A surge that is a share of no nodes is none, and neither may a pod be missing.
    let course = run(&[kept], 0, 0);
    assert_eq!(ends(&course), [[0, 1, 0, 0]; 2]);
    assert!(!course.is_stuck, "{course:?}");
}

#[test]
fn a_pod_that_only_stays_may_go_before_the_rollout_stands_still() {
    let mut kept = old(Stage::Available, COMES, 1);
    kept.standing.runs = false;
    let mut unfit = old(Stage::Available, LOST, 1);
    unfit.standing.runs = false;
    // Whichever comes first of the four, its new pod is refused; that of the unfit node hangs.
    let stands = [old(Stage::Available, COMES, 4), unfit, kept];
    let course = run_with(&stands, 1, 0, &|_| 0);
    assert_eq!(course.worst[2].of(End::Old), 1);
    assert_eq!(course.best[2].of(End::Empty), 1);
    assert_eq!(course.best[0].of(End::Empty), 1);
    assert!(course.is_stuck && course.is_chance);
}

#[test]
fn what_waits_may_come_before_what_hangs() {
    let mut unfit = old(Stage::Available, LOST, 1);
    unfit.standing.runs = false;
    let stands = [
        unfit,
        old(Stage::Available, WAITS, 1),
        old(Stage::Available, COMES, 3),
    ];
    let course = run(&stands, 1, 0);
    // One of the two uses up what may be missing, and that of the unfit node gets no new pod.
    assert_eq!(ends(&course), [[0, 4, 0, 1], [3, 1, 1, 0]]);
}

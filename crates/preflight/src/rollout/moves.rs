//! Moves: the next step of a rolling update. Follows `rollingUpdate` in `pkg/controller/daemon/update.go`.

use super::{Bounds, Stage, Standing};

/// What the next step does, for each entry of the nodes that were asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moves {
    /// On how many of the nodes the old pod is deleted.
    pub delete_old: Vec<u32>,
    /// On how many of the nodes a new pod is made beside the old one.
    pub create: Vec<u32>,
}

/// The next step. Each entry is what stands on a number of nodes; those that the controller has nothing to
/// do with may be among them. `desired` of all nodes are meant to run a pod. Where there are more candidates than may be
/// touched, the first are taken; the controller takes any.
#[must_use]
pub fn moves(nodes: &[(Standing, u32)], desired: u32, bounds: Bounds) -> Moves {
    let mut moves = Moves {
        delete_old: vec![0; nodes.len()],
        create: vec![0; nodes.len()],
    };
    if bounds.max_surge == 0 {
        replace_in_place(nodes, bounds.max_unavailable, &mut moves);
    } else {
        surge(nodes, desired, bounds.max_surge, &mut moves);
    }
    moves
}

/// Without surge just as many pods are deleted as may be missing. Those that are not available anyway go
/// beyond that, and count.
fn replace_in_place(nodes: &[(Standing, u32)], max_unavailable: u32, moves: &mut Moves) {
    let mut unavailable = 0;
    for ((standing, number), deleted) in nodes.iter().zip(&mut moves.delete_old) {
        if standing.holds_up() {
            unavailable += number;
        } else if is_old(*standing) && standing.old != Stage::Available {
            *deleted = *number;
            unavailable += number;
        }
    }
    let mut left = max_unavailable.saturating_sub(unavailable);
    for ((standing, number), deleted) in nodes.iter().zip(&mut moves.delete_old) {
        if is_old(*standing) && standing.old == Stage::Available {
            take(&mut left, *number, deleted);
        }
    }
}

/// With surge new pods are made beside old ones. Those that are not available anyway get one at once.
fn surge(nodes: &[(Standing, u32)], desired: u32, max_surge: u32, moves: &mut Moves) {
    let (mut surging, mut available) = (0, 0);
    for (position, (standing, number)) in nodes.iter().enumerate() {
        if standing.is_crowded {
            surging += number;
            continue;
        }
        let counted = if standing.old == Stage::Absent {
            standing.new
        } else {
            standing.old
        };
        if counted == Stage::Available {
            available += number;
        }
        if standing.old == Stage::Absent {
            continue;
        }
        if standing.new == Stage::Absent {
            if standing.old != Stage::Available {
                let touched = if standing.runs {
                    &mut moves.create
                } else {
                    &mut moves.delete_old
                };
                touched[position] = *number;
            }
        } else if standing.new == Stage::Available {
            moves.delete_old[position] = *number;
        } else {
            surging += number;
        }
    }
    // A pod on a node that is no longer meant goes only when others stand in for it.
    let mut spare = available.saturating_sub(desired);
    let mut left = max_surge.saturating_sub(surging);
    for (position, (standing, number)) in nodes.iter().enumerate() {
        if is_old(*standing) && standing.old == Stage::Available {
            if standing.runs {
                take(&mut left, *number, &mut moves.create[position]);
            } else {
                take(&mut spare, *number, &mut moves.delete_old[position]);
            }
        }
    }
}

/// Whether an old pod stands alone.
fn is_old(standing: Standing) -> bool {
    standing.old != Stage::Absent && standing.new == Stage::Absent && !standing.is_crowded
}

fn take(left: &mut u32, number: u32, taken: &mut u32) {
    *taken = number.min(*left);
    *left -= *taken;
}

#[cfg(test)]
mod tests {
    use super::{Bounds, Moves, Stage, Standing, moves};

    const OLD: Standing = Standing {
        runs: true,
        keeps_running: true,
        old: Stage::Available,
        new: Stage::Absent,
        is_leaving: false,
        is_crowded: false,
    };

    fn with(old: Stage, new: Stage) -> Standing {
        Standing { old, new, ..OLD }
    }

    fn step(nodes: &[(Standing, u32)], max_unavailable: u32, max_surge: u32) -> Moves {
        let desired = nodes.iter().filter(|(standing, _)| standing.runs);
        let desired = desired.map(|(_, number)| number).sum();
        let bounds = Bounds {
            max_unavailable,
            max_surge,
        };
        moves(nodes, desired, bounds)
    }

    #[test]
    fn as_many_as_may_be_missing_are_replaced() {
        let nodes = [(OLD, 3), (with(Stage::Absent, Stage::Unready), 1)];
        assert_eq!(step(&nodes, 3, 0).delete_old, [2, 0]);
        assert_eq!(step(&nodes, 1, 0).delete_old, [0, 0]);
    }

    #[test]
    fn what_is_broken_anyway_is_replaced_beyond_the_bound_and_counts() {
        let nodes = [(with(Stage::Unready, Stage::Absent), 2), (OLD, 3)];
        assert_eq!(step(&nodes, 1, 0).delete_old, [2, 0]);
        assert_eq!(step(&nodes, 3, 0).delete_old, [2, 1]);
    }

    #[test]
    fn what_is_missing_leaving_or_crowded_counts() {
        let empty = with(Stage::Absent, Stage::Absent);
        let nodes = [
            (empty, 1),
            (
                Standing {
                    is_leaving: true,
                    runs: false,
                    ..empty
                },
                1,
            ),
            (
                Standing {
                    is_crowded: true,
                    ..OLD
                },
                1,
            ),
            (
                Standing {
                    runs: false,
                    ..empty
                },
                9,
            ),
            (OLD, 5),
        ];
        assert_eq!(step(&nodes, 4, 0).delete_old, [0, 0, 0, 0, 1]);
    }

    #[test]
    fn a_pod_whose_readiness_is_young_is_not_available() {
        let nodes = [(with(Stage::Ready, Stage::Absent), 2), (OLD, 2)];
        assert_eq!(step(&nodes, 2, 0).delete_old, [2, 0]);
    }

    #[test]
    fn a_surge_adds_before_it_takes_away() {
        let nodes = [
            (with(Stage::Available, Stage::Available), 1),
            (with(Stage::Available, Stage::Ready), 1),
            (with(Stage::Unready, Stage::Absent), 2),
            (OLD, 2),
        ];
        let moves = step(&nodes, 0, 2);
        assert_eq!(moves.delete_old, [1, 0, 0, 0]);
        assert_eq!(moves.create, [0, 0, 2, 1]);
    }

    #[test]
    fn a_surge_leaves_an_unwanted_node_only_when_others_stand_in() {
        let unwanted = Standing { runs: false, ..OLD };
        let waits = [(unwanted, 1), (with(Stage::Absent, Stage::Unready), 1)];
        assert_eq!(step(&waits, 0, 1).delete_old, [0, 0]);
        let ready = [(unwanted, 1), (with(Stage::Absent, Stage::Available), 1)];
        assert_eq!(step(&ready, 0, 1).delete_old, [1, 0]);
        let broken = [(
            Standing {
                old: Stage::Ready,
                ..unwanted
            },
            1,
        )];
        assert_eq!(step(&broken, 0, 1).delete_old, [1]);
    }
}

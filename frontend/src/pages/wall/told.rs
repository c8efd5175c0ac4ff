//! The wall in words: what is wrong of each DaemonSet, and the node that most of them feel. Pure.

use contract::wall::state_of;
use contract::{NodeState, StatusWord, WallNode, WallRow};

/// Nodes in the same state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InState {
    /// What happens there.
    pub state: NodeState,
    /// The nodes, by their columns.
    pub columns: Vec<usize>,
}

/// The nodes of a row that are not simply ready or left out, by state.
#[must_use]
pub fn by_state(row: &WallRow) -> Vec<InState> {
    let mut found: Vec<InState> = Vec::new();
    for (column, letter) in row.cells.bytes().enumerate() {
        let state = state_of(letter);
        if matches!(state, NodeState::Ready | NodeState::LeftOut) {
            continue;
        }
        match found.iter_mut().find(|known| known.state == state) {
            Some(known) => known.columns.push(column),
            None => found.push(InState {
                state,
                columns: vec![column],
            }),
        }
    }
    found
}

/// Whether something of a row is not as it should be.
#[must_use]
pub fn is_in_trouble(row: &WallRow) -> bool {
    row.status.word != StatusWord::Running
        || row
            .cells
            .bytes()
            .any(|letter| state_of(letter).is_trouble())
}

/// The node on which most DaemonSets are in trouble, and how many; none where no two of them share one.
#[must_use]
pub fn felt_by_most(nodes: &[WallNode], rows: &[WallRow]) -> Option<(usize, u32)> {
    let mut counts = vec![0_u32; nodes.len()];
    for row in rows {
        for (count, letter) in counts.iter_mut().zip(row.cells.bytes()) {
            *count += u32::from(state_of(letter).is_trouble());
        }
    }
    let mut most = None;
    for (column, count) in counts.into_iter().enumerate() {
        if count > 1 && most.is_none_or(|(_, most)| count > most) {
            most = Some((column, count));
        }
    }
    most
}

/// The next cell in trouble after one, row by row and around the end.
#[must_use]
pub fn next_trouble(rows: &[WallRow], (row, column): (usize, usize)) -> Option<(usize, usize)> {
    for step in 0..=rows.len() {
        let at = (row + step) % rows.len().max(1);
        let cells = rows.get(at)?.cells.as_bytes();
        let from = if step == 0 { column + 1 } else { 0 };
        let mut cells = cells.iter().enumerate().skip(from);
        if let Some((column, _)) = cells.find(|(_, letter)| state_of(**letter).is_trouble()) {
            return Some((at, column));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use contract::{NodeState, Status, StatusWord, WallNode, WallRow};

    use super::{by_state, felt_by_most, is_in_trouble, next_trouble};

    fn row(word: StatusWord, cells: &str) -> WallRow {
        WallRow {
            namespace: "n".to_owned(),
            name: cells.to_owned(),
            status: Status {
                word,
                nodes: 0,
                reason: String::new(),
                message: String::new(),
                others: 0,
                limit: String::new(),
            },
            ready: 0,
            desired: 0,
            cells: cells.to_owned(),
        }
    }

    #[test]
    fn trouble_is_found_by_row_by_node_and_in_turn() {
        let rows = [
            row(StatusWord::Running, "rrr."),
            row(StatusWord::Degraded, "rfrf"),
            row(StatusWord::Unavailable, "rnr."),
        ];
        let nodes = vec![WallNode::default(); 4];
        assert_eq!(rows.each_ref().map(is_in_trouble), [false, true, true]);
        let told = by_state(&rows[1]);
        assert_eq!((told.len(), told[0].state), (1, NodeState::Failing));
        assert_eq!(told[0].columns, [1, 3]);
        assert_eq!(felt_by_most(&nodes, &rows), Some((1, 2)));
        assert_eq!(felt_by_most(&nodes, &rows[..2]), None);
        let mut seen = Vec::new();
        let mut at = (0, 0);
        for _ in 0..4 {
            at = next_trouble(&rows, at).unwrap();
            seen.push(at);
        }
        assert_eq!(seen, [(1, 1), (1, 3), (2, 1), (1, 1)]);
        assert_eq!(next_trouble(&rows[..1], (0, 0)), None);
        assert_eq!(next_trouble(&[], (0, 0)), None);
    }
}

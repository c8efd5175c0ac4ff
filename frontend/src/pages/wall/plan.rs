//! Where the cells of the wall stand: a column a node, in zones with a gap between; a row a DaemonSet. Pure.

use contract::WallNode;

/// From one row to the next, in pixels of the page.
pub const ROW: f64 = 26.0;
/// The height of a cell.
pub const HEIGHT: f64 = 22.0;
/// What is free between two zones.
const ZONE_GAP: f64 = 18.0;
/// How wide a column is at least and at most.
const STEP: (f64, f64) = (4.0, 14.0);

/// Nodes of one zone: they stand side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Its name; may be empty.
    pub name: String,
    /// Where its first column begins.
    pub left: f64,
    /// Its first column.
    pub first: usize,
    /// How many columns it has.
    pub count: usize,
}

/// Where everything stands, in pixels of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// From one column to the next within a zone.
    pub step: f64,
    /// What is free between two columns.
    pub gap: f64,
    /// The zones, in order.
    pub zones: Vec<Zone>,
    /// How many rows there are.
    pub rows: usize,
    /// The width of the whole.
    pub width: f64,
}

impl Plan {
    /// The plan for these nodes, which come by zone, in the room that there is; wider where that is too small.
    #[must_use]
    pub fn new(nodes: &[WallNode], rows: usize, room: f64) -> Self {
        let mut zones: Vec<Zone> = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            match zones.last_mut() {
                Some(zone) if zone.name == node.zone => zone.count += 1,
                _ => zones.push(Zone {
                    name: node.zone.clone(),
                    left: 0.0,
                    first: at,
                    count: 1,
                }),
            }
        }
        let gaps = ZONE_GAP * number(zones.len().saturating_sub(1));
        let step = ((room - gaps) / number(nodes.len().max(1))).floor();
        let step = step.clamp(STEP.0, STEP.1);
        let mut left = 0.0;
        for zone in &mut zones {
            zone.left = left;
            left += number(zone.count) * step + ZONE_GAP;
        }
        Self {
            step,
            gap: if step < 8.0 { 1.0 } else { 2.0 },
            zones,
            rows,
            width: (left - ZONE_GAP).max(0.0),
        }
    }

    /// The height of the whole.
    #[must_use]
    pub fn height(&self) -> f64 {
        number(self.rows) * ROW
    }

    /// Where a column begins.
    #[must_use]
    pub fn left(&self, column: usize) -> f64 {
        let mut zones = self.zones.iter();
        let zone = zones.find(|zone| column < zone.first + zone.count);
        zone.map_or(0.0, |zone| {
            zone.left + number(column - zone.first) * self.step
        })
    }

    /// The row and column at a place; none where there is no cell.
    #[must_use]
    pub fn at(&self, x: f64, y: f64) -> Option<(usize, usize)> {
        let row = whole(y / ROW);
        let mut zones = self.zones.iter().rev();
        let zone = zones.find(|zone| x >= zone.left)?;
        let column = whole((x - zone.left) / self.step);
        (row < self.rows && y >= 0.0 && column < zone.count).then_some((row, zone.first + column))
    }
}

/// A count as a length.
#[must_use]
pub fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A length as CSS has it; all lengths are whole. Formatting fractions would weigh more than the wall.
#[must_use]
pub fn pixels(length: f64) -> String {
    [&whole(length).to_string(), "px"].concat()
}

/// A length without its fraction.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` gives the nearest number that there is, which is what is meant"
)]
const fn whole(length: f64) -> usize {
    length as usize
}

#[cfg(test)]
mod tests {
    use contract::WallNode;

    use super::{Plan, ROW};

    fn nodes(zones: &[(&str, usize)]) -> Vec<WallNode> {
        let mut nodes = Vec::new();
        for (zone, count) in zones {
            for at in 0..*count {
                nodes.push(WallNode {
                    name: format!("{zone}-{at}"),
                    zone: (*zone).to_owned(),
                    ready: true,
                });
            }
        }
        nodes
    }

    #[test]
    fn a_place_is_the_cell_that_is_drawn_there() {
        let nodes = nodes(&[("a", 30), ("b", 5), ("", 2)]);
        let plan = Plan::new(&nodes, 3, 500.0);
        for row in 0..3_u8 {
            for column in 0..nodes.len() {
                let (x, y) = (plan.left(column) + 1.0, f64::from(row) * ROW + 1.0);
                assert_eq!(plan.at(x, y), Some((usize::from(row), column)));
            }
        }
        assert_eq!(plan.at(plan.left(30) - 1.0, 1.0), None);
        assert_eq!(plan.at(plan.width + 20.0, 1.0), None);
        assert_eq!(plan.at(1.0, 3.0 * ROW), None);
        assert_eq!(plan.at(-1.0, 1.0), None);
    }

    #[test]
    fn a_thousand_nodes_are_wider_than_the_page_and_few_do_not_fill_it() {
        let wide = Plan::new(&nodes(&[("a", 500), ("b", 500)]), 60, 900.0);
        assert!((wide.width - 4018.0).abs() < 0.1, "{}", wide.width);
        let small = Plan::new(&nodes(&[("a", 3)]), 1, 900.0);
        assert!((small.width - 42.0).abs() < 0.1, "{}", small.width);
        assert!(Plan::new(&[], 0, 900.0).width.abs() < 0.1);
    }
}

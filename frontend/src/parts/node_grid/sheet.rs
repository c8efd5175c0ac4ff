//! The sheet that the cells of a zone are drawn on: how large it is, and where each cell stands. Pure.
//!
//! A cell begins and ends at a pixel of the screen, or its edges would be blurred. So the sheet counts
//! in these; only what comes from the page and goes to it is in the page's own pixels.

/// How large the cells are, in pixels of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The side of a cell.
    pub cell: f64,
    /// What is free between two.
    pub gap: f64,
    /// The radius of its corners.
    pub radius: f64,
}

impl Scale {
    /// The scale for so many nodes.
    #[must_use]
    pub const fn of(nodes: usize) -> Self {
        let (cell, gap, radius) = match nodes {
            0..=400 => (14.0, 4.0, 3.0),
            401..=1_500 => (10.0, 3.0, 2.0),
            _ => (7.0, 2.0, 1.5),
        };
        Self { cell, gap, radius }
    }
}

/// What is free around the cells for the outlines, in pixels of the page; the style sheet takes it back.
const MARGIN: f64 = 3.0;

/// A sheet of equal cells, row by row. Lengths are in pixels of the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// How many pixels of the screen a pixel of the page has.
    pub ratio: f64,
    /// The width of the whole.
    pub width: u32,
    /// The height of the whole.
    pub height: u32,
    /// The side of a cell.
    pub cell: f64,
    /// The radius of its corners.
    pub radius: f64,
    /// From one cell to the next.
    pub step: u32,
    /// What is free around the cells.
    pub margin: u32,
    columns: u32,
}

impl Sheet {
    /// A sheet for so many cells in the width that there is, in pixels of the page. None without a width
    /// or a cell.
    #[must_use]
    pub fn new(cells: usize, scale: Scale, available: f64, ratio: f64) -> Option<Self> {
        let cells = u32::try_from(cells).ok().filter(|cells| *cells > 0)?;
        let pixels = |length: f64| whole((length * ratio).round());
        let (step, cell, margin) = (
            pixels(scale.cell + scale.gap).max(1),
            pixels(scale.cell),
            pixels(MARGIN),
        );
        let gap = step.saturating_sub(cell);
        let available = whole(available * ratio);
        if available == 0 {
            return None;
        }
        let columns = ((available + gap) / step).clamp(1, cells);
        let length = |cells: u32| cells * step - gap + 2 * margin;
        Some(Self {
            ratio,
            width: length(columns),
            height: length(cells.div_ceil(columns)),
            cell: f64::from(cell),
            radius: scale.radius * ratio,
            step,
            margin,
            columns,
        })
    }

    /// How many cells a row has.
    #[must_use]
    pub fn columns(&self) -> usize {
        usize::try_from(self.columns).unwrap_or(usize::MAX)
    }

    /// How long so many cells of a row are, without what is free behind the last.
    #[must_use]
    pub fn length(&self, cells: usize) -> f64 {
        let before = u32::try_from(cells.saturating_sub(1)).unwrap_or(u32::MAX);
        f64::from(before) * f64::from(self.step) + self.cell
    }

    /// The corner of a cell, at the left and at the top.
    #[must_use]
    pub fn corner(&self, position: usize) -> (f64, f64) {
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        let at = |number: u32| f64::from(self.margin) + f64::from(number) * f64::from(self.step);
        (at(position % self.columns), at(position / self.columns))
    }

    /// The cell at a place, in pixels of the page from the sheet's corner; what is free between two
    /// belongs to the one before. The position may be beyond the last cell.
    #[must_use]
    pub fn position(&self, x: i32, y: i32) -> Option<usize> {
        let number = |place: i32| {
            let place = f64::from(place) * self.ratio - f64::from(self.margin);
            (place >= 0.0).then(|| whole(place) / self.step)
        };
        let (column, row) = (number(x)?, number(y)?);
        let is_in = column < self.columns;
        is_in.then(|| usize::try_from(row * self.columns + column).ok())?
    }

    /// The width that it takes on the page, as CSS has it: in the page's pixels, to the thousandth.
    #[must_use]
    pub fn width_on_page(&self) -> String {
        let thousandths = whole(f64::from(self.width) / self.ratio * 1000.0);
        format!("{}.{:03}px", thousandths / 1000, thousandths % 1000)
    }
}

/// A length without its fraction.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` gives the nearest number that there is, which is what is meant"
)]
const fn whole(length: f64) -> u32 {
    length as u32
}

#[cfg(test)]
mod tests {
    use super::{Scale, Sheet};

    #[test]
    fn cells_stand_in_rows_as_wide_as_there_is_room() {
        let sheet = Sheet::new(250, Scale::of(1_000), 400.0, 1.0).unwrap();
        // 31 steps of 13 pixels less the last gap are 400.
        assert_eq!((sheet.width, sheet.height), (406, 9 * 13 - 3 + 6));
        assert_eq!(sheet.corner(0), (3.0, 3.0));
        assert_eq!(sheet.corner(32), (16.0, 16.0));
        assert_eq!((sheet.length(1), sheet.length(31)), (10.0, 400.0));
        let narrow = Sheet::new(2, Scale::of(2), 5.0, 1.0).unwrap();
        assert_eq!((narrow.width, narrow.height), (20, 38));
        assert_eq!(Sheet::new(0, Scale::of(0), 400.0, 1.0), None);
        assert_eq!(Sheet::new(1, Scale::of(1), 0.0, 1.0), None);
    }

    #[test]
    fn the_cell_under_the_pointer_is_the_one_drawn_there() {
        for ratio in [1.0, 1.25, 2.0, 3.0] {
            let sheet = Sheet::new(100, Scale::of(100), 300.0, ratio).unwrap();
            for position in 0..100 {
                let (left, top) = sheet.corner(position);
                let middle = |start: f64| super::whole((start + sheet.cell / 2.0) / ratio);
                let at = |start: f64| i32::try_from(middle(start)).unwrap();
                assert_eq!(sheet.position(at(left), at(top)), Some(position), "{ratio}");
            }
        }
        let sheet = Sheet::new(100, Scale::of(100), 300.0, 1.0).unwrap();
        assert_eq!(sheet.position(1, 10), None);
        assert_eq!(sheet.position(303, 10), None);
    }
}

//! A figure and the table of them, as the README holds it.

use std::fmt::Write as _;
use std::time::Duration;

/// One measured figure.
pub(super) struct Figure {
    name: String,
    measured: String,
    goal: String,
}

impl Figure {
    pub(super) fn new(
        name: impl Into<String>,
        measured: impl Into<String>,
        goal: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            measured: measured.into(),
            goal: goal.into(),
        }
    }
}

/// The figures as a Markdown table.
pub(super) fn table(figures: &[Figure]) -> String {
    let mut text = String::from("| figure | measured | goal |\n|---|---|---|\n");
    for Figure {
        name,
        measured,
        goal,
    } in figures
    {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {name} | {measured} | {goal} |");
    }
    text
}

/// The median; sorts its argument.
pub(super) fn median(samples: &mut [Duration]) -> Duration {
    samples.sort_unstable();
    samples.get(samples.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Duration, Figure, median, table};

    #[test]
    fn the_median_is_in_the_middle() {
        let mut samples = [9, 1, 5].map(Duration::from_millis);
        assert_eq!(median(&mut samples), Duration::from_millis(5));
    }

    #[test]
    fn a_table_is_markdown() {
        let figures = [Figure::new("size", "1 kB", "≤ 2 kB")];
        assert_eq!(
            table(&figures),
            "| figure | measured | goal |\n|---|---|---|\n| size | 1 kB | ≤ 2 kB |\n"
        );
    }
}

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

/// What so many of a hundred do not exceed; sorts its argument.
pub(super) fn percentile(samples: &mut [Duration], of_a_hundred: usize) -> Duration {
    samples.sort_unstable();
    let place = samples.len() * of_a_hundred / 100;
    samples.get(place).copied().unwrap_or_default()
}

/// The median; sorts its argument.
pub(super) fn median(samples: &mut [Duration]) -> Duration {
    percentile(samples, 50)
}

#[cfg(test)]
mod tests {
    use super::{Duration, Figure, median, percentile, table};

    #[test]
    fn the_median_is_in_the_middle() {
        let mut samples = [9, 1, 5].map(Duration::from_millis);
        assert_eq!(median(&mut samples), Duration::from_millis(5));
    }

    #[test]
    fn few_exceed_a_high_percentile() {
        let mut samples: Vec<_> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(percentile(&mut samples, 95), Duration::from_millis(96));
        assert_eq!(percentile(&mut [], 95), Duration::ZERO);
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

//! Which rows are shown, and in which order. Pure.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use contract::DaemonSetRow;

/// What a list can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// By name.
    #[default]
    Name,
    /// By namespace.
    Namespace,
    /// By what the DaemonSet is doing, what needs attention first.
    Status,
    /// By the share of the nodes that are ready.
    Ready,
    /// By image.
    Image,
    /// By age, the youngest first.
    Age,
}

impl Column {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Name, "name"),
        (Self::Namespace, "namespace"),
        (Self::Status, "status"),
        (Self::Ready, "ready"),
        (Self::Image, "image"),
        (Self::Age, "age"),
    ];
}

/// A column and a direction; in the address `status`, or `-status` for the other way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// Whether the order is turned round.
    pub descending: bool,
}

impl fmt::Display for Sort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = Column::ALL
            .iter()
            .find(|(column, _)| *column == self.column);
        let sign = if self.descending { "-" } else { "" };
        write!(formatter, "{sign}{}", word.map_or("", |(_, word)| word))
    }
}

impl FromStr for Sort {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (descending, word) = match text.strip_prefix('-') {
            Some(word) => (true, word),
            None => (false, text),
        };
        let (column, _) = Column::ALL.iter().find(|(_, own)| *own == word).ok_or(())?;
        Ok(Self {
            column: *column,
            descending,
        })
    }
}

/// Whether a row has the text in its name, its namespace, an image or its description, in any case.
#[must_use]
pub fn matches(row: &DaemonSetRow, search: &str) -> bool {
    let search = search.trim().to_lowercase();
    let has = |text: &String| text.to_lowercase().contains(&search);
    search.is_empty()
        || has(&row.name)
        || has(&row.namespace)
        || has(&row.description)
        || row.images.iter().any(has)
}

/// Puts rows in order; where they are alike, by name and namespace.
pub fn sort(rows: &mut [Arc<DaemonSetRow>], by: Sort) {
    rows.sort_by(|a, b| {
        let order = compare(a, b, by.column);
        let order = if by.descending {
            order.reverse()
        } else {
            order
        };
        order.then_with(|| (&a.name, &a.namespace).cmp(&(&b.name, &b.namespace)))
    });
}

fn compare(a: &DaemonSetRow, b: &DaemonSetRow, column: Column) -> Ordering {
    match column {
        Column::Name => a.name.cmp(&b.name),
        Column::Namespace => a.namespace.cmp(&b.namespace),
        Column::Status => a.status.word.cmp(&b.status.word),
        Column::Ready => ready_share(a).cmp(&ready_share(b)),
        Column::Image => a.images.cmp(&b.images),
        // RFC 3339 in UTC sorts as text.
        Column::Age => b.created.cmp(&a.created),
    }
}

/// In millionths; nothing desired counts as all ready.
fn ready_share(row: &DaemonSetRow) -> u64 {
    let counts = &row.counts;
    (u64::from(counts.ready) * 1_000_000)
        .checked_div(u64::from(counts.desired))
        .unwrap_or(1_000_000)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use contract::{Counts, DaemonSetRow, Status, StatusWord};

    use super::{Sort, matches, sort};

    fn row(name: &str, word: StatusWord, ready: u32, desired: u32, created: &str) -> DaemonSetRow {
        DaemonSetRow {
            uid: name.to_owned(),
            namespace: "logging".to_owned(),
            name: name.to_owned(),
            resource_version: "1".to_owned(),
            description: "Ships logs".to_owned(),
            created: created.to_owned(),
            status: Status {
                word,
                nodes: 0,
                reason: String::new(),
                message: String::new(),
                others: 0,
                limit: String::new(),
            },
            counts: Counts {
                ready,
                desired,
                ..Counts::default()
            },
            images: vec!["cr.fluentbit.io/fluent/fluent-bit:3.2.9".to_owned()],
            managed_by: String::new(),
            update_strategy: "RollingUpdate".to_owned(),
        }
    }

    #[test]
    fn searches_what_one_sees() {
        let row = row("Agent", StatusWord::Running, 1, 1, "");
        for (search, found) in [
            ("", true),
            ("  age ", true),
            ("LOGGING", true),
            ("fluent-bit:3", true),
            ("ships", true),
            ("running", false),
        ] {
            assert_eq!(matches(&row, search), found, "{search:?}");
        }
    }

    #[test]
    fn sorts_by_any_column_both_ways() {
        let rows = [
            row("b", StatusWord::Running, 3, 3, "2026-01-02T00:00:00Z"),
            row("a", StatusWord::Degraded, 1, 2, "2026-01-01T00:00:00Z"),
            row("c", StatusWord::Running, 0, 0, "2026-01-03T00:00:00Z"),
        ]
        .map(Arc::new);
        for (by, expected) in [
            ("name", "abc"),
            ("-name", "cba"),
            ("status", "abc"),
            ("-status", "bca"),
            ("ready", "abc"),
            ("age", "cba"),
            ("-age", "abc"),
        ] {
            let mut sorted = rows.to_vec();
            sort(&mut sorted, by.parse().unwrap());
            let names: String = sorted.iter().map(|row| row.name.as_str()).collect();
            assert_eq!(names, expected, "by {by}");
        }
    }

    #[test]
    fn a_sort_survives_the_address() {
        for text in ["name", "-age", "status", "-ready"] {
            assert_eq!(text.parse::<Sort>().unwrap().to_string(), text);
        }
        assert!("colour".parse::<Sort>().is_err());
    }
}

//! How rows of DaemonSets are searched and sorted: one rule for the API and the page. Pure.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use manifest::lower::to_lower;

use crate::DaemonSetRow;

/// What rows can be sorted by.
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
    /// By the number of nodes that should run a pod.
    Desired,
    /// By the number of nodes whose pod is available.
    Available,
    /// By the number of nodes whose pod is of the current revision.
    UpToDate,
    /// By image.
    Image,
    /// By age, the youngest first.
    Age,
}

impl Column {
    /// Each column and its word in an address.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Name, "name"),
        (Self::Namespace, "namespace"),
        (Self::Status, "status"),
        (Self::Ready, "ready"),
        (Self::Desired, "desired"),
        (Self::Available, "available"),
        (Self::UpToDate, "upToDate"),
        (Self::Image, "image"),
        (Self::Age, "age"),
    ];
}

/// A column and a direction; in an address `status`, or `-status` for the other way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// Whether the order is turned round.
    pub descending: bool,
}

/// There is no such order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchSort;

impl fmt::Display for Sort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut columns = Column::ALL.iter();
        let word = columns.find(|(column, _)| *column == self.column);
        let sign = if self.descending { "-" } else { "" };
        write!(formatter, "{sign}{}", word.map_or("", |(_, word)| word))
    }
}

impl FromStr for Sort {
    type Err = NoSuchSort;

    fn from_str(text: &str) -> Result<Self, NoSuchSort> {
        let (descending, word) = match text.strip_prefix('-') {
            Some(word) => (true, word),
            None => (false, text),
        };
        let mut columns = Column::ALL.iter();
        let (column, _) = columns.find(|(_, own)| *own == word).ok_or(NoSuchSort)?;
        Ok(Self {
            column: *column,
            descending,
        })
    }
}

impl Sort {
    /// Which of two rows comes first. Rows that are alike stand by namespace and name, whichever way the
    /// order goes.
    #[must_use]
    pub fn compare(self, a: &DaemonSetRow, b: &DaemonSetRow) -> Ordering {
        let order = by(self.column, a, b);
        let order = if self.descending {
            order.reverse()
        } else {
            order
        };
        order.then_with(|| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)))
    }
}

fn by(column: Column, a: &DaemonSetRow, b: &DaemonSetRow) -> Ordering {
    let (left, right) = (&a.counts, &b.counts);
    match column {
        Column::Name => a.name.cmp(&b.name),
        Column::Namespace => a.namespace.cmp(&b.namespace),
        Column::Status => a.status.word.cmp(&b.status.word),
        // Without fractions: a/b < c/d where a*d < c*b.
        Column::Ready => {
            let share =
                |ready: u32, desired_there: u32| u64::from(ready) * u64::from(desired_there.max(1));
            let shares = share(left.ready, right.desired).cmp(&share(right.ready, left.desired));
            shares.then(left.ready.cmp(&right.ready))
        }
        Column::Desired => left.desired.cmp(&right.desired),
        Column::Available => left.available.cmp(&right.available),
        Column::UpToDate => left.up_to_date.cmp(&right.up_to_date),
        Column::Image => a.images.cmp(&b.images),
        // RFC 3339 in UTC sorts as text.
        Column::Age => b.created.cmp(&a.created),
    }
}

/// What is searched for: words that all must be found, in whatever case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search(Vec<String>);

impl Search {
    /// The words of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = to_lower(text);
        Self(text.split_whitespace().map(str::to_owned).collect())
    }

    /// Whether all words are in a text as [`haystack`] makes it.
    #[must_use]
    pub fn finds(&self, haystack: &str) -> bool {
        self.0.iter().all(|word| haystack.contains(word.as_str()))
    }
}

/// What a row is found by, in lower case and a line each: name, namespace, description, cluster and images.
#[must_use]
pub fn haystack(row: &DaemonSetRow) -> String {
    let mut text = [&*row.name, &row.namespace, &row.description, &row.cluster].join("\n");
    for image in &row.images {
        text.push('\n');
        text.push_str(image);
    }
    to_lower(&text)
}

#[cfg(test)]
mod tests {
    use preflight::status::{Status, StatusWord};

    use super::{Column, Search, Sort, haystack};
    use crate::{Counts, DaemonSetRow};

    fn row(name: &str, word: StatusWord, ready: u32, desired: u32, created: &str) -> DaemonSetRow {
        DaemonSetRow {
            cluster: String::new(),
            uid: name.to_owned(),
            namespace: "logging".to_owned(),
            name: name.to_owned(),
            resource_version: "1".to_owned(),
            description: "Ships Logs".to_owned(),
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
                desired,
                ready,
                ..Counts::default()
            },
            images: vec!["cr.fluentbit.io/fluent/fluent-bit:3.2.9".to_owned()],
            managed_by: String::new(),
            update_strategy: "RollingUpdate".to_owned(),
        }
    }

    #[test]
    fn all_words_must_be_found_wherever() {
        let row = row("Agent", StatusWord::Running, 1, 1, "");
        let text = haystack(&row);
        for (search, expected) in [
            ("", true),
            ("  ", true),
            ("AGE", true),
            ("logs agent", true),
            ("fluent logging", true),
            ("agent node", false),
        ] {
            assert_eq!(Search::new(search).finds(&text), expected, "{search}");
        }
    }

    #[test]
    fn every_column_sorts_both_ways_and_the_like_stand_by_name() {
        let rows = [
            row("a", StatusWord::Running, 3, 3, "2026-01-02T00:00:00Z"),
            row("b", StatusWord::Degraded, 1, 3, "2026-01-03T00:00:00Z"),
            row("c", StatusWord::Running, 10, 10, "2026-01-01T00:00:00Z"),
            row("d", StatusWord::NoNodes, 0, 0, "2026-01-01T00:00:00Z"),
        ];
        for (sort, expected) in [
            ("name", "abcd"),
            ("-name", "dcba"),
            ("namespace", "abcd"),
            ("-namespace", "abcd"),
            ("status", "bdac"),
            ("ready", "dbac"),
            ("-ready", "cabd"),
            ("desired", "dabc"),
            ("image", "abcd"),
            ("age", "bacd"),
            ("-age", "cdab"),
        ] {
            let sort: Sort = sort.parse().unwrap();
            let mut sorted: Vec<_> = rows.iter().collect();
            sorted.sort_by(|a, b| sort.compare(a, b));
            let names: String = sorted.iter().map(|row| row.name.as_str()).collect();
            assert_eq!(names, expected, "{sort}");
        }
    }

    #[test]
    fn an_order_survives_the_address() {
        for (column, word) in Column::ALL {
            for (text, descending) in [(word.to_owned(), false), (format!("-{word}"), true)] {
                let sort = Sort { column, descending };
                assert_eq!((text.parse(), sort.to_string()), (Ok(sort), text));
            }
        }
        assert!("colour".parse::<Sort>().is_err() && "".parse::<Sort>().is_err());
    }
}

//! The orders a list can have.

use std::cmp::{Ordering, Reverse};

use super::{ListError, Listed};

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sort {
    by: By,
    descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// Namespace, then name: how the rows are kept.
    Key,
    Name,
    Status,
    Ready,
    Desired,
    Available,
    UpToDate,
    Age,
}

impl Sort {
    /// The words for the orders.
    pub(super) const NAMES: &[&str] = &[
        "name",
        "namespace",
        "status",
        "ready",
        "desired",
        "available",
        "upToDate",
        "age",
    ];

    pub(super) fn parse(given: Option<&str>) -> Result<Self, ListError> {
        let given = given.unwrap_or_default();
        let (word, descending) = match given.strip_prefix('-') {
            Some(word) => (word, true),
            None => (given, false),
        };
        let by = match word {
            "" if !descending => By::Key,
            "namespace" => By::Key,
            "name" => By::Name,
            "status" => By::Status,
            "ready" => By::Ready,
            "desired" => By::Desired,
            "available" => By::Available,
            "upToDate" => By::UpToDate,
            "age" => By::Age,
            _ => {
                return Err(ListError::Sort {
                    given: given.to_owned(),
                });
            }
        };
        Ok(Self { by, descending })
    }

    /// Sorts rows that stand by namespace and name; those that are equal stay so.
    pub(super) fn apply(self, rows: &mut [&Listed]) {
        if self.by == By::Key && !self.descending {
            return;
        }
        rows.sort_by(|left, right| {
            let order = self.by.compare(left, right);
            if self.descending {
                order.reverse()
            } else {
                order
            }
        });
    }
}

impl By {
    fn compare(self, left: &Listed, right: &Listed) -> Ordering {
        let (l, r) = (&left.row, &right.row);
        match self {
            Self::Key => (&l.namespace, &l.name).cmp(&(&r.namespace, &r.name)),
            Self::Name => l.name.cmp(&r.name),
            Self::Status => l.status.word.cmp(&r.status.word),
            Self::Ready => {
                // The smaller share first; without fractions: a/b < c/d where a*d < c*b.
                let share = |ready: u32, other_desired: u32| {
                    u64::from(ready) * u64::from(other_desired.max(1))
                };
                let shares = share(l.counts.ready, r.counts.desired)
                    .cmp(&share(r.counts.ready, l.counts.desired));
                shares.then(l.counts.ready.cmp(&r.counts.ready))
            }
            Self::Desired => l.counts.desired.cmp(&r.counts.desired),
            Self::Available => l.counts.available.cmp(&r.counts.available),
            Self::UpToDate => l.counts.up_to_date.cmp(&r.counts.up_to_date),
            // The youngest first: the lowest age.
            Self::Age => Reverse(left.created).cmp(&Reverse(right.created)),
        }
    }
}

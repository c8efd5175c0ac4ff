//! The list of DaemonSets: filtered, sorted and cut into pages, from rows that are ready made.

use std::{collections::BTreeMap, sync::Arc};

use contract::rows::{self, Column, Search, Sort};
use contract::{DaemonSetList, DaemonSetRow, Freshness};
use manifest::lower::to_lower;
use manifest::{LabelSelector, label_selector::ParseSelectorError};
use thiserror::Error;

/// Which DaemonSets are wanted, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Only those of this namespace.
    pub namespace: Option<String>,
    /// Only those in whose row ([`rows::haystack`]) or labels (`key=value`) each of these words is, in
    /// whatever case.
    pub search: Option<String>,
    /// Only those whose labels match, as in `kubectl --selector`.
    pub label_selector: Option<String>,
    /// By what to sort: a word of [`Column::ALL`], with `-` before it for the other way round.
    /// By namespace and name if none is given.
    pub sort: Option<String>,
    /// At most this many; all if none or 0 is given.
    pub limit: Option<u32>,
    /// Go on after the page that came with this token.
    pub continue_token: Option<String>,
}

/// What is wrong with a [`ListQuery`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ListError {
    /// There is no such order.
    #[error("cannot sort by {given:?}; allowed are {}, each also with - before it", Column::ALL.map(|(_, word)| word).join(", "))]
    Sort {
        /// What was asked for.
        given: String,
    },
    /// The selector cannot be read.
    #[error("the label selector {given:?} cannot be read")]
    LabelSelector {
        /// The selector.
        given: String,
        /// What is wrong with it.
        #[source]
        source: ParseSelectorError,
    },
    /// The token is not one of ours.
    #[error("the continue token {given:?} is not one that a list gave; start from the first page")]
    Continue {
        /// The token.
        given: String,
    },
}

/// A row with what it is found and sorted by.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) row: DaemonSetRow,
    pub(crate) labels: BTreeMap<String, String>,
    /// What it is found by: [`rows::haystack`] and the labels, in lower case.
    haystack: String,
}

impl Listed {
    pub(crate) fn new(row: DaemonSetRow, labels: BTreeMap<String, String>) -> Self {
        let mut haystack = rows::haystack(&row);
        for (key, value) in &labels {
            haystack.extend(["\n", &to_lower(key), "=", &to_lower(value)]);
        }
        Self {
            row,
            labels,
            haystack,
        }
    }
}

/// All rows at one moment; never changed, only replaced.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// By namespace and name.
    pub(crate) rows: Vec<Arc<Listed>>,
    /// How many nodes there are.
    pub(crate) nodes: u32,
}

impl View {
    /// The row of one DaemonSet.
    pub(crate) fn row(&self, namespace: &str, name: &str) -> Option<&DaemonSetRow> {
        let key = |listed: &Arc<Listed>| {
            let row = &listed.row;
            (row.namespace.as_str(), row.name.as_str()).cmp(&(namespace, name))
        };
        let place = self.rows.binary_search_by(key).ok()?;
        Some(&self.rows[place].row)
    }

    /// One page of the rows that a query asks for. How fresh they are it does not know.
    pub(crate) fn list(&self, query: &ListQuery) -> Result<DaemonSetList, ListError> {
        let sort = query.sort.as_deref().filter(|given| !given.is_empty());
        let sort = sort.map(|given| {
            given.parse::<Sort>().map_err(|_| ListError::Sort {
                given: given.to_owned(),
            })
        });
        let sort = sort.transpose()?;
        let token = query.continue_token.as_deref().map(Token::parse);
        let token = token.transpose()?;
        let filter = Filter::new(query)?;
        let mut found: Vec<&Listed> = self
            .rows
            .iter()
            .map(AsRef::as_ref)
            .filter(|listed| filter.matches(listed))
            .collect();
        // Without an order they stay as they are kept, by namespace and name.
        if let Some(sort) = sort {
            found.sort_by(|a, b| sort.compare(&a.row, &b.row));
        }
        let start = token.map_or(0, |token| token.start(&found));
        let limit = match query.limit {
            None | Some(0) => usize::MAX,
            Some(limit) => usize::try_from(limit).unwrap_or(usize::MAX),
        };
        let end = found.len().min(start.saturating_add(limit));
        let page = &found[start..end];
        let continue_token = match page.last() {
            Some(last) if end < found.len() => Some(Token::after(end, last).to_string()),
            _ => None,
        };
        Ok(DaemonSetList {
            items: page.iter().map(|listed| listed.row.clone()).collect(),
            total: u32::try_from(found.len()).unwrap_or(u32::MAX),
            nodes: self.nodes,
            freshness: Freshness::default(),
            continue_token,
        })
    }
}

/// What a row must be like.
struct Filter<'a> {
    namespace: Option<&'a str>,
    search: Search,
    selector: LabelSelector,
}

impl<'a> Filter<'a> {
    fn new(query: &'a ListQuery) -> Result<Self, ListError> {
        let given = query.label_selector.as_deref().unwrap_or_default();
        let selector = given.parse().map_err(|source| ListError::LabelSelector {
            given: given.to_owned(),
            source,
        })?;
        Ok(Self {
            namespace: query.namespace.as_deref().filter(|it| !it.is_empty()),
            search: Search::new(query.search.as_deref().unwrap_or_default()),
            selector,
        })
    }

    fn matches(&self, listed: &Listed) -> bool {
        self.namespace
            .is_none_or(|namespace| listed.row.namespace == namespace)
            && self.search.finds(&listed.haystack)
            && self.selector.matches(&listed.labels)
    }
}

/// Where the next page begins: after the row that was last on the one before. Should that row be
/// gone meanwhile, at the same place.
#[derive(Debug)]
struct Token<'a> {
    place: usize,
    uid: &'a str,
}

impl<'a> Token<'a> {
    fn after(place: usize, last: &'a Listed) -> Self {
        Self {
            place,
            uid: &last.row.uid,
        }
    }

    fn parse(given: &'a str) -> Result<Self, ListError> {
        given
            .split_once('.')
            .and_then(|(place, uid)| {
                let place = place.parse().ok()?;
                Some(Self { place, uid })
            })
            .ok_or_else(|| ListError::Continue {
                given: given.to_owned(),
            })
    }

    fn start(&self, found: &[&Listed]) -> usize {
        let last = found.iter().position(|listed| listed.row.uid == self.uid);
        last.map_or(self.place, |place| place + 1).min(found.len())
    }
}

impl std::fmt::Display for Token<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.place, self.uid)
    }
}

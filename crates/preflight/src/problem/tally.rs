//! How many problems of one kind are told: so many that nobody reads them all, and then a number.

use manifest::FieldPath;
use manifest::gather::Gather;
use manifest::message::document as said;

use super::{Problem, Severity, Source};

/// How many problems of one reason are told one by one.
pub(crate) const MOST_OF_A_KIND: usize = 100;

/// Counts problems by their severity and reason.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    kinds: Vec<(Severity, String, usize)>,
}

impl Tally {
    /// Counts one; whether it is to be told.
    pub(crate) fn tells(&mut self, severity: Severity, reason: &str) -> bool {
        let is_it = |kind: &&mut (Severity, String, usize)| kind.0 == severity && kind.1 == reason;
        if let Some((_, _, count)) = self.kinds.iter_mut().find(is_it) {
            *count += 1;
            return *count <= MOST_OF_A_KIND;
        }
        self.kinds.push((severity, reason.to_owned(), 1));
        true
    }

    /// How many there were, told or not.
    pub(crate) fn found(&self) -> usize {
        self.kinds.iter().map(|(_, _, count)| count).sum()
    }

    /// One problem for all of a kind that were not told.
    pub(crate) fn untold(&self, source: Source) -> Vec<Problem> {
        let untold = self.kinds.iter().filter_map(|(severity, reason, count)| {
            let more = count.checked_sub(MOST_OF_A_KIND).filter(|more| *more > 0)?;
            let message = said::not_listed(more, reason);
            let root = FieldPath::root();
            Some(Problem::at(root, *severity, source, "NotListed", message))
        });
        untold.gather()
    }
}

/// The first problems of each kind, and for the others of it one with their number.
pub(crate) fn condensed(problems: Vec<Problem>) -> Vec<Problem> {
    if problems.len() <= MOST_OF_A_KIND {
        return problems;
    }
    let mut tallies: Vec<(Source, Tally)> = Vec::new();
    let mut told = Vec::new();
    for problem in problems {
        let at = tallies
            .iter()
            .position(|(source, _)| *source == problem.source);
        let at = at.unwrap_or_else(|| {
            tallies.push((problem.source, Tally::default()));
            tallies.len() - 1
        });
        if tallies[at].1.tells(problem.severity, &problem.reason) {
            told.push(problem);
        }
    }
    for (source, tally) in tallies {
        told.extend(tally.untold(source));
    }
    told
}

#[cfg(test)]
mod tests {
    use manifest::FieldPath;

    use super::{MOST_OF_A_KIND, condensed};
    use crate::problem::{Problem, Severity, Source};

    fn problem(number: usize, reason: &str) -> Problem {
        let path = FieldPath::root().index(number);
        let (severity, source) = (Severity::Warning, Source::Cluster);
        Problem::at(path, severity, source, reason, "same".to_owned())
    }

    #[test]
    fn of_many_alike_the_first_are_told_and_the_others_counted() {
        let many = (0..MOST_OF_A_KIND + 646).map(|number| problem(number, "Many"));
        let problems = condensed(many.chain([problem(0, "One")]).collect());
        assert_eq!(problems.len(), MOST_OF_A_KIND + 2);
        let last = problems.last().expect("a last one");
        assert_eq!(
            last.message,
            "646 more problems like this (Many) are not listed"
        );
        assert_eq!(last.severity, Severity::Warning);
        let few: Vec<_> = (0..MOST_OF_A_KIND)
            .map(|number| problem(number, "Few"))
            .collect();
        assert_eq!(condensed(few.clone()), few);
    }
}

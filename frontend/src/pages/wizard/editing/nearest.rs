//! Of very many names those that what is typed comes closest to: the editor shows a hundred, and each that is handed
//! over to it costs time at every key.

use manifest::{lower::to_lower, order};

use crate::parts::editor::knowledge::Offer;

/// As many as are handed over.
const MOST: usize = 200;

/// How a name answers to what is typed, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Begins,
    Contains,
    /// It has the letters in their order.
    Letters,
}

/// The offers to show where this is typed, and whether they are all that there are.
#[must_use]
pub fn nearest(offers: Vec<Offer>, typed: &str) -> (Vec<Offer>, bool) {
    if offers.len() <= MOST {
        return (offers, true);
    }
    let typed = to_lower(typed);
    let mut alike: Vec<_> = offers
        .into_iter()
        .filter_map(|offer| Some((likeness(&to_lower(&offer.label), &typed)?, offer)))
        .collect();
    // It is stable: among equals the order of the console stays.
    order::sort_by(&mut alike, |(one, _), (other, _)| one.cmp(other));
    alike.truncate(MOST);
    (alike.into_iter().map(|(_, offer)| offer).collect(), false)
}

fn likeness(label: &str, typed: &str) -> Option<Likeness> {
    if label.starts_with(typed) {
        return Some(Likeness::Begins);
    }
    if label.contains(typed) {
        return Some(Likeness::Contains);
    }
    let mut letters = label.chars();
    let has_all = typed
        .chars()
        .all(|wanted| letters.any(|letter| letter == wanted));
    has_all.then_some(Likeness::Letters)
}

#[cfg(test)]
mod tests {
    use super::{MOST, nearest};
    use crate::parts::editor::knowledge::Offer;

    fn named(names: impl IntoIterator<Item = String>) -> Vec<Offer> {
        let offer = |label| Offer {
            label,
            ..Offer::default()
        };
        names.into_iter().map(offer).collect()
    }

    fn labels(offers: &[Offer]) -> Vec<&str> {
        offers.iter().map(|offer| offer.label.as_str()).collect()
    }

    #[test]
    fn few_are_all_shown_as_they_are() {
        let few = named(["b".to_owned(), "a".to_owned()]);
        assert_eq!(nearest(few.clone(), "x"), (few, true));
    }

    #[test]
    fn of_many_the_one_that_is_typed_is_always_there_and_first() {
        let many = (0..5_000).map(|number| format!("map-{number:04}"));
        let others = ["kube-map-4711", "Map-471-10", "m-4-7-1-1"].map(str::to_owned);
        let many = named(others.into_iter().chain(many));
        let (found, is_whole) = nearest(many.clone(), "map-4711");
        assert!(!is_whole);
        assert_eq!(labels(&found), ["map-4711", "kube-map-4711", "Map-471-10"]);
        let (found, _) = nearest(many, "");
        assert_eq!(found.len(), MOST);
        assert_eq!(found[0].label, "kube-map-4711");
    }
}

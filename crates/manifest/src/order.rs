//! Sorting, compiled once: each use of the standard library's sort brings its own copy of it into the
//! browser's module, several kilobytes each.

use std::cmp::Ordering;

/// Sorts a list; items that compare as equal keep their order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let swaps = swaps(items.len(), &|one, two| compare(&items[one], &items[two]));
    for (position, other) in swaps.into_iter().enumerate() {
        items.swap(position, other);
    }
}

/// With which item to swap each of `count`, one after the other, so that they are sorted. None where
/// they are.
fn swaps(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    if (1..count).all(|position| compare(position - 1, position) != Ordering::Greater) {
        return Vec::new();
    }
    let mut from = order(count, compare);
    for position in 0..count {
        // What was at a position before this one has been swapped away from there.
        let mut other = from[position];
        while other < position {
            other = from[other];
        }
        from[position] = other;
    }
    from
}

/// The positions of `count` items in their order: merges runs, each as long as two of the last round.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut run = 1;
    while run < count {
        for pair in order.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let (Some((&one, after_one)), Some((&two, after_two))) =
                (left.split_first(), right.split_first())
            {
                if compare(one, two) == Ordering::Greater {
                    merged.push(two);
                    right = after_two;
                } else {
                    merged.push(one);
                    left = after_one;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut order, &mut merged);
        merged.clear();
        run *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sort_by;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(numbers in prop::collection::vec(0..9_u8, 0..40)) {
            let mut sorted: Vec<_> = numbers.into_iter().enumerate().collect();
            let mut expected = sorted.clone();
            expected.sort_by_key(|(_, number)| *number);
            sort_by(&mut sorted, |(_, one), (_, two)| one.cmp(two));
            prop_assert_eq!(sorted, expected);
        }
    }
}

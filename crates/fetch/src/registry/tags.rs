//! The order of tags: the newest version first, then what is no version.

use std::cmp::Ordering;

/// The most tags that are passed on.
const MOST: usize = 1000;

/// Tags in the order in which somebody looks for one.
pub(super) fn newest_first(mut tags: Vec<String>) -> Vec<String> {
    tags.sort_by(|one, other| compare(one, other));
    tags.dedup();
    tags.truncate(MOST);
    tags
}

fn compare(one: &str, other: &str) -> Ordering {
    match (version(one), version(other)) {
        (Some((one, rest)), Some((other, other_rest))) => other
            .cmp(&one)
            // A release comes before its candidates and variants.
            .then_with(|| rest.is_empty().cmp(&other_rest.is_empty()).reverse())
            .then_with(|| rest.cmp(other_rest)),
        (one_is, other_is) if one_is.is_some() != other_is.is_some() => {
            one_is.is_some().cmp(&other_is.is_some()).reverse()
        }
        _ => one.cmp(other),
    }
}

/// The numbers of `v1.2.3-rc1`, and what stands behind them.
fn version(tag: &str) -> Option<(Vec<u64>, &str)> {
    let plain = tag.strip_prefix('v').unwrap_or(tag);
    let end = plain.find(|it: char| !it.is_ascii_digit() && it != '.');
    let (numbers, rest) = plain.split_at(end.unwrap_or(plain.len()));
    let numbers = numbers.trim_end_matches('.').split('.');
    let numbers: Option<Vec<u64>> = numbers.map(|number| number.parse().ok()).collect();
    Some((numbers?, rest))
}

#[cfg(test)]
mod tests {
    use super::newest_first;

    #[test]
    fn the_newest_version_stands_first() {
        let tags = [
            "1.9.0",
            "latest",
            "v1.10.0",
            "1.10.0-rc1",
            "1.9",
            "main",
            "sha256-12.sig",
            "2",
            "1.9.0",
            "1.9.0-alpine",
        ];
        let sorted = newest_first(tags.map(str::to_owned).into());
        assert_eq!(
            sorted,
            [
                "2",
                "v1.10.0",
                "1.10.0-rc1",
                "1.9.0",
                "1.9.0-alpine",
                "1.9",
                "latest",
                "main",
                "sha256-12.sig"
            ]
        );
    }
}

//! What the pure crates must not know: a clock, I/O, chance.

use super::Source;

/// The folders of the pure crates.
const PURE: [&str; 3] = [
    "crates/manifest/src/",
    "crates/preflight/src/",
    "crates/contract/src/",
];

/// What knows the world outside, as it is written in source.
const IMPURE: [&str; 12] = [
    "std::env",
    "std::fs",
    "std::io::stdin",
    "std::net",
    "std::process",
    "std::thread",
    "std::time",
    "SystemTime",
    "Instant::now",
    "RandomState",
    "println!",
    "dbg!",
];

/// The lines of the pure crates that name something impure.
pub(super) fn breaches(sources: &[Source]) -> Vec<String> {
    let is_pure = |source: &&Source| {
        PURE.iter().any(|folder| source.path.starts_with(folder)) && !source.is_test()
    };
    sources
        .iter()
        .filter(is_pure)
        .flat_map(|source| {
            source.code().flat_map(move |(number, line)| {
                let named = IMPURE.iter().filter(move |word| line.contains(**word));
                named.map(move |word| {
                    format!("{}:{number}: a pure crate names `{word}`", source.path)
                })
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::breaches;

    #[test]
    fn a_clock_in_a_pure_crate_is_a_breach() {
        let text = "use std::time::Instant;\nfn now() -> Instant { Instant::now() }\n";
        let found = breaches(&[source("crates/preflight/src/clock.rs", text)]);
        assert_eq!(
            found,
            [
                "crates/preflight/src/clock.rs:1: a pure crate names `std::time`",
                "crates/preflight/src/clock.rs:2: a pure crate names `Instant::now`",
            ]
        );
        assert!(breaches(&[source("crates/server/src/clock.rs", text)]).is_empty());
        assert!(breaches(&[source("crates/manifest/tests/clock.rs", text)]).is_empty());
    }
}

//! `docs/security.md` says of each requirement of OWASP ASVS 5.0, levels 1 and 2, what holds it: none is missing, and the
//! tests that it names are there.

use std::collections::BTreeSet;

use super::Source;

/// How many requirements of levels 1 and 2 each section has; their numbers have no gaps, as those of level 3 come last.
const SECTIONS: &[(&str, u32)] = &[
    ("1.1", 2),
    ("1.2", 9),
    ("1.3", 11),
    ("1.4", 3),
    ("1.5", 2),
    ("2.1", 3),
    ("2.2", 3),
    ("2.3", 4),
    ("2.4", 1),
    ("3.2", 2),
    ("3.3", 4),
    ("3.4", 6),
    ("3.5", 5),
    ("3.7", 2),
    ("4.1", 3),
    ("4.2", 1),
    ("4.3", 2),
    ("4.4", 4),
    ("5.1", 1),
    ("5.2", 3),
    ("5.3", 2),
    ("5.4", 3),
    ("6.1", 3),
    ("6.2", 12),
    ("6.3", 4),
    ("6.4", 4),
    ("6.5", 5),
    ("6.6", 3),
    ("6.8", 4),
    ("7.1", 3),
    ("7.2", 4),
    ("7.3", 2),
    ("7.4", 5),
    ("7.5", 2),
    ("7.6", 2),
    ("8.1", 2),
    ("8.2", 3),
    ("8.3", 1),
    ("8.4", 1),
    ("9.1", 3),
    ("9.2", 4),
    ("10.1", 2),
    ("10.2", 2),
    ("10.3", 4),
    ("10.4", 11),
    ("10.5", 5),
    ("10.6", 2),
    ("10.7", 3),
    ("11.1", 2),
    ("11.2", 3),
    ("11.3", 3),
    ("11.4", 4),
    ("11.5", 1),
    ("11.6", 1),
    ("12.1", 3),
    ("12.2", 2),
    ("12.3", 4),
    ("13.1", 1),
    ("13.2", 5),
    ("13.3", 2),
    ("13.4", 5),
    ("14.1", 2),
    ("14.2", 4),
    ("14.3", 3),
    ("15.1", 3),
    ("15.2", 3),
    ("15.3", 7),
    ("16.1", 1),
    ("16.2", 5),
    ("16.3", 4),
    ("16.4", 3),
    ("16.5", 3),
    ("17.1", 1),
    ("17.2", 4),
    ("17.3", 2),
];

/// What is not so, a line each.
pub(super) fn breaches(
    text: &str,
    sources: &[Source],
    exists: impl Fn(&str) -> bool,
) -> Vec<String> {
    let tests = tests(sources);
    let mut breaches = Vec::new();
    let mut missing: BTreeSet<String> = SECTIONS
        .iter()
        .flat_map(|(section, count)| (1..=*count).map(move |number| format!("{section}.{number}")))
        .collect();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", number, _, held, ""] = *cells else {
            continue;
        };
        if !number.starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        if !missing.remove(number) {
            breaches.push(format!(
                "docs/security.md: {number} is none of levels 1 and 2, or stands there twice"
            ));
        }
        if held.is_empty() {
            breaches.push(format!("docs/security.md: {number} says nothing"));
        }
        for quoted in held.split('`').skip(1).step_by(2) {
            let is_test = quoted.contains('_')
                && quoted
                    .chars()
                    .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
            let is_path = quoted.contains('/') && !quoted.contains([' ', ':', '?', '…']);
            if is_test && quoted != "unsafe_code" && !tests.contains(quoted) {
                breaches.push(format!(
                    "docs/security.md: {number} names the test `{quoted}`, which is not there"
                ));
            }
            if is_path && !exists(quoted) {
                breaches.push(format!(
                    "docs/security.md: {number} names `{quoted}`, which is not there"
                ));
            }
        }
    }
    for number in missing {
        breaches.push(format!("docs/security.md: {number} is missing"));
    }
    breaches
}

/// The names of all tests.
fn tests(sources: &[Source]) -> BTreeSet<&str> {
    let mut tests = BTreeSet::new();
    for source in sources {
        let mut is_test = false;
        for line in source.text.lines().map(str::trim) {
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                is_test = true;
            } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| is_test) {
                tests.extend(rest.split('(').next());
                is_test = false;
            }
        }
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::{Source, breaches};

    #[test]
    fn what_is_missing_twice_or_not_there_is_named() {
        let source = Source {
            path: "x.rs".to_owned(),
            text: "    #[tokio::test]\n    async fn a_test_that_is() {\nfn a_test_that_was() {"
                .to_owned(),
        };
        let text = "| 1.1.1 | x | `a_test_that_is` |\n| 1.1.1 | x | `a_test_that_was` |\n| 17.3.2 | x |  |\n| 9.9.9 | x | none |";
        let found = breaches(text, &[source], |_| true);
        for (part, count) in [
            ("1.1.1 is none of", 1),
            ("`a_test_that_was`", 1),
            ("`a_test_that_is`", 0),
            ("17.3.2 says nothing", 1),
            ("9.9.9 is none of", 1),
            (": 1.1.2 is missing", 1),
            ("is missing", 251),
        ] {
            let named = found.iter().filter(|line| line.contains(part)).count();
            assert_eq!(named, count, "{part}");
        }
    }
}

//! What the judgement says stands in `frontend/locales/*/sentences.json` and nowhere in its source: a sentence that is
//! written into the crates that find something is English on every page, and weighs in the browser.

use super::Source;

/// The rooms that speak for themselves. All others of the pure crates repeat what Kubernetes says: its rules, its
/// admission, its warnings, its scheduler.
const ROOMS: [&str; 12] = [
    "crates/manifest/src/decode/",
    "crates/manifest/src/document",
    "crates/manifest/src/stumbles",
    "crates/manifest/src/yaml",
    "crates/preflight/src/facts/",
    "crates/preflight/src/policy",
    "crates/preflight/src/problem",
    "crates/preflight/src/report",
    "crates/preflight/src/rollout",
    "crates/cluster/src/freshness",
    "crates/cluster/src/reader",
    "crates/cluster/src/watch/trouble",
];

/// What is in the words of Kubernetes in these rooms too, and what is described for programmers alone.
const QUOTED: [&str; 9] = [
    "\\\" is forbidden: ",
    "\\\" is invalid: ",
    "\\\" not found",
    "\\\" already exists",
    // `schedule.rs`: the reason of a node, which the pages have words for.
    "node is not ready",
    "aliases of tuples",
    // Why a lint does not hold, and a quote that is a letter.
    "reason = \"",
    "'\"'",
    "#[",
];

/// The lines of these rooms in which a sentence stands.
pub(super) fn breaches(sources: &[Source]) -> Vec<String> {
    let speaks = |source: &&Source| {
        ROOMS.iter().any(|room| source.path.starts_with(room)) && !source.is_test()
    };
    let mut found = Vec::new();
    for source in sources.iter().filter(speaks) {
        for (number, line) in source.code() {
            let is_quoted = QUOTED.iter().any(|quoted| line.contains(quoted));
            if !is_quoted && literals(line).any(is_sentence) {
                let path = &source.path;
                found.push(format!(
                    "{path}:{number}: a sentence stands in `sentences.json`, and its code here"
                ));
            }
        }
    }
    found
}

/// What stands between quotes in a line.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

/// Whether two words of small letters follow each other.
fn is_sentence(text: &str) -> bool {
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let words: Vec<&str> = text.split(' ').collect();
    words
        .windows(2)
        .any(|pair| pair.iter().all(|word| is_word(word)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::breaches;

    #[test]
    fn a_sentence_is_a_breach_where_the_judgement_speaks() {
        let text =
            "fn f() {\n    warn(\"the pods stay Pending\");\n    warn(said::pending());\n}\n";
        let found = breaches(&[source("crates/preflight/src/report/f.rs", text)]);
        assert_eq!(
            found,
            [
                "crates/preflight/src/report/f.rs:2: a sentence stands in `sentences.json`, and its code here"
            ]
        );
        // Kubernetes' own rules.
        assert!(breaches(&[source("crates/preflight/src/rules/f.rs", text)]).is_empty());
        let kubernetes = "fn f() {\n    format!(\"pods \\\"a\\\" is forbidden: so it is\");\n}\n";
        assert!(breaches(&[source("crates/preflight/src/report/f.rs", kubernetes)]).is_empty());
    }
}

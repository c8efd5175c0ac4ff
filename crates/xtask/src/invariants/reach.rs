//! Public items that nobody reaches. The compiler takes what a library makes public for used; here all who
//! could use it are at hand.

use std::collections::BTreeMap;

use super::Source;

/// What makes an item public.
const PUBLIC: &str = "pub ";

/// The words before the name of an item.
const KINDS: [&str; 7] = ["fn", "struct", "enum", "const", "static", "type", "trait"];

/// The words that may stand between `pub` and those.
const QUALIFIERS: [&str; 2] = ["const", "async"];

/// Where what is public is for somebody else: generated tables, what is called from JavaScript, and what
/// only tests are made of.
const EXEMPT: [&str; 3] = ["/generated", "crates/xtask/browser/", "crates/fault-proxy/"];

/// What tests alone reach, and must.
const FOR_TESTS: [&str; 2] = [
    // They ask of every page who may see it.
    "page_routes",
    // They hold the ends of values against the text.
    "value_position",
];

/// The public items whose name stands nowhere but where they are defined. Tests do not count as use.
pub(super) fn breaches(sources: &[Source]) -> Vec<String> {
    let mut uses = BTreeMap::<&str, usize>::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        for (_, line) in source.code() {
            for word in words(line) {
                *uses.entry(word).or_default() += 1;
            }
        }
    }
    let is_ours = |source: &&Source| {
        !source.is_test() && !EXEMPT.iter().any(|exempt| source.path.contains(exempt))
    };
    sources
        .iter()
        .filter(is_ours)
        .flat_map(|source| {
            let uses = &uses;
            source.code().filter_map(move |(number, line)| {
                let name = defined(line)?;
                (uses.get(name) == Some(&1) && !FOR_TESTS.contains(&name))
                    .then(|| format!("{}:{number}: nothing reaches `{name}`", source.path))
            })
        })
        .collect()
}

/// The name of the public item that a line defines.
fn defined(line: &str) -> Option<&str> {
    let mut words = words(line.trim_start().strip_prefix(PUBLIC)?);
    let mut word = words.next()?;
    while QUALIFIERS.contains(&word) {
        let next = words.next()?;
        if !KINDS.contains(&next) {
            // `pub const NAME`
            return Some(next).filter(|_| word == "const");
        }
        word = next;
    }
    KINDS.contains(&word).then(|| words.next()).flatten()
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| letter != '_' && !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::{breaches, defined};

    #[test]
    fn knows_the_name_of_an_item() {
        for (line, name) in [
            ("pub fn read(path: &str) {", Some("read")),
            ("    pub const fn word(self) {", Some("word")),
            ("pub const LIMIT: usize = 3;", Some("LIMIT")),
            ("pub async fn list() {", Some("list")),
            ("pub(crate) fn own() {}", None),
            ("pub mod read;", None),
            ("fn read() {}", None),
        ] {
            assert_eq!(defined(line), name, "{line}");
        }
    }

    #[test]
    fn what_only_a_test_reaches_is_a_breach() {
        let item = source(
            "crates/a/src/lib.rs",
            "pub fn lonely() {}\npub fn used() {}\n",
        );
        let user = source("crates/b/src/lib.rs", "fn main() { used(); }\n");
        let test = source("crates/a/tests/a.rs", "fn a() { lonely(); }\n");
        assert_eq!(
            breaches(&[item, user, test]),
            ["crates/a/src/lib.rs:1: nothing reaches `lonely`"]
        );
    }
}

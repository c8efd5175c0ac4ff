//! What ships to the browser does without what weighs there: the standard library's sort brings a copy of
//! itself for every type that is sorted, 4 to 9 kB each, its tables of letters weigh 4 kB, and Leptos compiles
//! what it does with a closure anew for each one.

use super::Source;

/// The folders of what is in the browser's modules.
const SHIPPED: [&str; 4] = [
    "crates/manifest/src/",
    "crates/preflight/src/",
    "crates/contract/src/",
    "frontend/src/",
];

/// Where closures are boxed, so that what Leptos does with them is compiled once.
const BOXES: &str = "frontend/src/reactive.rs";

/// What weighs as it is written in source, and what does the same.
const HEAVY: [(&str, &str); 9] = [
    (".sort()", "manifest::order::sort_by"),
    (".sort_by", "manifest::order::sort_by"),
    (".sort_unstable", "manifest::order::sort_by"),
    (".sort_floats", "manifest::order::sort_by"),
    (".to_lowercase()", "manifest::lower::to_lower"),
    (".to_uppercase()", "to_ascii_uppercase"),
    ("Memo::new(move |_|", "reactive::memo"),
    ("Effect::new(move ||", "reactive::effect"),
    ("{move || ", "reactive::dynamic"),
];

/// The lines of what ships to the browser that use what weighs.
pub(super) fn breaches(sources: &[Source]) -> Vec<String> {
    let ships = |source: &&Source| {
        SHIPPED.iter().any(|folder| source.path.starts_with(folder))
            && !source.is_test()
            && source.path != BOXES
    };
    let mut found = Vec::new();
    for source in sources.iter().filter(ships) {
        for (number, line) in source.code() {
            let heavy = HEAVY.iter().find(|(heavy, _)| line.contains(heavy));
            if let Some((heavy, instead)) = heavy {
                let path = &source.path;
                found.push(format!(
                    "{path}:{number}: `{heavy}` weighs in the browser, use `{instead}`"
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::breaches;

    #[test]
    fn what_weighs_is_a_breach_where_it_ships() {
        let text =
            "fn f(all: &mut [u8]) {\n    all.sort_unstable();\n    \"A\".to_lowercase();\n}\n";
        let found = breaches(&[source("frontend/src/f.rs", text)]);
        assert_eq!(
            found,
            [
                "frontend/src/f.rs:2: `.sort_unstable` weighs in the browser, use `manifest::order::sort_by`",
                "frontend/src/f.rs:3: `.to_lowercase()` weighs in the browser, use `manifest::lower::to_lower`",
            ]
        );
        assert!(breaches(&[source("crates/server/src/f.rs", text)]).is_empty());
        assert!(breaches(&[source("crates/preflight/tests/f.rs", text)]).is_empty());
        let ours = "fn f(all: &mut [u8]) {\n    sort_by(all, u8::cmp);\n}\n";
        assert!(breaches(&[source("frontend/src/f.rs", ours)]).is_empty());
    }
}

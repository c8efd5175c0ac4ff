//! What ships to the browser sorts by `manifest::order`: the standard library's sort brings a copy of
//! itself for every type that is sorted, 4 to 9 kB each.

use super::Source;

/// The folders of what is in the browser's modules.
const SHIPPED: [&str; 4] = [
    "crates/manifest/src/",
    "crates/preflight/src/",
    "crates/contract/src/",
    "frontend/src/",
];

/// The standard library's sorts as they are written in source.
const SORTS: [&str; 4] = [".sort()", ".sort_by", ".sort_unstable", ".sort_floats"];

/// The lines of what ships to the browser that sort with the standard library.
pub(super) fn breaches(sources: &[Source]) -> Vec<String> {
    let ships = |source: &&Source| {
        SHIPPED.iter().any(|folder| source.path.starts_with(folder)) && !source.is_test()
    };
    let lines = sources.iter().filter(ships).flat_map(|source| {
        let sorts = |line: &str| SORTS.iter().any(|sort| line.contains(sort));
        let lines = source.code().filter(move |(_, line)| sorts(line));
        lines.map(move |(number, _)| (source, number))
    });
    lines
        .map(|(source, number)| {
            let path = &source.path;
            format!("{path}:{number}: use `manifest::order::sort_by`, this ships to the browser")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::breaches;

    #[test]
    fn a_sort_of_the_standard_library_is_a_breach_where_it_ships() {
        let text = "fn f(all: &mut [u8]) {\n    all.sort_unstable();\n}\n";
        let found = breaches(&[source("frontend/src/f.rs", text)]);
        assert_eq!(
            found,
            ["frontend/src/f.rs:2: use `manifest::order::sort_by`, this ships to the browser"]
        );
        assert!(breaches(&[source("crates/server/src/f.rs", text)]).is_empty());
        assert!(breaches(&[source("crates/preflight/tests/f.rs", text)]).is_empty());
        let ours = "fn f(all: &mut [u8]) {\n    sort_by(all, u8::cmp);\n}\n";
        assert!(breaches(&[source("frontend/src/f.rs", ours)]).is_empty());
    }
}

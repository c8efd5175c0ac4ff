//! Whether the places that `ARCHITECTURE.md` names are there: a recipe that leads nowhere is worse than none.

/// Where a path of the map may begin besides the root of the checkout.
const ROOTS: [&str; 5] = ["", "crates/", "crates/xtask/", "frontend/", "frontend/src/"];

/// The paths in the text that lead nowhere.
pub(super) fn breaches(map: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let quoted = map.split('`').skip(1).step_by(2);
    quoted
        .filter(|text| is_path(text))
        .filter(|path| !ROOTS.iter().any(|root| exists(&format!("{root}{path}"))))
        .map(|path| format!("ARCHITECTURE.md names `{path}`, which is not there"))
        .collect()
}

/// Whether a quoted text is a path that can be looked up: one with a blank in it (`<resource>`, `*`) cannot.
fn is_path(text: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
    let has_ending = [".rs", ".md", ".css", ".json", ".toml", ".mod", "/"]
        .iter()
        .any(|ending| text.ends_with(ending));
    text.contains('/') && text.chars().all(is_plain) && has_ending
}

#[cfg(test)]
mod tests {
    use super::breaches;

    #[test]
    fn a_place_that_is_not_there_is_a_breach() {
        let map =
            "See `frontend/build.rs`, `pages/gone.rs` and `routes/<resource>/get.rs` for `a/b`.";
        assert_eq!(
            breaches(map, |path| path == "frontend/build.rs"),
            ["ARCHITECTURE.md names `pages/gone.rs`, which is not there"]
        );
    }
}

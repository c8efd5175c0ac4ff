//! The pages of local sign-in.

pub(crate) mod leave;
pub(crate) mod page;
pub(crate) mod submit;

/// The address, if it is one of ours, else the first page. Nobody shall be sent elsewhere by a link that
/// begins here: `//evil.example` and `/\evil.example` are other hosts to a browser.
pub(crate) fn own_address(next: &str) -> &str {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(|character: char| character == '\\' || character.is_control())
        && !next.starts_with("/sign-in");
    if is_ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn only_our_own_addresses_are_gone_to() {
        for (next, expected) in [
            ("/clusters/a?x=1", "/clusters/a?x=1"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/\t/evil.example", "/"),
            // No header may hold these, so nobody could be sent there.
            ("/clusters\0", "/"),
            ("/clusters\u{1b}[1m", "/"),
            ("/clusters\u{7f}", "/"),
            ("/clusters\u{85}", "/"),
            ("/clusters?search=häuser", "/clusters?search=häuser"),
            ("https://evil.example", "/"),
            ("/sign-in?token=x", "/"),
        ] {
            assert_eq!(own_address(next), expected, "{next}");
        }
    }
}

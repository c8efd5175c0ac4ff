//! Descriptions are docstrings, and what is a link to Rustdoc is none to whoever reads the API.

/// The text with the name alone in the place of each link: `FieldError.path` for one to `crate::FieldError::path`.
pub(super) fn without_links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("[`") {
        plain.push_str(before);
        let link = behind.split_once("`]").filter(|(name, _)| is_path(name));
        if let Some((name, after)) = link {
            let inner = name
                .trim_start_matches("crate::")
                .trim_start_matches("Self::");
            plain.push('`');
            plain.push_str(&inner.replace("::", "."));
            plain.push('`');
            rest = after;
        } else {
            plain.push_str("[`");
            rest = behind;
        }
    }
    plain.push_str(rest);
    plain
}

fn is_path(name: &str) -> bool {
    name.chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == ':')
}

#[cfg(test)]
mod tests {
    use super::without_links;

    #[test]
    fn links_are_names_and_nothing_else_is_touched() {
        for (text, expected) in [
            (
                "as in [`crate::FieldError::arguments`].",
                "as in `FieldError.arguments`.",
            ),
            (
                "The line of [`Self::path`], [`Message`]",
                "The line of `path`, `Message`",
            ),
            ("`status.list[].state`", "`status.list[].state`"),
            ("[`a b`] [`open", "[`a b`] [`open"),
        ] {
            assert_eq!(without_links(text), expected);
        }
    }
}

//! Texts within texts and texts of texts, the short way: what is searched here is short, and the
//! standard library's search weighs five kilobytes in the browser's module.

/// Where a part, which is not empty, begins in a text for the first time, in bytes.
#[must_use]
pub fn find(text: &str, part: &str) -> Option<usize> {
    let part = part.as_bytes();
    let mut places = text.as_bytes().windows(part.len().max(1));
    places.position(|place| place.first() == part.first() && place == part)
}

/// Where a part, which is not empty, begins in a text for the last time, in bytes.
#[must_use]
pub fn rfind(text: &str, part: &str) -> Option<usize> {
    let mut places = text.as_bytes().windows(part.len().max(1));
    places.rposition(|place| place == part.as_bytes())
}

/// Whether a part is in a text.
#[must_use]
pub fn contains(text: &str, part: &str) -> bool {
    find(text, part).is_some()
}

/// What is before a part and what is behind it, where it is in the text.
#[must_use]
pub fn split_once<'t>(text: &'t str, part: &str) -> Option<(&'t str, &'t str)> {
    let at = find(text, part)?;
    Some((&text[..at], &text[at + part.len()..]))
}

/// The parts one after the other, with a text between every two.
pub fn join<T: AsRef<str>>(parts: &[T], between: &str) -> String {
    let length = |part: &T| part.as_ref().len() + between.len();
    let mut text = String::with_capacity(parts.iter().map(length).sum());
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            text.push_str(between);
        }
        text.push_str(part.as_ref());
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_the_standard_library_finds(text in "[abü]{0,12}", part in "[abü]{1,3}") {
            prop_assert_eq!(super::find(&text, &part), text.find(&part));
            prop_assert_eq!(super::rfind(&text, &part), text.rfind(&part));
            prop_assert_eq!(super::join(&[&text, &part, &text], ", "), [&*text, &part, &text].join(", "));
            prop_assert_eq!(super::contains(&text, &part), text.contains(&part));
            prop_assert_eq!(super::split_once(&text, &part), text.split_once(&part));
        }
    }
}

//! Sentences about lists of containers.

use super::Template;
use crate::cursor::Cursor;
use crate::text_set::TextSet;

/// `"a", "b"`.
pub(super) fn quoted<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push('"');
        text.push_str(item);
        text.push('"');
    }
    text
}

/// `container "a"` or `containers "a", "b"`.
pub(super) fn containers(names: &[&str]) -> String {
    let word = plural("container ", "containers ", names.len());
    word.to_owned() + &quoted(names.iter().copied())
}

/// The word for one or for several.
pub(super) fn plural(one: &'static str, several: &'static str, count: usize) -> &'static str {
    if count == 1 { one } else { several }
}

/// `pod`, `container "a"` or `pod and container "a"`; nothing where nobody did it.
pub(super) fn setters(is_pod: bool, names: &[&str]) -> Option<String> {
    match (is_pod, names.is_empty()) {
        (false, true) => None,
        (true, true) => Some("pod".to_owned()),
        (false, false) => Some(containers(names)),
        (true, false) => Some(format!("pod and {}", containers(names))),
    }
}

/// The names of the containers that are `bad`, in the order in which Kubernetes visits them.
pub(super) fn bad_containers<'v>(
    template: &Template<'v, '_>,
    is_bad: &mut dyn FnMut(&Cursor<'v, '_>) -> bool,
) -> Vec<&'v str> {
    let mut names = Vec::new();
    crate::rules::visit_containers(&template.pod, &mut |container| {
        if is_bad(container) {
            names.push(container.text_of("name"));
        }
    });
    names
}

/// A sorted set of values, quoted.
pub(super) fn quoted_set(values: &TextSet) -> String {
    quoted(values.keys())
}

//! `Warning` headers: what the API server wants the user to know though it did as asked.

use http::{HeaderMap, header};

/// The texts of all `Warning` headers, in order, each once (RFC 7234 §5.5: `299 - "text"`).
pub(super) fn texts(headers: &HeaderMap) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for value in headers.get_all(header::WARNING) {
        let value = String::from_utf8_lossy(value.as_bytes());
        for text in quoted(&value) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    texts
}

/// The quoted strings of one header. The date that may follow a text is quoted too and has no
/// comma before it, which tells the two apart.
fn quoted(value: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut characters = value.chars();
    // Whether a quoted string has been read since the last comma.
    let mut has_text = false;
    while let Some(character) = characters.next() {
        match character {
            ',' => has_text = false,
            '"' => {
                let mut text = String::new();
                while let Some(character) = characters.next() {
                    match character {
                        '"' => break,
                        '\\' => text.extend(characters.next()),
                        _ => text.push(character),
                    }
                }
                if !has_text {
                    texts.push(text);
                }
                has_text = true;
            }
            _ => {}
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::texts;

    #[test]
    fn texts_are_unquoted() {
        for (values, expected) in [
            (vec![r#"299 - "plain""#], vec!["plain"]),
            (
                vec![r#"299 - "unknown field \"spec.foo\"""#],
                vec![r#"unknown field "spec.foo""#],
            ),
            (
                vec![r#"299 - "a, b", 299 kube "c" "Sat, 21 Nov 2026 00:00:00 GMT""#],
                vec!["a, b", "c"],
            ),
            (vec![r#"299 - "twice""#, r#"299 - "twice""#], vec!["twice"]),
            (vec![r#"299 - "back\\slash""#], vec![r"back\slash"]),
            (vec!["299 - none"], vec![]),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::WARNING, HeaderValue::from_static(value));
            }
            assert_eq!(texts(&headers), expected);
        }
    }
}

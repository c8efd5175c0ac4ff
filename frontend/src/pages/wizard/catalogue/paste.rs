//! What is pasted into a list: lines of `KEY=value`, as of a `.env` file, or a line of a shell.

/// The pairs that a text is made of, one a line, as `.env` files and YAML write them: `KEY=value`, `export KEY="value"`,
/// `key: value`, or two columns of a sheet. None where a line is something else.
#[must_use]
pub fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        pairs.push(pair(line.strip_prefix("export ").unwrap_or(line))?);
    }
    (!pairs.is_empty()).then_some(pairs)
}

fn pair(line: &str) -> Option<(String, String)> {
    let (key, value) = if let Some(columns) = line.split_once('\t') {
        columns
    } else {
        let at = line.find(['=', ':'])?;
        let (key, rest) = line.split_at(at);
        // A colon without a blank behind it is part of a name.
        if rest.starts_with(':') && !rest[1..].is_empty() && !rest[1..].starts_with(' ') {
            return None;
        }
        (key, &rest[1..])
    };
    let key = key.trim().trim_matches('"');
    let is_name = !key.is_empty() && !key.contains([' ', '"', '\'']);
    is_name.then(|| (key.to_owned(), value_of(value.trim())))
}

/// A value without its quotes, or without the comment behind it.
fn value_of(value: &str) -> String {
    let quoted = |quote: char| {
        let inner = value.strip_prefix(quote)?;
        let end = inner.rfind(quote)?;
        let rest = inner[end + 1..].trim();
        (rest.is_empty() || rest.starts_with('#')).then_some(&inner[..end])
    };
    if let Some(inner) = quoted('"') {
        return inner
            .replace("\\n", "\n")
            .replace("\\\"", "\"")
            .replace("\\\\", "\\");
    }
    if let Some(inner) = quoted('\'') {
        return inner.to_owned();
    }
    let end = value.find(" #").unwrap_or(value.len());
    value[..end].trim_end().to_owned()
}

/// The words of a line as a shell divides it, quotes and backslashes taken off; variables stay as they are. None
/// where a quote is never closed.
#[must_use]
pub fn shell_words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' | '\n' | '\r' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        '\'' => break,
                        letter => word.push(letter),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        '"' => break,
                        '\\' => match letters.next()? {
                            '\n' => {}
                            letter @ ('"' | '\\' | '$' | '`') => word.push(letter),
                            letter => word.extend(['\\', letter]),
                        },
                        letter => word.push(letter),
                    }
                }
            }
            '\\' => match letters.next()? {
                // A line that goes on.
                '\n' => {}
                letter => word.get_or_insert_default().push(letter),
            },
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::{pairs, shell_words};

    fn read(text: &str) -> Option<Vec<(String, String)>> {
        pairs(text)
    }

    #[test]
    fn lines_of_an_env_file() {
        let text = "# where\nHOST=a.example\n\nexport TOKEN=\"a b\\nc\"\nEMPTY=\nURL='http://x/?a=b#c' # why\nLEVEL=info # why\n";
        let expected = [
            ("HOST", "a.example"),
            ("TOKEN", "a b\nc"),
            ("EMPTY", ""),
            ("URL", "http://x/?a=b#c"),
            ("LEVEL", "info"),
        ];
        let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(read(text).unwrap(), expected);
    }

    #[test]
    fn yaml_and_columns() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            read("app.kubernetes.io/name: agent\nport: \"80\"\n").unwrap(),
            [pair("app.kubernetes.io/name", "agent"), pair("port", "80")]
        );
        assert_eq!(
            read("A\t1 2\nB\t3").unwrap(),
            [pair("A", "1 2"), pair("B", "3")]
        );
    }

    #[test]
    fn what_is_something_else_is_left_to_the_control() {
        for text in [
            "",
            "agent",
            "a sentence = with blanks",
            "http://a.example",
            "A=1\nsomething",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_is_divided_as_a_shell_does() {
        let words = |line: &str| shell_words(line).unwrap();
        assert_eq!(
            words(r#"sh -c 'echo "a  b" $X' --x="1 \"2\"" a\ b ''"#),
            ["sh", "-c", r#"echo "a  b" $X"#, r#"--x=1 "2""#, "a b", ""]
        );
        assert_eq!(words("a \\\n  b"), ["a", "b"]);
        assert_eq!(words("$(NODE_NAME) # x"), ["$(NODE_NAME)", "#", "x"]);
        assert_eq!(shell_words("it's"), None);
    }
}

//! Line breaks that the editor does not know: its text has `\n` alone, and the manifest may have others.

/// What was typed, with the line breaks of the text before it: each line that stayed keeps its own, new
/// ones get that of the line above them.
pub(super) fn kept(before: &str, typed: &str) -> String {
    if !before.contains('\r') {
        return typed.to_owned();
    }
    let (old, new) = (lines(before), lines(typed));
    let same = |(one, other): &(&(&str, &str), &(&str, &str))| one.0 == other.0;
    let head = old.iter().zip(&new).take_while(same).count();
    let rest = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = rest.take_while(same).count();
    let mut text = String::with_capacity(typed.len() + new.len());
    let mut last = old.first().map_or("\n", |(_, ending)| *ending);
    for (number, (line, ending)) in new.iter().enumerate() {
        text.push_str(line);
        if ending.is_empty() {
            break;
        }
        let own = if number < head {
            old.get(number)
        } else if new.len() - number <= tail {
            old.get(old.len() - (new.len() - number))
        } else {
            None
        };
        // The last line of the text before ended without one.
        let own = own.map(|(_, ending)| *ending);
        last = own.filter(|ending| !ending.is_empty()).unwrap_or(last);
        text.push_str(last);
    }
    text
}

/// The lines of a text and what ends each: nothing ends the last one.
fn lines(text: &str) -> Vec<(&str, &str)> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(['\n', '\r']) {
        let length = if rest[end..].starts_with("\r\n") {
            2
        } else {
            1
        };
        lines.push((&rest[..end], &rest[end..end + length]));
        rest = &rest[end + length..];
    }
    lines.push((rest, ""));
    lines
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn lines_keep_what_ends_them() {
        for (before, typed, after) in [
            ("a\nb\n", "a\nc\n", "a\nc\n"),
            ("a\r\nb\r\n", "a\nb\n", "a\r\nb\r\n"),
            ("a\r\nb\r\n", "a\nx\ny\nb\n", "a\r\nx\r\ny\r\nb\r\n"),
            ("a\r\nb\nc\r\n", "a\nb\nd\nc\n", "a\r\nb\nd\nc\r\n"),
            ("a\r\nb", "a\nb\nc", "a\r\nb\r\nc"),
            ("a\r\nb\r\n", "", ""),
            ("a\rb\r", "a\nb\nc\n", "a\rb\rc\r"),
        ] {
            assert_eq!(kept(before, typed), after, "{before:?} {typed:?}");
        }
    }
}

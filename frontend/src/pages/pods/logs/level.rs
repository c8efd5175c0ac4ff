//! How grave a line is, where it says so. Pure.

/// How grave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// It does not say, or nothing is wrong.
    #[default]
    Plain,
    /// For those who look for a fault.
    Debug,
    /// Something may become wrong.
    Warn,
    /// Something is wrong.
    Error,
}

/// How much of a line is looked at.
const LOOKED_AT: usize = 200;

/// The words, each with how grave it is.
const WORDS: [(&str, Level); 14] = [
    ("error", Level::Error),
    ("err", Level::Error),
    ("fatal", Level::Error),
    ("panic", Level::Error),
    ("critical", Level::Error),
    ("crit", Level::Error),
    ("emerg", Level::Error),
    ("alert", Level::Error),
    ("warn", Level::Warn),
    ("warning", Level::Warn),
    ("debug", Level::Debug),
    ("trace", Level::Debug),
    ("info", Level::Plain),
    ("notice", Level::Plain),
];

/// How grave a line is: the first word for it that stands by itself among the first words, or klog's letter.
#[must_use]
pub fn of(line: &str) -> Level {
    if let Some(level) = of_klog(line.as_bytes()) {
        return level;
    }
    let bytes = line.as_bytes();
    let bytes = &bytes[..bytes.len().min(LOOKED_AT)];
    let mut start = 0;
    for at in 0..=bytes.len() {
        let is_letter = bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        if is_letter {
            continue;
        }
        let word = &bytes[start..at];
        start = at + 1;
        // `m` ends the colour before it.
        let word =
            if start > 5 && word.first() == Some(&b'm') && is_after_colour(bytes, at, word.len()) {
                &word[1..]
            } else {
                word
            };
        for (known, level) in WORDS {
            if word.eq_ignore_ascii_case(known.as_bytes()) {
                return level;
            }
        }
    }
    Level::Plain
}

/// Whether the word of this length that ends here stands behind `ESC [ … `.
fn is_after_colour(bytes: &[u8], end: usize, length: usize) -> bool {
    let before = &bytes[..end - length];
    let digits = before
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit() || **byte == b';')
        .count();
    before[..before.len() - digits].ends_with(b"\x1b[")
}

/// `E1130 10:42:07.113`: klog's header.
fn of_klog(line: &[u8]) -> Option<Level> {
    let is_header = line.get(1..5)?.iter().all(u8::is_ascii_digit) && line.get(5) == Some(&b' ');
    match line[0] {
        b'E' | b'F' if is_header => Some(Level::Error),
        b'W' if is_header => Some(Level::Warn),
        b'I' if is_header => Some(Level::Plain),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Level, of};

    #[test]
    fn a_line_is_as_grave_as_it_says() {
        for (line, expected) in [
            ("time=x level=error msg=\"no info\"", Level::Error),
            ("{\"level\":\"warn\",\"msg\":\"x\"}", Level::Warn),
            ("[error] [config] x", Level::Error),
            ("\u{1b}[31mERROR\u{1b}[0m x", Level::Error),
            ("\u{1b}[1;33mWARN\u{1b}[0m x", Level::Warn),
            ("E1130 10:42:07.1 x", Level::Error),
            ("I1130 10:42:07.1 an error", Level::Plain),
            ("2026 INFO an error occurred", Level::Plain),
            ("panic: x", Level::Error),
            ("DEBUG x", Level::Debug),
            ("terror and errors", Level::Plain),
            ("", Level::Plain),
            ("\u{fc}", Level::Plain),
        ] {
            assert_eq!(of(line), expected, "{line:?}");
        }
    }
}

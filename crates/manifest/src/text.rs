//! Small questions about a text: lines, and what stands between two tokens of YAML.

/// Where the line of an offset begins. `\n`, `\r\n` and a lone `\r` end a line.
pub(crate) fn line_start(text: &str, offset: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = offset.min(bytes.len());
    // Between `\r` and `\n` is still on the line that they end.
    if at > 0 && bytes.get(at) == Some(&b'\n') && bytes[at - 1] == b'\r' {
        at -= 1;
    }
    bytes[..at]
        .iter()
        .rposition(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(0, |at| at + 1)
}

/// Where the line of an offset ends, before its line break.
pub(crate) fn line_end(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    text.as_bytes()[offset..]
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(text.len(), |length| offset + length)
}

/// Where the line after the one of an offset begins; the end of the text after the last line.
pub(crate) fn next_line(text: &str, offset: usize) -> usize {
    let end = line_end(text, offset);
    end + line_break(text, end).len()
}

/// The line break at an offset, or nothing.
pub(crate) fn line_break(text: &str, offset: usize) -> &str {
    let rest = &text[offset.min(text.len())..];
    let length = match rest.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    };
    &rest[..length]
}

/// The spaces and tabs that a line begins with.
pub(crate) fn indentation(text: &str, offset: usize) -> &str {
    let line = &text[line_start(text, offset)..line_end(text, offset)];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// How many characters stand between the start of the line and an offset.
pub(crate) fn column(text: &str, offset: usize) -> usize {
    let start = line_start(text, offset);
    text.get(start..offset).map_or(0, |before| {
        before.chars().filter(|c| *c != '\u{feff}').count()
    })
}

/// Skips blanks, line breaks and comments, and in flow style commas.
pub(crate) fn skip_separators(text: &str, from: usize, flow: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
            Some(b',') if flow => at += 1,
            Some(b'#') => at = line_end(text, at),
            _ if text[at.min(text.len())..].starts_with('\u{feff}') => at += '\u{feff}'.len_utf8(),
            _ => return at,
        }
    }
}

/// Whether nothing but blanks stands between the start of the line and an offset.
pub(crate) fn begins_line(text: &str, offset: usize) -> bool {
    text[line_start(text, offset)..offset]
        .trim_matches([' ', '\t', '\u{feff}'])
        .is_empty()
}

//! What a line says, made safe to show: colours of terminals as marks of our own, control characters visible. Pure.

/// A piece of a line with one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// The colour, 0 to 7, where it has one.
    pub colour: Option<u8>,
    /// Whether it is bold.
    pub is_bold: bool,
}

/// The pieces of a line. What comes before a carriage return was written over by what follows, as on a terminal.
#[must_use]
pub fn pieces(line: &str) -> Vec<Piece> {
    let line = last_drawn(line);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut look = Piece::default();
    let mut rest = line;
    while let Some(at) = rest.find('\u{1b}') {
        push(&mut pieces, &look, &rest[..at]);
        rest = escape(&rest[at..], &mut look);
    }
    push(&mut pieces, &look, rest);
    pieces
}

/// The part of a line that a terminal would show in the end.
fn last_drawn(line: &str) -> &str {
    let mut end = line;
    while let Some(cut) = end.strip_suffix('\r') {
        end = cut;
    }
    match end.rfind('\r') {
        Some(at) => &end[at + 1..],
        None => end,
    }
}

/// Reads the escape sequence that `text` begins with (ECMA-48), and gives what follows it.
fn escape<'a>(text: &'a str, look: &mut Piece) -> &'a str {
    let after = &text[1..];
    let bytes = after.as_bytes();
    match bytes.first() {
        Some(b'[') => {
            let is_final = |byte: &u8| (0x40..=0x7e).contains(byte);
            match bytes[1..].iter().position(is_final) {
                Some(end) => {
                    if bytes[1 + end] == b'm' {
                        apply(&after[1..=end], look);
                    }
                    &after[end + 2..]
                }
                // It has no end on this line.
                None => "",
            }
        }
        Some(b']') => {
            // A title or a link: up to BEL or ESC \.
            match after.find(['\u{7}', '\u{1b}']) {
                Some(end) if bytes[end] == 7 => &after[end + 1..],
                Some(end) => after[end..]
                    .strip_prefix("\u{1b}\\")
                    .unwrap_or(&after[end..]),
                None => "",
            }
        }
        Some(_) => {
            let mut characters = after.chars();
            characters.next();
            characters.as_str()
        }
        None => "",
    }
}

/// Changes the look as the numbers say (SGR).
fn apply(numbers: &str, look: &mut Piece) {
    let mut numbers = numbers.split([';', ':']);
    while let Some(number) = numbers.next() {
        match number.parse::<u8>().unwrap_or(0) {
            0 => *look = Piece::default(),
            1 => look.is_bold = true,
            22 => look.is_bold = false,
            39 => look.colour = None,
            code @ 30..=37 => look.colour = Some(code - 30),
            code @ 90..=97 => look.colour = Some(code - 90),
            38 | 48 => {
                // One of 256, or red, green and blue; the background is not drawn.
                let is_front = number == "38";
                match numbers.next() {
                    Some("5") => {
                        let colour = numbers.next().and_then(|code| code.parse::<u8>().ok());
                        if is_front {
                            look.colour = colour.map(|code| code % 8);
                        }
                    }
                    Some("2") => {
                        numbers.nth(2);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

fn push(pieces: &mut Vec<Piece>, look: &Piece, text: &str) {
    if text.is_empty() {
        return;
    }
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        visible.push(match character {
            '\t' => '\t',
            // The pictures of control characters (U+2400).
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            // What turns the direction of the text around would make a line say something else.
            '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            other => other,
        });
    }
    pieces.push(Piece {
        text: visible,
        ..look.clone()
    });
}

#[cfg(test)]
mod tests {
    use super::pieces;

    fn told(line: &str) -> Vec<String> {
        let pieces = pieces(line).into_iter();
        pieces
            .map(|piece| {
                let colour = piece.colour.map(|colour| colour.to_string());
                let bold = if piece.is_bold { "*" } else { "" };
                format!("{}{bold}:{}", colour.unwrap_or_default(), piece.text)
            })
            .collect()
    }

    #[test]
    fn colours_become_marks_and_nothing_else_comes_through() {
        for (line, expected) in [
            ("plain", vec![":plain"]),
            ("\u{1b}[31mred\u{1b}[0m and", vec!["1:red", ": and"]),
            ("\u{1b}[1;93mbold\u{1b}[m", vec!["3*:bold"]),
            (
                "\u{1b}[38;5;208mof 256\u{1b}[48;2;1;2;3mx",
                vec!["0:of 256", "0:x"],
            ),
            ("a\u{1b}[2Jb\u{1b}]0;title\u{7}c", vec![":a", ":b", ":c"]),
            ("\u{1b}]8;;http://x\u{1b}\\link", vec![":link"]),
            ("cut \u{1b}[3", vec![":cut "]),
            ("cut \u{1b}", vec![":cut "]),
            ("\u{1b}\u{fc}x", vec![":x"]),
            ("10 %\r55 %\r100 %\r\r", vec![":100 %"]),
            (
                "\u{7}\0\u{7f}<b>\u{202e}",
                vec![":\u{2407}\u{2400}\u{2421}<b>\u{fffd}"],
            ),
            ("", vec![]),
        ] {
            assert_eq!(told(line), expected, "{line:?}");
        }
    }
}

//! A line of the manifest with a marker under the place.

use std::ops::Range;

use unicode_width::UnicodeWidthChar as _;

use super::style::Style;

/// Where a problem is, in a line of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The line, counted from 1.
    pub(super) line: usize,
    /// The first character, counted from 1.
    pub(super) column: usize,
    /// How many characters of the line are meant.
    pub(super) width: usize,
}

/// How many characters of a line are shown around the place.
const SHOWN: usize = 100;

/// The line and, under it, the marker; nothing where the text has no such line.
pub(super) fn draw(
    text: &str,
    place: Place,
    paint: impl Fn(&str) -> String,
    style: Style,
) -> String {
    let Some(line) = text.lines().nth(place.line.saturating_sub(1)) else {
        return String::new();
    };
    let characters: Vec<char> = line.trim_end().chars().collect();
    let at = place.column.saturating_sub(1).min(characters.len());
    // A long line is cut in front of the place, where there is least to learn from it.
    let start = if at + place.width > SHOWN {
        at.saturating_sub(SHOWN / 4)
    } else {
        0
    };
    let end = characters.len().min(start + SHOWN);
    let mut shown: String = characters[start..end]
        .iter()
        .map(|&character| visible(character))
        .collect();
    // Some characters take two columns of a terminal, some none.
    let wide = |range: Range<usize>| -> usize {
        let taken = characters[range].iter();
        taken
            .map(|&character| visible(character).width().unwrap_or(0))
            .sum()
    };
    let mut indent = wide(start..at);
    if start > 0 {
        shown.insert(0, '…');
        indent += 1;
    }
    if end < characters.len() {
        shown.push('…');
    }
    let width = wide(at..end.min(at + place.width).max(at)).max(1);
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    format!(
        "{margin} {bar}\n{number} {bar} {shown}\n{margin} {bar} {indent}{marker}\n",
        bar = style.faint("│"),
        number = style.faint(&number),
        indent = " ".repeat(indent),
        marker = paint(&"^".repeat(width)),
    )
}

/// A control character would move the cursor and with it the marker.
fn visible(character: char) -> char {
    if character == '\t' || character.is_control() {
        ' '
    } else {
        character
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, draw};
    use crate::command::check::style::Style;

    fn drawn(text: &str, line: usize, column: usize, width: usize) -> String {
        let place = Place {
            line,
            column,
            width,
        };
        draw(text, place, str::to_owned, Style::plain())
    }

    #[test]
    fn marks_the_place() {
        assert_eq!(
            drawn("a: 1\nname: \u{e9}A\n", 2, 7, 2),
            "  │\n2 │ name: \u{e9}A\n  │       ^^\n"
        );
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        assert_eq!(
            drawn("\u{65e5}: \u{672c}\u{8a9e}\tx", 1, 4, 2),
            "  \u{2502}\n1 \u{2502} \u{65e5}: \u{672c}\u{8a9e} x\n  \u{2502}     ^^^^\n"
        );
    }

    #[test]
    fn shortens_a_long_line() {
        let text = format!("{}x", "y".repeat(300));
        let drawn = drawn(&text, 1, 301, 1);
        let [_, line, marker] = drawn.lines().collect::<Vec<_>>()[..] else {
            panic!("three lines are drawn");
        };
        assert!(line.ends_with("yx") && line.contains('…'));
        assert_eq!(line.chars().count(), marker.chars().count());
    }

    #[test]
    fn a_line_that_is_not_there_is_not_drawn() {
        assert_eq!(drawn("a", 2, 1, 1), "");
    }
}

//! The lines of a text, counted once: a place is then found in the time of a search, however many are asked
//! for and however long the lines are.

/// How many bytes lie between two places at which the characters before them are known.
const BLOCK: usize = 512;

/// Where lines begin, and how many characters stand before places in the text.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// The first byte of each line.
    starts: Vec<usize>,
    /// How many characters begin before each multiple of [`BLOCK`] bytes.
    characters: Vec<usize>,
}

impl Lines {
    /// Counts. `\n`, `\r\n` and a lone `\r` end a line.
    pub(super) fn of(text: &str) -> Self {
        let (mut starts, mut characters) = (vec![0], Vec::with_capacity(text.len() / BLOCK + 1));
        let mut count = 0;
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            if at % BLOCK == 0 {
                characters.push(count);
            }
            count += usize::from(is_first(*byte));
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(at + 1);
            }
        }
        Self { starts, characters }
    }

    /// The line and the column in characters of a byte of this text, both counted from 1.
    pub(super) fn place(&self, text: &str, offset: usize) -> (u32, u32) {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let column = self.before(text, offset) - self.before(text, self.starts[line - 1]);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        (number(line), number(column + 1))
    }

    /// How many characters begin before a byte.
    fn before(&self, text: &str, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.characters.len().saturating_sub(1));
        let known = self.characters.get(block).copied().unwrap_or_default();
        let rest = text.as_bytes().get(block * BLOCK..offset);
        let starts = |rest: &[u8]| rest.iter().filter(|byte| is_first(**byte)).count();
        known + rest.map_or(0, starts)
    }
}

/// Whether a byte is the first one of a character.
fn is_first(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Lines;

    proptest! {
        #[test]
        fn a_place_is_what_counting_from_the_start_says(
            text in "([a-zéß漢😀 ]{0,40}(\n|\r|\r\n)?){0,40}", at in any::<prop::sample::Index>(),
        ) {
            let mut offset = at.index(text.len() + 1);
            while !text.is_char_boundary(offset) {
                offset -= 1;
            }
            let before = &text[..offset];
            let is_between = before.ends_with('\r') && text[offset..].starts_with('\n');
            let ended = if is_between { &before[..offset - 1] } else { before };
            let lines = ended.replace("\r\n", "\n").replace('\r', "\n");
            let line = lines.matches('\n').count() + 1;
            let last = ended.rfind(['\n', '\r']).map_or(0, |at| at + 1);
            let column = before[last..].chars().count() + 1;
            let place = Lines::of(&text).place(&text, offset);
            prop_assert_eq!((place.0 as usize, place.1 as usize), (line, column));
        }
    }
}

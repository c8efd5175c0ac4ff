//! Texts at random: some lines of a manifest, damaged in a few places.

use std::fs;

use anyhow::{Context as _, Result};
use fastrand::Rng;

use crate::workspace;

/// How many lines of a manifest are taken at most; what is wrong with YAML is wrong in a few lines.
const LINES: usize = 24;

/// One of most things that YAML has, none of it rare in a mutation.
const SEED: &str = "# head
apiVersion: apps/v1
metadata: {name: &n agent, labels: {\"a/b\": 'x', on: *n}}
spec:
  base: &base
    k: 1
    0x1F: !!str 010
  merged:
    <<: *base
    j: |
      text
       more

  list:
  - name: a # c
    items: [1, {x: y}, \"q\\u00e9\\n\", , k: v]
  - - b
    - >-
      folded
      lines

      end
    - |2+
        kept

  - ? complex
    : value
  - 'it''s
    long'
  - \"two
    lines \\
    joined\"
  -
  empty:
  numbers: [1e3, 0o7, 0b1, +.inf, .5, 1_000, -0, 0x, 1:30, 1E400, 18446744073709551616, 1.0]
  words: [yes, No, ~, null, on, y, =, <<, 2001-01-01]
...
---
{\"a\": 1.0, \"b\": [true, null, \"\\/\"], \"c\": {\"d\": 1e400}}
";

/// Pieces that mean something to YAML.
const PIECES: [&str; 84] = [
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "\t",
    ":",
    ": ",
    "- ",
    "-",
    "? ",
    "?",
    "#",
    " # c",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a ",
    "*a",
    "*base",
    "<<: ",
    "!!str ",
    "!!int ",
    "!!binary ",
    "!!float ",
    "!x ",
    "!",
    "!<tag:yaml.org,2002:str> ",
    "|",
    ">-",
    "|+2",
    ">1\n",
    "|\n",
    "---\n",
    "---",
    "\n---\n",
    "...\n",
    "\n...\n",
    "\u{feff}",
    "é",
    "\u{2028}",
    "\u{2029}",
    "\u{85}",
    "\u{a0}",
    "\u{0}",
    "\u{7f}",
    "\u{1f600}",
    "%",
    "%TAG ! x\n",
    "@",
    "`",
    "\\",
    "\\n",
    "\\u12",
    "\\x41",
    "\\\n",
    "1E400",
    "1e309",
    ".inf",
    "0777",
    "1_0",
    "~",
    "null",
    "yes",
    "a: b",
    "a:b",
    "{a: b}",
    "[a, b]",
    "g:}",
    "{a:}",
    "[a:,]",
    "::",
    "\n\n",
    "\n  ",
    "\n    ",
    "''",
    "\"\"",
    ": |\n",
    "- - ",
];

/// Texts to damage.
pub(super) struct Texts(Vec<String>);

impl Texts {
    /// # Errors
    /// The corpus is there and cannot be read.
    pub(super) fn collect() -> Result<Self> {
        let mut texts = vec![SEED.to_owned()];
        let folder = workspace::root().join("../shared/corpus/manifests");
        if folder.is_dir() {
            let mut files: Vec<_> = fs::read_dir(&folder)?
                .filter_map(|entry| Some(entry.ok()?.path()))
                .collect();
            files.sort();
            for file in files {
                texts.push(
                    fs::read_to_string(&file)
                        .with_context(|| format!("{} cannot be read", file.display()))?,
                );
            }
        } else {
            println!("  no corpus of real manifests here; one made-up text only");
        }
        Ok(Self(texts))
    }

    /// The text of this seed; the same seed makes the same text.
    pub(super) fn mutated(&self, seed: u64) -> String {
        let mut rng = Rng::with_seed(seed);
        let source = if rng.bool() {
            &self.0[0]
        } else {
            &self.0[rng.usize(..self.0.len())]
        };
        let lines: Vec<&str> = source.split_inclusive('\n').collect();
        let count = rng.usize(1..=LINES);
        let first = rng.usize(..lines.len());
        let mut text: String = lines.iter().skip(first).take(count).copied().collect();
        if rng.usize(..20) == 0 {
            text = text.replace('\n', "\r\n");
        }
        for _ in 0..rng.usize(..5) {
            damage(&mut rng, &mut text);
        }
        // kubectl puts a line break at the end where there is none, the API server does not.
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }
}

fn damage(rng: &mut Rng, text: &mut String) {
    let boundary = |rng: &mut Rng, text: &str| {
        let mut at = rng.usize(..=text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let at = boundary(rng, text);
    let mut end = (at + rng.usize(..6)).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let piece = PIECES[rng.usize(..PIECES.len())];
    match rng.usize(..8) {
        0 => text.replace_range(at..end, ""),
        1 => text.truncate(at),
        2 | 3 => text.replace_range(at..end, piece),
        // Where a value begins or a line ends is where pieces mean most.
        4 => {
            let spots: Vec<usize> = text.match_indices(": ").map(|(at, _)| at + 2).collect();
            if !spots.is_empty() {
                text.insert_str(spots[rng.usize(..spots.len())], piece);
            }
        }
        5 => {
            let spots: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
            if !spots.is_empty() {
                text.insert_str(spots[rng.usize(..spots.len())], piece);
            }
        }
        _ => text.insert_str(at, piece),
    }
}

#[cfg(test)]
mod tests {
    use super::{SEED, Texts};

    #[test]
    fn the_same_seed_makes_the_same_text() {
        let texts = Texts(vec![SEED.to_owned()]);
        assert_eq!(texts.mutated(7), texts.mutated(7));
        assert_ne!(texts.mutated(7), texts.mutated(8));
    }
}

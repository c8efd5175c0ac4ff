//! Where people stumble: characters that look like those of YAML and are none, and texts to which something
//! happened on the way. What kubectl says of them names none of it.

mod look_alikes;

use std::ops::Range;

use crate::document::Document;
use crate::gather::Gather;
use crate::tree::{NodeKind, Style};
use crate::{FieldPath, order, text, texts};

/// What somebody stumbled over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StumbleKind {
    /// A space that YAML takes for a letter.
    NoBreakSpace,
    /// “Quotes” as a word processor sets them.
    CurlyQuote,
    /// A colon, comma or dash of another script or a word processor.
    FullWidth,
    /// `//` or `/*` in JSON.
    SlashComment,
    /// `{{ }}` of a template that was not rendered.
    Template,
    /// A text on one line, as `curl --data @FILE` sends it.
    LostLineBreaks,
}

const KINDS: [(StumbleKind, &str); 6] = [
    (StumbleKind::NoBreakSpace, "NoBreakSpace"),
    (StumbleKind::CurlyQuote, "CurlyQuote"),
    (StumbleKind::FullWidth, "FullWidthPunctuation"),
    (StumbleKind::SlashComment, "SlashComment"),
    (StumbleKind::Template, "UnrenderedTemplate"),
    (StumbleKind::LostLineBreaks, "LostLineBreaks"),
];

impl StumbleKind {
    /// The machine's word, for example `NoBreakSpace`.
    #[must_use]
    pub fn reason(self) -> &'static str {
        let mut kinds = KINDS.iter();
        let found = kinds.find(|(kind, _)| *kind == self);
        found.map_or("", |(_, reason)| reason)
    }

    /// The kind of this word.
    #[must_use]
    pub fn of_reason(word: &str) -> Option<Self> {
        let mut kinds = KINDS.iter();
        let found = kinds.find(|(_, reason)| *reason == word);
        found.map(|(kind, _)| *kind)
    }

    /// Whether it makes all else that is said of the text beside the point.
    #[must_use]
    pub fn is_of_whole(self) -> bool {
        matches!(self, Self::Template | Self::LostLineBreaks)
    }
}

/// All places of one kind in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stumble {
    /// What it is.
    pub kind: StumbleKind,
    /// What stands at the first place: the character or the beginning of the comment.
    pub found: String,
    /// The field of the first place.
    pub path: FieldPath,
    /// The lines of the places, counted from 1, each once and in order.
    pub lines: Vec<u32>,
    /// The column of the first one in characters, counted from 1.
    pub column: u32,
}

/// One place, and what is to stand there; none where that is not known.
struct Slip {
    kind: StumbleKind,
    range: Range<usize>,
    instead: Option<String>,
}

impl Document {
    /// What in the text people stumble over, each kind once.
    #[must_use]
    pub fn stumbles(&self) -> Vec<Stumble> {
        let slips = slips(self);
        let mut stumbles: Vec<Stumble> = Vec::new();
        for slip in &slips {
            let (line, column) = self.line_and_column(slip.range.start);
            let mut known = stumbles.iter_mut();
            if let Some(stumble) = known.find(|stumble| stumble.kind == slip.kind) {
                if stumble.lines.last() != Some(&line) {
                    stumble.lines.push(line);
                }
                continue;
            }
            stumbles.push(Stumble {
                kind: slip.kind,
                found: self.text()[slip.range.clone()].chars().take(2).collect(),
                path: self.broken_at(slip.range.start),
                lines: vec![line],
                column,
            });
        }
        stumbles
    }

    /// The text with what was meant in the place of what somebody stumbled over; none where that is not known
    /// or does not help.
    #[must_use]
    pub fn without(&self, kind: StumbleKind) -> Option<String> {
        let text = self.text();
        let (mut mended, mut end) = (String::with_capacity(text.len()), 0);
        for slip in slips(self).iter().filter(|slip| slip.kind == kind) {
            mended.push_str(text.get(end..slip.range.start)?);
            mended.push_str(slip.instead.as_deref()?);
            end = slip.range.end;
        }
        mended.push_str(&text[end..]);
        let helps = end > 0 && (!self.is_intact() || Self::parse(&*mended).is_intact());
        helps.then_some(mended)
    }
}

fn slips(document: &Document) -> Vec<Slip> {
    let source = document.text();
    let mut slips = Vec::new();
    if has_lost_breaks(source) {
        slips.push(Slip {
            kind: StumbleKind::LostLineBreaks,
            range: 0..0,
            instead: None,
        });
        return slips;
    }
    if let Some(at) = template(source, document.is_intact()) {
        slips.push(Slip {
            kind: StumbleKind::Template,
            range: at..at + 2,
            instead: None,
        });
        return slips;
    }
    if source.trim_start().starts_with(['{', '[']) {
        slash_comments(source, document.is_intact(), &mut slips);
    }
    if !source.is_ascii() {
        look_alikes::find(document, &verbatim(document), &mut slips);
    }
    slips
}

/// Where letters mean themselves: in quotes and in blocks of text.
fn verbatim(document: &Document) -> Vec<Range<usize>> {
    let nodes = document.tree().nodes.iter();
    let quoted = nodes.filter(|node| match node.kind {
        NodeKind::Scalar { style, .. } => {
            matches!(
                style,
                Style::SingleQuoted | Style::DoubleQuoted | Style::Block
            )
        }
        _ => false,
    });
    let mut ranges = quoted
        .map(|node| document.in_text(node.content)..document.in_text(node.end))
        .gather();
    order::sort_by(&mut ranges, |one, other| one.start.cmp(&other.start));
    ranges
}

/// Whether what was a manifest of many lines is on one.
fn has_lost_breaks(source: &str) -> bool {
    let line = source.trim_matches(['\n', '\r', ' ', '\u{feff}']);
    // A manifest of few fields may well stand in braces on one line.
    !line.starts_with(['{', '['])
        && !line.contains(['\n', '\r'])
        && ["apiVersion:", "kind:", "metadata:"]
            .iter()
            .all(|field| texts::contains(line, field))
}

/// Where a template begins that was not rendered. Of a text that can be read, what is in braces may be meant
/// for the program in the container; what Helm calls its own is not.
fn template(source: &str, is_intact: bool) -> Option<usize> {
    const OF_HELM: [&str; 6] = [
        ".Values.",
        ".Release.",
        ".Chart.",
        ".Capabilities.",
        "include \"",
        ".Files.",
    ];
    let mut from = 0;
    while let Some(open) = texts::find(&source[from..], "{{") {
        let at = from + open;
        let line = &source[at..text::line_end(source, at)];
        if let Some(close) = texts::find(line, "}}") {
            let action = &line[2..close];
            if !is_intact || OF_HELM.iter().any(|name| texts::contains(action, name)) {
                return Some(at);
            }
        }
        from = at + 2;
    }
    None
}

/// Comments that JSON does not have, as comments that YAML has: it reads braces too. Where it makes something of
/// them all the same, only those before a key or an item are meant to be some.
fn slash_comments(source: &str, is_intact: bool, slips: &mut Vec<Slip>) {
    let may_begin = |at: usize| {
        let before = source[..at].trim_end();
        if is_intact {
            before.ends_with(['{', '[', ','])
        } else {
            // Behind a colon it is that of an address.
            !source[..at].ends_with(':')
        }
    };
    let bytes = source.as_bytes();
    let (mut at, mut is_quoted) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        match (byte, next) {
            (b'\\', Some(_)) if is_quoted => at += 1,
            (b'"', _) => is_quoted = !is_quoted,
            // What stands in quotes ends with its line.
            (b'\n', _) => is_quoted = false,
            (b'/', Some(b'/' | b'*')) if !is_quoted && may_begin(at) => {
                let is_line = next == Some(&b'/');
                let end = if is_line {
                    text::line_end(source, at)
                } else {
                    texts::find(&source[at..], "*/").map_or(source.len(), |end| at + end + 2)
                };
                let gap = match at.checked_sub(1).map(|before| bytes[before]) {
                    None | Some(b' ' | b'\t' | b'\n') => "",
                    Some(_) => " ",
                };
                let comment = source[at + 2..end].trim_end_matches("*/");
                // YAML's comments go on to the end of their line.
                let is_last = source[end..text::line_end(source, end)].trim().is_empty();
                slips.push(Slip {
                    kind: StumbleKind::SlashComment,
                    range: at..end,
                    instead: is_last.then(|| {
                        let lines = comment.split('\n').gather();
                        format!("{gap}#{}", texts::join(&lines, "\n#"))
                    }),
                });
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests;

//! Mending a broken text far enough to read the rest of it.
//!
//! Somebody who types leaves half a key, an open quote or bracket, a line at no sensible indentation.
//! The parser stops there. A copy of the text is changed near that place until the parser gets
//! through: by inserting at the end of a line, or by blanking a line with spaces. So every line keeps
//! its number, what stands before the damage keeps its place, and only the changed lines are lost.

use std::ops::Range;

use super::build::{self, Reading};
use super::{Damage, Limits};
use crate::yaml::problem_kind::ProblemKind;
use crate::{order, text};

/// How many places of damage are mended before giving up.
const MAX_ROUNDS: usize = 12;
/// How many lines above the place where the parser stopped are tried.
const LINES_BACK: usize = 6;
/// How many bytes the parser may read altogether, so that a large broken text stays quick.
const BUDGET: usize = 6 << 20;

/// One change to the text.
#[derive(Clone, Debug)]
enum Mend {
    /// Insert at the end of the line's content.
    Append(usize, &'static str),
    /// Put spaces in the place of the line.
    Blank(Range<usize>),
}

/// Mends a text that the parser could not read to its end. Where that does not succeed, or takes all
/// of it away as with JSON of one line, the reading is what stood before the error.
pub(crate) fn repair(source: &str, first: Reading) -> (Reading, Damage) {
    let mut budget = BUDGET;
    if let Some((reading, mends)) = mend(&first, &mut budget)
        && (reading.tree.nodes.len() > 1 || !source.trim_start().starts_with(['{', '[']))
    {
        return (reading, damage(source, &mends));
    }
    let mut damage = Damage {
        hopeless: true,
        ..Damage::default()
    };
    // In flow style the parser looks ahead, and may not have told what it has read.
    let stopped = first.stopped.as_ref().map_or(0, |stop| stop.reached);
    let before = source.get(..stopped).unwrap_or_default();
    let closing = closing(before);
    let reading = build::read(format!("{before}{closing}"), Limits::MANIFEST);
    if reading.stopped.is_none() && reading.tree.nodes.len() > first.tree.nodes.len() {
        damage.insertions = vec![(before.len(), closing.len())];
        return (reading, damage);
    }
    (first, damage)
}

/// What closes the quotes and brackets that a text in flow style leaves open.
fn closing(text: &str) -> String {
    let mut open = Vec::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (open.last(), character) {
            (Some('"'), '\\') => {
                characters.next();
            }
            (Some(&quote @ ('"' | '\'')), _) if character == quote => {
                open.pop();
            }
            (Some('"' | '\''), _) => {}
            (_, '"' | '\'') => open.push(character),
            (_, '[') => open.push(']'),
            (_, '{') => open.push('}'),
            (Some(&last), ']' | '}') if last == character => {
                open.pop();
            }
            _ => {}
        }
    }
    open.into_iter().rev().collect()
}

/// The changes after which the parser gets to the end of a text that it could not read.
fn mend(first: &Reading, budget: &mut usize) -> Option<(Reading, Vec<Mend>)> {
    let mut mends: Vec<Mend> = Vec::new();
    let mut mended = None;
    for _ in 0..MAX_ROUNDS {
        let best = mended.as_ref().unwrap_or(first);
        let (mend, reading) = best_mend(best, budget)?;
        mends.push(mend);
        if reading.stopped.is_none() {
            return Some((reading, mends));
        }
        mended = Some(reading);
    }
    None
}

/// The change after which the parser gets furthest; the first one that takes it to the end.
fn best_mend(broken: &Reading, budget: &mut usize) -> Option<(Mend, Reading)> {
    let text = &broken.tree.text;
    let stopped = broken.stopped.as_ref()?.reached;
    let mut best: Option<(usize, Mend, Reading)> = None;
    for mend in candidates(text, stopped) {
        *budget = budget.checked_sub(text.len())?;
        let reading = build::read(apply(text, &mend), Limits::MANIFEST);
        // Braces that are closed too early make JSON of what stands before them, which nothing else can follow.
        if syntax_faults(&reading) > syntax_faults(broken) {
            continue;
        }
        let Some(stop) = &reading.stopped else {
            return Some((mend, reading));
        };
        let reached = stop.reached;
        if reached > stopped && best.as_ref().is_none_or(|(far, ..)| reached > *far) {
            best = Some((reached, mend, reading));
        }
    }
    best.map(|(_, mend, reading)| (mend, reading))
}

/// What is wrong with the text and does not stop the reading.
fn syntax_faults(reading: &Reading) -> usize {
    let faults = reading.faults.iter();
    let syntax = faults.filter(|fault| fault.kind == ProblemKind::Syntax);
    syntax.count()
}

/// What may mend an error noticed at an offset, the gentlest first.
fn candidates(text: &str, stopped: usize) -> Vec<Mend> {
    let mut mends = Vec::new();
    let mut lines = Vec::new();
    let mut start = text::line_start(text, stopped.min(text.len()));
    for _ in 0..LINES_BACK {
        lines.push(start..text::line_end(text, start));
        if start == 0 {
            break;
        }
        start = text::line_start(text, start - 1);
    }
    lines.retain(|line| !text[line.clone()].trim().is_empty());
    for line in &lines {
        let content = text[line.clone()].trim_end();
        let end = line.start + content.len();
        let mut word = content.trim_start();
        while let Some(item) = word.strip_prefix("- ") {
            word = item;
        }
        let tells = |byte: u8| b":\"'{[#|>&*".contains(&byte);
        if !word.is_empty() && !word.bytes().any(tells) {
            mends.push(Mend::Append(end, ":"));
        }
        if let Some(closing) = missing_closings(content) {
            mends.push(Mend::Append(end, closing));
        }
    }
    mends.extend(lines.into_iter().map(Mend::Blank));
    mends
}

/// What closes the quote or the brackets that a line leaves open.
fn missing_closings(line: &str) -> Option<&'static str> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some('"'), '\\') => drop(characters.next()),
            (Some(open_quote), c) if c == open_quote => quote = None,
            // A quote opens only where a value may begin.
            (None, '"' | '\'') if matches!(before, ' ' | '[' | '{' | ',' | ':') => quote = Some(c),
            (None, '{' | '[') if matches!(before, ' ' | '[' | '{' | ',' | ':') => open.push(c),
            (None, '}' | ']') => drop(open.pop()),
            (None, '#') if before == ' ' => break,
            _ => {}
        }
        before = c;
    }
    match (quote, open.as_slice()) {
        (Some('"'), []) => Some("\""),
        (Some('"'), ['[']) => Some("\"]"),
        (Some('"'), ['{']) => Some("\"}"),
        (Some('"'), ['[', '{']) => Some("\"}]"),
        (Some('"'), ['{', '[']) => Some("\"]}"),
        (Some('\''), []) => Some("'"),
        (Some('\''), ['[']) => Some("']"),
        (Some('\''), ['{']) => Some("'}"),
        (Some('\''), ['[', '{']) => Some("'}]"),
        (Some('\''), ['{', '[']) => Some("']}"),
        (None, ['[']) => Some("]"),
        (None, ['{']) => Some("}"),
        (None, ['[', '{']) => Some("}]"),
        (None, ['{', '[']) => Some("]}"),
        _ => None,
    }
}

fn apply(text: &str, mend: &Mend) -> String {
    match mend {
        Mend::Append(at, inserted) => format!("{}{inserted}{}", &text[..*at], &text[*at..]),
        Mend::Blank(line) => {
            let blanks = " ".repeat(line.len());
            format!("{}{blanks}{}", &text[..line.start], &text[line.end..])
        }
    }
}

/// Turns the mends, each counted in the text that the ones before it made, into places of the
/// original text.
fn damage(source: &str, mends: &[Mend]) -> Damage {
    let mut damage = Damage::default();
    for mend in mends {
        let touched = match mend {
            Mend::Append(at, _) => *at,
            Mend::Blank(line) => line.start,
        };
        let original = to_original(&damage.insertions, touched);
        let start = text::line_start(source, original);
        damage.lines.push(start..text::next_line(source, original));
        if let Mend::Append(at, inserted) = mend {
            for (earlier, _) in &mut damage.insertions {
                if *earlier >= *at {
                    *earlier += inserted.len();
                }
            }
            damage.insertions.push((*at, inserted.len()));
            order::sort_by(&mut damage.insertions, Ord::cmp);
        }
    }
    damage
}

/// An offset of a mended text as an offset of the original.
pub(crate) fn to_original(insertions: &[(usize, usize)], offset: usize) -> usize {
    let mut removed = 0;
    for (at, length) in insertions {
        if *at >= offset {
            break;
        }
        removed += (*length).min(offset - at);
    }
    offset - removed
}

/// An offset of the original text as an offset of the mended one.
pub(crate) fn to_mended(insertions: &[(usize, usize)], offset: usize) -> usize {
    insertions.iter().fold(offset, |offset, (at, length)| {
        if *at < offset {
            offset + length
        } else {
            offset
        }
    })
}

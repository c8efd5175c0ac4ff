//! Where the documents of a text begin and end, as kubectl divides it before it reads.

use crate::message::yaml as said;
use std::iter;

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::Deserializer;

use super::Fault;
use crate::text;
use crate::yaml::problem_kind::ProblemKind;

/// One document of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) range: Range<usize>,
    /// Whether it is JSON, which is read by other rules than YAML in braces.
    pub(super) is_json: bool,
    /// Whether a line `---` stands before it, so that it is a document even if it is empty.
    pub(super) is_separated: bool,
    /// Whether kubectl leaves that line in it.
    pub(super) is_explicit: bool,
}

/// Whether a text is JSON values one after the other.
pub(crate) fn is_json(text: &str) -> bool {
    let mut values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
    values.all(|value| value.is_ok())
}

/// Divides a text.
///
/// Mirrors `YAMLOrJSONDecoder` of apimachinery's `pkg/util/yaml/decoder.go`: a text that begins with a
/// brace is read as JSON values one after the other, and as YAML if the first one or what follows it is
/// none. The second value is what kubectl says of a text in which nothing else is wrong.
pub(super) fn divide(source: &str, faults: &mut Vec<Fault>) -> (Vec<Extent>, Option<Fault>) {
    let (mut extents, mut late) = (Vec::new(), None);
    let mut from = 0;
    if source.trim_start().starts_with('{') {
        let mut values = Deserializer::from_str(source).into_iter::<IgnoredAny>();
        loop {
            match values.next() {
                None => return (extents, None),
                Some(Ok(_)) => {
                    let end = values.byte_offset();
                    extents.push(Extent {
                        range: from..end,
                        is_json: true,
                        is_separated: !extents.is_empty(),
                        is_explicit: false,
                    });
                    from = end;
                }
                Some(Err(_)) => break,
            }
        }
        if extents.len() > 1 {
            faults.push(Fault {
                kind: ProblemKind::Syntax,
                message: said::only_json(),
                offset: text::skip_separators(source, from, false).min(source.len()),
            });
            return (extents, None);
        }
        let (blanks, look) = blanks(&source[from..]);
        late = (source.len() - from < look + 4).then(|| Fault {
            kind: ProblemKind::Syntax,
            message: said::no_json(),
            offset: from + blanks,
        });
        from += blanks;
    }
    divide_yaml(source, from, &mut extents, faults);
    (extents, late)
}

/// How much of what is no JSON kubectl skips before it reads it as YAML: blanks up to the end of their
/// line; and where it looks last, at four bytes (`consumeWhitespace`).
fn blanks(rest: &str) -> (usize, usize) {
    let end = rest.find(|next: char| !next.is_whitespace());
    let end = end.unwrap_or(rest.len());
    match rest[..end].find('\n') {
        Some(line) => (line + 1, line),
        None => (end, end),
    }
}

/// kubectl divides YAML at each line that begins with `---`, and wants nothing else there
/// (`YAMLReader.Read`).
fn divide_yaml(source: &str, from: usize, extents: &mut Vec<Extent>, faults: &mut Vec<Fault>) {
    let mut start = from;
    let (mut is_separated, mut is_explicit) = (false, false);
    let mut end_before = |start: usize, end: usize, is_separated: bool, is_explicit: bool| {
        extents.push(Extent {
            range: start..end,
            is_json: false,
            is_separated,
            is_explicit,
        });
    };
    let breaks = source.match_indices('\n');
    for offset in iter::once(0).chain(breaks.map(|(offset, _)| offset + 1)) {
        if offset < start || !source[offset..].starts_with("---") {
            continue;
        }
        let behind = offset + 3;
        // A carriage return alone ends a line of YAML, and none of those that are divided here.
        let line = source[behind..].split('\n').next();
        let rest = line.unwrap_or_default();
        let content = rest.trim_start();
        // A line stays where nothing stands before it that it could end.
        let is_kept = if is_separated {
            !is_explicit && text::next_line(source, start) >= offset
        } else {
            offset == from
        };
        let is_comment = content.starts_with('#') && (!is_kept || content.len() < rest.len());
        if !content.is_empty() && !is_comment {
            faults.push(Fault {
                kind: ProblemKind::Syntax,
                message: said::comment_after_divider(),
                offset: behind + rest.len() - content.len(),
            });
        }
        // Nothing stands before the first one, most often.
        if is_separated || offset > 0 {
            end_before(start, offset, is_separated, is_explicit);
        }
        // A tab behind the mark ends its line as blanks do; at the beginning of what is read it would indent it.
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        start = if rest[..blank].contains('\t') {
            behind + blank
        } else {
            behind
        };
        (is_separated, is_explicit) = (true, is_kept);
    }
    end_before(start, source.len(), is_separated, is_explicit);
}

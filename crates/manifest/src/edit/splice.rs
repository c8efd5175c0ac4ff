//! Applying splices and checking that they did what was meant and nothing else.

use std::ops::Range;

use serde_json::Value;

use super::EditError;
use super::agree::{At, agree};
use super::expect::Expected;
use super::render::Pen;
use crate::document::Document;
use crate::document::objects::ITEMS;
use crate::gather::Gather;
use crate::tree::{Found, NodeId, NodeKind};
use crate::{FieldPath, Segment, order, text, yaml};

/// One replacement in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

impl Splice {
    pub(super) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }

    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(at..at, text)
    }

    pub(super) fn remove(range: Range<usize>) -> Self {
        Self::new(range, "")
    }
}

/// Replaces the ranges of a text, which must not overlap.
fn splice(text: &str, splices: &[Splice]) -> Option<String> {
    let mut ordered: Vec<&Splice> = splices.iter().gather();
    order::sort_by(&mut ordered, |one, two| {
        let place = |splice: &Splice| (splice.range.start, splice.range.end);
        place(one).cmp(&place(two))
    });
    let mut edited = String::with_capacity(text.len() + 64);
    let mut taken = 0;
    for Splice { range, text: new } in ordered {
        edited.push_str(text.get(taken..range.start)?);
        edited.push_str(new);
        taken = range.end;
    }
    edited.push_str(text.get(taken..)?);
    Some(edited)
}

impl Document {
    /// Takes the first of several ways to write an edit after which the text reads as expected: this
    /// document has the expected value, the other documents of the text theirs, and nothing new is
    /// wrong. So a text of unforeseen shape leads to a refusal and never to damage.
    pub(super) fn apply(
        &mut self,
        path: &FieldPath,
        choices: Vec<Vec<Splice>>,
        expected: &Expected,
    ) -> Result<(), EditError> {
        for splices in choices {
            let Some(text) = self.spliced(splices) else {
                continue;
            };
            let edited = Self::parse_at(text, self.place().clone());
            if self.becomes(&edited, expected) {
                *self = edited;
                return Ok(());
            }
        }
        let shares = self
            .tree()
            .nodes
            .iter()
            .any(|node| matches!(node.kind, NodeKind::Alias { .. }));
        Err(if shares {
            EditError::Shared { path: path.clone() }
        } else {
            self.unplaceable(path)
        })
    }

    /// The text that the tree counts in.
    pub(super) fn source(&self) -> &str {
        &self.tree().text
    }

    /// The text after these splices of the tree's text; `None` where they would change a line that was not
    /// understood, or meet.
    fn spliced(&self, splices: Vec<Splice>) -> Option<String> {
        let mut of_text = Vec::new();
        for splice in splices {
            of_text.push(self.in_text_splice(splice)?);
        }
        splice(self.text(), &of_text)
    }

    /// A splice of the tree's text as one of the text itself; `None` where it would change a line that
    /// was not understood.
    fn in_text_splice(&self, splice: Splice) -> Option<Splice> {
        let range = self.in_text(splice.range.start)..self.in_text(splice.range.end);
        let leaves = |line: &Range<usize>| {
            let end = text::line_end(self.text(), line.start);
            let between = range.is_empty() && (range.start == line.start || range.start == end);
            between || range.end <= line.start || range.start >= line.end
        };
        self.damaged_lines()
            .iter()
            .all(leaves)
            .then_some(Splice { range, ..splice })
    }

    fn becomes(&self, edited: &Self, expected: &Expected) -> bool {
        let (before, after) = (&self.tree().parts, &edited.tree().parts);
        edited.is_intact() == self.is_intact()
            && edited.problems().len() <= self.problems().len()
            && before.len() == after.len()
            && before
                .iter()
                .zip(after)
                .enumerate()
                .all(|(number, (before, after))| {
                    let before = At::new(self.tree(), before.root);
                    let after = At::new(edited.tree(), after.root);
                    let is_chosen = number == self.place().part;
                    let (place, value) = expected.change();
                    let way: Vec<Segment> = self.way().chain(place.iter().cloned()).gather();
                    let change = is_chosen.then_some((way.as_slice(), value));
                    let is_met = || {
                        let value = after.value();
                        (is_chosen && self.is_met(expected, before.value(), &value))
                            || (!is_chosen && value == before.value())
                    };
                    let agrees = agree(before, after, change);
                    debug_assert!(!agrees || is_met(), "the trees agree, the values differ");
                    agrees || is_met()
                })
    }

    /// The way from the root of the document to the object, through the lists that hold it.
    fn way(&self) -> impl Iterator<Item = Segment> {
        let items = self.place().items.iter();
        items.flat_map(|&index| [Segment::Key(ITEMS.to_owned()), Segment::Index(index)])
    }

    /// Whether a value of the whole document is the expected one, where it was `before`.
    fn is_met(&self, expected: &Expected, mut before: Value, value: &Value) -> bool {
        let whole = expected.at(self, &FieldPath::root());
        let mut object = &mut before;
        for segment in self.way() {
            object = match segment {
                Segment::Key(key) => &mut object[key],
                Segment::Index(index) => &mut object[index],
            };
        }
        *object = whole;
        *value == before || (before.is_null() && is_empty_value(value))
    }

    /// The ways to write something: with block scalars, and without where they would not hold. What
    /// stands at the better place comes first, however it is written: a block scalar that cannot end a
    /// text without a final line break is quoted there, and does not go before what it should follow.
    pub(super) fn pens(&self, mut write: impl FnMut(&Pen) -> Vec<Vec<Splice>>) -> Vec<Vec<Splice>> {
        let mut pen = self.pen();
        let with_blocks = write(&pen);
        pen.block_scalars = false;
        let mut quoted = write(&pen).into_iter();
        let mut choices = Vec::new();
        for choice in with_blocks {
            let again = quoted.next().filter(|again| *again != choice);
            choices.push(choice);
            choices.extend(again);
        }
        choices.extend(quoted);
        choices
    }

    pub(super) fn pen(&self) -> Pen {
        Pen::of(self.tree(), self.format())
    }

    pub(super) fn existing(&self, path: &FieldPath) -> Result<Found, EditError> {
        if !self.is_editable() {
            return Err(self.unreadable());
        }
        self.find(path)
            .ok_or_else(|| EditError::NotFound { path: path.clone() })
    }

    pub(super) fn unreadable(&self) -> EditError {
        EditError::Unreadable {
            line: self.problems().first().map_or(1, |problem| problem.line),
        }
    }

    pub(super) fn unplaceable(&self, path: &FieldPath) -> EditError {
        if self.is_intact() {
            EditError::Unplaceable { path: path.clone() }
        } else {
            self.unreadable()
        }
    }

    /// Whether a node holds nothing: null, `{}` or `[]`.
    pub(super) fn is_empty(&self, node: NodeId) -> bool {
        match &self.tree().node(node).kind {
            NodeKind::Mapping { entries, .. } => entries.is_empty(),
            NodeKind::Sequence { items, .. } => items.is_empty(),
            NodeKind::Scalar { .. } => yaml::value::value(self.tree(), node).is_null(),
            NodeKind::Alias { .. } => false,
        }
    }
}

fn is_empty_value(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

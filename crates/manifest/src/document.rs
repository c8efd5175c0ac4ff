//! `Document`: one text with the tree derived from it.

mod broken;
mod lines;
pub(crate) mod objects;
mod reach;
mod read;

use crate::Message;
use std::ops::Range;
use std::sync::OnceLock;

use serde_json::Value;

use crate::FieldPath;
use crate::gather::Gather;
use crate::tree::{NodeId, Part, Tree};
use crate::yaml::{self, Damage, Fault, Limits, documents, repair};

pub use crate::yaml::problem_kind::ProblemKind;
use lines::Lines;
use objects::{Object, Place};
pub use read::Position;

/// How a manifest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML in any style.
    Yaml,
    /// JSON: the text is one JSON object, or several one after the other.
    Json,
}

/// Something that is wrong with the text itself, whatever it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxProblem {
    /// What sort of thing.
    pub kind: ProblemKind,
    /// What is wrong and how to put it right, a sentence.
    pub message: Message,
    /// The field it stands at, as far as that can be told.
    pub path: FieldPath,
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
}

/// A manifest: a text, and the tree that was read from it.
///
/// Reading never fails. A broken text keeps every byte, tells its problems, and shows what could be
/// read of it. Editing changes the text at one path and nowhere else.
#[derive(Clone, Debug)]
pub struct Document {
    text: String,
    tree: Tree,
    faults: Vec<Fault>,
    problems: Vec<SyntaxProblem>,
    damage: Option<Damage>,
    /// Counted when a place is asked for first.
    lines: OnceLock<Lines>,
    /// The objects of the text.
    objects: Vec<Object>,
    /// Which of them is shown and edited, or where one is to be where there is none.
    chosen: Place,
}

impl Document {
    /// Reads a text, YAML or JSON.
    #[must_use]
    pub fn parse(text: impl Into<String>) -> Self {
        Self::read(text.into(), None, Limits::MANIFEST)
    }

    /// Reads the objects that a cluster has printed, which may be far longer than a manifest.
    #[must_use]
    pub fn parse_objects(text: impl Into<String>) -> Self {
        Self::read(text.into(), None, Limits::OBJECTS)
    }

    /// Reads a text and looks at the object at this place, so that an edit of `kind` does not turn to
    /// another one.
    pub(crate) fn parse_at(text: String, chosen: Place) -> Self {
        Self::read(text, Some(chosen), Limits::MANIFEST)
    }

    fn read(text: String, chosen: Option<Place>, limits: Limits) -> Self {
        let yaml::Reading {
            tree,
            faults,
            damage,
        } = yaml::read(&text, limits);
        let objects = objects::of(&tree);
        let chosen = chosen.unwrap_or_else(|| objects::choose(&tree, &objects));
        let mut document = Self {
            text,
            tree,
            faults,
            problems: Vec::new(),
            damage,
            lines: OnceLock::new(),
            objects,
            chosen,
        };
        document.problems = document
            .faults
            .iter()
            .map(|fault| document.problem(fault))
            .gather();
        document
    }

    /// The text, every byte as it was given or edited.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text is YAML or JSON. YAML in braces is YAML; of a broken text the first key tells.
    #[must_use]
    pub fn format(&self) -> Format {
        let is_lead = |c: char| c.is_whitespace() || c == '\u{feff}';
        let start = self.text.trim_start_matches(is_lead);
        let is_json = match start.strip_prefix('{') {
            None => false,
            Some(_) if self.is_intact() => documents::is_json(start),
            Some(rest) => matches!(
                rest.trim_start().chars().next(),
                None | Some('"' | '}' | '/')
            ),
        };
        if is_json { Format::Json } else { Format::Yaml }
    }

    /// What is wrong with the text itself, in its order: syntax, keys written twice, limits.
    #[must_use]
    pub fn problems(&self) -> &[SyntaxProblem] {
        &self.problems
    }

    /// Whether kubectl would read the text: no syntax error in it, and within the limits.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        let syntax = |problem: &SyntaxProblem| problem.kind == ProblemKind::Syntax;
        self.damage.is_none() && !self.problems.iter().any(syntax)
    }

    /// How many objects the text holds: documents that say something, and of a list its items.
    #[must_use]
    pub fn object_count(&self) -> usize {
        self.objects.len()
    }

    /// Every object of the text, as the API server would read it.
    #[must_use]
    pub fn object_values(&self) -> Vec<Value> {
        let objects = self.objects.iter();
        objects.map(|object| object.value(&self.tree)).gather()
    }

    /// Looks up paths in another object of the text from now on, counted from 0. Nothing happens if it
    /// has not so many.
    pub fn turn_to(&mut self, index: usize) {
        if let Some(object) = self.objects.get(index) {
            self.chosen = object.place.clone();
        }
    }

    /// The same text, in which paths are looked up in another of its objects, counted from 0; none if it
    /// has not so many.
    #[must_use]
    pub fn object(&self, index: usize) -> Option<Self> {
        (index < self.object_count()).then(|| {
            let mut other = self.clone();
            other.turn_to(index);
            other
        })
    }

    /// The number of the object that paths are looked up in; none where there is none.
    #[must_use]
    pub fn chosen(&self) -> Option<usize> {
        self.object_places().position(|place| *place == self.chosen)
    }

    /// Where each object stands.
    pub(crate) fn object_places(&self) -> impl Iterator<Item = &Place> {
        self.objects.iter().map(|object| &object.place)
    }

    /// The number of the document in which the object stands that paths are looked up in, counted from 0.
    #[must_use]
    pub fn document_number(&self) -> usize {
        self.chosen.part
    }

    /// How many documents the text is made of, whatever they say.
    #[must_use]
    pub fn document_count(&self) -> usize {
        self.tree.parts.len()
    }

    /// Every document of the text that says something, lists as lists.
    #[must_use]
    pub fn document_values(&self) -> Vec<Value> {
        let roots = self.tree.parts.iter().map(|part| part.root);
        let values = roots.map(|root| yaml::value::value(&self.tree, root));
        values.filter(|value| !value.is_null()).gather()
    }

    /// The document that holds the object in which paths are looked up.
    pub(crate) fn part(&self) -> Option<&Part> {
        self.tree.parts.get(self.chosen.part)
    }

    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Turns to the object at this place.
    pub(crate) fn turn_to_place(&mut self, place: Place) {
        self.chosen = place;
    }

    /// The place of the object in which paths are looked up.
    pub(crate) fn place(&self) -> &Place {
        &self.chosen
    }

    pub(crate) fn root(&self) -> Option<NodeId> {
        objects::find(&self.tree, &self.chosen)
    }

    /// The object in which paths are looked up, where it says something.
    pub(crate) fn shown(&self) -> Option<&Object> {
        let mut objects = self.objects.iter();
        objects.find(|object| object.place == self.chosen)
    }

    /// The lines of a broken text that were not understood, as byte ranges with their line breaks.
    /// What the tree shows at them is a guess.
    #[must_use]
    pub fn damaged_lines(&self) -> &[Range<usize>] {
        self.damage.as_ref().map_or(&[], |damage| &damage.lines)
    }

    /// Whether the text can be edited by field at all.
    pub(crate) fn is_editable(&self) -> bool {
        self.damage.as_ref().is_none_or(|damage| !damage.hopeless) && self.part().is_some()
    }

    /// An offset of the tree as an offset of the text.
    pub(crate) fn in_text(&self, offset: usize) -> usize {
        match &self.damage {
            Some(damage) => repair::to_original(&damage.insertions, offset),
            None => offset,
        }
    }

    /// An offset of the text as an offset of the tree.
    pub(crate) fn in_tree(&self, offset: usize) -> usize {
        match &self.damage {
            Some(damage) => repair::to_mended(&damage.insertions, offset),
            None => offset,
        }
    }

    fn problem(&self, fault: &Fault) -> SyntaxProblem {
        let (line, column) = self.line_and_column(fault.offset);
        SyntaxProblem {
            kind: fault.kind,
            message: fault.message.clone(),
            path: match fault.kind {
                ProblemKind::Syntax => self.broken_at(fault.offset),
                _ => self.path_at(fault.offset),
            },
            line,
            column,
        }
    }
}

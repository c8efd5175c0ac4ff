//! Another look at a document: its JSON where the text is YAML, its YAML where the text is JSON. What is
//! changed there is changed in the text as edits by path, so that the text keeps whatever the other format
//! cannot say: comments, anchors, quotes, spelling.

use serde_json::{Map, Value};
use thiserror::Error;

use crate::Message;
use crate::document::objects::Place;
use crate::document::{Document, Format};
use crate::edit::{self, EditError};
use crate::gather::Gather;
use crate::tree::{NodeKind, Style};
use crate::yaml;

/// Why a document is not shown in another format, or why what was typed there is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ViewError {
    /// The text of the document itself does not parse.
    #[error("the problem on line {line} of the text has to be put right before")]
    Unreadable {
        /// The line of the problem, counted from 1.
        line: u32,
    },
    /// What was typed does not parse.
    #[error("the text does not parse on line {line}")]
    Broken {
        /// What is wrong and how to put it right.
        message: Message,
        /// The line of what was typed, counted from 1.
        line: u32,
        /// Its column in characters, counted from 1.
        column: u32,
    },
    /// What was typed is no JSON, though kubectl would read it as YAML.
    #[error("this is YAML and no JSON: JSON has neither comments nor names without quotes")]
    NotJson,
    /// A document of the text is no object, or what was typed is none.
    #[error("a manifest is an object, in braces in JSON, and this is none")]
    NoObject,
    /// What was typed holds a comment, and the text is JSON.
    #[error("the manifest is JSON, which has no comments")]
    Comment {
        /// The line of what was typed, counted from 1.
        line: u32,
    },
    /// Documents came or went.
    #[error(
        "the text has {there} documents and not {typed}; add and remove documents in the text itself"
    )]
    DocumentCount {
        /// How many the text has.
        there: usize,
        /// How many were typed.
        typed: usize,
    },
    /// The text cannot be edited at one of the places.
    #[error(transparent)]
    Edit(#[from] EditError),
}

impl Document {
    /// The document in a format: its own text where that is the format, else the same values written anew,
    /// keys in their order and every document that says something.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub fn shown_as(&self, format: Format) -> Result<String, ViewError> {
        if format == self.format() {
            return Ok(self.text().to_owned());
        }
        let mut text = String::new();
        for (_, value) in self.objects()? {
            if format == Format::Yaml && !text.is_empty() {
                text.push_str("---\n");
            }
            text.push_str(&match format {
                Format::Json => to_json(&value),
                Format::Yaml => to_yaml(&value),
            });
        }
        Ok(text)
    }

    /// Takes over what was typed into [`Self::shown_as`] of a format that is not the document's own: the
    /// text is edited where the values differ, see [`Document::revise`], and nowhere else.
    ///
    /// # Errors
    /// See [`ViewError`]; the document is then unchanged.
    pub fn take(&mut self, typed: &str, format: Format) -> Result<(), ViewError> {
        let objects = self.objects()?;
        let typed = Self::parse(typed);
        if let Some(problem) = typed.problems().first() {
            return Err(ViewError::Broken {
                message: problem.message.clone(),
                line: problem.line,
                column: problem.column,
            });
        }
        if format == Format::Json && typed.format() != Format::Json {
            return Err(ViewError::NotJson);
        }
        if format == Format::Yaml
            && let Some(at) = typed.first_comment()
        {
            let (line, _) = typed.line_and_column(at);
            return Err(ViewError::Comment { line });
        }
        let wanted = typed.objects()?;
        let (there, typed) = (objects.len(), wanted.len());
        if there != typed {
            return Err(ViewError::DocumentCount { there, typed });
        }
        let mut edited = self.clone();
        for ((part, _), (_, value)) in objects.into_iter().zip(wanted) {
            let items = Vec::new();
            edited.turn_to_place(Place { part, items });
            edited.revise(&value)?;
        }
        edited.turn_to_place(self.place().clone());
        *self = edited;
        Ok(())
    }

    /// The documents that say something, with their numbers; the empty object where none does.
    fn objects(&self) -> Result<Vec<(usize, Value)>, ViewError> {
        if !self.is_intact() {
            let line = self.problems().first().map_or(1, |problem| problem.line);
            return Err(ViewError::Unreadable { line });
        }
        let mut objects = Vec::new();
        for (number, part) in self.tree().parts.iter().enumerate() {
            match yaml::value::value(self.tree(), part.root) {
                Value::Null => {}
                value @ Value::Object(_) => objects.push((number, value)),
                _ => return Err(ViewError::NoObject),
            }
        }
        if objects.is_empty() {
            objects.push((0, Value::Object(Map::new())));
        }
        Ok(objects)
    }

    /// Where the first comment begins.
    fn first_comment(&self) -> Option<usize> {
        let source = &self.tree().text;
        // What stands in scalars is none; the header of a block scalar may have one.
        let mut scalars: Vec<(usize, usize)> = Vec::new();
        for node in &self.tree().nodes {
            if let NodeKind::Scalar { style, .. } = &node.kind {
                let start = match style {
                    Style::Block => crate::text::next_line(source, node.content),
                    _ => node.content,
                };
                scalars.push((start, node.end));
            }
        }
        let marks = source.bytes().enumerate().filter(|(_, byte)| *byte == b'#');
        let marks: Vec<usize> = marks.map(|(at, _)| at).gather();
        marks.into_iter().find(|at| {
            let next = scalars.partition_point(|(start, _)| start <= at);
            let inside = next.checked_sub(1).map(|before| scalars[before]);
            inside.is_none_or(|(_, end)| end <= *at)
        })
    }
}

/// A value as JSON text, two blanks a level, with a line break at the end.
#[must_use]
pub fn to_json(value: &Value) -> String {
    let mut text = edit::write_json(value);
    text.push('\n');
    text
}

/// A value as YAML text in the style of Kubernetes' documentation, with a line break at the end.
#[must_use]
pub fn to_yaml(value: &Value) -> String {
    let mut text = edit::write_yaml(value);
    text.push('\n');
    text
}

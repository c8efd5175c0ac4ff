//! YAML to JSON and back, as text.

use serde_json::Value;
use thiserror::Error;

use crate::document::{Document, Format};
use crate::edit;

/// Why a text was not converted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// The text does not parse.
    #[error("the text cannot be converted until the problem on line {line} is put right")]
    Unreadable {
        /// The line of the problem, counted from 1.
        line: u32,
    },
    /// The text holds several documents, which JSON cannot.
    #[error("a text with {count} documents cannot become one JSON text")]
    SeveralDocuments {
        /// How many there are.
        count: usize,
    },
}

impl Document {
    /// The text in another format. The same format gives the text itself; another one keeps the
    /// values and the order of the keys, but comments, anchors and quotes only YAML can hold.
    ///
    /// # Errors
    /// A text that does not parse, and several documents to JSON, see [`ConvertError`].
    pub fn to_format(&self, format: Format) -> Result<String, ConvertError> {
        if format == self.format() {
            return Ok(self.text().to_owned());
        }
        if !self.is_intact() {
            let line = self.problems().first().map_or(1, |problem| problem.line);
            return Err(ConvertError::Unreadable { line });
        }
        let documents = self.document_values();
        match (format, documents.as_slice()) {
            (Format::Json, [_, _, ..]) => Err(ConvertError::SeveralDocuments {
                count: documents.len(),
            }),
            (Format::Json, [document]) => Ok(to_json(document)),
            (Format::Yaml, [document]) => Ok(to_yaml(document)),
            (Format::Json, []) => Ok(to_json(&Value::Null)),
            (Format::Yaml, _) => Ok(to_yaml(&self.value())),
        }
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

//! What a syntax error is called: what is wrong, and how to put it right.

use std::borrow::Cow;

use granit_parser::ErrorKind;

/// The words for an error of the parser.
pub(crate) fn words(kind: &ErrorKind) -> Cow<'static, str> {
    Cow::Borrowed(match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation => "A tab cannot indent YAML; use spaces.",
        ErrorKind::TabAtBlockScalarStart => "The text below | or > must be indented with spaces.",
        ErrorKind::UnclosedQuotedScalar => "This quote is never closed.",
        ErrorKind::InvalidQuotedScalarIndent => {
            "The text in quotes goes on at too low an indentation; is its closing quote missing?"
        }
        ErrorKind::DocumentIndicatorInQuotedScalar => {
            "A new document begins inside quotes; is the closing quote missing?"
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            return Cow::Owned(format!("This {open} is never closed."));
        }
        ErrorKind::UnexpectedEofFlowSequence => "A closing ] is missing.",
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            "A closing } is missing."
        }
        ErrorKind::ExpectedFlowSequenceSeparator => "A comma or the closing ] is missing here.",
        ErrorKind::ExpectedFlowMappingSeparator => "A comma or the closing } is missing here.",
        ErrorKind::MisplacedFlowCollectionEnd => "This bracket closes nothing.",
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return Cow::Owned(format!("This {close} does not match the {open} before it."));
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            "This key has no value: a colon and a space are missing after it."
        }
        ErrorKind::ExpectedBlockMappingKey => "A key was expected here; check the indentation.",
        ErrorKind::ExpectedBlockSequenceEntry => {
            "A list item, beginning with a dash, was expected here; check the indentation."
        }
        ErrorKind::InvalidIndentation | ErrorKind::InvalidBlockScalarIndent => {
            "The indentation does not fit the lines around it."
        }
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            "A list item cannot begin here."
        }
        ErrorKind::InvalidBlockEntryWhitespace => {
            "After the dash of a list item a space is missing."
        }
        ErrorKind::UnexpectedCharacter { character } => {
            return Cow::Owned(format!(
                "A value cannot begin with {character}; put it in quotes."
            ));
        }
        ErrorKind::CommentInterceptedScalar => "A comment cannot stand inside a value.",
        ErrorKind::CommentNotSeparated => "A space is missing before the # of this comment.",
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "Nothing but a comment can follow the closing quote."
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape => {
            "This backslash sequence does not exist; write \\\\ for a backslash, or use single quotes."
        }
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => {
            "Nothing but a comment can follow | or > on its line."
        }
        ErrorKind::MissingAnchorOrAliasName => "A name is missing after & or *.",
        ErrorKind::ExpectedDocumentStart => "Only --- can follow the end of a document.",
        ErrorKind::BomInsideDocument => "A byte order mark stands inside the text.",
        ErrorKind::ExpectedNodeContent => "A value is missing here.",
        ErrorKind::MappingValueNotAllowed => {
            "A colon cannot stand here: put the value in quotes, or check the indentation."
        }
        ErrorKind::InvalidColonPlacement => {
            "A colon cannot stand here; is a closing bracket missing above?"
        }
        ErrorKind::MappingKeyNotAllowed => "A key cannot begin here; check the indentation.",
        ErrorKind::TabInPlainScalar => "A tab cannot stand here; use spaces.",
        ErrorKind::InvalidFlowScalarIndent => {
            "What stands in brackets must be indented more than the key above it."
        }
        ErrorKind::MissingLowSurrogate
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => "This escape is no character.",
        _ => "This cannot be read as YAML.",
    })
}

/// Where to show an error: the parser tells where it noticed.
pub(crate) fn place(text: &str, kind: &ErrorKind, noticed: usize) -> usize {
    match kind {
        // Noticed where the text ends or the next line begins; the line before it is the one to mend.
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            let before = text[..noticed].trim_end();
            if text[before.len()..noticed].contains(['\n', '\r']) {
                before.len()
            } else {
                noticed
            }
        }
        _ => noticed,
    }
}

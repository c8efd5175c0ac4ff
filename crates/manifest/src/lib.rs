//! The DaemonSet document: YAML and JSON read as kubectl reads them, edited in place by field path.

pub mod document;
pub mod edit;
pub mod path;
pub mod stumbles;
mod text;
mod tree;
pub mod view;
pub mod yaml;

pub use document::{Document, Format, Position, ProblemKind, SyntaxProblem};
pub use edit::{Edit, EditError, ScalarKind, written};
pub use path::{FieldPath, ParsePathError, Segment};
pub use stumbles::{Stumble, StumbleKind};
pub use view::ViewError;

// The decode half: the schema, decoding, defaults, and the types of values.
pub mod content;
pub mod decode;
mod defaults;
pub mod diff;
pub mod gather;
pub mod image;
pub mod int_or_string;
mod items;
pub mod json;
pub mod label_selector;
pub mod lower;
pub mod merge;
pub mod message;
mod object;
pub mod order;
pub mod quantity;
mod replace;
pub mod schema;
pub mod string_map;
pub mod texts;

pub use decode::{
    DecodeProblem, DecodeProblemKind, Decoded, Dropped, Gate, TEMPLATE_GENERATION, decode,
    decode_service, decode_stored, decode_update, may_be_other_kind, newer_fields,
    to_served_version,
};
pub use diff::{Change, ChangeKind, diff};
pub use image::ImageRef;
pub use int_or_string::IntOrString;
pub use label_selector::LabelSelector;
pub use merge::{Conflict, Merged, merge};
pub use message::Message;
pub use quantity::Quantity;
pub use replace::{is_same_template, replace};
pub use string_map::StringMap;

//! The DaemonSet document: YAML and JSON read as kubectl reads them, edited in place by field path.

pub mod path;

pub use path::{FieldPath, ParsePathError, Segment};

//! Label and field selectors as requests carry them.

mod field;
mod label;

pub(crate) use self::{field::FieldSelector, label::LabelSelector};

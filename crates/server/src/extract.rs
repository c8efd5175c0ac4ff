//! Our own extractors, so that every rejection is a problem document.

mod body;
mod broken;
mod form;
mod identity;
mod input;
mod json;
mod manifest_text;
pub(crate) mod rules;

pub(crate) use broken::entries as broken_rules;
pub(crate) use form::Form;
pub(crate) use identity::{OfConsole, SignedIn};
pub(crate) use input::{Input, InputWithBody, Nothing};
pub(crate) use manifest_text::ManifestText;

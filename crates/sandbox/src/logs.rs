//! What containers write: the story of each, told anew at every question and always the same, and what is written on
//! command besides.

mod commands;
mod story;

pub(crate) use commands::LogCommands;
pub use commands::LogFaults;
pub(crate) use story::{Run, Story};

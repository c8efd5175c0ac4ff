//! The pages, one folder an area.

pub mod audit;
pub mod begin;
pub mod bulk;
pub mod clusters;
pub mod companions;
pub mod contents;
pub mod detail;
pub mod detail_chunk;
pub mod devices;
pub mod drafts;
pub mod list;
pub mod more_chunk;
pub mod not_found;
pub mod pods;
pub mod pods_chunk;
pub mod wall;
pub mod wizard;
pub mod wizard_chunk;

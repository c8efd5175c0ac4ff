//! The pages, one folder an area.

pub mod begin;
pub mod companions;
pub mod bulk;
pub mod bulk_chunk;
pub mod contents;
pub mod contents_chunk;
pub mod detail;
pub mod detail_chunk;
pub mod drafts;
pub mod list;
pub mod not_found;
pub mod pods;
pub mod pods_chunk;
pub mod wall;
pub mod wall_chunk;
pub mod wizard;
pub mod wizard_chunk;

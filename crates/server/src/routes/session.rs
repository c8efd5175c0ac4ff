//! Who is signed in.

pub(crate) mod delete;
pub(crate) mod delete_all;
pub(crate) mod end;
pub(crate) mod get;
pub(crate) mod list;

//! What more than one part of a page knows: who is signed in, where one is, what the cluster says now.

pub mod arrival;
pub mod clock;
pub mod document;
pub mod draft;
pub mod keys;
pub mod live;
pub mod locale;
pub mod place;
pub mod press;
pub mod repeat_key;
pub mod session;
pub mod storage;
pub mod theme;
pub mod title;
pub mod written;

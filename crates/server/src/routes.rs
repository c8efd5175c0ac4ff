//! The handlers: a folder a resource, a file a verb.

pub(crate) mod audit;
pub(crate) mod clusters;
pub(crate) mod daemonsets;
pub(crate) mod documentation;
pub(crate) mod drafts;
pub(crate) mod events;
pub(crate) mod facts;
pub(crate) mod fetch;
pub(crate) mod health;
pub(crate) mod images;
pub(crate) mod openapi;
pub(crate) mod pages;
pub(crate) mod paths;
pub(crate) mod preflight;
pub(crate) mod rights;
pub(crate) mod secrets;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod templates;
pub(crate) mod wall;

//! What happens to every request on its way in and to every answer on its way out.

pub(crate) mod base;
pub(crate) mod hosts;
pub(crate) mod measure;
pub(crate) mod origin;
pub(crate) mod panics;
pub(crate) mod problems;
pub(crate) mod request_id;
pub(crate) mod security_headers;
pub(crate) mod sign_in;
pub(crate) mod timeout;

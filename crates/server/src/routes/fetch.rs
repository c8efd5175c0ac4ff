//! Texts of the internet, for who begins with an address.

pub(crate) mod hosts;
pub(crate) mod text;

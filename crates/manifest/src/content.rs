//! What Kubernetes demands of names and labels, with its own words for it.
//!
//! The checks follow apimachinery's `pkg/util/validation/validation.go` and
//! `pkg/api/validate/content`. They are written by hand: a regular expression engine would weigh
//! more in the browser than all of them together.

use std::borrow::Cow;

mod dns;
mod label;
mod quote;

pub use dns::{dns_label, dns_subdomain, dns_subdomain_with_underscore, is_dns_subdomain};
pub use label::{is_label_key, is_label_value, label_key, label_value};
pub use quote::{is_printable, quote};

/// What is wrong with a text; empty when nothing is.
pub type Messages = Vec<Cow<'static, str>>;

/// The longest DNS subdomain, in bytes.
pub const SUBDOMAIN_MAX: usize = 253;

/// Whether `text` has only bytes that `inner` takes and begins and ends with one that `edge` takes.
/// An empty text does not match.
fn matches_edged(text: &str, edge: fn(u8) -> bool, inner: fn(u8) -> bool) -> bool {
    match text.as_bytes() {
        [] => false,
        [only] => edge(*only),
        [first, middle @ .., last] => {
            edge(*first) && edge(*last) && middle.iter().all(|&byte| inner(byte))
        }
    }
}

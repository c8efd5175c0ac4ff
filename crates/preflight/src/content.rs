//! What Kubernetes demands of names, keys and other short texts, with its own words for it.
//!
//! The checks follow apimachinery's `pkg/util/validation/validation.go` and
//! `pkg/api/validate/content`. They are written by hand: a regular expression engine would weigh
//! more in the browser than all of them together.

use std::borrow::Cow;

pub(crate) mod dns;
pub(crate) mod ip;
pub(crate) mod key;
pub(crate) mod port;

pub(crate) use dns::{dns_label, dns_subdomain, dns_subdomain_with_underscore};
pub(crate) use key::{config_map_key, header_name, label_key, label_value, variable_name};
pub(crate) use port::port_name;

/// What is wrong with a text; empty when nothing is.
pub(crate) type Messages = Vec<Cow<'static, str>>;

/// The longest DNS subdomain, in bytes.
pub(crate) const SUBDOMAIN_MAX: usize = 253;

pub(crate) const NOT_NEGATIVE: &str = "must be greater than or equal to 0";

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

/// `[0-9]+%` (`IsValidPercent`).
pub(crate) fn percent(text: &str) -> Messages {
    if is_percent(text) {
        return Messages::new();
    }
    vec![Cow::Borrowed(
        "a valid percent string must be a numeric string followed by an ending '%' \
         (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    )]
}

/// Whether a text is digits and a percent sign.
pub(crate) fn is_percent(text: &str) -> bool {
    text.strip_suffix('%').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// `must be between LOW and HIGH, inclusive` (`InclusiveRangeError`).
pub(crate) fn range_message(low: i64, high: i64) -> String {
    format!("must be between {low} and {high}, inclusive")
}

#[cfg(test)]
mod tests {
    use super::{is_percent, percent};

    #[test]
    fn a_percentage_is_digits_and_a_sign() {
        assert!(is_percent("0%") && is_percent("150%"));
        for text in ["", "%", "5", "-5%", "5%%", " 5%"] {
            assert_eq!(percent(text).len(), 1, "{text:?}");
        }
    }
}

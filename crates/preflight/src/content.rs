//! What Kubernetes demands of keys, addresses and other short texts, with its own words for it.
//! What it demands of names and labels is in [`manifest::content`].

use std::borrow::Cow;

pub(crate) mod ip;
pub(crate) mod key;
pub(crate) mod port;

pub(crate) use key::{config_map_key, header_name, variable_name};
pub(crate) use manifest::content::{
    Messages, SUBDOMAIN_MAX, dns_label, dns_subdomain, dns_subdomain_with_underscore, is_label_key,
    is_label_value, label_key, label_value,
};
pub(crate) use port::port_name;

pub(crate) const NOT_NEGATIVE: &str = "must be greater than or equal to 0";

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

//! Rules that several inputs share. What they say stands in the API's description too, and a test holds the two
//! against each other.

use std::sync::LazyLock;

use contract::rows::{Column, Sort};
use regex::Regex;
use validator::ValidationError;

/// The reason of a value that is not allowed, as Kubernetes calls it (`field.ErrorTypeInvalid`).
pub(crate) const INVALID: &str = "FieldValueInvalid";

/// In Kubernetes' words (`dns1123LabelErrMsg` in apimachinery's `pkg/util/validation/validation.go`).
const NOT_A_LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', \
                           and must start and end with an alphanumeric character";

/// The same (`dns1123SubdomainErrorMsg`).
const NOT_A_SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \
                               '-' or '.', and must start and end with an alphanumeric character";

const NO_CURSOR: &str = "is not one that a list gave; start from the first page";

/// Rules of a pattern each: the function, what the text must match, and what is said where it does not.
macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident: $pattern:literal, $reason:expr, $words:expr;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            ///
            /// The text does not match.
            pub(crate) fn $name(text: &str) -> Result<(), ValidationError> {
                static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($pattern).ok());
                if PATTERN.as_ref().is_some_and(|pattern| pattern.is_match(text)) {
                    Ok(())
                } else {
                    Err(broken($reason, $words))
                }
            }
        )*
    };
}

patterns! {
    /// A namespace's name (`IsDNS1123Label`).
    label: r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", INVALID, NOT_A_LABEL;
    /// A namespace's name or nothing, which means all.
    label_or_none: r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$", INVALID, NOT_A_LABEL;
    /// The name of most objects (`IsDNS1123Subdomain`).
    subdomain: r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", INVALID, NOT_A_SUBDOMAIN;
    /// Such a name or nothing.
    subdomain_or_none: r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$", INVALID, NOT_A_SUBDOMAIN;
    /// Names of Services (`IsDNS1123Label`), with commas between them.
    services: r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(,[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", INVALID,
        "must be the names of Services with commas between them";
    /// The uids of objects, with commas between them.
    companions: r"^[A-Za-z0-9-]+(,[A-Za-z0-9-]+)*$", INVALID,
        "must be the uids of what was made with the DaemonSet, with commas between them";
    /// What is to become of single objects of a text.
    existing_of: r"^[0-9]{1,5}:(Refuse|Keep|Leave|Update)(,[0-9]{1,5}:(Refuse|Keep|Leave|Update))*$", INVALID,
        "must be numbers of objects, each with a colon and Refuse, Keep, Leave or Update, with commas between them";
    /// The id of a session.
    session_id: r"^[0-9a-f]{64}$", INVALID, "must be the id of a session, as the list of them gives it";
    /// The id of a draft.
    draft_id: r"^[A-Za-z0-9_-]+$", INVALID, "must consist of letters, digits, `-` and `_`, such as a UUID";
    /// Where a page of the list of DaemonSets goes on.
    list_cursor: r"^[0-9]{1,10}\.[A-Za-z0-9-]*$", INVALID, NO_CURSOR;
    /// Where a page of the audit trail goes on: the id of a row.
    audit_cursor: r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", INVALID, NO_CURSOR;
    /// A moment in UTC or nothing. The days that only some months have are not worth a rule.
    moment_or_none: r"^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z)?$",
        INVALID, "must be a moment in UTC, such as 2026-11-30T10:42:07Z";
    /// The version of an object as a number, or nothing.
    version_or_none: r"^[0-9]{0,19}$", INVALID, "must be a resource version, which is a number";
    /// The version of an object, whatever it looks like.
    resource_version: r"^[!-~]*$", INVALID, "must consist of visible characters";
}

/// A column that a list can be sorted by; `-` turns the order round.
///
/// # Errors
///
/// There is no such column.
pub(crate) fn list_order(text: &str) -> Result<(), ValidationError> {
    if text.is_empty() || text.parse::<Sort>().is_ok() {
        return Ok(());
    }
    let allowed = Column::ALL.map(|(_, word)| word).join(", ");
    Err(broken(
        "FieldValueNotSupported",
        format!("allowed are {allowed}, each also with - before it"),
    ))
}

/// Refuses what no header and no line of a log can hold.
///
/// # Errors
///
/// There is a control character.
pub(crate) fn no_control_characters(text: &str) -> Result<(), ValidationError> {
    if text.contains(char::is_control) {
        return Err(broken(INVALID, "must not hold control characters"));
    }
    Ok(())
}

/// A rule of ours that is broken.
pub(crate) fn broken(reason: &'static str, message: impl Into<String>) -> ValidationError {
    ValidationError::new(reason).with_message(message.into().into())
}

#[cfg(test)]
mod tests {
    use super::Column;

    #[test]
    fn each_rule_takes_what_it_is_for_and_nothing_with_spaces() {
        for (rule, right) in [
            (super::label as fn(&str) -> _, "kube-system"),
            (super::label_or_none, ""),
            (super::subdomain, "node-1.example"),
            (super::subdomain_or_none, ""),
            (super::services, "agent,agent-metrics"),
            (super::companions, "8c1c0b0e-0000-4000-8000-000000000001,x"),
            (super::existing_of, "2:Update,5:Leave"),
            (
                super::session_id,
                "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
            ),
            (super::draft_id, "8c1c0b0e-0000-4000-8000-000000000001"),
            (super::list_cursor, "12.0190d7a1-0000"),
            (super::list_order, "-age"),
            (super::audit_cursor, "0190d7a1-0000-7000-8000-000000000000"),
            (super::moment_or_none, "2026-11-30T10:42:07.5Z"),
            (super::resource_version, "12345"),
            (super::version_or_none, "12345"),
        ] {
            assert!(rule(right).is_ok(), "{right}");
            assert!(rule("a b").is_err() && rule("a\n").is_err(), "{right}");
        }
    }

    #[test]
    fn a_list_is_sorted_by_all_that_it_can_be_sorted_by() {
        for (_, word) in Column::ALL {
            assert!(super::list_order(word).is_ok(), "{word}");
            assert!(super::list_order(&format!("-{word}")).is_ok(), "{word}");
        }
    }
}

//! How long the audit trail is kept.

use std::{fmt, str::FromStr};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// For how many days rows of the audit trail are kept; none: for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AuditRetention(Option<u16>);

impl AuditRetention {
    /// A request with an `Idempotency-Key` that is a day old is still told from its rows.
    const LEAST: u16 = 2;

    /// A hundred years; who wants more wants them for ever.
    const MOST: u16 = 36500;

    /// For how many days.
    #[must_use]
    pub const fn days(self) -> Option<u16> {
        self.0
    }

    /// For how long.
    #[must_use]
    pub fn duration(self) -> Option<SignedDuration> {
        self.0
            .map(|days| SignedDuration::from_hours(24 * i64::from(days)))
    }
}

impl Default for AuditRetention {
    fn default() -> Self {
        Self(Some(365))
    }
}

impl FromStr for AuditRetention {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "forever" {
            return Ok(Self(None));
        }
        text.strip_suffix('d')
            .and_then(|days| days.parse().ok())
            .filter(|days| (Self::LEAST..=Self::MOST).contains(days))
            .map(|days| Self(Some(days)))
            .ok_or_else(|| {
                format!(
                    "`{text}` is neither `forever` nor a number of days from {} to {}, such as `90d`",
                    Self::LEAST,
                    Self::MOST
                )
            })
    }
}

impl fmt::Display for AuditRetention {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => formatter.write_str("forever"),
            Some(days) => write!(formatter, "{days}d"),
        }
    }
}

impl TryFrom<String> for AuditRetention {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AuditRetention> for String {
    fn from(retention: AuditRetention) -> Self {
        retention.to_string()
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::AuditRetention;

    #[test]
    fn days_or_for_ever() {
        for (text, hours) in [("2d", Some(48)), ("365d", Some(8760)), ("forever", None)] {
            let retention: AuditRetention = text.parse().unwrap();
            assert_eq!(retention.duration(), hours.map(SignedDuration::from_hours));
            assert_eq!(retention.to_string(), text);
        }
        for text in ["", "1d", "36501d", "90", "-5d", "90 d", "1y", "Forever"] {
            assert!(text.parse::<AuditRetention>().is_err(), "{text}");
        }
    }
}

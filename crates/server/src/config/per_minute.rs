//! `PerMinute`: how often something may be done.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// So often in a minute; 0: as often as one likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct PerMinute(u32);

impl PerMinute {
    /// More than any program needs; who wants more wants no limit.
    const MOST: u32 = 1_000_000;

    /// What one person may ask where nobody says: a page with several tabs asks ten times a second at most, and not for long.
    pub const USUAL_ASKS: Self = Self(1200);

    /// What one person may write where nobody says: as many as a list shows may be restarted at once.
    pub const USUAL_WRITES: Self = Self(300);

    /// How often; none where there is no limit.
    #[must_use]
    pub const fn count(self) -> Option<u32> {
        match self.0 {
            0 => None,
            count => Some(count),
        }
    }
}

impl TryFrom<u32> for PerMinute {
    type Error = String;

    fn try_from(count: u32) -> Result<Self, Self::Error> {
        if count <= Self::MOST {
            Ok(Self(count))
        } else {
            Err(format!(
                "{count} is not a number from 0 (no limit) to {}",
                Self::MOST
            ))
        }
    }
}

impl From<PerMinute> for u32 {
    fn from(rate: PerMinute) -> Self {
        rate.0
    }
}

impl FromStr for PerMinute {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count = text.parse::<u32>();
        count
            .map_err(|_| {
                format!(
                    "`{text}` is not a number from 0 (no limit) to {}",
                    Self::MOST
                )
            })?
            .try_into()
    }
}

#[cfg(test)]
mod tests {
    use super::PerMinute;

    #[test]
    fn a_number_or_no_limit() {
        for (text, count) in [("0", None), ("1", Some(1)), ("1000000", Some(1_000_000))] {
            assert_eq!(text.parse::<PerMinute>().unwrap().count(), count);
        }
        for text in ["", "1000001", "-1", "1.5", "10/s", "none"] {
            assert!(text.parse::<PerMinute>().is_err(), "{text}");
        }
    }
}

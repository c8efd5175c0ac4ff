//! How long sessions last.

use std::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};

/// A time that people set in whole seconds, minutes, hours or days: `90s`, `30m`, `12h`, `7d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SessionTime(pub Duration);

impl SessionTime {
    const UNITS: [(char, u64); 4] = [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400)];

    /// The longest: half a year.
    const LONGEST: u64 = 183 * 86_400;
}

impl FromStr for SessionTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let seconds = Self::UNITS.iter().find_map(|(unit, seconds)| {
            let count: u64 = text.strip_suffix(*unit)?.parse().ok()?;
            count.checked_mul(*seconds)
        });
        match seconds {
            Some(seconds) if (1..=Self::LONGEST).contains(&seconds) => {
                Ok(Self(Duration::from_secs(seconds)))
            }
            _ => Err(format!(
                "`{text}` is not a time from 1s to 183d, such as 30m, 12h or 7d"
            )),
        }
    }
}

impl fmt::Display for SessionTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let (unit, size) = Self::UNITS
            .into_iter()
            .rev()
            .find(|(_, size)| seconds.is_multiple_of(*size))
            .unwrap_or(('s', 1));
        write!(formatter, "{}{unit}", seconds / size)
    }
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimes {
    /// Without use.
    pub idle: Duration,
    /// At most, however much it is used.
    pub longest: Duration,
}

impl Default for SessionTimes {
    fn default() -> Self {
        Self {
            idle: Duration::from_hours(12),
            longest: Duration::from_hours(7 * 24),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SessionTime;

    #[test]
    fn times_are_read_and_written() {
        for (text, seconds, written) in [
            ("90s", 90, "90s"),
            ("30m", 1800, "30m"),
            ("24h", 86_400, "1d"),
            ("183d", 15_811_200, "183d"),
        ] {
            let time: SessionTime = text.parse().unwrap();
            assert_eq!(
                (time.0.as_secs(), time.to_string()),
                (seconds, written.to_owned())
            );
        }
        for wrong in [
            "",
            "m",
            "12",
            "0s",
            "-1h",
            "1.5h",
            "184d",
            "1w",
            "99999999999999999999d",
        ] {
            assert!(
                wrong.parse::<SessionTime>().unwrap_err().contains("12h"),
                "{wrong}"
            );
        }
    }
}

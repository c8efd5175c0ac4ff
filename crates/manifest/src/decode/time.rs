//! Moments as `metav1.Time` reads and writes them: RFC 3339 in, RFC 3339 in UTC and whole seconds out.

/// The same moment in UTC; `None` where the text is no moment.
///
/// As Go's `time.Parse` with the layout of RFC 3339: the hour may have one digit, and a fraction of
/// a second may follow a point or a comma.
pub(super) fn normalize(text: &str) -> Option<String> {
    let mut rest = text.as_bytes();
    let year = number(&mut rest, 4, 4)?;
    literal(&mut rest, b'-')?;
    let month = number(&mut rest, 2, 2)?;
    literal(&mut rest, b'-')?;
    let day = number(&mut rest, 2, 2)?;
    literal(&mut rest, b'T')?;
    let hour = number(&mut rest, 1, 2)?;
    literal(&mut rest, b':')?;
    let minute = number(&mut rest, 2, 2)?;
    literal(&mut rest, b':')?;
    let second = number(&mut rest, 2, 2)?;
    if let [b'.' | b',', b'0'..=b'9', ..] = rest {
        rest = &rest[1..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest = &rest[digits..];
    }
    let in_range = (1..=12).contains(&month)
        && (1..=days_of_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let offset = offset_seconds(rest)?;
    in_range.then(|| {
        let seconds =
            days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
                - offset;
        print(seconds)
    })
}

/// Between `least` and `most` digits, as many as there are.
fn number(rest: &mut &[u8], least: usize, most: usize) -> Option<i64> {
    let count = rest
        .iter()
        .take(most)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if count < least {
        return None;
    }
    let (digits, after) = rest.split_at(count);
    *rest = after;
    Some(
        digits
            .iter()
            .fold(0, |value, digit| value * 10 + i64::from(digit - b'0')),
    )
}

fn literal(rest: &mut &[u8], expected: u8) -> Option<()> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    (*first == expected).then_some(())
}

/// `Z` or `±hh:mm`, at the end of the text.
fn offset_seconds(mut rest: &[u8]) -> Option<i64> {
    let (sign, after) = rest.split_first()?;
    rest = after;
    if *sign == b'Z' {
        return rest.is_empty().then_some(0);
    }
    let hours = number(&mut rest, 2, 2)?;
    literal(&mut rest, b':')?;
    let minutes = number(&mut rest, 2, 2)?;
    // Go's limits of an offset.
    let seconds = hours * 3600 + minutes * 60;
    match sign {
        _ if !rest.is_empty() || hours > 24 || minutes > 60 => None,
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, with years that start in March so
/// that a leap day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn print(seconds: i64) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = (shifted + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn reads_moments_and_writes_utc() {
        for (text, utc) in [
            ("2024-02-29T23:30:00Z", "2024-02-29T23:30:00Z"),
            ("2024-02-29T23:30:00.123456-01:30", "2024-03-01T01:00:00Z"),
            ("2000-01-01T1:02:03,5Z", "2000-01-01T01:02:03Z"),
            ("1969-12-31T23:59:59+00:00", "1969-12-31T23:59:59Z"),
            ("2100-03-01T00:00:00+01:00", "2100-02-28T23:00:00Z"),
        ] {
            assert_eq!(normalize(text).as_deref(), Some(utc), "{text}");
        }
        for text in [
            "",
            "2024-02-30T00:00:00Z",
            "2024-02-29",
            "2024-02-29 00:00:00Z",
            "2024-02-29T24:00:00Z",
            "2024-02-29T00:00:00",
            "2024-02-29T00:00:00.Z",
            "2024-02-29T00:00:00+0100",
            "yesterday",
        ] {
            assert_eq!(normalize(text), None, "{text}");
        }
    }
}

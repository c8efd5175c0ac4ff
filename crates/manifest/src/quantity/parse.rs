//! Reading a quantity (`ParseQuantity` in apimachinery's `pkg/api/resource/quantity.go`).

use crate::Message;
use crate::message::decode as said;
use std::borrow::Cow;

use thiserror::Error;

use super::decimal::Decimal;
use super::small::Small;
use super::{Amount, Format, Quantity};

/// The finest unit that is kept, a billionth: smaller amounts are rounded up to it.
const NANO: i32 = -9;

/// Decimal digits that always fit into 64 bits.
const SAFE_DIGITS: i32 = 18;

/// The decimal suffixes and their powers of ten.
pub(super) const DECIMAL_SUFFIXES: [(&str, i32); 10] = [
    ("", 0),
    ("n", -9),
    ("u", -6),
    ("m", -3),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("P", 15),
    ("E", 18),
];

/// The binary suffixes and their powers of two; the position is the power of 1024.
pub(super) const BINARY_SUFFIXES: [(&str, i32); 7] = [
    ("", 0),
    ("Ki", 10),
    ("Mi", 20),
    ("Gi", 30),
    ("Ti", 40),
    ("Pi", 50),
    ("Ei", 60),
];

/// Why a text is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ParseQuantityError {
    /// It is not a number with a suffix.
    #[error("not a number with an optional suffix")]
    Form,
    /// The number cannot be read.
    #[error("the number cannot be read")]
    Number,
    /// There is no such suffix.
    #[error("the suffix is unknown")]
    Suffix,
}

impl ParseQuantityError {
    /// What a reader is told.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Form => said::quantity_form(),
            Self::Number => said::quantity_number(),
            Self::Suffix => said::quantity_suffix(),
        }
    }
}

/// A text taken apart.
struct Parts<'a> {
    negative: bool,
    /// Sign and number as written.
    number: &'a str,
    /// The digits before the point without leading zeros.
    whole: &'a str,
    /// The digits after the point.
    fraction: &'a str,
    suffix: &'a str,
}

pub(super) fn parse(text: &str) -> Result<Quantity, ParseQuantityError> {
    if text.is_empty() {
        return Err(ParseQuantityError::Form);
    }
    let parts = split(text).ok_or(ParseQuantityError::Form)?;
    let (power, format) = suffix(parts.suffix).ok_or(ParseQuantityError::Suffix)?;
    match small(text, &parts, power, format) {
        Some(quantity) => Ok(quantity),
        None => large(&parts, power, format),
    }
}

fn split(text: &str) -> Option<Parts<'_>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let stripped = unsigned.trim_start_matches('0');
    let mut parts = Parts {
        negative: text.starts_with('-'),
        number: text,
        whole: "0",
        fraction: "",
        suffix: "",
    };
    // Nothing but a sign and zeros is zero, even the sign alone.
    if stripped.is_empty() {
        parts.number = "0";
        return Some(parts);
    }
    let (whole, mut rest) = digits(stripped);
    if !whole.is_empty() {
        parts.whole = whole;
    }
    if let Some(after) = rest.strip_prefix('.') {
        (parts.fraction, rest) = digits(after);
    }
    parts.number = &text[..text.len() - rest.len()];
    parts.suffix = rest;
    let exponent = rest.trim_start_matches(|letter| "eEinumkKMGTP".contains(letter));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    digits(exponent).1.is_empty().then_some(parts)
}

/// The leading digits and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

/// The power, of ten or of two, and the family of a suffix.
fn suffix(text: &str) -> Option<(i32, Format)> {
    let known = |table: &[(&str, i32)]| {
        let found = table.iter().find(|(suffix, _)| *suffix == text);
        found.map(|(_, power)| *power)
    };
    if let Some(power) = known(&DECIMAL_SUFFIXES) {
        return Some((power, Format::DecimalSi));
    }
    if let Some(power) = known(&BINARY_SUFFIXES) {
        return Some((power, Format::BinarySi));
    }
    let exponent: i64 = text.strip_prefix(['e', 'E'])?.parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "Kubernetes keeps the low 32 bits of the exponent"
    )]
    Some((exponent as i32, Format::DecimalExponent))
}

/// A number that surely fits into 64 bits; `None` where it might not.
fn small(text: &str, parts: &Parts<'_>, power: i32, format: Format) -> Option<Quantity> {
    let whole_digits = i32::try_from(parts.whole.len()).ok()?;
    let fraction_digits = i32::try_from(parts.fraction.len()).ok()?;
    let (spare, factor, exponent) = match format {
        Format::DecimalExponent | Format::DecimalSi => {
            (SAFE_DIGITS - whole_digits - fraction_digits, 1, power)
        }
        Format::BinarySi if fraction_digits == 0 => {
            // 2^20 takes about six digits.
            (15 - whole_digits - power * 3 / 10 - 1, 1_i64 << power, 0)
        }
        Format::BinarySi => return None,
    };
    let exponent = exponent.wrapping_sub(fraction_digits);
    if spare < 0 || exponent < NANO {
        return None;
    }
    let shifted = match parts.fraction {
        "" => Cow::Borrowed(parts.whole),
        fraction => Cow::Owned(parts.whole.to_owned() + fraction),
    };
    let read: i64 = shifted.parse().ok()?;
    let value = read.checked_mul(factor)?;
    let canonical = match format {
        Format::BinarySi => read & 7 != 0,
        _ => exponent % 3 == 0 && !shifted.ends_with("000") && !shifted.starts_with('0'),
    };
    Some(Quantity {
        amount: Amount::Small(Small {
            value: if parts.negative { -value } else { value },
            exponent,
        }),
        format,
        text: canonical.then(|| text.into()),
    })
}

/// Any other number: rounded up to the finest unit, and capped at 2^63-1 with a binary suffix.
fn large(parts: &Parts<'_>, power: i32, format: Format) -> Result<Quantity, ParseQuantityError> {
    let mut amount = Decimal::parse(parts.number).ok_or(ParseQuantityError::Number)?;
    let mut format = format;
    if format == Format::BinarySi {
        amount.multiply(1 << power);
    } else {
        amount.shift(power);
    }
    if parts.negative {
        amount.negate();
    }
    amount.round_up(NANO);
    if format == Format::BinarySi {
        let most = Decimal::new(i128::from(i64::MAX), 0);
        if amount.cmp(&most).is_gt() {
            amount = most;
        }
        if amount.cmp(&Decimal::new(1, 0)).is_lt() && amount.sign().is_gt() {
            format = Format::DecimalSi;
        }
    }
    if parts.negative {
        amount.negate();
    }
    Ok(Quantity {
        amount: Amount::Large(amount),
        format,
        text: None,
    })
}

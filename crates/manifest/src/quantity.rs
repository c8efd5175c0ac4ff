//! `Quantity`: an amount such as `500m`, `1.5Gi` or `12e6`, with the arithmetic and the spelling of Kubernetes.
//!
//! Mirrors apimachinery's `pkg/api/resource/quantity.go`: what parses, what it is capped and rounded
//! to, and how it is spelled when stored, down to the cases in which the user's own spelling is kept.

mod decimal;
mod parse;
mod small;

use std::cmp::Ordering;
use std::fmt;
use std::ops::{AddAssign, SubAssign};
use std::str::FromStr;

pub use parse::ParseQuantityError;

use decimal::Decimal;
use small::Small;

/// The power of ten of a thousandth, for [`Quantity::round_up`].
pub const MILLI: i32 = -3;

/// Whether a text is a quantity that stays as it is when it is read, rounded up to thousandths and
/// written again. Sees only the plain ones, `500m`, `64Mi` and `2`, which nearly all are; others may
/// be stable too.
#[must_use]
pub fn is_stable(text: &str) -> bool {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, suffix) = text.split_at(length);
    // So few digits fit into 64 bits with each of the suffixes.
    if !(1..=9).contains(&length) || digits.starts_with('0') {
        return false;
    }
    let base = match suffix {
        "" | "m" | "k" | "M" | "G" => 1000,
        "Ki" | "Mi" | "Gi" => 1024,
        _ => return false,
    };
    // A multiple would be written with the next suffix.
    digits.parse::<u32>().is_ok_and(|number| number % base != 0)
}

/// Which family of suffixes a quantity is spelled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `12e6`.
    DecimalExponent,
    /// `12Mi`, powers of 1024.
    BinarySi,
    /// `12M`, powers of 1000.
    DecimalSi,
}

/// An amount. Two are equal when they are worth the same, however they are spelled.
#[derive(Clone, Debug)]
pub struct Quantity {
    amount: Amount,
    format: Format,
    /// The spelling to keep: the parser keeps one that it takes for canonical, as Kubernetes does,
    /// so `+5` and `1.123` stay as they are. Any change of the amount drops it.
    text: Option<Box<str>>,
}

/// A number that fits into 64 bits and a power of ten, or one that does not.
#[derive(Clone, Debug)]
enum Amount {
    Small(Small),
    Large(Decimal),
}

impl Amount {
    fn to_decimal(&self) -> Decimal {
        match self {
            Self::Small(small) => small.to_decimal(),
            Self::Large(decimal) => decimal.clone(),
        }
    }
}

impl Quantity {
    /// A whole amount.
    #[must_use]
    pub const fn new(value: i64, format: Format) -> Self {
        Self::scaled(value, 0, format)
    }

    /// An amount of thousandths.
    #[must_use]
    pub const fn from_milli(value: i64, format: Format) -> Self {
        Self::scaled(value, MILLI, format)
    }

    const fn scaled(value: i64, exponent: i32, format: Format) -> Self {
        Self {
            amount: Amount::Small(Small { value, exponent }),
            format,
            text: None,
        }
    }

    /// The family of suffixes that it is spelled with.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// How it compares with nothing: less for a negative amount.
    #[must_use]
    pub fn sign(&self) -> Ordering {
        match &self.amount {
            Amount::Small(small) => small.value.cmp(&0),
            Amount::Large(decimal) => decimal.sign(),
        }
    }

    /// Whether it is worth nothing.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.sign() == Ordering::Equal
    }

    /// The amount in whole units, rounded away from zero. An amount that does not fit gives what
    /// Kubernetes gives: 0, or the low 64 bits.
    #[must_use]
    pub fn value(&self) -> i64 {
        self.scaled_value(0)
    }

    /// The amount in thousandths, rounded away from zero. See [`Self::value`] for one that does not fit.
    #[must_use]
    pub fn milli_value(&self) -> i64 {
        self.scaled_value(MILLI)
    }

    fn scaled_value(&self, exponent: i32) -> i64 {
        match &self.amount {
            Amount::Small(small) => small.scaled_value(exponent),
            Amount::Large(decimal) => decimal.scaled_value(exponent),
        }
    }

    /// Rounds away from zero to a multiple of 10^`exponent`; true if nothing was lost.
    pub fn round_up(&mut self, exponent: i32) -> bool {
        match &mut self.amount {
            Amount::Small(small) if small.exponent >= exponent => true,
            Amount::Small(small) => {
                self.text = None;
                small.round_up(exponent)
            }
            Amount::Large(decimal) => {
                self.text = None;
                decimal.round_up(exponent)
            }
        }
    }

    /// Multiplies by a whole number.
    pub fn multiply(&mut self, factor: i64) {
        self.text = None;
        if let Amount::Small(small) = &mut self.amount
            && small.multiply(factor)
        {
            return;
        }
        let mut product = self.amount.to_decimal();
        product.multiply(factor);
        self.amount = Amount::Large(product);
    }

    /// Turns the sign around.
    pub fn negate(&mut self) {
        self.text = None;
        match &mut self.amount {
            Amount::Small(small) => small.value = small.value.wrapping_neg(),
            Amount::Large(decimal) => decimal.negate(),
        }
    }

    /// The mantissa and the suffix of the canonical spelling (`Quantity.CanonicalizeBytes`): the
    /// largest suffix that needs no fraction.
    fn canonical(&self) -> (String, String) {
        let binary = match self.format {
            Format::BinarySi => self.whole_binary(),
            Format::DecimalExponent | Format::DecimalSi => None,
        };
        if let Some(mut mantissa) = binary {
            let mut power = 0;
            while mantissa.unsigned_abs() >= 1024 && mantissa % 1024 == 0 {
                mantissa /= 1024;
                power += 1;
            }
            let suffix = parse::BINARY_SUFFIXES
                .get(power)
                .map_or("", |(suffix, _)| suffix);
            return (mantissa.to_string(), suffix.to_owned());
        }
        let (mantissa, exponent) = self.amount.to_decimal().canonical();
        let suffix = match self.format {
            Format::DecimalExponent if exponent == 0 => String::new(),
            Format::DecimalExponent => format!("e{exponent}"),
            // An amount past the largest suffix loses its power of ten, as in Kubernetes.
            Format::BinarySi | Format::DecimalSi => parse::DECIMAL_SUFFIXES
                .iter()
                .find(|(_, power)| *power == exponent)
                .map_or_else(String::new, |(suffix, _)| (*suffix).to_owned()),
        };
        (mantissa, suffix)
    }

    /// The amount, if it can be spelled with a binary suffix: a whole number, and no small one,
    /// which would only look odd. One of more than 128 bits, which only a sum of other suffixes can
    /// reach, is spelled in decimals, where Kubernetes goes on dividing.
    fn whole_binary(&self) -> Option<i128> {
        let mut rounded = self.amount.to_decimal();
        let whole = rounded.round_up(0).then(|| rounded.to_i128()).flatten()?;
        (whole.unsigned_abs() >= 1024).then_some(whole)
    }
}

impl fmt::Display for Quantity {
    /// As Kubernetes stores it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = &self.text {
            return formatter.write_str(text);
        }
        if self.is_zero() {
            return formatter.write_str("0");
        }
        let (mantissa, suffix) = self.canonical();
        write!(formatter, "{mantissa}{suffix}")
    }
}

impl FromStr for Quantity {
    type Err = ParseQuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::parse(text)
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.amount, &other.amount) {
            (Amount::Small(one), Amount::Small(two)) if one.exponent == two.exponent => {
                one.value.cmp(&two.value)
            }
            (one, two) => one.to_decimal().cmp(&two.to_decimal()),
        }
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Quantity {}

impl AddAssign<&Self> for Quantity {
    /// Adds; nothing plus something is spelled as the something.
    fn add_assign(&mut self, other: &Self) {
        self.text = None;
        if self.is_zero() {
            self.format = other.format;
        }
        if let (Amount::Small(one), Amount::Small(two)) = (&mut self.amount, &other.amount)
            && one.add(*two)
        {
            return;
        }
        let mut sum = self.amount.to_decimal();
        sum.add(&other.amount.to_decimal());
        self.amount = Amount::Large(sum);
    }
}

impl SubAssign<&Self> for Quantity {
    /// Subtracts; nothing minus something is spelled as the something.
    fn sub_assign(&mut self, other: &Self) {
        let mut negated = other.clone();
        negated.negate();
        self.add_assign(&negated);
    }
}

#[cfg(test)]
mod tests;

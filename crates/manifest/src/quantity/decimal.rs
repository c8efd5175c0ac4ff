//! A decimal number of any length, for the amounts that do not fit into 64 bits.
//!
//! Digits in base ten, because parsing, rounding and spelling are all decimal and such amounts are
//! rare: speed does not matter here, size in the browser does.

use std::cmp::Ordering;

use crate::gather::Gather;

/// More digits than any amount that means something; past it the smaller part of a sum is lost.
/// Without a limit `1e999999999` plus 1 would take a gigabyte.
const LONGEST_SHIFT: i64 = 4096;

/// `± digits × 10^exponent`.
#[derive(Clone, Debug)]
pub(super) struct Decimal {
    negative: bool,
    /// Most significant first, each 0–9, no leading zero; empty for zero.
    digits: Vec<u8>,
    exponent: i32,
}

impl Decimal {
    pub(super) fn new(value: i128, exponent: i32) -> Self {
        let mut rest = value.unsigned_abs();
        let mut digits = Vec::new();
        while rest > 0 {
            digits.push((rest % 10) as u8);
            rest /= 10;
        }
        digits.reverse();
        Self {
            negative: value < 0,
            digits,
            exponent,
        }
    }

    /// Reads a sign, digits and a point; `None` without a digit.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, number) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let digits = whole
            .bytes()
            .chain(fraction.bytes())
            .map(|byte| byte - b'0');
        let mut decimal = Self {
            negative,
            digits: digits.gather(),
            exponent: -i32::try_from(fraction.len()).ok()?,
        };
        decimal.trim();
        Some(decimal)
    }

    fn trim(&mut self) {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
    }

    pub(super) fn sign(&self) -> Ordering {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => Ordering::Equal,
            (false, true) => Ordering::Less,
            (false, false) => Ordering::Greater,
        }
    }

    pub(super) fn negate(&mut self) {
        self.negative = !self.negative;
    }

    /// Multiplies by 10^`places`.
    pub(super) fn shift(&mut self, places: i32) {
        self.exponent = self.exponent.saturating_add(places);
    }

    pub(super) fn multiply(&mut self, factor: i64) {
        self.negative ^= factor < 0;
        let factor = u128::from(factor.unsigned_abs());
        let mut carry = 0;
        let mut reversed = Vec::with_capacity(self.digits.len() + 20);
        for digit in self.digits.iter().rev() {
            carry += u128::from(*digit) * factor;
            reversed.push((carry % 10) as u8);
            carry /= 10;
        }
        while carry > 0 {
            reversed.push((carry % 10) as u8);
            carry /= 10;
        }
        reversed.reverse();
        self.digits = reversed;
        self.trim();
    }

    pub(super) fn add(&mut self, other: &Self) {
        let (one, two, exponent) = aligned(self, other);
        self.exponent = exponent;
        if self.negative == other.negative {
            self.digits = add_digits(&one, &two);
        } else if compare_digits(&one, &two) == Ordering::Less {
            self.digits = subtract_digits(&two, &one);
            self.negative = other.negative;
        } else {
            self.digits = subtract_digits(&one, &two);
        }
        self.trim();
    }

    /// Rounds away from zero to a multiple of 10^`exponent`; true if nothing was lost. The digits
    /// then count units of that power, but for one that is out of reach.
    pub(super) fn round_up(&mut self, exponent: i32) -> bool {
        let dropped = i64::from(exponent) - i64::from(self.exponent);
        let Ok(dropped) = usize::try_from(dropped) else {
            if !self.digits.is_empty() && -dropped <= LONGEST_SHIFT {
                let zeros = usize::try_from(-dropped).unwrap_or(0);
                self.digits.resize(self.digits.len() + zeros, 0);
                self.exponent = exponent;
            }
            return true;
        };
        let kept = self.digits.len().saturating_sub(dropped);
        let exact = self.digits[kept..].iter().all(|digit| *digit == 0);
        self.digits.truncate(kept);
        self.exponent = exponent;
        if !exact {
            self.digits = add_digits(&self.digits, &[1]);
        }
        exact
    }

    /// The mantissa without factors of ten but for those that make the exponent a multiple of three
    /// (`infDecAmount.AsCanonicalBytes`).
    pub(super) fn canonical(&self) -> (String, i32) {
        let significant = self.digits.len()
            - self
                .digits
                .iter()
                .rev()
                .take_while(|digit| **digit == 0)
                .count();
        let removed = i32::try_from(self.digits.len() - significant).unwrap_or(i32::MAX);
        let exponent = self.exponent.saturating_add(removed);
        let added = exponent.rem_euclid(3);
        let mut text = String::with_capacity(significant + 3);
        if self.negative {
            text.push('-');
        }
        text.extend(
            self.digits[..significant]
                .iter()
                .map(|digit| char::from(b'0' + digit)),
        );
        text.extend((0..added).map(|_| '0'));
        (text, exponent - added)
    }

    /// The number, if it is a whole one of 128 bits.
    pub(super) fn to_i128(&self) -> Option<i128> {
        let mut value = 0_i128;
        for digit in &self.digits {
            value = value.checked_mul(10)?.checked_add(i128::from(*digit))?;
        }
        if value != 0 {
            value = value.checked_mul(10_i128.checked_pow(self.exponent.try_into().ok()?)?)?;
        }
        Some(if self.negative { -value } else { value })
    }

    /// In units of 10^`exponent`, rounded up, as apimachinery's `pkg/api/resource/scale_int.go`
    /// computes it: with the low 64 bits of what does not fit, and upwards also below zero.
    pub(super) fn scaled_value(&self, exponent: i32) -> i64 {
        let places = i64::from(exponent) - i64::from(self.exponent);
        if places <= 0 {
            let factor = u32::try_from(-places)
                .ok()
                .and_then(|places| 10_i64.checked_pow(places));
            return low_bits(&self.digits, self.negative).wrapping_mul(factor.unwrap_or(i64::MAX));
        }
        let divisor = u32::try_from(places)
            .ok()
            .and_then(|places| 10_i64.checked_pow(places));
        if let Some(divisor) = divisor
            && (self.negative || self.cmp_digits_to_most().is_lt())
        {
            let low = low_bits(&self.digits, self.negative);
            return low / divisor + i64::from(low % divisor != 0);
        }
        let mut rounded = self.clone();
        if self.negative {
            // Upwards below zero is towards it.
            let kept = usize::try_from(places).unwrap_or(usize::MAX);
            rounded
                .digits
                .truncate(self.digits.len().saturating_sub(kept));
        } else {
            rounded.round_up(exponent);
        }
        low_bits(&rounded.digits, rounded.negative)
    }

    /// How the digits alone compare with the largest number of 64 bits.
    fn cmp_digits_to_most(&self) -> Ordering {
        compare_digits(&self.digits, &Self::new(i128::from(i64::MAX), 0).digits)
    }

    pub(super) fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.sign().cmp(&other.sign());
        if signs != Ordering::Equal || self.digits.is_empty() {
            return signs;
        }
        // The power of ten of the first digit decides before the digits do.
        let magnitude = |decimal: &Self| {
            i64::from(decimal.exponent) + i64::try_from(decimal.digits.len()).unwrap_or(i64::MAX)
        };
        let larger = magnitude(self).cmp(&magnitude(other)).then_with(|| {
            let longest = self.digits.len().max(other.digits.len());
            let padded = |decimal: &Self, at: usize| decimal.digits.get(at).copied().unwrap_or(0);
            (0..longest)
                .map(|at| padded(self, at).cmp(&padded(other, at)))
                .find(|order| *order != Ordering::Equal)
                .unwrap_or(Ordering::Equal)
        });
        if self.negative {
            larger.reverse()
        } else {
            larger
        }
    }
}

/// The digits of both at one exponent.
fn aligned(one: &Decimal, two: &Decimal) -> (Vec<u8>, Vec<u8>, i32) {
    let largest = [one, two]
        .iter()
        .filter(|decimal| !decimal.digits.is_empty())
        .map(|decimal| i64::from(decimal.exponent))
        .max()
        .unwrap_or(0);
    let smallest = i64::from(one.exponent.min(two.exponent)).max(largest - LONGEST_SHIFT);
    let exponent = i32::try_from(smallest).unwrap_or(i32::MIN);
    let shifted = |decimal: &Decimal| {
        let mut shifted = decimal.clone();
        shifted.round_up(exponent);
        shifted.digits
    };
    (shifted(one), shifted(two), exponent)
}

/// The low 64 bits of a whole number.
fn low_bits(digits: &[u8], negative: bool) -> i64 {
    let low = digits.iter().fold(0_i64, |low, digit| {
        low.wrapping_mul(10).wrapping_add(i64::from(*digit))
    });
    if negative { low.wrapping_neg() } else { low }
}

fn compare_digits(one: &[u8], two: &[u8]) -> Ordering {
    one.len().cmp(&two.len()).then_with(|| one.cmp(two))
}

fn add_digits(one: &[u8], two: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let mut reversed = Vec::with_capacity(one.len().max(two.len()) + 1);
    let (mut one, mut two) = (one.iter().rev(), two.iter().rev());
    loop {
        match (one.next(), two.next()) {
            (None, None) if carry == 0 => break,
            (first, second) => {
                carry += first.unwrap_or(&0) + second.unwrap_or(&0);
                reversed.push(carry % 10);
                carry /= 10;
            }
        }
    }
    reversed.reverse();
    reversed
}

/// `larger - smaller`.
fn subtract_digits(larger: &[u8], smaller: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut reversed = Vec::with_capacity(larger.len());
    let mut smaller = smaller.iter().rev();
    for digit in larger.iter().rev() {
        let taken = smaller.next().unwrap_or(&0) + borrow;
        borrow = u8::from(*digit < taken);
        reversed.push(digit + 10 * borrow - taken);
    }
    reversed.reverse();
    reversed
}

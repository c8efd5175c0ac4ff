//! Decimal text to the nearest `f64`, exactly, and back as Go spells it.
//!
//! The standard library is faster at reading by a table that alone is a tenth of what this crate
//! weighs in the browser's module; a manifest has such a number once in a while. Its printer would be
//! a second one beside that of `serde_json`, which knows the shortest digits too.

use serde_json::Number;

/// Significant digits that can decide the rounding; all others only say that there is more.
const DIGITS: usize = 800;
/// Powers of ten beyond which the result is infinite or zero.
const EXPONENTS: std::ops::RangeInclusive<i64> = -1200..=1200;

/// A whole number of any size, the lowest 32 bits first.
#[derive(Clone)]
struct Big(Vec<u32>);

impl Big {
    fn multiply_add(&mut self, factor: u32, addend: u32) {
        let mut carry = u64::from(addend);
        for limb in &mut self.0 {
            let sum = u64::from(*limb) * u64::from(factor) + carry;
            (*limb, carry) = split(sum);
        }
        if carry > 0 {
            self.0.push(split(carry).0);
        }
    }

    fn bits(&self) -> i64 {
        let top = self.0.last().map_or(32, |limb| limb.leading_zeros());
        32 * i64::try_from(self.0.len()).unwrap_or(i64::MAX / 64) - i64::from(top)
    }

    fn double(&mut self) {
        self.multiply_add(2, 0);
    }

    /// Multiplies by 2^`count`.
    fn shift(&mut self, count: i64) {
        let limbs = usize::try_from(count / 32).unwrap_or(0);
        let mut shifted = vec![0; limbs];
        shifted.append(&mut self.0);
        self.0 = shifted;
        self.multiply_add(1 << (count % 32), 0);
    }

    fn is_below(&self, other: &Self) -> bool {
        let order = self.0.len().cmp(&other.0.len());
        order
            .then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
            .is_lt()
    }

    /// Takes away a number that is not larger.
    fn subtract(&mut self, other: &Self) {
        let mut borrow = false;
        for (position, limb) in self.0.iter_mut().enumerate() {
            let less = other.0.get(position).copied().unwrap_or(0);
            let (difference, first) = limb.overflowing_sub(less);
            let (difference, second) = difference.overflowing_sub(u32::from(borrow));
            (*limb, borrow) = (difference, first || second);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

/// The low and the high half.
fn split(wide: u64) -> (u32, u64) {
    let low = u32::try_from(wide & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    (low, wide >> 32)
}

/// The nearest float to `digits[.digits][e[±]digits]`, which may have a sign; `None` where it is not
/// finite.
pub(super) fn parse(text: &str) -> Option<f64> {
    let unsigned = text.trim_start_matches(['+', '-']);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_small = exponent.starts_with('-');
    let mut exponent: i64 =
        exponent
            .parse()
            .unwrap_or(if is_small { i64::MIN / 4 } else { i64::MAX / 4 });
    exponent = exponent.saturating_sub(i64::try_from(fraction.len()).unwrap_or(i64::MAX / 4));
    let digits = whole.bytes().chain(fraction.bytes());
    let (mut number, mut taken, mut has_more) = (Big(Vec::new()), 0, false);
    for digit in digits.map(|byte| u32::from(byte - b'0')) {
        if taken < DIGITS {
            number.multiply_add(10, digit);
            taken += usize::from(!number.0.is_empty());
        } else {
            has_more |= digit > 0;
            exponent = exponent.saturating_add(1);
        }
    }
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    if number.0.is_empty() || exponent < *EXPONENTS.start() {
        return Some(sign * 0.0);
    }
    if exponent > *EXPONENTS.end() {
        return None;
    }
    let mut divisor = Big(vec![1]);
    let scaled = if exponent < 0 {
        &mut divisor
    } else {
        &mut number
    };
    for _ in 0..exponent.abs() {
        scaled.multiply_add(10, 0);
    }
    Some(sign * divide(number, divisor, has_more)?)
}

/// The nearest float to a quotient, or to a bit more; ties go to the even one.
fn divide(mut number: Big, mut divisor: Big, has_more: bool) -> Option<f64> {
    // So that the quotient lies between 1 and 2, as mantissas do.
    let mut power = number.bits() - divisor.bits();
    if power > 0 {
        divisor.shift(power);
    } else {
        number.shift(-power);
    }
    if number.is_below(&divisor) {
        number.double();
        power -= 1;
    }
    // The exponent of a float has no room for more.
    if power >= 1024 {
        return None;
    }
    // Subnormal numbers have fewer bits.
    let wanted = 53 - (-1022 - power).max(0);
    if wanted < 0 {
        return Some(0.0);
    }
    let mut mantissa = 0_u64;
    for _ in 0..wanted {
        mantissa <<= 1;
        if !number.is_below(&divisor) {
            number.subtract(&divisor);
            mantissa |= 1;
        }
        number.double();
    }
    if !number.is_below(&divisor) {
        number.subtract(&divisor);
        let is_tie = number.0.is_empty() && !has_more;
        mantissa += u64::from(!is_tie || mantissa % 2 == 1);
    }
    // The lowest bit of the mantissa is worth 2^lowest. One that rounding made a bit longer carries
    // into the exponent, as the format is laid out for.
    let lowest = power - wanted + 1;
    let bits = if lowest <= -1074 {
        mantissa
    } else {
        let biased = u64::try_from(lowest + 1074).unwrap_or(0);
        (biased << 52) + mantissa
    };
    Some(f64::from_bits(bits)).filter(|value| value.is_finite())
}

/// The shortest digits that mean a float, taken from the text that `serde_json` writes.
struct Shortest {
    sign: &'static str,
    /// Without zeros at either end; empty for zero.
    digits: String,
    /// The power of ten of the first digit.
    leading: i32,
}

impl Shortest {
    fn of(text: &str) -> Self {
        let (sign, text) = match text.strip_prefix('-') {
            Some(text) => ("-", text),
            None => ("", text),
        };
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent = exponent.parse::<i64>().unwrap_or(0);
        let exponent = i32::try_from(exponent).unwrap_or(0);
        let mut digits = format!("{whole}{fraction}");
        let zeros = digits.len() - digits.trim_start_matches('0').len();
        let length = |text: &str| i32::try_from(text.len()).unwrap_or(0);
        let leading = length(whole) - 1 + exponent - length(&digits[..zeros]);
        digits.truncate(digits.trim_end_matches('0').len());
        digits.drain(..zeros.min(digits.len()));
        Self {
            sign,
            digits,
            leading,
        }
    }

    /// `1.5e+21` where the power of ten is not among these, else in full. `width` is the fewest
    /// digits of an exponent.
    fn spell(&self, plain: std::ops::Range<i32>, width: usize) -> String {
        let Self {
            sign,
            digits,
            leading,
        } = self;
        let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
        let count = i32::try_from(digits.len()).unwrap_or(0);
        if digits.is_empty() {
            return format!("{sign}0");
        }
        if !plain.contains(leading) {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            let plus = if *leading > 0 { '+' } else { '-' };
            let power = leading.unsigned_abs();
            return format!("{sign}{first}{point}{rest}e{plus}{power:0width$}");
        }
        match leading {
            ..0 => format!("{sign}0.{}{digits}", zeros(-leading - 1)),
            _ if leading + 1 >= count => format!("{sign}{digits}{}", zeros(leading + 1 - count)),
            _ => {
                let (whole, fraction) = digits.split_at(usize::try_from(leading + 1).unwrap_or(0));
                format!("{sign}{whole}.{fraction}")
            }
        }
    }
}

/// A number as Go's JSON encoder spells it.
pub(crate) fn spell(number: &Number) -> String {
    let text = number.to_string();
    if !number.is_f64() {
        return text;
    }
    Shortest::of(&text).spell(-6..21, 1)
}

/// Go's `strconv.FormatFloat(value, 'g', -1, 32)` of a finite number.
pub(super) fn spell_narrow(value: f32) -> String {
    let text = serde_json::to_string(&value).unwrap_or_default();
    Shortest::of(&text).spell(-4..6, 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::parse;

    fn check(text: &str) {
        let expected: f64 = text.parse().unwrap();
        let expected = Some(expected).filter(|value| value.is_finite());
        assert_eq!(
            parse(text).map(f64::to_bits),
            expected.map(f64::to_bits),
            "{text}"
        );
    }

    #[test]
    fn reads_the_hard_ones() {
        for text in [
            "0",
            "-0.0",
            "0.1",
            "-1.5e3",
            ".5",
            "5.",
            "9007199254740993",
            "9007199254740992.99999999999999999999",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "116200000e917",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-400",
            "1e400",
            "0e999999999999999999999",
            "1e-999999999999999999999",
            "123456789012345678901234567890e-30",
        ] {
            check(text);
        }
        check(&format!("0.{}1e900", "0".repeat(900)));
        check(&format!("9007199254740992.{}1", "0".repeat(900)));
    }

    proptest! {
        #[test]
        fn reads_as_the_standard_library_does(bits in any::<u64>(), text in "[0-9]{1,25}(\\.[0-9]{0,25})?(e-?[0-9]{1,3})?") {
            check(&text);
            let value = f64::from_bits(bits);
            if value.is_finite() {
                check(&format!("{value:e}"));
            }
        }
    }
}

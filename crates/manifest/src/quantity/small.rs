//! A number of 64 bits and a power of ten (`int64Amount` in apimachinery's `pkg/api/resource/amount.go`).

use super::decimal::Decimal;

/// `value × 10^exponent`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Small {
    pub(super) value: i64,
    pub(super) exponent: i32,
}

impl Small {
    pub(super) fn to_decimal(self) -> Decimal {
        Decimal::new(i128::from(self.value), self.exponent)
    }

    /// In units of 10^`exponent`, rounded away from zero. Where that does not fit, it is what
    /// apimachinery's `positiveScaleInt64` leaves: the low 64 bits, or 0.
    pub(super) fn scaled_value(self, exponent: i32) -> i64 {
        if self.exponent < exponent {
            return divide(self.value, exponent.saturating_sub(self.exponent)).0;
        }
        let places = self.exponent.saturating_sub(exponent);
        shift(self.value, places).unwrap_or_else(|| match places {
            1 | 2 | 3 | 6 | 9 => self.value.wrapping_mul(10_i64.pow(places.unsigned_abs())),
            _ => 0,
        })
    }

    /// Rounds away from zero to a multiple of 10^`exponent`, which must be larger than its own; true
    /// if nothing was lost.
    pub(super) fn round_up(&mut self, exponent: i32) -> bool {
        let (value, exact) = divide(self.value, exponent.saturating_sub(self.exponent));
        *self = Self { value, exponent };
        exact
    }

    /// False, and nothing changed, where the sum does not fit.
    pub(super) fn add(&mut self, other: Self) -> bool {
        if other.value == 0 {
            return true;
        }
        if self.value == 0 {
            *self = other;
            return true;
        }
        let exponent = self.exponent.min(other.exponent);
        let aligned = |small: Self| shift(small.value, small.exponent.checked_sub(exponent)?);
        let sum = aligned(*self)
            .zip(aligned(other))
            .and_then(|(one, two)| one.checked_add(two));
        let Some(value) = sum else { return false };
        *self = Self { value, exponent };
        true
    }

    /// False, and nothing changed, where the product does not fit.
    pub(super) fn multiply(&mut self, factor: i64) -> bool {
        let Some(value) = self.value.checked_mul(factor) else {
            return false;
        };
        self.value = value;
        true
    }
}

/// `value × 10^places`; `None` where it does not fit.
fn shift(value: i64, places: i32) -> Option<i64> {
    if value == 0 {
        return Some(0);
    }
    value.checked_mul(10_i64.checked_pow(places.try_into().ok()?)?)
}

/// `value ÷ 10^places` rounded away from zero, and whether that was exact.
fn divide(value: i64, places: i32) -> (i64, bool) {
    let divisor = u32::try_from(places)
        .ok()
        .and_then(|places| 10_i64.checked_pow(places));
    let Some(divisor) = divisor else {
        // A smaller part of one unit than 64 bits can tell.
        return (value.signum(), value == 0);
    };
    match (value / divisor, value % divisor) {
        (quotient, 0) => (quotient, true),
        (quotient, _) => (quotient + value.signum(), false),
    }
}

//! Quantities at a place of the manifest.

use manifest::quantity::Quantity;

use crate::cursor::Cursor;

/// The quantity here. Decoding has refused what is none, so only a place without one gives nothing.
pub(crate) fn at(place: &Cursor) -> Option<Quantity> {
    place.value()?.as_str()?.parse().ok()
}

/// Whether a quantity of bytes is not whole.
pub(crate) fn is_fractional(quantity: &Quantity) -> bool {
    quantity.milli_value() % 1000 != 0
}

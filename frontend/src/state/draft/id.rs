//! How a draft is named.

use leptos::prelude::window;

/// A fresh identifier: a random UUID. (`crypto.randomUUID` is missing on plain HTTP, this is not.)
#[must_use]
pub fn fresh_id() -> String {
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = window().crypto() {
        // Refused only for more than 64 KiB.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    uuid_of(bytes)
}

/// These random bytes as a UUID of version 4 (RFC 9562 §5.4).
fn uuid_of(mut bytes: [u8; 16]) -> String {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let digits = bytes.map(|byte| format!("{byte:02x}")).concat();
    [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ]
    .join("-")
}

#[cfg(test)]
mod tests {
    #[test]
    fn identifiers_are_uuids_of_version_4() {
        assert_eq!(
            super::uuid_of([0xff; 16]),
            "ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(
            super::uuid_of([0; 16]),
            "00000000-0000-4000-8000-000000000000"
        );
    }
}

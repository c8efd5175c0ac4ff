//! The wire format of protobuf: numbered fields, each with a payload of one of few forms.

use thiserror::Error;

/// Why bytes are no message, in the words of the decoders that Kubernetes generates.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(super) enum WireError {
    /// The bytes end within a field.
    #[error("unexpected EOF")]
    Truncated,
    /// A number has more than 64 bits.
    #[error("proto: integer overflow")]
    Overflow,
    /// A field number is 0 or too large.
    #[error("proto: illegal tag {0}")]
    Tag(u64),
    /// There is no such form of payload.
    #[error("proto: illegal wireType {0}")]
    WireType(u64),
    /// A group ends that did not begin.
    #[error("proto: unexpected end of group")]
    EndOfGroup,
}

/// What a field carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payload<'a> {
    /// A number or a flag.
    Varint(u64),
    /// A text, bytes or a message.
    Bytes(&'a [u8]),
    /// A form that no field known here has; the content is passed over.
    Other,
}

/// The fields of a message one by one, with their numbers; it ends at the first error.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) fn of(message: &'a [u8]) -> Fields<'a> {
        Fields { rest: message }
    }

    fn field(&mut self) -> Result<(u64, Payload<'a>), WireError> {
        let (number, wire_type) = self.tag()?;
        let payload = match wire_type {
            3 => self.pass_group()?,
            4 => return Err(WireError::EndOfGroup),
            _ => self.payload(wire_type)?,
        };
        Ok((number, payload))
    }

    fn tag(&mut self) -> Result<(u64, u64), WireError> {
        let tag = self.varint()?;
        let number = tag >> 3;
        if number == 0 || i32::try_from(number).is_err() {
            return Err(WireError::Tag(number));
        }
        Ok((number, tag & 7))
    }

    fn payload(&mut self, wire_type: u64) -> Result<Payload<'a>, WireError> {
        match wire_type {
            0 => Ok(Payload::Varint(self.varint()?)),
            1 => self.take(8).map(|_| Payload::Other),
            2 => {
                let length = self.varint()?;
                // A length beyond the address space is beyond the end, too.
                let length = usize::try_from(length).map_err(|_| WireError::Truncated)?;
                self.take(length).map(Payload::Bytes)
            }
            5 => self.take(4).map(|_| Payload::Other),
            other => Err(WireError::WireType(other)),
        }
    }

    /// Passes over a group. Groups nest; counting them instead of recursing keeps the stack flat.
    fn pass_group(&mut self) -> Result<Payload<'a>, WireError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.tag()?.1 {
                3 => open += 1,
                4 => open -= 1,
                wire_type => {
                    self.payload(wire_type)?;
                }
            }
        }
        Ok(Payload::Other)
    }

    fn varint(&mut self) -> Result<u64, WireError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or(WireError::Truncated)?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(WireError::Overflow)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], WireError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(WireError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Payload<'a>), WireError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.rest = b"";
        }
        Some(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_one_by_one() {
        let cases: [(&[u8], Result<_, WireError>); 14] = [
            (b"", Ok(vec![])),
            (b"\x08\x05", Ok(vec![(1, Payload::Varint(5))])),
            (b"\x08\xac\x02", Ok(vec![(1, Payload::Varint(300))])),
            (
                b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
                Ok(vec![(1, Payload::Varint(u64::MAX))]),
            ),
            (
                b"\x12\x02ab\x18\x00",
                Ok(vec![(2, Payload::Bytes(b"ab")), (3, Payload::Varint(0))]),
            ),
            // Fixed 64 and 32 bits, and a group within a group, are passed over.
            (
                b"\x09\x01\x02\x03\x04\x05\x06\x07\x08\x15\x01\x02\x03\x04\x08\x01",
                Ok(vec![
                    (1, Payload::Other),
                    (2, Payload::Other),
                    (1, Payload::Varint(1)),
                ]),
            ),
            (
                b"\x0b\x13\x08\x01\x14\x0c\x08\x01",
                Ok(vec![(1, Payload::Other), (1, Payload::Varint(1))]),
            ),
            (b"\x12\x03ab", Err(WireError::Truncated)),
            (
                b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
                Err(WireError::Truncated),
            ),
            (
                b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
                Err(WireError::Overflow),
            ),
            (b"\x00\x01", Err(WireError::Tag(0))),
            (b"\x0f", Err(WireError::WireType(7))),
            (b"\x0c", Err(WireError::EndOfGroup)),
            (b"\x0b\x13\x14", Err(WireError::Truncated)),
        ];
        for (bytes, expected) in cases {
            let read: Result<Vec<_>, _> = Fields::of(bytes).collect();
            assert_eq!(read, expected, "{bytes:02x?}");
        }
    }
}

//! Which compressed form a client takes (`Accept-Encoding`, RFC 9110 §12.5.3).

/// A form in which a file is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// What the name of the file ends with.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Identity => "",
        }
    }

    /// The value of `Content-Encoding`.
    pub(crate) const fn content_encoding(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

/// The compressed forms that the client accepts, the smallest first. Weights only matter where they forbid:
/// no client that takes both wants the larger one.
pub(super) fn preferred(accept_encoding: &str) -> impl Iterator<Item = Encoding> {
    [(Encoding::Brotli, "br"), (Encoding::Gzip, "gzip")]
        .into_iter()
        .filter(|(_, name)| accepts(accept_encoding, name))
        .map(|(encoding, _)| encoding)
        .collect::<Vec<_>>()
        .into_iter()
}

fn accepts(accept_encoding: &str, name: &str) -> bool {
    let weight_of = |wanted: &str| {
        accept_encoding.split(',').find_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let is_it = parts.next()?.eq_ignore_ascii_case(wanted);
            let weight = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |weight| weight.parse::<f32>().unwrap_or(0.0));
            is_it.then_some(weight)
        })
    };
    weight_of(name)
        .or_else(|| weight_of("*"))
        .is_some_and(|weight| weight > 0.0)
}

#[cfg(test)]
mod tests {
    use super::{Encoding, preferred};

    #[test]
    fn takes_the_smallest_form_that_is_accepted() {
        for (header, expected) in [
            ("", vec![]),
            (
                "gzip, deflate, br, zstd",
                vec![Encoding::Brotli, Encoding::Gzip],
            ),
            ("gzip", vec![Encoding::Gzip]),
            ("br;q=0, gzip;q=0.5", vec![Encoding::Gzip]),
            ("*", vec![Encoding::Brotli, Encoding::Gzip]),
            ("*;q=0", vec![]),
            ("identity", vec![]),
            ("brotli", vec![]),
        ] {
            assert_eq!(preferred(header).collect::<Vec<_>>(), expected, "{header}");
        }
    }
}

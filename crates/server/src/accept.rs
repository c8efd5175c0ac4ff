//! What a client accepts: the media ranges of `Accept` (RFC 9110 §12.5.1), read in one place.

use http::{HeaderMap, header};

/// One media range and how much it is wanted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Range {
    /// In lower case, such as `text/html`, `text/*` or `*/*`.
    pub(crate) media: String,
    /// From 0, not at all, to 1.
    pub(crate) quality: f32,
}

impl Range {
    /// Whether a media type is in this range.
    pub(crate) fn holds(&self, media_type: &str) -> bool {
        let family = media_type.split_once('/').map_or("", |(family, _)| family);
        self.media == media_type
            || self.media == "*/*"
            || self.media.strip_suffix("/*") == Some(family)
    }
}

/// The ranges as they were sent, over all lines of the header; none where nothing is said.
pub(crate) fn ranges(headers: &HeaderMap) -> Vec<Range> {
    let lines = headers.get_all(header::ACCEPT).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let ranges = lines.flat_map(|line| line.split(','));
    ranges
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let media = parts.next().unwrap_or_default().to_ascii_lowercase();
            let quality = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |quality| quality.parse().unwrap_or(0.0));
            (!media.is_empty()).then_some(Range { media, quality })
        })
        .collect()
}

/// Whether a client takes a media type; one that says nothing takes all.
pub(crate) fn takes(headers: &HeaderMap, media_type: &str) -> bool {
    let ranges = ranges(headers);
    ranges.is_empty()
        || ranges
            .iter()
            .any(|range| range.quality > 0.0 && range.holds(media_type))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::takes;

    #[test]
    fn a_range_is_a_type_a_family_or_all() {
        for (lines, media_type, expected) in [
            (&[][..], "text/html", true),
            (&["text/html"], "text/html", true),
            (&["TEXT/HTML;level=1"], "text/html", true),
            (&["text/*;q=0.1"], "text/html", true),
            (&["application/json", "*/*"], "text/html", true),
            (&["application/json", "text/html;q=0"], "text/html", false),
            (&["texts/*"], "text/html", false),
            (&["application/json"], "text/html", false),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::ACCEPT, HeaderValue::from_static(line));
            }
            assert_eq!(takes(&headers, media_type), expected, "{lines:?}");
        }
    }
}

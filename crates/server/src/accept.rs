//! What a client accepts: the media ranges of `Accept` (RFC 9110 §12.5.1) and the languages of `Accept-Language`
//! (§12.5.4), read in one place.

use http::{HeaderMap, HeaderName, header};

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
    weighted(headers, &header::ACCEPT)
        .map(|(media, quality)| Range { media, quality })
        .collect()
}

/// The tags of the languages that a client wants, in lower case, the most wanted first; none where nothing is said.
pub(crate) fn languages(headers: &HeaderMap) -> Vec<String> {
    let mut languages: Vec<_> = weighted(headers, &header::ACCEPT_LANGUAGE)
        .filter(|(_, quality)| *quality > 0.0)
        .collect();
    // Those that are wanted alike stay as they were sent.
    languages.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    languages.into_iter().map(|(tag, _)| tag).collect()
}

/// The items of a header in lower case with their weights, over all of its lines.
fn weighted(headers: &HeaderMap, name: &HeaderName) -> impl Iterator<Item = (String, f32)> {
    let lines = headers.get_all(name).into_iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let items = lines.flat_map(|line| line.split(','));
    items.filter_map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let item = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        (!item.is_empty()).then_some((item, weight))
    })
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

    use super::{languages, takes};

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

    #[test]
    fn the_most_wanted_language_is_first() {
        for (lines, expected) in [
            (&[][..], &[][..]),
            (&["zh-CN,zh;q=0.9,en;q=0.8"], &["zh-cn", "zh", "en"]),
            (&["en;q=0.5, de", "zh-CN"], &["de", "zh-cn", "en"]),
            (&["en;q=0, zh;q=0.1"], &["zh"]),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::ACCEPT_LANGUAGE, HeaderValue::from_static(line));
            }
            assert_eq!(languages(&headers), expected, "{lines:?}");
        }
    }
}

//! In which form objects are wanted: whole, their metadata alone, or as rows of a table.

use http::{HeaderMap, header};

use crate::refusal::Refusal;

/// The form of objects in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// The objects themselves.
    Whole,
    /// `PartialObjectMetadata`.
    Metadata,
    /// `Table`, as `kubectl get` shows it.
    Table,
}

impl Format {
    /// The first form of the `Accept` header that can be given.
    pub(super) fn negotiate(headers: &HeaderMap) -> Result<Format, Refusal> {
        let accept = headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect::<Vec<_>>()
            .join(",");
        if accept.trim().is_empty() {
            return Ok(Format::Whole);
        }
        accept
            .split(',')
            .find_map(read)
            .ok_or_else(Refusal::not_acceptable)
    }
}

/// Reads one entry such as `application/json;as=Table;v=v1;g=meta.k8s.io`.
fn read(entry: &str) -> Option<Format> {
    let mut parts = entry.split(';').map(str::trim);
    if !matches!(parts.next()?, "application/json" | "application/*" | "*/*") {
        return None;
    }
    let (mut form, mut version, mut group) = ("", "v1", "meta.k8s.io");
    for part in parts {
        match part.split_once('=') {
            Some(("as", value)) => form = value,
            Some(("v", value)) => version = value,
            Some(("g", value)) => group = value,
            _ => {}
        }
    }
    match form {
        "" => Some(Format::Whole),
        _ if version != "v1" || group != "meta.k8s.io" => None,
        "Table" => Some(Format::Table),
        "PartialObjectMetadata" | "PartialObjectMetadataList" => Some(Format::Metadata),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_first_that_fits_is_taken() {
        let cases = [
            ("application/json", Some(Format::Whole)),
            ("*/*", Some(Format::Whole)),
            (
                "application/vnd.kubernetes.protobuf, application/json",
                Some(Format::Whole),
            ),
            (
                "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
                Some(Format::Table),
            ),
            (
                "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json",
                Some(Format::Whole),
            ),
            (
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
                Some(Format::Metadata),
            ),
            ("text/html", None),
        ];
        for (accept, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(Format::negotiate(&headers).ok(), expected, "{accept}");
        }
    }
}

//! The body of a watch as lines, and a line as an event.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use serde::{Deserialize, de};
use serde_json::value::RawValue;
use tower::BoxError;

use super::item::Item;
use crate::{objects::Watchable, transport::Incoming};

/// No line is longer: an object is 3 MiB at most where etcd keeps it, and more as JSON.
const LONGEST: usize = 32 << 20;

/// The lines of a body that is still coming in.
pub(super) struct Lines {
    body: Incoming,
    /// What has come of the lines that have not been given yet.
    buffer: BytesMut,
    /// How far there is no line break in it.
    searched: usize,
    /// Whether the body has ended.
    is_over: bool,
}

impl Lines {
    pub(super) fn new(body: Incoming) -> Self {
        Self {
            body,
            buffer: BytesMut::new(),
            searched: 0,
            is_over: false,
        }
    }

    /// The next line that is not empty; none at the end of the body. Nothing is lost if it is not waited for to
    /// the end.
    ///
    /// # Errors
    /// The body breaks off, or a line has no end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, BoxError> {
        loop {
            let break_at = self.buffer[self.searched..]
                .iter()
                .position(|byte| *byte == b'\n');
            if let Some(place) = break_at {
                let line = self.buffer.split_to(self.searched + place + 1).freeze();
                self.searched = 0;
                let line = line.slice(..line.len() - 1);
                if !line.trim_ascii().is_empty() {
                    return Ok(Some(line));
                }
                continue;
            }
            self.searched = self.buffer.len();
            if self.searched > LONGEST {
                return Err(format!("a line of more than {} MiB", LONGEST >> 20).into());
            }
            if self.is_over {
                // The last line needs no break; whether it is whole shows when it is read.
                self.searched = 0;
                let line = self.buffer.split().freeze();
                return Ok((!line.trim_ascii().is_empty()).then_some(line));
            }
            match self.body.frame().await.transpose()? {
                Some(frame) => {
                    if let Ok(data) = frame.into_data() {
                        self.buffer.extend_from_slice(&data);
                    }
                }
                None => self.is_over = true,
            }
        }
    }
}

/// What a line of a watch tells (`metav1.WatchEvent`).
#[derive(Debug)]
pub(super) enum Event<T> {
    /// An object is new or other than before.
    Applied(Item<T>),
    /// An object is gone.
    Deleted(Item<T>),
    /// Everything up to this version has been told.
    Bookmark(String),
    /// The watch cannot go on, as this `metav1.Status` says.
    Error(Bytes),
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow)]
    object: &'a RawValue,
}

impl<T: Watchable> Event<T> {
    /// Reads a line.
    ///
    /// # Errors
    /// It is no event, or one without what a watch lives on: a name and a version.
    pub(super) fn read(line: &[u8]) -> Result<Self, serde_json::Error> {
        let Line { kind, object } = serde_json::from_slice(line)?;
        if kind == "ERROR" {
            return Ok(Self::Error(Bytes::copy_from_slice(object.get().as_bytes())));
        }
        let item: Item<T> = serde_json::from_str(object.get())?;
        if item.version.is_empty() {
            return Err(de::Error::custom("an event without a version"));
        }
        match kind {
            "BOOKMARK" => Ok(Self::Bookmark(item.version)),
            _ if item.name.is_empty() => Err(de::Error::custom("an event without a name")),
            "ADDED" | "MODIFIED" => Ok(Self::Applied(item)),
            "DELETED" => Ok(Self::Deleted(item)),
            _ => Err(de::Error::custom("an event of no known type")),
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures::stream;
    use http_body_util::{BodyExt as _, StreamBody};
    use hyper::body::Frame;
    use tower::BoxError;

    use super::{Event, Lines};
    use crate::objects::namespace::Namespace;

    #[tokio::test]
    async fn lines_come_whole_however_they_are_cut() {
        for pieces in [
            vec!["one\ntwo\n\nthree"],
            vec!["o", "ne", "\n", "two\n\n", "th", "ree"],
            vec!["one\r\n", "\n \ntwo\nthree", "\n"],
        ] {
            let frames = pieces.iter().map(|piece| {
                Ok::<_, BoxError>(Frame::data(Bytes::copy_from_slice(piece.as_bytes())))
            });
            let frames: Vec<_> = frames.collect();
            let mut lines = Lines::new(StreamBody::new(stream::iter(frames)).boxed_unsync());
            let mut found = Vec::new();
            while let Some(line) = lines.next().await.unwrap() {
                found.push(String::from_utf8(line.trim_ascii().to_vec()).unwrap());
            }
            assert_eq!(found, ["one", "two", "three"], "{pieces:?}");
        }
    }

    #[test]
    fn an_event_has_a_type_a_name_and_a_version() {
        let object = r#"{"metadata":{"name":"n","resourceVersion":"7"}}"#;
        let read = |line: &str| {
            let event = Event::<Namespace>::read(line.as_bytes()).ok()?;
            Some(match event {
                Event::Applied(item) => format!("applied {} {}", item.name, item.version),
                Event::Deleted(item) => format!("deleted {} {}", item.name, item.version),
                Event::Bookmark(version) => format!("bookmark {version}"),
                Event::Error(_) => "error".to_owned(),
            })
        };
        for (line, expected) in [
            (
                format!(r#"{{"type":"ADDED","object":{object}}}"#),
                Some("applied n 7"),
            ),
            (
                format!(r#"{{"object":{object},"type":"MODIFIED"}}"#),
                Some("applied n 7"),
            ),
            (
                format!(r#"{{"type":"DELETED","object":{object}}}"#),
                Some("deleted n 7"),
            ),
            (
                r#"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}"#.to_owned(),
                Some("bookmark 9"),
            ),
            (
                r#"{"type":"ERROR","object":{"code":410}}"#.to_owned(),
                Some("error"),
            ),
            (
                r#"{"type":"ADDED","object":{"metadata":{"name":"n"}}}"#.to_owned(),
                None,
            ),
            (
                r#"{"type":"ADDED","object":{"metadata":{"resourceVersion":"9"}}}"#.to_owned(),
                None,
            ),
            (format!(r#"{{"type":"OTHER","object":{object}}}"#), None),
            (r#"{"type":"ADDED","object":[]}"#.to_owned(), None),
            (r#"{"type":"ADDED","object":7}"#.to_owned(), None),
            (r#"{"type":"ADDED"}"#.to_owned(), None),
            ("[]".to_owned(), None),
            ("7".to_owned(), None),
            ("<html>".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(read(&line).as_deref(), expected, "{line}");
        }
    }
}
